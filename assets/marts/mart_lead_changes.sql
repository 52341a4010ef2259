-- What is new of a lead against the last published day before, and how it stands with people (flag_standing).
WITH counting AS (
    SELECT
        leads.lead_id,
        scores.rule_id
    FROM mart_leads AS leads
    INNER JOIN flag_scores AS scores ON leads.advertiser_id = scores.advertiser_id AND leads.pack = scores.pack
    WHERE scores.points > 0
),

additions AS (
    SELECT
        counting.lead_id,
        string_agg(counting.rule_id, ',' ORDER BY counting.rule_id) AS reasons
    FROM counting
    INNER JOIN run_leads_before AS earlier ON counting.lead_id = earlier.lead_id
    WHERE strpos(',' || earlier.counting || ',', ',' || counting.rule_id || ',') = 0
    GROUP BY counting.lead_id
),

newest AS (
    SELECT max(day) AS day
    FROM stg_ads
),

since AS (
    SELECT max(day) AS day
    FROM run_leads_before
)

SELECT
    leads.lead_id,
    since.day AS since,
    CASE
        WHEN earlier.lead_id IS NULL THEN 'new'
        WHEN leads.score > earlier.score OR leads.ads > earlier.ads THEN 'grown'
        WHEN leads.last_day + INTERVAL 14 DAY < newest.day THEN 'quiet'
        ELSE 'same'
    END AS change,
    leads.score - earlier.score AS score_added,
    leads.ads - earlier.ads AS ads_added,
    additions.reasons AS reasons_added,
    coalesce(people.standing, 'open') AS standing,
    people.said_on,
    people.returned_for
FROM mart_leads AS leads
CROSS JOIN newest
CROSS JOIN since
LEFT JOIN run_leads_before AS earlier ON leads.lead_id = earlier.lead_id
LEFT JOIN additions ON leads.lead_id = additions.lead_id
LEFT JOIN flag_standing AS people ON leads.advertiser_id = people.advertiser_id AND leads.pack = people.pack

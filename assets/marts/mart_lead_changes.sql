-- What is new of a lead: against the last published day before, and against what people said of it. A dismissed lead
-- returns only when a rule counts that did not speak for it when it was dismissed; more of the same ads are not enough.
WITH counting AS (
    SELECT
        leads.lead_id,
        leads.advertiser_id,
        scores.rule_id
    FROM mart_leads AS leads
    INNER JOIN flag_scores AS scores ON leads.advertiser_id = scores.advertiser_id AND leads.pack = scores.pack
    WHERE scores.points > 0
),

-- A label holds for the advertiser of whom the ad that gave it its name is now.
placed AS (
    SELECT
        coalesce(
            'l' || substr(sha256(labels.pack || chr(31) || grouped.advertiser_id), 1, 16), labels.lead_id
        ) AS lead_id,
        labels.line,
        labels.value,
        labels.said_at,
        labels.seen
    FROM run_labels AS labels
    LEFT JOIN ent_advertiser_ads AS grouped ON labels.ad = substr(grouped.ad_id, 1, 16)
),

ordered AS (
    SELECT
        lead_id,
        value,
        said_at,
        seen,
        row_number() OVER (PARTITION BY lead_id ORDER BY said_at DESC, line DESC) AS place
    FROM placed
),

dismissed AS (
    SELECT
        lead_id,
        said_at,
        seen
    FROM ordered
    WHERE place = 1 AND value = 'dismissed'
),

first_shown AS (
    SELECT
        counting.lead_id,
        counting.rule_id,
        min(evidence.day) AS day
    FROM counting
    INNER JOIN dismissed ON counting.lead_id = dismissed.lead_id
    INNER JOIN ent_advertiser_ads AS grouped ON counting.advertiser_id = grouped.advertiser_id
    INNER JOIN flag_evidence AS evidence ON grouped.ad_id = evidence.ad_id AND counting.rule_id = evidence.rule_id
    GROUP BY counting.lead_id, counting.rule_id
),

-- Where a label does not say what had been seen, the day of the ad does.
returns AS (
    SELECT
        first_shown.lead_id,
        string_agg(first_shown.rule_id, ',' ORDER BY first_shown.rule_id) AS reasons
    FROM first_shown
    INNER JOIN dismissed ON first_shown.lead_id = dismissed.lead_id
    WHERE
        (
            dismissed.seen IS NOT NULL
            AND strpos(',' || dismissed.seen || ',', ',' || first_shown.rule_id || ',') = 0
        )
        OR (dismissed.seen IS NULL AND first_shown.day > CAST(dismissed.said_at AS DATE))
    GROUP BY first_shown.lead_id
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
    CASE
        WHEN dismissed.lead_id IS NULL THEN 'open'
        WHEN returns.lead_id IS NULL THEN 'dismissed'
        ELSE 'returned'
    END AS standing,
    CAST(dismissed.said_at AS DATE) AS dismissed_on,
    returns.reasons AS returned_for
FROM mart_leads AS leads
CROSS JOIN newest
CROSS JOIN since
LEFT JOIN run_leads_before AS earlier ON leads.lead_id = earlier.lead_id
LEFT JOIN additions ON leads.lead_id = additions.lead_id
LEFT JOIN dismissed ON leads.lead_id = dismissed.lead_id
LEFT JOIN returns ON leads.lead_id = returns.lead_id

WITH quotes AS (
    SELECT
        grouped.advertiser_id,
        evidence.rule_id,
        CASE
            WHEN evidence.span_start IS NULL THEN NULL
            ELSE
                substr(ads.text, greatest(evidence.span_start - 39, 1), least(evidence.span_start, 40))
                || '«' || substr(ads.text, evidence.span_start + 1, evidence.span_end - evidence.span_start) || '»'
                || substr(ads.text, evidence.span_end + 1, 40)
        END AS quote,
        row_number() OVER (
            PARTITION BY grouped.advertiser_id, evidence.rule_id
            ORDER BY evidence.day DESC, evidence.ad_id, evidence.span_start, evidence.span_end
        ) AS place
    FROM flag_evidence AS evidence
    INNER JOIN ent_advertiser_ads AS grouped ON evidence.ad_id = grouped.ad_id
    INNER JOIN stg_ads AS ads ON evidence.ad_id = ads.ad_id
    WHERE grouped.advertiser_id IN (SELECT advertiser_id FROM mart_leads)
)

SELECT
    leads.lead_id,
    scores.rule_id,
    scores.family,
    scores.grade,
    scores.direction,
    scores.points,
    scores.ads,
    quotes.quote,
    CAST(leads.score - sum(scores.points) OVER (PARTITION BY leads.lead_id) AS INTEGER) AS unexplained
FROM mart_leads AS leads
INNER JOIN flag_scores AS scores ON leads.advertiser_id = scores.advertiser_id AND leads.pack = scores.pack
LEFT JOIN quotes
    ON
        leads.advertiser_id = quotes.advertiser_id
        AND scores.rule_id = quotes.rule_id
        AND quotes.place = 1

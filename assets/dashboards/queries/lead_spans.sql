-- What rules and extractors marked in the ads of queued leads; what is protected is not marked.
WITH queued AS (
    SELECT
        leads.pack,
        grouped.ad_id
    FROM mart_leads AS leads
    INNER JOIN ent_advertiser_ads AS grouped ON leads.advertiser_id = grouped.advertiser_id
    WHERE leads.status = 'queued'
)

SELECT DISTINCT
    evidence.ad_id,
    rules.title AS label,
    CASE WHEN rules.points > 0 THEN 'counts' ELSE 'shown' END AS kind,
    evidence.span_start,
    evidence.span_end
FROM flag_evidence AS evidence
INNER JOIN queued ON evidence.ad_id = queued.ad_id
INNER JOIN meta_rules AS rules ON evidence.rule_id = rules.rule_id AND queued.pack = rules.pack
WHERE evidence.span_start IS NOT NULL AND NOT rules.is_protected
UNION
SELECT
    found.ad_id,
    found.kind AS label,
    'identifier' AS kind,
    found.span_start,
    found.span_end
FROM stg_identifiers AS found
INNER JOIN queued ON found.ad_id = queued.ad_id
WHERE found.span_start IS NOT NULL
ORDER BY ad_id, span_start, span_end, kind, label

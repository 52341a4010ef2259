WITH occurrences AS (
    SELECT DISTINCT
        kind,
        value,
        ad_id
    FROM stg_identifiers
),

counted AS (
    SELECT
        occurrences.kind,
        occurrences.value,
        count(*) AS ads,
        count(DISTINCT grouped.advertiser_id) AS advertisers
    FROM occurrences
    INNER JOIN ent_advertiser_ads AS grouped ON occurrences.ad_id = grouped.ad_id
    GROUP BY occurrences.kind, occurrences.value
)

SELECT
    counted.kind,
    counted.value,
    counted.ads,
    counted.advertisers,
    hubs.value IS NOT NULL AS is_hub,
    hubs.why
FROM counted
LEFT JOIN ent_hubs AS hubs ON counted.kind = hubs.kind AND counted.value = hubs.value

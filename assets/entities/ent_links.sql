-- A star for each identifier: its earliest ad is linked with each of its other ads, so links grow with ads, not pairs.
WITH identifiers AS (
    SELECT DISTINCT
        found.ad_id,
        found.kind,
        found.value
    FROM stg_identifiers AS found
    LEFT JOIN ent_hubs AS hubs ON found.kind = hubs.kind AND found.value = hubs.value
    WHERE found.kind IN ('phone', 'email', 'handle') AND hubs.value IS NULL
),

ordered AS (
    SELECT
        identifiers.ad_id,
        identifiers.kind,
        first_value(identifiers.ad_id) OVER (
            PARTITION BY identifiers.kind, identifiers.value ORDER BY ads.captured_at, identifiers.ad_id
        ) AS earliest
    FROM identifiers
    INNER JOIN stg_ads AS ads ON identifiers.ad_id = ads.ad_id
)

SELECT
    earliest AS ad_a,
    ad_id AS ad_b,
    'same ' || kind AS reason,
    CAST(count(*) AS DOUBLE) AS weight
FROM ordered
WHERE earliest <> ad_id
GROUP BY earliest, ad_id, kind

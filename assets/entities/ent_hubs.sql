-- An identifier whose ads show many different other e-mails or handles is shared (a switchboard, a borrowed line).
WITH identifiers AS (
    SELECT DISTINCT
        ad_id,
        kind,
        value
    FROM stg_identifiers
    WHERE kind IN ('phone', 'email', 'handle')
),

sizes AS (
    SELECT
        kind,
        value,
        count(*) AS ads
    FROM identifiers
    GROUP BY kind, value
),

companions AS (
    SELECT
        own.kind,
        own.value,
        count(DISTINCT other.kind || ':' || other.value) AS others
    FROM identifiers AS own
    INNER JOIN identifiers AS other
        ON
            own.ad_id = other.ad_id
            AND other.kind IN ('email', 'handle')
            AND (own.kind <> other.kind OR own.value <> other.value)
    GROUP BY own.kind, own.value
)

SELECT
    sizes.kind,
    sizes.value,
    sizes.ads,
    companions.others,
    'its ' || CAST(sizes.ads AS VARCHAR) || ' ads show '
    || CAST(companions.others AS VARCHAR) || ' other e-mails or handles' AS why
FROM sizes
INNER JOIN companions ON sizes.kind = companions.kind AND sizes.value = companions.value
WHERE companions.others >= 4 AND companions.others > 0.3 * sizes.ads

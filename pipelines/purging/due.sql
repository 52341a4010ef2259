-- Every ad, as what it is kept, since when nobody saw it or its advertiser, and whether it is held or was asked to go.
WITH confirmed AS (
    SELECT DISTINCT ad
    FROM run_labels
    WHERE value = 'confirmed'
),

standing AS (
    SELECT
        grouped.advertiser_id,
        max(CASE WHEN leads.status = 'queued' OR confirmed.ad IS NOT NULL THEN 1 ELSE 0 END) AS is_queued,
        max(CASE WHEN holds.ad IS NOT NULL THEN 1 ELSE 0 END) AS is_held
    FROM ent_advertiser_ads AS grouped
    LEFT JOIN mart_leads AS leads ON grouped.advertiser_id = leads.advertiser_id
    LEFT JOIN confirmed ON substr(grouped.ad_id, 1, 16) = confirmed.ad
    LEFT JOIN run_holds AS holds ON substr(grouped.ad_id, 1, 16) = holds.ad
    GROUP BY grouped.advertiser_id
),

captured AS (
    SELECT
        ad_id,
        max(day) AS last_day
    FROM stg_captures
    GROUP BY ad_id
),

asked AS (
    SELECT DISTINCT found.ad_id
    FROM stg_identifiers AS found
    INNER JOIN run_asked ON found.kind = run_asked.kind AND found.value = run_asked.value
)

SELECT
    ads.ad_id,
    ads.source,
    ads.url,
    grouped.advertiser_id,
    captured.last_day,
    advertisers.last_day AS seen,
    standing.is_held = 1 AS is_held,
    asked.ad_id IS NOT NULL AS is_asked,
    CASE
        WHEN listed.ad_id IS NOT NULL THEN 'child_safety'
        WHEN standing.is_queued = 1 THEN 'queued'
        ELSE 'not_queued'
    END AS kept_as
FROM stg_ads AS ads
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
INNER JOIN standing ON grouped.advertiser_id = standing.advertiser_id
INNER JOIN ent_advertisers AS advertisers ON grouped.advertiser_id = advertisers.advertiser_id
INNER JOIN captured ON ads.ad_id = captured.ad_id
LEFT JOIN asked ON ads.ad_id = asked.ad_id
LEFT JOIN run_child_safety AS listed ON ads.ad_id = listed.ad_id

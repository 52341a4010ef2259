-- What ties the ads of a queued lead together, and who else shows the same sign: identifiers and templates, with the
-- ads of the lead that show it, the other advertisers that do, and whether it merges nothing because it is shared.
WITH queued AS (
    SELECT
        leads.lead_id,
        leads.advertiser_id,
        grouped.ad_id
    FROM mart_leads AS leads
    INNER JOIN ent_advertiser_ads AS grouped ON leads.advertiser_id = grouped.advertiser_id
    WHERE leads.status = 'queued'
),

told AS (
    SELECT
        ad_id,
        kind,
        value
    FROM stg_identifiers
    UNION ALL
    SELECT
        ad_id,
        'template' AS kind,
        template_id AS value
    FROM ent_template_ads
),

wanted AS (
    SELECT DISTINCT
        told.kind,
        told.value
    FROM told
    INNER JOIN queued ON told.ad_id = queued.ad_id
),

-- Of everybody's signs those of queued leads, each once an ad.
signs AS (
    SELECT DISTINCT
        told.ad_id,
        told.kind,
        told.value
    FROM told
    INNER JOIN wanted ON told.kind = wanted.kind AND told.value = wanted.value
),

own AS (
    SELECT
        queued.lead_id,
        queued.advertiser_id,
        signs.kind,
        signs.value,
        count(*) AS ads
    FROM queued
    INNER JOIN signs ON queued.ad_id = signs.ad_id
    GROUP BY queued.lead_id, queued.advertiser_id, signs.kind, signs.value
),

shown AS (
    SELECT
        signs.kind,
        signs.value,
        grouped.advertiser_id,
        count(*) AS ads
    FROM signs
    INNER JOIN ent_advertiser_ads AS grouped ON signs.ad_id = grouped.ad_id
    GROUP BY signs.kind, signs.value, grouped.advertiser_id
),

others AS (
    SELECT
        own.lead_id,
        own.kind,
        own.value,
        count(*) AS advertisers,
        CAST(sum(shown.ads) AS BIGINT) AS ads
    FROM own
    INNER JOIN shown ON own.kind = shown.kind AND own.value = shown.value
    WHERE shown.advertiser_id <> own.advertiser_id
    GROUP BY own.lead_id, own.kind, own.value
)

SELECT
    own.lead_id,
    own.kind,
    own.value,
    own.ads,
    coalesce(others.advertisers, 0) AS other_advertisers,
    coalesce(others.ads, 0) AS other_ads,
    coalesce(identifiers.is_hub, FALSE) AS is_hub
FROM own
LEFT JOIN others ON own.lead_id = others.lead_id AND own.kind = others.kind AND own.value = others.value
LEFT JOIN ent_identifiers AS identifiers ON own.kind = identifiers.kind AND own.value = identifiers.value
ORDER BY own.lead_id, own.ads DESC, own.kind, own.value

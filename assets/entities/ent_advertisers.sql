WITH members AS (
    SELECT
        grouped.advertiser_id,
        ads.ad_id,
        ads.text,
        ads.day,
        ads.city
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
),

seen AS (
    SELECT
        members.advertiser_id,
        max(sightings.day) AS last_day
    FROM members
    INNER JOIN stg_ads AS ads ON members.ad_id = ads.ad_id
    INNER JOIN stg_sightings AS sightings ON ads.posting_id = sightings.posting_id
    GROUP BY members.advertiser_id
),

phones AS (
    SELECT
        members.advertiser_id,
        count(DISTINCT identifiers.value) AS phones
    FROM members
    INNER JOIN stg_identifiers AS identifiers ON members.ad_id = identifiers.ad_id
    WHERE identifiers.kind = 'phone'
    GROUP BY members.advertiser_id
),

templates AS (
    SELECT
        members.advertiser_id,
        count(DISTINCT template_ads.template_id) AS templates
    FROM members
    INNER JOIN ent_template_ads AS template_ads ON members.ad_id = template_ads.ad_id
    GROUP BY members.advertiser_id
),

summed AS (
    SELECT
        advertiser_id,
        count(*) AS ads,
        count(DISTINCT text) AS distinct_texts,
        min(day) AS first_day,
        max(day) AS last_day,
        count(DISTINCT city) AS cities
    FROM members
    GROUP BY advertiser_id
)

SELECT
    summed.advertiser_id,
    summed.ads,
    summed.distinct_texts,
    summed.first_day,
    coalesce(greatest(summed.last_day, seen.last_day), summed.last_day) AS last_day,
    summed.cities,
    coalesce(phones.phones, 0) AS phones,
    coalesce(templates.templates, 0) AS templates
FROM summed
LEFT JOIN seen ON summed.advertiser_id = seen.advertiser_id
LEFT JOIN phones ON summed.advertiser_id = phones.advertiser_id
LEFT JOIN templates ON summed.advertiser_id = templates.advertiser_id

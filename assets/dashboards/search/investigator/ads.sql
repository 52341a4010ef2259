-- What the tier holds in clear: ads of leads, holds and watched advertisers; all of them where a build shows everybody.
WITH identifiers AS (
    SELECT
        ad_id,
        string_agg(DISTINCT value, chr(10)) AS told
    FROM stg_identifiers
    WHERE value NOT LIKE '~%'
    GROUP BY ad_id
),

leads AS (
    SELECT
        advertiser_id,
        min(lead_id) AS lead_id
    FROM mart_leads
    WHERE status = 'queued'
    GROUP BY advertiser_id
)

SELECT
    1 AS rank,
    ads.title,
    ads.body AS text,
    ads.city,
    ads.day,
    'lead/' || leads.lead_id || '.html' AS path,
    concat_ws(
        chr(10), substr(ads.ad_id, 1, 16), grouped.advertiser_id, of_ads.template_id, identifiers.told
    ) AS identifiers
FROM stg_ads AS ads
LEFT JOIN identifiers ON ads.ad_id = identifiers.ad_id
LEFT JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
LEFT JOIN ent_template_ads AS of_ads ON ads.ad_id = of_ads.ad_id
LEFT JOIN leads ON grouped.advertiser_id = leads.advertiser_id
WHERE ads.text IS NOT NULL

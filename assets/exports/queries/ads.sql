SELECT
    chosen.lead_id,
    ads.ad_id,
    ads.city,
    ads.source,
    ads.day,
    ads.captured_at,
    ads.url,
    ads.language,
    ads.title,
    ads.text,
    ads.sha256,
    ads.warc_file,
    ads.warc_offset
FROM stg_ads AS ads
INNER JOIN ent_advertiser_ads AS grouped ON ads.ad_id = grouped.ad_id
INNER JOIN chosen_leads AS chosen ON grouped.advertiser_id = chosen.advertiser_id
WHERE chosen.is_named
ORDER BY chosen.lead_id, ads.day, ads.ad_id

-- Every ad of a queued lead, with the way back to the bytes that it came from. A tier may withhold the text.
SELECT
    leads.lead_id,
    ads.ad_id,
    ads.city,
    ads.source,
    ads.day,
    ads.url,
    ads.captured_at,
    ads.sha256,
    ads.warc_file,
    ads.warc_offset,
    ads.language,
    ads.text
FROM mart_leads AS leads
INNER JOIN ent_advertiser_ads AS grouped ON leads.advertiser_id = grouped.advertiser_id
INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
WHERE leads.status = 'queued'
ORDER BY leads.lead_id, ads.day DESC, ads.ad_id

-- What the watch list met: entries by ad, with the lead that the ad's advertiser is, if it is queued.
WITH queued AS (
    SELECT
        advertiser_id,
        min(lead_id) AS lead_id
    FROM mart_leads
    WHERE status = 'queued'
    GROUP BY advertiser_id
)

SELECT DISTINCT
    hits.entry,
    hits.case_number,
    hits.kind,
    hits.ad_id,
    hits.day,
    hits.city,
    hits.span_start,
    hits.span_end,
    grouped.advertiser_id,
    queued.lead_id,
    ads.source,
    ads.url,
    ads.captured_at,
    ads.sha256,
    ads.warc_file,
    ads.warc_offset,
    ads.text
FROM mart_watch_hits AS hits
INNER JOIN stg_ads AS ads ON hits.ad_id = ads.ad_id
INNER JOIN ent_advertiser_ads AS grouped ON hits.ad_id = grouped.ad_id
LEFT JOIN queued ON grouped.advertiser_id = queued.advertiser_id
ORDER BY hits.entry, hits.day DESC, hits.ad_id, hits.span_start

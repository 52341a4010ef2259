-- Links only, and only as hashes: no picture is fetched, kept or compared. They are counted, never followed.
WITH linked AS (
    SELECT
        page_id,
        unnest(images) AS link
    FROM raw_ads
    WHERE day IN (SELECT day FROM run_days)
)

SELECT DISTINCT
    ads.ad_id,
    ads.day,
    sha256(linked.link) AS image_id
FROM stg_ads AS ads
INNER JOIN linked ON ads.page_id = linked.page_id
WHERE ads.day IN (SELECT day FROM run_days)

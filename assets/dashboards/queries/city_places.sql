-- New ads of a day by the neighbourhood that their text names first, else that the site declares; only those of the
-- city's own gazetteer. `place` is empty where neither is known.
WITH named AS (
    SELECT
        places.ad_id,
        places.place,
        row_number() OVER (PARTITION BY places.ad_id ORDER BY places.span_start, places.place) AS nth
    FROM stg_places AS places
    WHERE places.kind = 'neighbourhood'
)

SELECT
    ads.city,
    ads.day,
    coalesce(in_text.place, declared.place) AS place,
    count(*) AS ads
FROM stg_ads AS ads
LEFT JOIN named ON ads.ad_id = named.ad_id AND named.nth = 1
LEFT JOIN catalog_places AS in_text ON ads.city = in_text.city AND named.place = in_text.place
LEFT JOIN catalog_places AS declared ON ads.city = declared.city AND ads.location = declared.place
GROUP BY ads.city, ads.day, coalesce(in_text.place, declared.place)
ORDER BY ads.city, ads.day, place

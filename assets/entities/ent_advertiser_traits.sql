-- Counts over an advertiser's ads that rules on advertisers and the votes on operations read. The name of an ad is the
-- one that it says first: "Mia or Jade" speaks of Mia. A text is an advertiser's own where most of its ads are hers and none
-- stands in a city where hers do not: a text that people copy from each other says nothing of any of them. It is a quarter
-- of her ads or more, or whoever posts much would have one by chance.
WITH members AS (
    SELECT
        grouped.advertiser_id,
        ads.ad_id,
        ads.day,
        ads.city,
        ads.market,
        ads.posted_at,
        ads.captured_at
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
),

placed_names AS (
    SELECT
        ad_id,
        lower(name) AS name,
        row_number() OVER (PARTITION BY ad_id ORDER BY span_start, name) AS place
    FROM stg_people
    WHERE name IS NOT NULL
),

names AS (
    SELECT
        members.advertiser_id,
        members.ad_id,
        members.day,
        placed_names.name
    FROM members
    INNER JOIN placed_names ON members.ad_id = placed_names.ad_id
    WHERE placed_names.place = 1
),

phones AS (
    SELECT DISTINCT
        members.advertiser_id,
        members.ad_id,
        identifiers.value
    FROM members
    INNER JOIN stg_identifiers AS identifiers ON members.ad_id = identifiers.ad_id
    LEFT JOIN ent_hubs AS hubs ON identifiers.kind = hubs.kind AND identifiers.value = hubs.value
    WHERE identifiers.kind = 'phone' AND hubs.value IS NULL
),

-- A number that hardly any of its ads shows may be one misread.
usual_phones AS (
    SELECT
        phones.advertiser_id,
        phones.value
    FROM phones
    INNER JOIN ent_advertisers AS advertisers ON phones.advertiser_id = advertisers.advertiser_id
    GROUP BY phones.advertiser_id, phones.value, advertisers.ads
    HAVING count(*) >= 0.1 * advertisers.ads
),

uses AS (
    SELECT
        members.advertiser_id,
        followed.template_id,
        count(*) AS ads,
        count(DISTINCT members.city) AS cities,
        count(DISTINCT names.name) AS names
    FROM members
    INNER JOIN ent_template_ads AS followed ON members.ad_id = followed.ad_id
    LEFT JOIN names ON members.ad_id = names.ad_id
    GROUP BY members.advertiser_id, followed.template_id
),

own AS (
    SELECT
        uses.advertiser_id,
        uses.template_id,
        uses.ads,
        uses.names,
        row_number() OVER (
            PARTITION BY uses.advertiser_id ORDER BY uses.names DESC, uses.ads DESC, uses.template_id
        ) AS place
    FROM uses
    INNER JOIN ent_templates AS templates ON uses.template_id = templates.template_id
    INNER JOIN ent_advertisers AS advertisers ON uses.advertiser_id = advertisers.advertiser_id
    WHERE
        uses.ads >= 0.7 * templates.ads
        AND uses.cities = templates.cities
        AND uses.ads >= 0.25 * advertisers.ads
),

days AS (
    SELECT
        members.advertiser_id,
        members.day,
        count(*) AS ads,
        count(DISTINCT members.market) AS markets,
        count(DISTINCT members.city) AS cities,
        count(DISTINCT names.name) AS names
    FROM members
    LEFT JOIN names ON members.ad_id = names.ad_id
    GROUP BY members.advertiser_id, members.day
),

busiest AS (
    SELECT
        advertiser_id,
        max(ads) AS ads,
        max(cities) AS cities,
        max(CASE WHEN markets >= 2 AND names >= 3 THEN ads END) AS ads_of_several
    FROM days
    GROUP BY advertiser_id
),

named AS (
    SELECT
        advertiser_id,
        count(DISTINCT name) AS names
    FROM names
    GROUP BY advertiser_id
),

-- Whoever is named anywhere in its ads, and how many ads name two people or more.
named_together AS (
    SELECT
        members.advertiser_id,
        members.ad_id,
        placed_names.name,
        min(placed_names.name) OVER (PARTITION BY members.ad_id) AS first_name,
        max(placed_names.name) OVER (PARTITION BY members.ad_id) AS last_name
    FROM members
    INNER JOIN placed_names ON members.ad_id = placed_names.ad_id
),

together AS (
    SELECT
        advertiser_id,
        count(DISTINCT name) AS names,
        count(DISTINCT CASE WHEN first_name <> last_name THEN ad_id END) AS ads_of_several
    FROM named_together
    GROUP BY advertiser_id
),

numbered AS (
    SELECT
        advertiser_id,
        count(*) AS phones
    FROM usual_phones
    GROUP BY advertiser_id
),

-- How far apart the places of one day's new ads are, as the crow flies (haversine on a sphere of 6,371 km).
places AS (
    SELECT DISTINCT
        city,
        radians(latitude) AS latitude,
        radians(longitude) AS longitude
    FROM run_markets
),

apart AS (
    SELECT
        one.city AS from_city,
        other.city AS to_city,
        2 * 6371 * asin(sqrt(
            power(sin((other.latitude - one.latitude) / 2), 2)
            + cos(one.latitude) * cos(other.latitude) * power(sin((other.longitude - one.longitude) / 2), 2)
        )) AS km
    FROM places AS one
    INNER JOIN places AS other ON one.city < other.city
),

places_of_day AS (
    SELECT DISTINCT
        advertiser_id,
        day,
        city
    FROM members
),

reach AS (
    SELECT
        one.advertiser_id,
        CAST(max(apart.km) AS INTEGER) AS km
    FROM places_of_day AS one
    INNER JOIN places_of_day AS other ON one.advertiser_id = other.advertiser_id AND one.day = other.day
    INNER JOIN apart ON one.city = apart.from_city AND other.city = apart.to_city
    GROUP BY one.advertiser_id
),

arrivals AS (
    SELECT
        advertiser_id,
        first_day,
        lag(first_day) OVER (PARTITION BY advertiser_id ORDER BY sequence) AS arrived_before
    FROM ent_stays
),

haste AS (
    SELECT
        advertiser_id,
        count(*) AS moves
    FROM arrivals
    WHERE arrived_before + INTERVAL 3 DAY >= first_day
    GROUP BY advertiser_id
),

-- Hours that a site tells as "3 days ago" are the crawl's, and a crawl keeps its hours: those are left out.
hours AS (
    SELECT
        advertiser_id,
        4 * hour(posted_at) + minute(posted_at) // 15 AS quarter,
        count(*) AS ads
    FROM members
    WHERE minute(posted_at) <> minute(captured_at) OR second(posted_at) <> second(captured_at)
    GROUP BY advertiser_id, 4 * hour(posted_at) + minute(posted_at) // 15
),

clock AS (
    SELECT
        advertiser_id,
        CAST(sum(ads) AS BIGINT) AS timed_ads,
        max(ads) AS most_ads_a_quarter
    FROM hours
    GROUP BY advertiser_id
),

at_once AS (
    SELECT
        one.advertiser_id,
        count(DISTINCT one.city) AS cities
    FROM ent_stays AS one
    INNER JOIN ent_stays AS other
        ON
            one.advertiser_id = other.advertiser_id
            AND one.city <> other.city
            AND one.first_day < other.last_day
            AND one.last_day > other.first_day
    GROUP BY one.advertiser_id
)

SELECT
    advertisers.advertiser_id,
    coalesce(named.names, 0) AS names,
    coalesce(together.names, 0) AS names_anywhere,
    coalesce(together.ads_of_several, 0) AS ads_of_several,
    coalesce(numbered.phones, 0) AS phones,
    own.template_id AS own_template_id,
    coalesce(own.ads, 0) AS own_template_ads,
    coalesce(own.names, 0) AS own_template_names,
    busiest.ads AS most_ads_a_day,
    coalesce(busiest.ads_of_several, 0) AS most_ads_a_day_of_several,
    coalesce(at_once.cities, 0) AS cities_at_once,
    busiest.cities AS most_cities_a_day,
    coalesce(reach.km, 0) AS km_a_day,
    coalesce(haste.moves, 0) AS hasty_moves,
    coalesce(clock.timed_ads, 0) AS timed_ads,
    coalesce(clock.most_ads_a_quarter, 0) AS most_ads_a_quarter
FROM ent_advertisers AS advertisers
INNER JOIN busiest ON advertisers.advertiser_id = busiest.advertiser_id
LEFT JOIN named ON advertisers.advertiser_id = named.advertiser_id
LEFT JOIN together ON advertisers.advertiser_id = together.advertiser_id
LEFT JOIN numbered ON advertisers.advertiser_id = numbered.advertiser_id
LEFT JOIN own ON advertisers.advertiser_id = own.advertiser_id AND own.place = 1
LEFT JOIN at_once ON advertisers.advertiser_id = at_once.advertiser_id
LEFT JOIN reach ON advertisers.advertiser_id = reach.advertiser_id
LEFT JOIN haste ON advertisers.advertiser_id = haste.advertiser_id
LEFT JOIN clock ON advertisers.advertiser_id = clock.advertiser_id

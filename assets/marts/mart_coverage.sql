-- Of the new ads of a source and day, how many have each field, and what the source's own last weeks lead one to expect.
WITH declared AS (
    SELECT
        source,
        day,
        count(*) AS ads,
        count(declared_phone) AS phone,
        count(declared_email) AS email,
        count(declared_handle) AS handle,
        count(declared_price) AS price,
        count(declared_age) AS age,
        count(posted_at) AS posted_at,
        count(category) AS category,
        count(location) AS location,
        count(poster) AS poster,
        count(language) AS language
    FROM stg_ads
    GROUP BY source, day
),

in_text AS (
    SELECT DISTINCT
        ad_id,
        kind AS field
    FROM stg_identifiers
    WHERE NOT declared
    UNION
    SELECT DISTINCT
        ad_id,
        'price' AS field
    FROM stg_prices
    WHERE NOT declared
    UNION
    SELECT DISTINCT
        ad_id,
        CASE WHEN age IS NULL THEN 'name' ELSE 'age' END AS field
    FROM stg_people
    WHERE span_start IS NOT NULL
    UNION
    SELECT DISTINCT
        ad_id,
        'place' AS field
    FROM stg_places
    UNION
    SELECT DISTINCT
        ad_id,
        'term' AS field
    FROM stg_terms
),

extracted AS (
    SELECT
        ads.source,
        ads.day,
        in_text.field,
        count(*) AS filled
    FROM in_text
    INNER JOIN stg_ads AS ads ON in_text.ad_id = ads.ad_id
    GROUP BY ads.source, ads.day, in_text.field
),

text_fields AS (
    SELECT listed.field FROM
        (
            VALUES
            ('phone'),
            ('email'),
            ('handle'),
            ('url'),
            ('price'),
            ('name'),
            ('age'),
            ('place'),
            ('term'),
            ('language')
        ) AS listed (field)
),

site_fields AS (
    SELECT listed.field FROM
        (
            VALUES
            ('phone'),
            ('email'),
            ('handle'),
            ('price'),
            ('age'),
            ('posted_at'),
            ('category'),
            ('location'),
            ('poster')
        ) AS listed (field)
),

filled AS (
    SELECT
        declared.source,
        declared.day,
        'text' AS origin,
        known.field,
        declared.ads,
        CASE
            WHEN known.field = 'language' THEN declared.language
            ELSE coalesce(extracted.filled, 0)
        END AS filled
    FROM declared
    CROSS JOIN text_fields AS known
    LEFT JOIN extracted
        ON
            declared.source = extracted.source
            AND declared.day = extracted.day
            AND known.field = extracted.field
    UNION ALL
    SELECT
        declared.source,
        declared.day,
        'site' AS origin,
        known.field,
        declared.ads,
        CASE
            WHEN known.field = 'phone' THEN declared.phone
            WHEN known.field = 'email' THEN declared.email
            WHEN known.field = 'handle' THEN declared.handle
            WHEN known.field = 'price' THEN declared.price
            WHEN known.field = 'age' THEN declared.age
            WHEN known.field = 'posted_at' THEN declared.posted_at
            WHEN known.field = 'category' THEN declared.category
            WHEN known.field = 'location' THEN declared.location
            WHEN known.field = 'poster' THEN declared.poster
        END AS filled
    FROM declared
    CROSS JOIN site_fields AS known
),

-- Expected is the share over the four weeks before, where there are at least seven days of it.
earlier AS (
    SELECT
        now.source,
        now.day,
        now.origin,
        now.field,
        sum(past.filled) / cast(sum(past.ads) AS DOUBLE) AS expected
    FROM filled AS now
    INNER JOIN filled AS past
        ON
            now.source = past.source
            AND now.origin = past.origin
            AND now.field = past.field
            AND now.day > past.day
            AND now.day - INTERVAL 28 DAY <= past.day
    GROUP BY now.source, now.day, now.origin, now.field
    HAVING count(*) >= 7
),

judged AS (
    SELECT
        filled.source,
        filled.day,
        filled.origin,
        filled.field,
        filled.ads,
        filled.filled,
        filled.filled / cast(filled.ads AS DOUBLE) AS share,
        earlier.expected,
        -- Four standard errors of a share, and a tenth of it for what changes from week to week.
        CASE
            WHEN earlier.expected IS NOT NULL
                THEN
                    greatest(
                        earlier.expected * 0.9
                        - 4 * sqrt(earlier.expected * (1 - earlier.expected) / cast(filled.ads AS DOUBLE)),
                        0
                    )
        END AS low
    FROM filled
    LEFT JOIN earlier
        ON
            filled.source = earlier.source
            AND filled.day = earlier.day
            AND filled.origin = earlier.origin
            AND filled.field = earlier.field
)

SELECT
    source,
    day,
    origin,
    field,
    ads,
    filled,
    share,
    expected,
    low,
    CASE WHEN low IS NOT NULL THEN greatest(low - share, 0) ELSE 0 END AS shortfall
FROM judged

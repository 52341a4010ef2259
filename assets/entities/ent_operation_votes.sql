-- What speaks for each kind of operation, in votes of one to five. Words vote by the share of an advertiser's different
-- texts that hold them, so that one odd text in ten decides nothing; nothing here is of ethnicity, origin or language.
WITH texts AS (
    SELECT
        grouped.advertiser_id,
        grouped.ad_id,
        sha256(ads.text) AS text_id
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
),

-- A substance by name, or a word of every day beside a quantity, a payment or shipping in the same ad.
drug_ads AS (
    SELECT ad_id
    FROM stg_terms
    WHERE pack = 'opioids'
    GROUP BY ad_id
    HAVING
        max(CASE WHEN category IN ('substance', 'street_name') THEN 1 ELSE 0 END) = 1
        AND max(CASE WHEN category IN ('quantity', 'shipping', 'payment') THEN 1 ELSE 0 END) = 1
),

words AS (
    SELECT DISTINCT
        ad_id,
        category
    FROM stg_terms
    WHERE
        pack = 'trafficking'
        AND category IN (
            'massage_business', 'agency_business', 'spam', 'scam', 'restrictions', 'screening'
        )
    UNION ALL
    SELECT
        ad_id,
        'drug_sale' AS category
    FROM drug_ads
    UNION ALL
    SELECT DISTINCT
        ad_id,
        'own_site' AS category
    FROM stg_identifiers
    WHERE kind = 'url'
    UNION ALL
    SELECT DISTINCT
        identifiers.ad_id,
        'listed_link' AS category
    FROM stg_identifiers AS identifiers
    INNER JOIN run_listed_links AS listed ON identifiers.value = listed.url
    WHERE identifiers.kind = 'url'
),

shares AS (
    SELECT
        texts.advertiser_id,
        words.category,
        count(DISTINCT texts.text_id) AS texts,
        CAST(count(DISTINCT texts.text_id) AS DOUBLE) / advertisers.distinct_texts AS share
    FROM texts
    INNER JOIN words ON texts.ad_id = words.ad_id
    INNER JOIN ent_advertisers AS advertisers ON texts.advertiser_id = advertisers.advertiser_id
    GROUP BY texts.advertiser_id, words.category, advertisers.distinct_texts
),

word_votes AS (
    SELECT
        advertiser_id,
        CASE category
            WHEN 'massage_business' THEN 'massage'
            WHEN 'agency_business' THEN 'agency'
            WHEN 'drug_sale' THEN 'drug sale'
            WHEN 'listed_link' THEN 'spam'
            WHEN 'restrictions' THEN 'independent'
            WHEN 'screening' THEN 'independent'
            ELSE category
        END AS operation,
        category AS vote,
        CASE
            WHEN category IN ('restrictions', 'screening') THEN 1
            WHEN share >= 0.5 THEN 5
            WHEN share >= 0.25 THEN 3
            ELSE 1
        END AS votes,
        texts || ' of its different texts '
        || CASE WHEN category = 'listed_link' THEN 'link to a listed site' ELSE 'have words of this kind' END AS reason
    FROM shares
    WHERE category <> 'own_site' AND share >= 0.1
),

facts AS (
    SELECT
        traits.advertiser_id,
        traits.names,
        traits.phones,
        traits.own_template_ads,
        traits.own_template_names,
        traits.most_ads_a_day,
        traits.cities_at_once,
        traits.most_cities_a_day,
        traits.km_a_day,
        traits.hasty_moves,
        traits.timed_ads,
        traits.most_ads_a_quarter,
        advertisers.ads,
        coalesce(sites.share, 0) AS site_share
    FROM ent_advertiser_traits AS traits
    INNER JOIN ent_advertisers AS advertisers ON traits.advertiser_id = advertisers.advertiser_id
    LEFT JOIN shares AS sites ON traits.advertiser_id = sites.advertiser_id AND sites.category = 'own_site'
)

SELECT
    advertiser_id,
    operation,
    vote,
    CAST(votes AS INTEGER) AS votes,
    reason
FROM word_votes
UNION ALL
SELECT
    advertiser_id,
    'trafficking indicators' AS operation,
    'one_text_for_several' AS vote,
    CAST(3 AS INTEGER) AS votes,
    own_template_ads || ' ads follow one text of its own and name ' || own_template_names || ' people first' AS reason
FROM facts
WHERE own_template_names >= 2 AND names >= 3
UNION ALL
SELECT
    advertiser_id,
    'trafficking indicators' AS operation,
    'several_phones_for_several' AS vote,
    CAST(2 AS INTEGER) AS votes,
    phones || ' phone numbers stand beside ' || names || ' names' AS reason
FROM facts
WHERE phones >= 2 AND names >= 3
UNION ALL
SELECT
    advertiser_id,
    'trafficking indicators' AS operation,
    'one_text_under_several_phones' AS vote,
    CAST(2 AS INTEGER) AS votes,
    'a text of its own stands under ' || phones || ' phone numbers and says hardly a name' AS reason
FROM facts
WHERE phones >= 3 AND own_template_ads >= 3 AND names < 3
UNION ALL
SELECT
    advertiser_id,
    'spam' AS operation,
    'everywhere_at_once' AS vote,
    CAST(2 AS INTEGER) AS votes,
    'it is in ' || cities_at_once || ' cities at once' AS reason
FROM facts
WHERE cities_at_once >= 3
UNION ALL
SELECT
    advertiser_id,
    'scam' AS operation,
    'everywhere_at_once' AS vote,
    CAST(5 AS INTEGER) AS votes,
    'it is in ' || cities_at_once || ' cities at once under ' || phones || ' phone numbers' AS reason
FROM facts
WHERE cities_at_once >= 2 AND phones >= 2
UNION ALL
SELECT
    advertiser_id,
    'scam' AS operation,
    'to_and_fro' AS vote,
    CAST(5 AS INTEGER) AS votes,
    hasty_moves || ' times it is in another city within three days, under ' || phones || ' phone numbers' AS reason
FROM facts
WHERE hasty_moves >= 6 AND phones >= 2 AND cities_at_once < 2
UNION ALL
SELECT
    advertiser_id,
    'spam' AS operation,
    'many_ads_many_phones' AS vote,
    CAST(1 AS INTEGER) AS votes,
    'it posts ' || most_ads_a_day || ' new ads on one day under ' || phones || ' phone numbers' AS reason
FROM facts
WHERE most_ads_a_day >= 5 AND phones >= 3
UNION ALL
SELECT
    advertiser_id,
    'spam' AS operation,
    'far_apart_in_a_day' AS vote,
    CAST(1 AS INTEGER) AS votes,
    'it posts in ' || most_cities_a_day || ' cities on one day, up to ' || km_a_day || ' km apart' AS reason
FROM facts
WHERE most_cities_a_day >= 3 AND km_a_day >= 500
UNION ALL
SELECT
    advertiser_id,
    'spam' AS operation,
    'by_the_clock' AS vote,
    CAST(1 AS INTEGER) AS votes,
    most_ads_a_quarter || ' of ' || timed_ads || ' ads are posted in the same quarter of an hour of the day' AS reason
FROM facts
WHERE timed_ads >= 10 AND most_ads_a_quarter >= 0.8 * timed_ads
UNION ALL
SELECT
    advertiser_id,
    'agency' AS operation,
    'own_site' AS vote,
    CAST(3 AS INTEGER) AS votes,
    'its ads name a site of its own and ' || names || ' people under one phone number' AS reason
FROM facts
WHERE site_share >= 0.5 AND names >= 3 AND own_template_names >= 2 AND phones <= 1
UNION ALL
SELECT
    advertiser_id,
    'agency' AS operation,
    'one_desk_for_many' AS vote,
    CAST(3 AS INTEGER) AS votes,
    names || ' people stand under one phone number' AS reason
FROM facts
WHERE names >= 6 AND phones = 1
UNION ALL
SELECT
    advertiser_id,
    'independent' AS operation,
    'one_person' AS vote,
    CAST(2 AS INTEGER) AS votes,
    'its ads name one person and show one phone number' AS reason
FROM facts
WHERE names = 1 AND phones <= 1

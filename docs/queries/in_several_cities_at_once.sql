-- Who advertises in two cities or more on one day? Several people, or somebody who posts for everybody.
SELECT
    traits.advertiser_id,
    traits.cities_at_once,
    traits.names,
    traits.phones,
    advertisers.ads,
    operations.operation
FROM ent_advertiser_traits AS traits
INNER JOIN ent_advertisers AS advertisers ON traits.advertiser_id = advertisers.advertiser_id
INNER JOIN ent_operations AS operations ON traits.advertiser_id = operations.advertiser_id
WHERE traits.cities_at_once >= 2
ORDER BY traits.cities_at_once DESC, advertisers.ads DESC, traits.advertiser_id;

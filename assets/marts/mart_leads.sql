-- Every advertiser past its pack's gate. In a city and week as many are queued as the pack has capacity for, the others
-- wait; whoever looks independent or like nothing in particular waits always, and the two are one word here.
WITH places AS (
    SELECT
        advertiser_id,
        string_agg(DISTINCT city, ',' ORDER BY city) AS cities
    FROM ent_stays
    GROUP BY advertiser_id
),

last_places AS (
    SELECT
        advertiser_id,
        city,
        row_number() OVER (PARTITION BY advertiser_id ORDER BY last_day DESC, ads DESC, city) AS place
    FROM ent_stays
),

-- Ties are broken by what no word of an ad can change: the address of a posting.
addresses AS (
    SELECT
        grouped.advertiser_id,
        min(ads.posting_id) AS posting_id
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
    WHERE grouped.advertiser_id IN (SELECT gate.advertiser_id FROM flag_gate AS gate)
    GROUP BY grouped.advertiser_id
),

ranked AS (
    SELECT
        gate.pack,
        gate.advertiser_id,
        gate.operation,
        gate.score,
        gate.families,
        ranks.can_be_queued,
        ranks.rank_low,
        ranks.rank_high,
        packs.capacity,
        packs.queues_unclear,
        places.cities,
        last_places.city,
        advertisers.first_day,
        advertisers.last_day,
        advertisers.ads,
        row_number() OVER (
            PARTITION BY gate.pack
            ORDER BY
                ranks.can_be_queued DESC,
                gate.score DESC,
                gate.families DESC,
                advertisers.ads DESC,
                addresses.posting_id
        ) AS priority,
        row_number() OVER (
            PARTITION BY gate.pack, last_places.city, date_trunc('week', advertisers.last_day)
            ORDER BY
                ranks.can_be_queued DESC,
                gate.score DESC,
                gate.families DESC,
                advertisers.ads DESC,
                addresses.posting_id
        ) AS place_in_city
    FROM flag_gate AS gate
    INNER JOIN flag_ranks AS ranks ON gate.advertiser_id = ranks.advertiser_id AND gate.pack = ranks.pack
    INNER JOIN run_packs AS packs ON gate.pack = packs.pack
    INNER JOIN ent_advertisers AS advertisers ON gate.advertiser_id = advertisers.advertiser_id
    INNER JOIN addresses ON gate.advertiser_id = addresses.advertiser_id
    INNER JOIN places ON gate.advertiser_id = places.advertiser_id
    INNER JOIN last_places ON gate.advertiser_id = last_places.advertiser_id AND last_places.place = 1
)

SELECT
    'l' || substr(sha256(pack || chr(31) || advertiser_id), 1, 16) AS lead_id,
    pack,
    advertiser_id,
    CASE
        WHEN operation NOT IN ('independent', 'unclear') THEN operation
        WHEN NOT queues_unclear THEN 'not queued'
    END AS operation,
    CAST(priority AS INTEGER) AS priority,
    CAST(least(rank_low, priority) AS INTEGER) AS rank_low,
    CAST(greatest(rank_high, priority) AS INTEGER) AS rank_high,
    score,
    families,
    cities,
    city,
    first_day,
    last_day,
    ads,
    CASE WHEN can_be_queued AND place_in_city <= capacity THEN 'queued' ELSE 'waiting' END AS status
FROM ranked

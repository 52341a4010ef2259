-- An advertiser past its pack's gate: enough independent families, not all of them movement, and enough points.
WITH scored AS (
    SELECT
        advertiser_id,
        pack,
        CAST(sum(points) AS INTEGER) AS score,
        CAST(count(DISTINCT CASE WHEN points > 0 THEN family END) AS INTEGER) AS families,
        count(DISTINCT CASE WHEN points > 0 AND family <> 'movement' THEN family END) AS families_beside_movement
    FROM flag_scores
    GROUP BY advertiser_id, pack
),

past_gate AS (
    SELECT
        scored.advertiser_id,
        scored.pack,
        scored.score,
        scored.families
    FROM scored
    INNER JOIN run_packs AS packs ON scored.pack = packs.pack
    WHERE
        scored.families >= packs.families_needed
        AND scored.score >= packs.points_needed
        AND scored.families_beside_movement >= 1
),

places AS (
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

ranked AS (
    SELECT
        past_gate.pack,
        past_gate.advertiser_id,
        past_gate.score,
        past_gate.families,
        places.cities,
        last_places.city,
        advertisers.first_day,
        advertisers.last_day,
        advertisers.ads,
        row_number() OVER (
            PARTITION BY past_gate.pack
            ORDER BY past_gate.score DESC, past_gate.families DESC, advertisers.ads DESC, past_gate.advertiser_id
        ) AS priority,
        row_number() OVER (
            PARTITION BY past_gate.pack, last_places.city
            ORDER BY past_gate.score DESC, past_gate.families DESC, advertisers.ads DESC, past_gate.advertiser_id
        ) AS place_in_city
    FROM past_gate
    INNER JOIN ent_advertisers AS advertisers ON past_gate.advertiser_id = advertisers.advertiser_id
    INNER JOIN places ON past_gate.advertiser_id = places.advertiser_id
    INNER JOIN last_places ON past_gate.advertiser_id = last_places.advertiser_id AND last_places.place = 1
)

SELECT
    'l' || substr(sha256(pack || chr(31) || advertiser_id), 1, 16) AS lead_id,
    pack,
    advertiser_id,
    'unclear' AS operation,
    CAST(priority AS INTEGER) AS priority,
    score,
    families,
    cities,
    city,
    first_day,
    last_day,
    ads,
    CASE WHEN place_in_city <= 10 THEN 'queued' ELSE 'waiting' END AS status
FROM ranked

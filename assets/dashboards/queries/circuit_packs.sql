-- Moves within a fortnight, as in mart_circuits, of the advertisers with points that count in each pack; a pack's name is
-- empty in the rows of all advertisers.
WITH moves AS (
    SELECT
        later.advertiser_id,
        later.previous_city AS from_city,
        later.city AS to_city,
        earlier.last_day - earlier.first_day + 1 AS days_stayed,
        greatest(later.first_day - earlier.last_day, 0) AS days_between
    FROM ent_stays AS later
    INNER JOIN ent_stays AS earlier
        ON later.advertiser_id = earlier.advertiser_id AND later.sequence = earlier.sequence + 1
    WHERE later.previous_city <> later.city AND later.first_day <= earlier.last_day + INTERVAL 14 DAY
),

members AS (
    SELECT DISTINCT
        advertiser_id,
        pack
    FROM flag_scores
    WHERE points > 0
    UNION ALL
    SELECT
        advertiser_id,
        '' AS pack
    FROM ent_advertisers
)

SELECT
    members.pack,
    moves.from_city,
    moves.to_city,
    count(DISTINCT moves.advertiser_id) AS advertisers,
    count(*) AS moves,
    median(moves.days_stayed) AS median_days,
    median(moves.days_between) AS median_gap_days
FROM moves
INNER JOIN members ON moves.advertiser_id = members.advertiser_id
GROUP BY members.pack, moves.from_city, moves.to_city
ORDER BY members.pack, advertisers DESC, moves.from_city, moves.to_city

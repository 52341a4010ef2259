-- Moves of the newest month that is told.
WITH newest AS (
    SELECT max(month) AS month
    FROM partner_circuits
)

SELECT
    moves.from_city,
    moves.to_city,
    moves.month,
    moves.advertisers,
    moves.moves
FROM partner_circuits AS moves
INNER JOIN newest ON moves.month = newest.month
ORDER BY moves.advertisers DESC, moves.from_city, moves.to_city

-- Moves of the newest month that is told.
SELECT
    from_city,
    to_city,
    month,
    advertisers,
    moves
FROM partner_circuits
WHERE month = (SELECT max(month) FROM partner_circuits)
ORDER BY advertisers DESC, from_city, to_city

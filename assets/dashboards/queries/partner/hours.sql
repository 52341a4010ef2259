SELECT
    city,
    month,
    part_of_week,
    part_of_day,
    ads,
    advertisers
FROM partner_hours
ORDER BY city, month, part_of_week, part_of_day

-- Postings of each city and day that meet each rule, and all postings seen that day; a day on which none meets a rule that
-- others meet is a zero, so that a mean over days is one.
WITH met AS (
    SELECT DISTINCT rule_id
    FROM mart_city_rules
)

SELECT
    days.city,
    days.day,
    rules.rule_id,
    rules.title,
    rules.pack,
    rules.points,
    rules.points > 0 AS counts,
    coalesce(hits.ads, 0) AS ads,
    days.ads AS live
FROM met
INNER JOIN meta_rules AS rules ON met.rule_id = rules.rule_id
CROSS JOIN mart_city_days AS days
LEFT JOIN mart_city_rules AS hits
    ON days.city = hits.city AND days.day = hits.day AND rules.rule_id = hits.rule_id
WHERE NOT rules.is_protected
ORDER BY days.city, rules.points DESC, rules.rule_id, days.day

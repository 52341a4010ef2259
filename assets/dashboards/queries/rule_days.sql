-- Postings of each city and day that meet each rule, and all postings seen that day.
SELECT
    hits.city,
    hits.day,
    rules.rule_id,
    rules.title,
    rules.pack,
    rules.points,
    rules.points > 0 AS counts,
    hits.ads,
    days.ads AS live
FROM mart_city_rules AS hits
INNER JOIN meta_rules AS rules ON hits.rule_id = rules.rule_id
INNER JOIN mart_city_days AS days ON hits.city = days.city AND hits.day = days.day
WHERE NOT rules.is_protected
ORDER BY hits.city, rules.points DESC, rules.rule_id, hits.day

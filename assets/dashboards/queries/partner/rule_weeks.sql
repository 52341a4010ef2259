-- Rules by city and week, each with what it says; a count is the multiple of five at or below the true one.
SELECT
    told.city,
    told.week,
    told.rule_id,
    rules.pack,
    rules.title,
    rules.family,
    rules.concept_grade,
    rules.direction,
    rules.points,
    told.ads,
    told.advertisers
FROM partner_rule_weeks AS told
INNER JOIN meta_rules AS rules ON told.rule_id = rules.rule_id
ORDER BY told.city, told.week, rules.points DESC, told.advertisers DESC, rules.title

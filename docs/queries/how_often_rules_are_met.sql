-- How often is each rule met, by ads and by advertisers, and what does it count for?
SELECT
    rules.rule_id,
    rules.concept_grade,
    rules.measure_grade,
    rules.direction,
    rules.points,
    count(DISTINCT shares.advertiser_id) AS advertisers,
    coalesce(sum(shares.ads), 0) AS ads
FROM meta_rules AS rules
LEFT JOIN flag_shares AS shares ON rules.rule_id = shares.rule_id
GROUP BY rules.rule_id, rules.concept_grade, rules.measure_grade, rules.direction, rules.points
ORDER BY advertisers DESC, rules.rule_id;

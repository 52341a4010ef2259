-- What each rule says; those of protected attributes are for audits of fairness and stand in no lower tier.
SELECT
    rule_id,
    pack,
    title,
    why,
    source,
    concept_grade,
    direction,
    family,
    points
FROM meta_rules
WHERE NOT is_protected
ORDER BY pack DESC, points DESC, title

-- What each rule says.
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
ORDER BY pack DESC, points DESC, title

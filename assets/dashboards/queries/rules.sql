SELECT
    rule_id,
    pack,
    title,
    why,
    source,
    concept_grade,
    measure_grade,
    direction,
    family,
    points,
    is_protected,
    reviewed_by,
    sha256
FROM meta_rules
ORDER BY pack DESC, points DESC, title

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
    subject,
    is_protected,
    reviewed_by,
    version,
    first_day,
    text,
    sha256
FROM meta_rules
ORDER BY pack DESC, points DESC, title

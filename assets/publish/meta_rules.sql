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
    text,
    sha256
FROM run_rules

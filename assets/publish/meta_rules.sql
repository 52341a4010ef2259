SELECT
    rules.rule_id,
    rules.pack,
    rules.title,
    rules.why,
    rules.source,
    rules.concept_grade,
    rules.measure_grade,
    rules.direction,
    rules.family,
    rules.points,
    rules.subject,
    rules.is_protected,
    rules.reviewed_by,
    versions.version,
    versions.first_day,
    rules.text,
    rules.sha256
FROM run_rules AS rules
LEFT JOIN run_rule_versions AS versions ON rules.rule_id = versions.rule_id AND versions.last_day IS NULL

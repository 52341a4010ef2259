-- Every version of every rule that ran into something published.
SELECT
    rule_id,
    version,
    first_day,
    last_day,
    concept_grade,
    measure_grade,
    points,
    reviewed_by,
    sha256
FROM meta_rule_versions
ORDER BY rule_id, version DESC

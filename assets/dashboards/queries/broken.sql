SELECT
    table_name,
    expectation,
    column_name,
    severity,
    unexpected,
    note,
    checked_at
FROM meta_checks
WHERE NOT passed
ORDER BY severity, table_name, column_name

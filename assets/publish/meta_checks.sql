SELECT
    run_id,
    table_name,
    expectation,
    column_name,
    passed,
    severity,
    unexpected,
    note,
    remedy,
    checked_at
FROM run_checks

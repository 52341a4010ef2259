SELECT
    table_name,
    estimated_size AS rows
FROM duckdb_tables()
WHERE NOT internal
ORDER BY table_name

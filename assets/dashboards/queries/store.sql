SELECT
    table_name,
    estimated_size AS rows,
    comment
FROM duckdb_tables()
WHERE NOT internal AND NOT temporary
ORDER BY table_name

-- The newest result of every expectation; a table's contract holds when no expectation of severity error failed.
SELECT
    table_name,
    count(*) AS expectations,
    CAST(sum(CASE WHEN passed THEN 1 ELSE 0 END) AS BIGINT) AS passed,
    CAST(sum(CASE WHEN NOT passed AND severity = 'error' THEN 1 ELSE 0 END) AS BIGINT) AS broken,
    max(checked_at) AS checked_at
FROM meta_checks
GROUP BY table_name
ORDER BY table_name

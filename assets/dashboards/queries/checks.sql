SELECT
    count(*) AS expectations,
    sum(CASE WHEN passed THEN 1 ELSE 0 END) AS passed,
    count(DISTINCT table_name) AS tables,
    max(run_id) AS run_id
FROM meta_checks

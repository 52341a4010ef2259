-- What does a column mean? The data dictionary, which is also docs/reference/columns.csv.
SELECT
    table_name,
    column_name,
    type,
    unit,
    meaning,
    identity
FROM meta_columns
ORDER BY table_name, position;

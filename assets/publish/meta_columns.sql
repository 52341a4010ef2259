SELECT
    table_name,
    column_name,
    position,
    type,
    unit,
    meaning,
    is_required,
    is_key,
    identity
FROM run_columns

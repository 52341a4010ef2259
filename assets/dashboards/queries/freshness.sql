SELECT
    market,
    city,
    city_name,
    state,
    source,
    is_sandbox,
    last_day,
    last_captured_at,
    ads,
    is_stale,
    set_aside
FROM meta_sources
ORDER BY city_name, market

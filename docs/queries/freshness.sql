-- Can today's numbers be trusted: how fresh is each market, and what of it was set aside?
SELECT
    market,
    last_day,
    last_captured_at,
    ads,
    is_stale,
    set_aside
FROM meta_sources
ORDER BY is_stale DESC, last_day, market;

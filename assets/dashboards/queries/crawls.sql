SELECT
    market,
    city,
    source,
    day,
    started_at,
    ended_at,
    is_import,
    is_set_aside,
    pages,
    pages_not_ok,
    robots_forbidden,
    retried,
    errors,
    sighted,
    quarantined,
    bytes
FROM meta_crawls
ORDER BY market, day

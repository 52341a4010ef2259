SELECT
    run_id,
    build_id,
    started_at,
    finished_at,
    code_version,
    first_day,
    last_day,
    is_simulated,
    ledger_head,
    identities
FROM run_build

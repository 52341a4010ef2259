SELECT
    'Lead, not evidence - corroborate independently.' AS notice,
    CASE WHEN is_simulated THEN 'SIMULATED DATA' END AS simulated
FROM run_build

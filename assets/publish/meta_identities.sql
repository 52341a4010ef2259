SELECT
    advertiser_id,
    reason,
    "case" AS case_id
FROM run_in_clear

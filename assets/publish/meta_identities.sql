SELECT
    advertiser_id,
    reason,
    string_agg(DISTINCT "case", ', ' ORDER BY "case") AS case_id
FROM run_in_clear
GROUP BY advertiser_id, reason

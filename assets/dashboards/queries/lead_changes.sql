-- What is new of each lead since the published day before.
SELECT
    lead_id,
    since,
    change,
    score_added,
    ads_added,
    standing,
    said_on,
    returned_for
FROM mart_lead_changes
ORDER BY lead_id

-- Why are ads taken for one advertiser's, and how often does each reason join what no other does?
SELECT
    reason,
    count(*) AS links,
    count(CASE WHEN is_used THEN 1 END) AS used,
    min(weight) AS least_weight,
    max(weight) AS most_weight
FROM ent_links
GROUP BY reason
ORDER BY links DESC, reason;

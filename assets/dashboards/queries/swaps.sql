-- Ads read again with other protected words than they have, by rule that carries points: how many met it before, and then.
SELECT
    rules.rule_id,
    rules.title,
    rules.points,
    CAST(sum(swaps.ads) AS BIGINT) AS ads,
    CAST(sum(swaps.hits) AS BIGINT) AS hits,
    CAST(sum(swaps.hits_swapped) AS BIGINT) AS hits_swapped,
    CAST(sum(swaps.changed) AS BIGINT) AS changed
FROM mart_swaps AS swaps
INNER JOIN meta_rules AS rules ON swaps.rule_id = rules.rule_id
GROUP BY rules.rule_id, rules.title, rules.points
ORDER BY changed DESC, rules.rule_id

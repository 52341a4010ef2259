-- One indicator most ads show; what sets an ad apart is to show as many families as its pack asks of a lead.
SELECT
    hits.subject_id AS ad_id,
    rules.pack,
    CAST(count(DISTINCT rules.family) AS INTEGER) AS families
FROM flag_hits AS hits
INNER JOIN run_rules AS rules ON hits.rule_id = rules.rule_id
INNER JOIN run_packs AS packs ON rules.pack = packs.pack
WHERE hits.subject_kind = 'ad' AND rules.points > 0
GROUP BY hits.subject_id, rules.pack, packs.families_needed
HAVING count(DISTINCT rules.family) >= packs.families_needed

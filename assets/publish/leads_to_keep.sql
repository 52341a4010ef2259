SELECT
    leads.lead_id,
    leads.score,
    leads.ads,
    string_agg(scores.rule_id, ',' ORDER BY scores.rule_id) AS counting
FROM mart_leads AS leads
INNER JOIN flag_scores AS scores ON leads.advertiser_id = scores.advertiser_id AND leads.pack = scores.pack
WHERE scores.points > 0
GROUP BY leads.lead_id, leads.score, leads.ads

WITH counted AS (
    SELECT DISTINCT
        advertiser_id,
        pack
    FROM flag_scores
    WHERE points > 0
)

SELECT
    one.pack AS pack_a,
    other.pack AS pack_b,
    count(*) AS advertisers,
    count(DISTINCT CASE WHEN leads_a.lead_id IS NOT NULL AND leads_b.lead_id IS NOT NULL THEN one.advertiser_id END)
        AS leads
FROM counted AS one
INNER JOIN counted AS other ON one.advertiser_id = other.advertiser_id AND one.pack < other.pack
LEFT JOIN mart_leads AS leads_a ON one.advertiser_id = leads_a.advertiser_id AND one.pack = leads_a.pack
LEFT JOIN mart_leads AS leads_b ON other.advertiser_id = leads_b.advertiser_id AND other.pack = leads_b.pack
GROUP BY one.pack, other.pack

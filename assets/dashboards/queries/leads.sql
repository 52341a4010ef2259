-- Every column there is: some (rank_low, rank_high, change) came later and are shown where a build has them.
SELECT leads.* -- noqa: AM04
FROM mart_leads AS leads
ORDER BY leads.status, leads.pack DESC, leads.priority, leads.lead_id

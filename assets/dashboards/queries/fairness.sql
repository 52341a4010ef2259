-- Rates of flags and leads by group, and by which factor they part from those of all others at the least.
SELECT
    pack,
    grouping,
    name,
    advertisers,
    flagged,
    flag_rate,
    flag_low,
    flag_high,
    other_flag_rate,
    flag_apart,
    leads,
    lead_rate,
    lead_low,
    lead_high,
    other_lead_rate,
    lead_apart,
    queued
FROM mart_fairness
ORDER BY pack DESC, grouping DESC, advertisers DESC, name

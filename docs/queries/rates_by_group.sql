-- Are some groups flagged more often than others? Where the intervals part, look at the rules before you look at people.
SELECT
    pack,
    grouping,
    name,
    advertisers,
    flag_rate,
    flag_low,
    flag_high,
    other_flag_rate,
    lead_rate,
    lead_low,
    lead_high,
    other_lead_rate,
    flag_apart,
    lead_apart
FROM mart_fairness
ORDER BY pack, grouping, name;

-- Rates among advertisers of a language, and among those whose ads state a protected term, with Wilson's intervals (Wilson
-- 1927) at 95 %. "apart" is by how much a group's rate differs from that of all others at the least: the ratio of the
-- nearer ends of both intervals, 1 where they meet.
WITH languages AS (
    SELECT
        grouped.advertiser_id,
        coalesce(ads.language, 'not told') AS language,
        row_number() OVER (
            PARTITION BY grouped.advertiser_id ORDER BY count(*) DESC, coalesce(ads.language, 'not told')
        ) AS place
    FROM ent_advertiser_ads AS grouped
    INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id
    GROUP BY grouped.advertiser_id, coalesce(ads.language, 'not told')
),

stated AS (
    SELECT DISTINCT
        grouped.advertiser_id,
        terms.category,
        terms.term
    FROM stg_terms AS terms
    INNER JOIN ent_advertiser_ads AS grouped ON terms.ad_id = grouped.ad_id
    WHERE terms.pack = 'trafficking' AND terms.category IN ('ethnicity', 'new_to_country')
),

members AS (
    SELECT
        advertiser_id,
        'language' AS grouping,
        language AS name
    FROM languages
    WHERE place = 1
    UNION ALL
    SELECT
        advertiser_id,
        category AS grouping,
        term AS name
    FROM stated
    UNION ALL
    SELECT DISTINCT
        advertiser_id,
        category AS grouping,
        'any' AS name
    FROM stated
),

flagged AS (
    SELECT DISTINCT
        advertiser_id,
        pack
    FROM flag_scores
    WHERE points > 0
),

outcomes AS (
    SELECT
        advertisers.advertiser_id,
        packs.pack,
        CASE WHEN flagged.advertiser_id IS NULL THEN 0 ELSE 1 END AS flagged,
        CASE WHEN leads.advertiser_id IS NULL THEN 0 ELSE 1 END AS leads,
        CASE WHEN leads.status = 'queued' THEN 1 ELSE 0 END AS queued
    FROM ent_advertisers AS advertisers
    CROSS JOIN run_packs AS packs
    LEFT JOIN flagged ON advertisers.advertiser_id = flagged.advertiser_id AND packs.pack = flagged.pack
    LEFT JOIN mart_leads AS leads ON advertisers.advertiser_id = leads.advertiser_id AND packs.pack = leads.pack
),

totals AS (
    SELECT
        pack,
        count(*) AS advertisers,
        sum(flagged) AS flagged,
        sum(leads) AS leads
    FROM outcomes
    GROUP BY pack
),

groups AS (
    SELECT
        outcomes.pack,
        members.grouping,
        members.name,
        count(*) AS advertisers,
        sum(outcomes.flagged) AS flagged,
        sum(outcomes.leads) AS leads,
        sum(outcomes.queued) AS queued
    FROM members
    INNER JOIN outcomes ON members.advertiser_id = outcomes.advertiser_id
    GROUP BY outcomes.pack, members.grouping, members.name
    HAVING count(*) >= 20
),

rates AS (
    SELECT
        groups.pack,
        groups.grouping,
        groups.name,
        groups.advertisers,
        groups.flagged,
        groups.leads,
        groups.queued,
        CAST(groups.advertisers AS DOUBLE) AS n,
        CAST(groups.flagged AS DOUBLE) / groups.advertisers AS flag_rate,
        CAST(groups.leads AS DOUBLE) / groups.advertisers AS lead_rate,
        CAST(greatest(totals.advertisers - groups.advertisers, 1) AS DOUBLE) AS other_n,
        CAST(totals.flagged - groups.flagged AS DOUBLE)
        / greatest(totals.advertisers - groups.advertisers, 1) AS other_flag_rate,
        CAST(totals.leads - groups.leads AS DOUBLE)
        / greatest(totals.advertisers - groups.advertisers, 1) AS other_lead_rate
    FROM groups
    INNER JOIN totals ON groups.pack = totals.pack
),

-- Wilson: the middle and half the width, with z = 1.959964 and z * z = 3.841459.
middles AS (
    SELECT
        pack,
        grouping,
        name,
        advertisers,
        flagged,
        leads,
        queued,
        flag_rate,
        lead_rate,
        other_flag_rate,
        other_lead_rate,
        (flag_rate + 1.9207295 / n) / (1 + 3.841459 / n) AS flag_middle,
        1.959964 * sqrt(flag_rate * (1 - flag_rate) / n + 0.96036475 / (n * n)) / (1 + 3.841459 / n) AS flag_half,
        (lead_rate + 1.9207295 / n) / (1 + 3.841459 / n) AS lead_middle,
        1.959964 * sqrt(lead_rate * (1 - lead_rate) / n + 0.96036475 / (n * n)) / (1 + 3.841459 / n) AS lead_half,
        (other_flag_rate + 1.9207295 / other_n) / (1 + 3.841459 / other_n) AS other_flag_middle,
        1.959964 * sqrt(other_flag_rate * (1 - other_flag_rate) / other_n + 0.96036475 / (other_n * other_n))
        / (1 + 3.841459 / other_n) AS other_flag_half,
        (other_lead_rate + 1.9207295 / other_n) / (1 + 3.841459 / other_n) AS other_lead_middle,
        1.959964 * sqrt(other_lead_rate * (1 - other_lead_rate) / other_n + 0.96036475 / (other_n * other_n))
        / (1 + 3.841459 / other_n) AS other_lead_half
    FROM rates
)

SELECT
    pack,
    grouping,
    name,
    advertisers,
    CAST(flagged AS BIGINT) AS flagged,
    flag_rate,
    greatest(flag_middle - flag_half, 0.0) AS flag_low,
    least(flag_middle + flag_half, 1.0) AS flag_high,
    CAST(leads AS BIGINT) AS leads,
    lead_rate,
    greatest(lead_middle - lead_half, 0.0) AS lead_low,
    least(lead_middle + lead_half, 1.0) AS lead_high,
    CAST(queued AS BIGINT) AS queued,
    other_flag_rate,
    other_lead_rate,
    greatest(
        (flag_middle - flag_half) / (other_flag_middle + other_flag_half),
        (other_flag_middle - other_flag_half) / (flag_middle + flag_half),
        1.0
    ) AS flag_apart,
    greatest(
        (lead_middle - lead_half) / (other_lead_middle + other_lead_half),
        (other_lead_middle - other_lead_half) / (lead_middle + lead_half),
        1.0
    ) AS lead_apart
FROM middles

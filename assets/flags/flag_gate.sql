-- Advertisers past a pack's gate: enough independent families, not all of them movement, and enough points. A family whose
-- counter-evidence weighs as much as what speaks for it is none. Spam and scams are taken out before anything is ranked:
-- they show every indicator and would fill every queue.
WITH families AS (
    SELECT
        advertiser_id,
        pack,
        family,
        sum(points) AS points
    FROM flag_scores
    GROUP BY advertiser_id, pack, family
),

scored AS (
    SELECT
        advertiser_id,
        pack,
        CAST(sum(points) AS INTEGER) AS score,
        CAST(sum(CASE WHEN points > 0 THEN 1 ELSE 0 END) AS INTEGER) AS families,
        sum(CASE WHEN points > 0 AND family <> 'movement' THEN 1 ELSE 0 END) AS families_beside_movement
    FROM families
    GROUP BY advertiser_id, pack
)

SELECT
    scored.advertiser_id,
    scored.pack,
    operations.operation,
    scored.score,
    scored.families
FROM scored
INNER JOIN run_packs AS packs ON scored.pack = packs.pack
INNER JOIN ent_operations AS operations ON scored.advertiser_id = operations.advertiser_id
WHERE
    scored.families >= packs.families_needed
    AND scored.score >= packs.points_needed
    AND scored.families_beside_movement >= 1
    AND operations.operation NOT IN ('spam', 'scam')

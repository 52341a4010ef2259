-- Advertisers with points in both of two packs, in aggregate.
SELECT
    pack_a,
    pack_b,
    advertisers,
    leads
FROM mart_pack_overlap
ORDER BY pack_a, pack_b

-- Which identifiers do several advertisers show, and which of them are hubs that join nobody?
SELECT
    kind,
    value,
    ads,
    advertisers,
    is_hub,
    why
FROM ent_identifiers
WHERE advertisers >= 2
ORDER BY advertisers DESC, ads DESC, value;

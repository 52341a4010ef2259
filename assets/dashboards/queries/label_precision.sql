-- How often people confirmed what was flagged, from labels weighted by the probability of the draw.
SELECT
    pack,
    kind,
    measure,
    name,
    labelled,
    confirmed,
    share,
    low,
    high
FROM mart_label_precision
ORDER BY pack, kind, measure, name

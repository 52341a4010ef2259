-- A street name is a word of every day; it speaks of a substance only with a quantity right after it.
WITH terms AS (
    SELECT
        ad_id,
        day,
        category,
        term,
        span_start,
        span_end
    FROM stg_terms
    WHERE pack = 'opioids' AND day IN (SELECT day FROM run_days)
)

SELECT
    ad_id,
    day,
    term AS substance,
    span_start,
    span_end
FROM terms
WHERE category = 'substance'
UNION
SELECT
    names.ad_id,
    names.day,
    names.term AS substance,
    names.span_start,
    names.span_end
FROM terms AS names
INNER JOIN terms AS quantities ON names.ad_id = quantities.ad_id
WHERE
    names.category = 'street_name'
    AND quantities.category = 'quantity'
    AND quantities.span_start BETWEEN names.span_end AND names.span_end + 12

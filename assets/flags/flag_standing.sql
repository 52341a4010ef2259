-- What people said last of an advertiser. Who was dismissed returns only when a rule counts that did not speak for it
-- then; more of the same ads are not enough.
WITH counting AS (
    SELECT
        advertiser_id,
        pack,
        rule_id,
        'l' || substr(sha256(pack || chr(31) || advertiser_id), 1, 16) AS lead_id
    FROM flag_scores
    WHERE points > 0
),

known AS (
    SELECT DISTINCT
        lead_id,
        advertiser_id,
        pack
    FROM counting
),

-- A label holds for whoever has the ad now that gave the advertiser its name; one without, for the lead of its id.
placed AS (
    SELECT
        grouped.advertiser_id,
        labels.pack,
        labels.line,
        labels.value,
        labels.said_at,
        labels.seen
    FROM run_labels AS labels
    INNER JOIN ent_advertiser_ads AS grouped ON labels.ad = substr(grouped.ad_id, 1, 16)
    UNION ALL
    SELECT
        known.advertiser_id,
        known.pack,
        labels.line,
        labels.value,
        labels.said_at,
        labels.seen
    FROM run_labels AS labels
    INNER JOIN known ON labels.lead_id = known.lead_id
    WHERE labels.ad IS NULL
),

ordered AS (
    SELECT
        advertiser_id,
        pack,
        value,
        said_at,
        seen,
        row_number() OVER (PARTITION BY advertiser_id, pack ORDER BY said_at DESC, line DESC) AS place
    FROM placed
),

last_words AS (
    SELECT
        advertiser_id,
        pack,
        value,
        said_at,
        seen
    FROM ordered
    WHERE place = 1
),

first_shown AS (
    SELECT
        last_words.advertiser_id,
        last_words.pack,
        counting.rule_id,
        min(evidence.day) AS day
    FROM last_words
    INNER JOIN counting ON last_words.advertiser_id = counting.advertiser_id AND last_words.pack = counting.pack
    INNER JOIN ent_advertiser_ads AS grouped ON counting.advertiser_id = grouped.advertiser_id
    INNER JOIN flag_evidence AS evidence ON grouped.ad_id = evidence.ad_id AND counting.rule_id = evidence.rule_id
    WHERE last_words.value = 'dismissed'
    GROUP BY last_words.advertiser_id, last_words.pack, counting.rule_id
),

-- Where a label does not say what had been seen, the day of the ad does.
returns AS (
    SELECT
        first_shown.advertiser_id,
        first_shown.pack,
        string_agg(first_shown.rule_id, ',' ORDER BY first_shown.rule_id) AS reasons
    FROM first_shown
    INNER JOIN last_words
        ON first_shown.advertiser_id = last_words.advertiser_id AND first_shown.pack = last_words.pack
    WHERE
        (
            last_words.seen IS NOT NULL
            AND strpos(',' || last_words.seen || ',', ',' || first_shown.rule_id || ',') = 0
        )
        OR (last_words.seen IS NULL AND first_shown.day > CAST(last_words.said_at AS DATE))
    GROUP BY first_shown.advertiser_id, first_shown.pack
)

SELECT
    last_words.advertiser_id,
    last_words.pack,
    CASE
        WHEN last_words.value = 'confirmed' THEN 'confirmed'
        WHEN returns.reasons IS NULL THEN 'dismissed'
        ELSE 'returned'
    END AS standing,
    CAST(last_words.said_at AS DATE) AS said_on,
    returns.reasons AS returned_for
FROM last_words
LEFT JOIN returns ON last_words.advertiser_id = returns.advertiser_id AND last_words.pack = returns.pack

-- The kind of operation with most votes. Three are needed where words vote and two where counts do; fewer say nothing, and nothing said is
-- "unclear". Of equals the more harmless reading goes first, but for spam and scam, which would fill every queue.
WITH counted AS (
    SELECT
        advertiser_id,
        operation,
        sum(votes) AS votes,
        string_agg(reason, '; ' ORDER BY votes DESC, vote) AS reasons
    FROM ent_operation_votes
    GROUP BY advertiser_id, operation
),

ranked AS (
    SELECT
        advertiser_id,
        operation,
        votes,
        reasons,
        row_number() OVER (
            PARTITION BY advertiser_id
            ORDER BY
                votes DESC,
                CASE operation
                    WHEN 'spam' THEN 1
                    WHEN 'scam' THEN 2
                    WHEN 'drug sale' THEN 3
                    WHEN 'massage' THEN 4
                    WHEN 'agency' THEN 5
                    WHEN 'independent' THEN 6
                    ELSE 7
                END
        ) AS place
    FROM counted
    WHERE votes >= CASE WHEN operation IN ('independent', 'trafficking indicators') THEN 2 ELSE 3 END
)

SELECT
    advertisers.advertiser_id,
    coalesce(best.operation, 'unclear') AS operation,
    CAST(coalesce(best.votes, 0) AS INTEGER) AS votes,
    coalesce(best.reasons, 'too little speaks for any kind') AS reasons,
    second.operation AS second_operation
FROM ent_advertisers AS advertisers
LEFT JOIN ranked AS best ON advertisers.advertiser_id = best.advertiser_id AND best.place = 1
LEFT JOIN ranked AS second ON advertisers.advertiser_id = second.advertiser_id AND second.place = 2

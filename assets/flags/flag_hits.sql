SELECT
    rule_id,
    subject_kind,
    subject_id,
    max(day) AS day,
    max(strength) AS strength,
    count(DISTINCT ad_id) AS ads
FROM flag_evidence
WHERE day IN (SELECT day FROM run_days) OR subject_kind <> 'ad'
GROUP BY rule_id, subject_kind, subject_id

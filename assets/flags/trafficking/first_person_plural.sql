-- ---
-- title: The ad speaks as "we"
-- why: A text that speaks for several people may point to a third party; duos, agencies and studios write so as a matter of course.
-- source: Ibanez and Suthers 2014; T-Net (Nair et al. 2024)
-- concept_grade: B
-- measure_grade: untested
-- direction: for
-- family: several_people
-- points: 1
-- reviewed_by: not yet reviewed
-- subject: ad
-- matches:
--   - "our place is clean and quiet, come see us"
--   - "nuestro lugar es tranquilo"
-- ignores:
--   - "my place is clean and quiet"
--   - "the best in the USA"
-- ---
SELECT
    ad_id AS subject_id,
    1.0 AS strength,
    ad_id,
    span_start,
    span_end,
    day
FROM stg_terms
WHERE pack = 'trafficking' AND category = 'first_person_plural' AND day IN (SELECT day FROM run_days)

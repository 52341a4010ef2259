-- Which templates had, in the last whole week, twice the new ads of the week before, or more?
WITH weeks AS (
    SELECT CAST(date_trunc('week', max(day)) AS DATE) - INTERVAL 7 DAY AS last_week
    FROM mart_city_days
)

SELECT
    newer.template_id,
    coalesce(older.new_ads, 0) AS ads_the_week_before,
    newer.new_ads AS ads_last_week,
    newer.cities,
    newer.advertisers,
    templates.pattern
FROM view_template_weeks AS newer
INNER JOIN weeks ON newer.week = weeks.last_week
INNER JOIN ent_templates AS templates ON newer.template_id = templates.template_id
LEFT JOIN view_template_weeks AS older
    ON newer.template_id = older.template_id AND older.week = weeks.last_week - INTERVAL 7 DAY
WHERE newer.new_ads >= 2 AND newer.new_ads >= 2 * coalesce(older.new_ads, 0)
ORDER BY newer.new_ads DESC, newer.template_id;

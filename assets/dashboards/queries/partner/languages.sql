SELECT
    city,
    month,
    language,
    ads,
    advertisers
FROM partner_languages
ORDER BY city, month, ads DESC, language

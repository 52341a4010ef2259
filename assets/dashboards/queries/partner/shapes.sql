-- Templates without their words: how long, what is filled in, how far they go.
SELECT
    template_id,
    month,
    slots,
    slot_kinds,
    words,
    cities,
    ads,
    advertisers
FROM partner_templates
ORDER BY month DESC, advertisers DESC, ads DESC, template_id

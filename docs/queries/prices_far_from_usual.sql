-- Which prices are less than half, or more than twice, what the city's ads usually ask for that long?
-- Few prices to compare with mean little. A low price follows poverty as easily as control, and carries no points.
SELECT
    prices.city,
    prices.day,
    prices.duration_min,
    prices.amount,
    prices.usual_amount,
    prices.compared_with,
    ads.advertiser_id,
    ads.lead_id,
    prices.ad_id
FROM view_prices AS prices
INNER JOIN view_ads AS ads ON prices.ad_id = ads.ad_id
WHERE prices.compared_with >= 20 AND (prices.ratio < 0.5 OR prices.ratio > 2)
ORDER BY prices.day DESC, prices.ratio, prices.ad_id;

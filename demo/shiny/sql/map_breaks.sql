SELECT q AS quantile, percentile_cont(q) WITHIN GROUP (ORDER BY smoothed) AS smoothed
FROM dashboard.area_rate, unnest(ARRAY[0.2, 0.4, 0.6, 0.8]) AS q
WHERE measure = ?measure
GROUP BY q ORDER BY q

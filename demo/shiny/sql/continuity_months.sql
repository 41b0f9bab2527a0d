SELECT month AS twelve_months_to, coalesce(b.name, ?city) AS place, patients, coc, lower, upper
FROM dashboard.rolling_continuity AS r LEFT JOIN dashboard.borough_label AS b USING (place)
WHERE place IN ('ALL', ?borough)
ORDER BY place <> 'ALL', month

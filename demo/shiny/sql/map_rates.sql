SELECT area, coalesce(n.name, area) AS name, b.name AS borough, events, people, rate, smoothed
FROM dashboard.area_rate JOIN area USING (area) JOIN dashboard.borough_label AS b USING (place) LEFT JOIN area_name AS n USING (area)
WHERE measure = ?measure AND ?borough IN ('ALL', place)
ORDER BY smoothed DESC, area

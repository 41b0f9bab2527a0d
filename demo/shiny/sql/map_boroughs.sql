SELECT place, name, events, people, rate, lower, upper
FROM dashboard.borough_rate JOIN dashboard.borough_label USING (place)
WHERE measure = ?measure
ORDER BY rate DESC, name

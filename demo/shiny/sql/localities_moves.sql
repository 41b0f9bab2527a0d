SELECT coalesce(n.name, area) AS area, b.name AS borough, coalesce(f.network_name, before) AS from_network, coalesce(g.network_name, b.name || ' ' || after) AS to_network, m.people
FROM dashboard.move AS m JOIN dashboard.borough_label AS b USING (place) LEFT JOIN area_name AS n USING (area)
	LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS f ON f.network = before
	LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS g ON g.network = after
WHERE ?borough IN ('ALL', place)
ORDER BY m.people DESC, area

SELECT b.name AS borough, coalesce(f.network_name, o.before) AS network, coalesce(g.network_name, c.before, b.name || ' ' || o.after) AS locality, o.people,
	o.people / sum(o.people) OVER of_network AS "of the network [%]", o.continues AS continues_it
FROM dashboard.overlap AS o JOIN dashboard.borough_label AS b USING (place)
	LEFT JOIN dashboard.overlap AS c ON c.place = o.place AND c.division = o.division AND c.after = o.after AND c.continues
	LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS f ON f.network = o.before
	LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS g ON g.network = c.before
WHERE ?borough IN ('ALL', o.place) AND o.division = ?division
WINDOW of_network AS (PARTITION BY o.place, o.before)
ORDER BY sum(o.people) FILTER (WHERE NOT o.continues) OVER of_network DESC NULLS LAST, o.place, o.before, o.continues DESC, o.people DESC, o.after

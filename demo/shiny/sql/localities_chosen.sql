-- a map of dashboard.frontier for this place, kept when it was first chosen
SELECT a.origin AS area, coalesce(n.name, a.origin) AS name, t.part AS today, coalesce(f.network_name, t.part) AS network, a.destination AS proposed,
	coalesce(g.network_name, a.destination) AS locality, m.people -> a.origin AS people, t.part <> a.destination AS moved
FROM dashboard.worked_out AS w CROSS JOIN cells(w.assignment) AS a JOIN dashboard.today AS t ON t.area = a.origin JOIN dashboard.map AS m ON m.place = t.place
	LEFT JOIN area_name AS n ON n.area = a.origin
	LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS f ON f.network = t.part
	LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS g ON g.network = a.destination
WHERE w.place = ?borough AND w.chosen = ?chosen
ORDER BY moved DESC, people DESC, area

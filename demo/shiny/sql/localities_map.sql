SELECT area, coalesce(n.name, area) AS name, t.part AS today, coalesce(tq.name, t.part) AS network, p.part AS proposed, coalesce(pq.name, p.part) AS locality, m.people -> area AS people
FROM dashboard.part AS p JOIN dashboard.map AS m USING (place) LEFT JOIN dashboard.today AS t USING (place, area) LEFT JOIN area_name AS n USING (area)
	LEFT JOIN dashboard.part_quality AS tq ON tq.place = p.place AND tq.part = t.part AND tq.division = 'Today''s networks'
	LEFT JOIN dashboard.part_quality AS pq ON pq.place = p.place AND pq.part = p.part AND pq.division = p.division
WHERE p.division = ?division AND ?borough IN ('ALL', p.place)
ORDER BY area

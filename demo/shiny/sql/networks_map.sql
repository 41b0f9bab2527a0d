SELECT area, coalesce(n.name, area) AS name, b.name AS borough, community, t.label AS practice, c.people
FROM dashboard.area_community AS c JOIN dashboard.tie_place AS t USING (practice, community) JOIN area USING (area) JOIN dashboard.borough_label AS b ON b.place = area.place
	LEFT JOIN area_name AS n USING (area)
WHERE ?borough IN ('ALL', b.place)
ORDER BY area

SELECT a.division, a.area, a.part, ca.easting AS x, ca.northing AS y,
	n.neighbour, b.part AS neighbour_part, cb.easting AS neighbour_x, cb.northing AS neighbour_y
FROM neighbour AS n
	JOIN dashboard.part AS a USING (area)
	JOIN dashboard.part AS b ON b.area = n.neighbour AND b.division = a.division
	JOIN area AS in_place ON in_place.area = n.area
	JOIN area AS its_place ON its_place.area = n.neighbour
	JOIN centroid AS ca ON ca.area = n.area
	JOIN centroid AS cb ON cb.area = n.neighbour
WHERE ?borough IN ('ALL', in_place.place) AND ?borough IN ('ALL', its_place.place)
ORDER BY a.division, a.area, n.neighbour

SELECT json_build_object('boroughs', (SELECT json_object_agg(place, name) FROM dashboard.borough_label), 'areas',
	json_agg(json_build_array(area, coalesce(n.name, area), place,
		CASE geometry->>'type' WHEN 'Polygon' THEN jsonb_build_array(geometry->'coordinates') ELSE geometry->'coordinates' END) ORDER BY area))::text AS shapes
FROM boundary JOIN area USING (area) JOIN dashboard.borough_label AS b USING (place) LEFT JOIN area_name AS n USING (area)

SELECT measure, name, kind, per, definition, modelled,
	EXISTS (SELECT 1 FROM dashboard.area_rate AS a WHERE a.measure = m.measure) AS by_area,
	EXISTS (SELECT 1 FROM dashboard.practice_rate AS p WHERE p.measure = m.measure) AS by_practice
FROM dashboard.measure AS m
ORDER BY array_position(ARRAY['elsewhere', 'emergency', 'missed', 'listed', 'deprivation'], measure), name

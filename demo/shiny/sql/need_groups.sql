SELECT need, (ARRAY['lower', 'mid', 'higher'])[complexity] AS severity, lead, people, visits, emergencies,
	visits / people::double precision AS visits_each, people / sum(people) OVER ()::double precision AS "of people [%]"
FROM dashboard.need_group
WHERE place = ?borough
ORDER BY array_position('{trouble with life,mental and physical,increasingly complex physical,multiple stable conditions,one condition,generally well}', need), complexity

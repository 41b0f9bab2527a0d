SELECT sum(own_registered) FILTER (WHERE proposed) / sum(registered) FILTER (WHERE proposed) AS "F of the proposed localities [%]",
	sum(own_registered) FILTER (WHERE NOT proposed) / sum(registered) FILTER (WHERE NOT proposed) AS "F of today's networks [%]",
	(count(*) FILTER (WHERE proposed))::integer AS "Localities",
	(count(*) FILTER (WHERE NOT proposed))::integer AS "Networks that lead an area",
	(count(*) FILTER (WHERE NOT proposed AND NOT contiguous))::integer AS "Networks in several pieces"
FROM dashboard.part_quality, LATERAL (SELECT division = 'Proposed localities') AS d (proposed)
WHERE ?borough IN ('ALL', place)
HAVING count(*) > 0

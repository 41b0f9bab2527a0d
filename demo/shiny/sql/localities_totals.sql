SELECT sum(own_registered) FILTER (WHERE division = 'Today''s networks') / sum(registered) FILTER (WHERE division = 'Today''s networks') AS "F of today's networks [%]",
	sum(own_registered) FILTER (WHERE division = ?division) / sum(registered) FILTER (WHERE division = ?division) AS "F of the proposed map [%]",
	(SELECT sum(bound * registered) / sum(registered) FROM dashboard.comparison WHERE division = ?division AND ?borough IN ('ALL', place)) AS "F that no map of such parts can pass [%]",
	(count(*) FILTER (WHERE division = 'Today''s networks'))::integer AS "Networks that lead an area",
	(count(*) FILTER (WHERE division = ?division))::integer AS "Parts of the proposed map",
	(count(*) FILTER (WHERE division = 'Today''s networks' AND NOT contiguous))::integer AS "Networks in several pieces"
FROM dashboard.part_quality
WHERE ?borough IN ('ALL', place)
HAVING count(*) > 0

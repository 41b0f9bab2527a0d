SELECT sum(people)::double precision AS "People", sum(people) FILTER (WHERE conditions >= 1) / sum(people)::double precision AS "with a condition on record [%]",
	sum(people) FILTER (WHERE conditions >= 2) / sum(people)::double precision AS "with two or more [%]",
	sum(visits) FILTER (WHERE conditions >= 2) / sum(visits)::double precision AS "of the visits are theirs [%]",
	sum(emergencies) FILTER (WHERE conditions >= 2) / sum(emergencies)::double precision AS "of attendances in emergency care [%]"
FROM dashboard.condition_count
WHERE place = ?borough
HAVING count(*) > 0

SELECT CASE conditions WHEN 4 THEN '4 or more' ELSE conditions::text END AS conditions, people, visits, emergencies,
	people / sum(people) OVER ()::double precision AS "of people [%]", visits / sum(visits) OVER ()::double precision AS "of visits [%]",
	emergencies / sum(emergencies) OVER ()::double precision AS "of emergencies [%]"
FROM dashboard.condition_count AS c
WHERE place = ?borough
ORDER BY c.conditions

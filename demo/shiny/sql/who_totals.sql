SELECT sum(registered)::double precision AS "Registered here",
	sum(resident)::double precision AS "Resident here",
	sum(living_here_registered)::double precision AS "Residents on a list",
	sum(living_here_registered_elsewhere)::double precision AS "Residents on a list elsewhere",
	sum(living_here_registered_elsewhere) / sum(living_here_registered) AS "of residents on a list [%]",
	sum(list_excess)::double precision AS "More on lists than residents"
FROM borough
WHERE ?borough IN ('ALL', place) AND resident IS NOT NULL
HAVING count(*) > 0

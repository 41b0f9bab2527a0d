SELECT sum(registered) AS "Registered here",
	sum(resident) AS "Resident here",
	sum(living_here_registered) AS "Residents on a list",
	sum(unregistered) AS "Residents on no list",
	sum(list_excess) AS "More on lists than residents"
FROM borough
WHERE ?borough IN ('ALL', place)

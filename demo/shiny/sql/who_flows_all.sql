SELECT name AS place,
	registered_here_living_elsewhere AS into_the_lists,
	living_here_registered_elsewhere AS out_to_other_lists
FROM borough
WHERE resident IS NOT NULL
ORDER BY registered DESC

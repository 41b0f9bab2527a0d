SELECT place, name, living_here_registered_elsewhere AS people_registered_elsewhere, living_here_registered AS residents_on_a_list,
	100 * (p).value AS rate, 100 * (p).lower AS lower, 100 * (p).upper AS upper,
	rank() OVER (ORDER BY living_here_registered_elsewhere DESC)::integer AS rank
FROM borough, LATERAL (SELECT proportion(living_here_registered_elsewhere, living_here_registered)) AS e (p)
WHERE resident IS NOT NULL
ORDER BY people_registered_elsewhere DESC, place

SELECT other AS place,
	coalesce(sum(people) FILTER (WHERE registered_in = ?borough), 0) AS into_the_lists,
	coalesce(sum(people) FILTER (WHERE living_in = ?borough), 0) AS out_to_other_lists
FROM borough_flow,
	LATERAL (SELECT CASE registered_in WHEN ?borough THEN living_in_name ELSE registered_in_name END) AS o (other)
WHERE (registered_in = ?borough) <> (living_in = ?borough)
GROUP BY other
ORDER BY sum(people) DESC

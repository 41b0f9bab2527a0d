SELECT comparator, 100 * sum(living_here_registered_elsewhere) / sum(living_here_registered) AS rate
FROM borough,
	LATERAL
	(
		SELECT 0 AS rank, ?city::text AS comparator
		UNION ALL
		SELECT rank, comparator FROM dashboard.comparator AS c WHERE c.other = borough.place AND c.place = ?borough AND rank > 1
	) AS c
GROUP BY rank, comparator
ORDER BY rank

SELECT comparator, sum(coc * patients) / sum(patients) AS rate
FROM dashboard.period_continuity AS p,
	LATERAL
	(
		SELECT 0 AS rank, ?city::text AS comparator
		UNION ALL
		SELECT rank, comparator FROM dashboard.comparator AS c WHERE c.other = p.place AND c.place = ?borough
	) AS c
WHERE period = ?period AND p.practice IS NOT NULL
GROUP BY rank, comparator
ORDER BY rank

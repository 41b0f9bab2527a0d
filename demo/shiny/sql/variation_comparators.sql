SELECT comparator, max(per) * sum(events) / sum(people) AS rate
FROM dashboard.practice_rate JOIN dashboard.measure USING (measure) JOIN dashboard.practice_label AS p USING (practice),
	LATERAL
	(
		SELECT 0 AS rank, ?city::text AS comparator
		UNION ALL
		SELECT rank, comparator FROM dashboard.comparator AS c WHERE c.other = p.place AND c.place = ?borough
	) AS c
WHERE measure = ?measure
GROUP BY rank, comparator
ORDER BY rank

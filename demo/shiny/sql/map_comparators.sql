SELECT comparator, CASE max(kind) WHEN 'decile' THEN sum(rate * areas) / sum(areas) ELSE max(per) * sum(events) / sum(people) END AS rate
FROM dashboard.borough_rate AS r JOIN dashboard.measure USING (measure),
	LATERAL
	(
		SELECT 0 AS rank, ?city::text AS comparator
		UNION ALL
		SELECT rank, comparator FROM dashboard.comparator AS c WHERE c.other = r.place AND c.place = ?borough AND rank > 1
	) AS c
WHERE measure = ?measure
GROUP BY rank, comparator
ORDER BY rank

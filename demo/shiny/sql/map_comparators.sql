SELECT comparator, CASE max(kind) WHEN 'decile' THEN avg(rate) ELSE max(per) * sum(events) / sum(people) END AS rate
FROM dashboard.area_rate JOIN dashboard.measure USING (measure) JOIN area USING (area),
	LATERAL
	(
		SELECT 0 AS rank, ?city::text AS comparator
		UNION ALL
		SELECT rank, comparator FROM dashboard.comparator AS c WHERE c.other = area.place AND c.place = ?borough AND rank > 1
	) AS c
WHERE measure = ?measure
GROUP BY rank, comparator
ORDER BY rank

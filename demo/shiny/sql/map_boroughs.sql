SELECT place, name, sum(events) AS events, sum(people) AS people, coalesce((e).value, avg(rate)) AS rate, coalesce((e).lower, avg(rate)) AS lower, coalesce((e).upper, avg(rate)) AS upper
FROM
(
	SELECT place, b.name, events, people, rate,
		CASE kind WHEN 'proportion' THEN proportion(sum(events) OVER w, sum(people) OVER w, per) WHEN 'rate' THEN crude_rate(sum(events) OVER w, sum(people) OVER w, per) END AS e
	FROM dashboard.area_rate JOIN dashboard.measure USING (measure) JOIN area USING (area) JOIN dashboard.borough_label AS b USING (place)
	WHERE measure = ?measure
	WINDOW w AS (PARTITION BY place)
) AS areas
GROUP BY place, name, e
ORDER BY rate DESC, name

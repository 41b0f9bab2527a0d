SELECT name AS practice, p.patients, p.coc, everybody.coc AS target,
	l95.lower AS lower_95, l95.upper AS upper_95, l998.lower AS lower_998, l998.upper AS upper_998,
	funnel_position(p.coc * p.patients, p.patients, everybody.coc, 'proportion') AS position
FROM dashboard.period_continuity AS p
	JOIN practice USING (practice)
	JOIN dashboard.period_continuity AS everybody USING (period),
	funnel_limits(everybody.coc, p.patients, 'proportion') AS l95,
	funnel_limits(everybody.coc, p.patients, 'proportion', 0.998) AS l998
WHERE period = ?period AND ?borough IN ('ALL', p.place)
	AND everybody.place = 'ALL' AND everybody.practice IS NULL AND everybody.age_band IS NULL
ORDER BY p.patients, practice

SELECT people(p) AS "People", contacts(p) AS "Visits",
	top_share(p, 0.03) AS "Visits made by the top 3 % [%]",
	top_share(p, 0.05) AS "Visits made by the top 5 % [%]",
	(attendance_threshold(p, 0.03)).contacts AS "Visits that put a person in the top 3 %",
	gini(p) AS "Gini coefficient"
FROM (SELECT rollup(profile) AS p FROM dashboard.attendance JOIN practice USING (practice) WHERE period = ?period AND ?borough IN ('ALL', place)) AS folded
WHERE p IS NOT NULL

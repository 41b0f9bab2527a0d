SELECT top, 1 - top AS people_share, 1 - top_share(p, top) AS contact_share, top_share(p, top) AS share_of_visits
FROM (SELECT rollup(profile) AS p FROM dashboard.attendance JOIN practice USING (practice) WHERE period = ?period AND ?borough IN ('ALL', place)) AS folded,
	(VALUES (0.03::float8), (0.05)) AS t (top)

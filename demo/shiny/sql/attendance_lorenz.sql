SELECT people_share, contact_share
FROM (SELECT rollup(profile) AS p FROM dashboard.attendance JOIN practice USING (practice) WHERE period = ?period AND ?borough IN ('ALL', place)) AS folded,
	lorenz(p)
ORDER BY people_share, contact_share

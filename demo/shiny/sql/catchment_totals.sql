SELECT name AS "Practice or hospital", total(flows) AS "People", (SELECT count(*)::integer FROM catchments(flows, 0.8) WHERE in_catchment) AS "Areas with 80 % of them",
	(SELECT count(*)::integer FROM catchments(flows, 0.8)) AS "Areas with any of them",
	(SELECT sum(c.n) / total(flows) FROM catchments(flows, 0.8) AS c JOIN area ON area = destination JOIN dashboard.practice_label AS p ON p.practice = provider WHERE area.place = p.place) AS "live in the practice's borough [%]"
FROM dashboard.provider
WHERE provider = ?provider

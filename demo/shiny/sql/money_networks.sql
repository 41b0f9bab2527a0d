SELECT d.place AS network, network_name AS name, people -> d.place AS people, (need -> d.place) AS need_index, d.allocation / 100 AS allocation_today, d.target / 100 AS target,
	d.distance / 100 AS over_target, d.share AS "share of target [%]", (next_year -> d.place) / 100 AS next_year, (next_year -> d.place) / d.allocation - 1 AS "growth [%]"
FROM dashboard.network_need,
	LATERAL (SELECT allocate(weighted_capitation(people, (ARRAY[need, need])[1:?times::integer]), 10000000000) AS target) AS t,
	LATERAL (SELECT allocate(target, 10300000000, at_least => baseline * 1.01, at_most => baseline * 1.06) AS next_year) AS a,
	distance_from_target(baseline, target) AS d
	JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS n ON n.network = d.place
ORDER BY d.share DESC, d.place

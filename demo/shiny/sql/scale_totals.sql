SELECT count(*)::integer AS "Networks",
	(count(*) FILTER (WHERE band = 'locality'))::integer AS "of the size of a locality",
	(count(*) FILTER (WHERE too_few > 0))::integer AS "too few people for the nearest scale",
	(count(*) FILTER (WHERE too_many > 0))::integer AS "too many"
FROM network_scale JOIN (SELECT network, min(place) AS place FROM practice GROUP BY network) AS p USING (network)
WHERE ?borough IN ('ALL', place)

SELECT count(*)::integer AS "Networks",
	(count(*) FILTER (WHERE band = 'locality'))::integer AS "of the size of a locality",
	(count(*) FILTER (WHERE band <> 'locality' AND registered < (SELECT smallest FROM scales() WHERE scale = 'locality')))::integer AS "smaller",
	(count(*) FILTER (WHERE band <> 'locality' AND registered > (SELECT largest FROM scales() WHERE scale = 'locality')))::integer AS "larger"
FROM network_scale JOIN (SELECT network, min(place) AS place FROM practice WHERE in_scope GROUP BY network) AS p USING (network)
WHERE ?borough IN ('ALL', place)
HAVING count(*) > 0

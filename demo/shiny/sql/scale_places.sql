WITH named AS
(
	SELECT 1 AS rung, 'Practice' AS kind, name, place, sum(patients) AS people
	FROM registered JOIN practice USING (practice) WHERE in_scope GROUP BY practice, name, place
	UNION ALL
	SELECT 2, 'Network', n.name, p.place, registered
	FROM network_scale AS n JOIN (SELECT network, min(place) AS place FROM practice GROUP BY network) AS p USING (network)
	UNION ALL
	SELECT 3, 'Locality', name, place, people FROM dashboard.part_quality WHERE division = 'Proposed localities'
	UNION ALL
	SELECT 4, 'Borough', name, place, registered FROM borough
)
SELECT kind, name, people::integer AS people, band, nearest_scale, too_few::integer AS too_few, too_many::integer AS too_many
FROM named, scale_fit(people)
WHERE ?borough IN ('ALL', place)
ORDER BY rung, people DESC, name

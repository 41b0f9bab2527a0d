WITH named AS
(
	SELECT 1 AS rung, 'Practice' AS kind, practice AS code, label AS name, place, sum(patients) AS people
	FROM registered JOIN dashboard.practice_label USING (practice) GROUP BY practice, label, place
	UNION ALL
	SELECT 2, 'Network', network, n.name, p.place, registered
	FROM network_scale AS n JOIN (SELECT network, min(place) AS place FROM practice WHERE in_scope GROUP BY network) AS p USING (network)
	UNION ALL
	SELECT 3, 'Locality', part, name, place, people FROM dashboard.part_quality WHERE division = 'Localities of 30,000 to 50,000'
	UNION ALL
	SELECT 4, 'Borough', place, name, place, registered FROM borough WHERE resident IS NOT NULL
)
SELECT kind, code, name, people::integer AS people, band, nearest_scale, too_few::integer AS too_few, too_many::integer AS too_many
FROM named, scale_fit(people)
WHERE ?borough IN ('ALL', place)
ORDER BY rung, people DESC, name, code

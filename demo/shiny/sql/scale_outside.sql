SELECT n.network, n.name, b.name AS borough, practices, registered AS people, band, nearest_scale, too_few, too_many, registered < smallest AS is_smaller
FROM network_scale AS n JOIN (SELECT network, min(place) AS place FROM practice WHERE in_scope GROUP BY network) AS p USING (network)
	JOIN demo.place AS b USING (place), (SELECT smallest FROM scales() WHERE scale = 'locality') AS s
WHERE ?borough IN ('ALL', place) AND band <> 'locality'
ORDER BY people DESC, network

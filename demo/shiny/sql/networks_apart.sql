SELECT network, n.name, b.name AS borough, practices, groups, alone, ties, density AS "density [%]"
FROM dashboard.network_tie AS n JOIN demo.place AS b USING (place)
WHERE ?borough IN ('ALL', place) AND groups > 1
ORDER BY groups DESC, density, network

SELECT practices AS "Practices", ties AS "Pairs with streets in common", degree_centralisation AS "Degree centralisation", betweenness_centralisation AS "Betweenness centralisation",
	hub_dependence AS "Hub dependence [%]", peer_density AS "Peer density [%]", modularity AS "Modularity"
FROM dashboard.tie_threshold
WHERE areas = 1

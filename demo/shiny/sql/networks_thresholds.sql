SELECT areas AS areas_in_common, practices, ties, communities, degree_centralisation, betweenness_centralisation,
	h.label AS hub, hub_dependence, c.label AS centre, c.degree AS ties_of_the_centre, peer_density, modularity
FROM dashboard.tie_threshold LEFT JOIN dashboard.tie_place AS h ON h.practice = hub LEFT JOIN dashboard.tie_place AS c ON c.practice = centre
ORDER BY areas

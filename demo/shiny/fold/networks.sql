-- Practices that serve the same streets: practice_ties and practice_network of the demo, asked once.

CREATE MATERIALIZED VIEW dashboard.tie_threshold AS SELECT * FROM practice_network;

-- Each practice where one area in common is a tie: its ties, whom it stands between, and its community.
CREATE MATERIALIZED VIEW dashboard.tie_place AS
SELECT p.place AS practice, coalesce(label, name) AS label, practice.place, community, degree, betweenness, core_number, cut_place
FROM practice_ties, network_places(ties) AS p, network_communities(ties) AS c, practice LEFT JOIN dashboard.practice_label AS l USING (practice)
WHERE c.place = p.place AND practice.practice = p.place;

-- The community of an area is that of the practice with which most of its people are registered.
CREATE MATERIALIZED VIEW dashboard.area_community AS
SELECT origin AS area, practice, community, n AS people
FROM region, main_destinations(transpose(registered)) JOIN dashboard.tie_place ON practice = destination
	JOIN area ON area = origin JOIN dashboard.borough_label AS b ON b.place = area.place;

-- Primary care networks: do their practices serve the same streets?  Groups are of practices that reach each other by ties within the network.
CREATE MATERIALIZED VIEW dashboard.network_tie AS
SELECT m.network, name, place, s.places AS practices, s.ties, s.components AS groups, s.isolates AS alone, s.density
FROM
(
	SELECT network, min(network_name) AS name, min(place) AS place, place_counts(practice, 1) AS members
	FROM practice WHERE in_scope AND network IS NOT NULL GROUP BY network HAVING count(*) > 1
) AS m
	LEFT JOIN
	(
		SELECT o.network, place_flows(origin, destination, n) AS ties
		FROM practice_ties, cells(ties) JOIN practice AS o ON o.practice = origin JOIN practice AS d ON d.practice = destination
		WHERE o.in_scope AND d.in_scope AND o.network = d.network GROUP BY o.network
	) AS t USING (network),
	network_structure(coalesce(ties, '{}'), 1, members) AS s;

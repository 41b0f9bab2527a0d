-- Localities beside today's networks.

-- Of each borough: its areas, the people on lists there, and which areas touch.
CREATE MATERIALIZED VIEW dashboard.map AS
SELECT b.place, people, lists, neighbours, (SELECT count(*) FROM (SELECT DISTINCT network FROM practice WHERE practice.place = b.place AND in_scope) AS n) AS networks
FROM dashboard.borough_label AS b,
	LATERAL (SELECT place_counts(area, patients) AS people, place_flows(area, practice, patients) AS lists
		FROM registered JOIN practice USING (practice) JOIN area USING (area) WHERE area.place = b.place AND in_scope) AS r,
	LATERAL
	(
		SELECT once + transpose(once) AS neighbours FROM
		(
			SELECT place_flows(n.area, neighbour, shared_metres) AS once
			FROM neighbour AS n JOIN area AS i ON i.area = n.area JOIN area AS j ON j.area = neighbour WHERE i.place = b.place AND j.place = b.place
		) AS pairs
	) AS n
WHERE people IS NOT NULL AND neighbours IS NOT NULL;

-- Today: an area is the network's that most of its people are registered with.
CREATE MATERIALIZED VIEW dashboard.today AS
SELECT m.place, origin AS area, destination AS part
FROM dashboard.map AS m, region, main_destinations(lists * transpose(practices_of_network));

-- Three divisions of each borough: today's networks, the best map found with as many parts of the same sizes, and localities of the
-- size that lets practices share staff.  F grows with size, so only the first two can be held against each other.
CREATE MATERIALIZED VIEW dashboard.part AS
SELECT place, 'Today''s networks' AS division, area, part FROM dashboard.today
UNION ALL
SELECT m.place, 'Best map of today''s sizes', l.place, 'S' || to_char(locality, 'FM00')
FROM dashboard.map AS m JOIN (SELECT place, place_flows(area, part, 1) AS start FROM dashboard.today GROUP BY place) AS t USING (place),
	same_size_localities(people, neighbours, lists, start, effort => 1) AS l
UNION ALL
SELECT m.place, 'Localities of 30,000 to 50,000', l.place, 'L' || to_char(locality, 'FM00')
FROM dashboard.map AS m, localities(people, neighbours, 30000, 50000, lists) AS l;
CREATE INDEX ON dashboard.part (place);

-- The same as values: which part each area is in.
CREATE MATERIALIZED VIEW dashboard.division AS
SELECT place, division, place_flows(area, part, 1) AS assignment FROM dashboard.part GROUP BY place, division;

-- What each part is worth.  F is own_registered over registered, summed over the parts.
CREATE MATERIALIZED VIEW dashboard.part_quality AS
SELECT d.place, division, q.locality AS part, coalesce(network_name, name || ' ' || q.locality) AS name,
	q.areas, q.people, q.band, q.contiguous, q.registered, q.own_registered, q.own_share
FROM dashboard.division AS d JOIN dashboard.map USING (place) JOIN dashboard.borough_label USING (place),
	locality_quality(assignment, people, neighbours, lists) AS q
	LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS n ON n.network = q.locality;

-- Today's networks held against each other division: whom it moves, and a share with a practice of their own locality that no map
-- with localities as large as its largest may be can pass.
CREATE MATERIALIZED VIEW dashboard.comparison AS
SELECT place, d.division, c.*, total(lists) AS registered,
	own_locality_bound(m.people, lists, CASE WHEN d.division LIKE 'Best%' THEN 1.05 * largest_today * total(m.people) / in_networks ELSE 50000 END) AS bound
FROM dashboard.division AS d JOIN dashboard.division AS today USING (place) JOIN dashboard.map AS m USING (place)
	JOIN (SELECT place, max(people) AS largest_today, sum(people) AS in_networks FROM dashboard.part_quality WHERE division = 'Today''s networks' GROUP BY place) AS l USING (place),
	compare_assignments(today.assignment, d.assignment, m.people, lists) AS c
WHERE today.division = 'Today''s networks' AND d.division <> today.division;

-- What each network shares with each part of the other divisions, and which part continues it: of all ways to pair them, the one in which
-- most people stay where they are.
CREATE MATERIALIZED VIEW dashboard.overlap AS
SELECT place, d.division, o.*
FROM dashboard.division AS d JOIN dashboard.division AS today USING (place) JOIN dashboard.map USING (place),
	LATERAL
	(
		SELECT origin AS before, destination AS after, n AS people, m.people IS NOT NULL AS continues
		FROM cells(assignment_overlap(today.assignment, d.assignment, map.people))
			LEFT JOIN match_assignments(today.assignment, d.assignment, map.people) AS m ON m.before = origin AND m.after = destination
	) AS o
WHERE today.division = 'Today''s networks' AND d.division <> today.division;

-- Whom the best map moves: areas whose network is not the one that their part continues.
CREATE MATERIALIZED VIEW dashboard.move AS
SELECT t.place, t.area, t.part AS before, coalesce(before, b.part) AS after, m.people -> t.area AS people
FROM dashboard.today AS t JOIN dashboard.map AS m ON m.place = t.place
	JOIN dashboard.part AS b ON b.area = t.area AND b.division = 'Best map of today''s sizes'
	LEFT JOIN dashboard.overlap AS c ON c.place = t.place AND c.division = b.division AND c.after = b.part AND c.continues
WHERE t.part IS DISTINCT FROM before;

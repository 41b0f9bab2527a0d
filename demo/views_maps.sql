/*
 * Today's networks beside other maps: what these would gain, and whom they would move.  Read by demo/views.sql.
 * The views draw when they are asked, place by place: all boroughs together take seconds, a borough a moment.
 */

-- The people on lists who live in each borough, and in all of them together ('ALL'); which areas touch; today's map, where an area is
-- the network's that most of its people are registered with; and the bounds of a neighbourhood.  The lists of the practices that stand
-- there tell how many of these a map moves.  No row where there are no networks, or nothing says which areas touch.
CREATE VIEW map_place AS
WITH part AS
(
	SELECT place.place, place.name, area FROM place JOIN area USING (place) WHERE kind = 'borough'
	UNION ALL
	SELECT 'ALL', 'All boroughs', area FROM place JOIN area USING (place) WHERE kind = 'borough'
),
folded AS
(
	SELECT p.place, p.name, r.people, lists, once + transpose(once) AS neighbours,
		(SELECT place_flows(origin, destination, 1) FROM main_destinations(lists * transpose(practices_of_network))) AS start, own_lists
	FROM (SELECT DISTINCT place, name FROM part) AS p, region,
		LATERAL (SELECT place_counts(area, patients) AS people, place_flows(area, practice, patients) AS lists,
				place_flows(area, practice, patients) FILTER (WHERE p.place IN (practice.place, 'ALL')) AS own_lists
			FROM part JOIN registered USING (area) JOIN practice USING (practice) WHERE part.place = p.place AND in_scope) AS r,
		LATERAL (SELECT place_flows(n.area, neighbour, shared_metres) AS once
			FROM neighbour AS n JOIN part AS i ON i.area = n.area JOIN part AS j ON j.area = neighbour WHERE i.place = p.place AND j.place = p.place) AS n
)
SELECT place, name, people, lists, own_lists, neighbours, start, smallest, largest, CASE WHEN (SELECT count(*) FROM counts(people)) < 1000 THEN 3 ELSE 1 END AS effort
FROM folded, scales('nhs') WHERE scale = 'neighbourhood' AND people IS NOT NULL AND neighbours IS NOT NULL AND start IS NOT NULL;

-- Four maps: today's networks; the same with each in one piece; as many localities of the same sizes, the fair benchmark, since the
-- share within grows with size; and the best within the bounds, whoever moves.
CREATE VIEW map_drawn AS
SELECT place, 1 AS row, 'Today''s networks' AS map, start AS assignment FROM map_place
UNION ALL
SELECT p.place, 2, 'Today mended: each in one piece', place_flows(r.place, locality::text, 1)
FROM map_place AS p, redraw_localities(people, neighbours, 0, total(people), lists, start, 'Infinity', effort => effort) AS r GROUP BY p.place
UNION ALL
SELECT p.place, 3, 'Best found of today''s sizes', place_flows(r.place, locality::text, 1)
FROM map_place AS p, same_size_localities(people, neighbours, lists, start, effort => effort) AS r GROUP BY p.place
UNION ALL
SELECT p.place, 4, 'Best found within bounds', place_flows(r.place, locality::text, 1)
FROM map_place AS p, redraw_localities(people, neighbours, smallest, largest, lists, start, effort => effort) AS r GROUP BY p.place;

-- Each map beside today's, and last what no map within the bounds can pass.
CREATE VIEW map_comparison AS
SELECT p.place, p.name, d.row, map, own_share_after AS own_share, moved, moved_share, split, joined,
	(own).practices, (own).practices_moved, localities_after AS localities, s.out_of_bounds, s.lived_in
FROM map_place AS p JOIN map_drawn AS d USING (place), compare_assignments(start, assignment, p.people, lists) AS c,
	LATERAL (SELECT compare_assignments(start, assignment, p.people, own_lists) AS own) AS o,
	LATERAL (SELECT count(*) FILTER (WHERE n NOT BETWEEN smallest AND largest)::integer AS out_of_bounds, sum(n * n) / sum(n) AS lived_in
		FROM counts(p.people * assignment)) AS s
UNION ALL
SELECT place, name, 5, 'No map within bounds can pass', own_locality_bound(people, lists, largest), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM map_place;

-- What each network of today shares with each locality of another map, and whether the locality is the one that continues it.
CREATE VIEW map_overlap AS
SELECT p.place, p.name, d.row, map, o.*
FROM map_place AS p JOIN map_drawn AS d USING (place),
	LATERAL
	(
		SELECT origin AS network, destination AS locality, n AS people, m.people IS NOT NULL AS continues
		FROM cells(assignment_overlap(start, assignment, p.people))
			LEFT JOIN match_assignments(start, assignment, p.people) AS m ON m.before = origin AND m.after = destination
	) AS o;

-- How much better it gets with the people who move, where a network may stay as far out of bounds as it is.
CREATE VIEW map_frontier AS
SELECT p.place, p.name, f.moved, f.moved_share, f.own_share, f.localities, f.keep, f.assignment
FROM map_place AS p, locality_frontier(people, neighbours, smallest, largest, lists, start, '{1,0.5,0.2,0.1,0.05,0.02,0.01,0}', effort => effort, may_stay => true) AS f;

-- Within the bounds, networks that are too large lose people to others whatever the map.
CREATE VIEW map_least_moved AS
SELECT place, name, largest, least_moved(start, people, largest) AS moved, least_moved(start, people, largest) / total(people * start) AS moved_share FROM map_place;

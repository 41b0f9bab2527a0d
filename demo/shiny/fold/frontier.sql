-- What lies between today's networks and other maps, and whom each moves.  All boroughs together would take minutes, so a borough's maps
-- are drawn when it is first chosen, beside the page (later/frontier.sql), and kept.

-- A part of a map has the code of the network that it continues, if it continues one.  The best map of today's sizes is the one that
-- the page shows above; of all boroughs together it is drawn here, since localities may then cross the border of a borough.
CREATE VIEW dashboard.frontier AS
WITH drawn AS
(
	SELECT place, row, CASE row WHEN 1 THEN 'today' WHEN 2 THEN 'mended' WHEN 3 THEN 'sizes' ELSE 'bounds' END AS chosen,
		CASE row WHEN 3 THEN 'Best map of today''s sizes' WHEN 4 THEN 'Best map within bounds' ELSE map END AS map, NULL::double precision AS keep, assignment
	FROM map_drawn WHERE row <> 3 OR place = 'ALL'
	UNION ALL
	SELECT place, 3, 'sizes', division, NULL, assignment FROM dashboard.division WHERE division = 'Best map of today''s sizes'
	UNION ALL
	SELECT place, 5, round(moved)::text, 'On the frontier', keep, assignment FROM map_frontier
)
SELECT p.place, d.row, d.chosen, d.map, d.keep, c.moved, c.moved_share, (own).practices_moved, (own).practices,
	c.own_share_after AS own_share, c.localities_after AS localities,
	(SELECT count(*) FROM counts(p.people * d.assignment) WHERE n NOT BETWEEN smallest AND largest)::integer AS out_of_bounds, named.assignment
FROM map_place AS p JOIN drawn AS d USING (place), compare_assignments(start, d.assignment, p.people, lists) AS c,
	LATERAL (SELECT compare_assignments(start, d.assignment, p.people, own_lists) AS own) AS o,
	LATERAL
	(
		SELECT place_flows(a.origin, coalesce(m.before, 'New ' || a.destination), 1) AS assignment
		FROM cells(d.assignment) AS a LEFT JOIN match_assignments(start, d.assignment, p.people) AS m ON m.after = a.destination
	) AS named
UNION ALL
SELECT place, 6, NULL, 'No map within bounds can pass', NULL, NULL, NULL, NULL, NULL, own_locality_bound(people, lists, largest), NULL, NULL, NULL
FROM map_place;

CREATE TABLE dashboard.worked_out AS SELECT * FROM dashboard.frontier WITH NO DATA;

/*
 * The part of the page on scale that holds today's networks against other maps, in one borough and in all of them together.  The borough
 * is Lewisham, whose networks are large; where there is no Lewisham, the one with most networks.
 */
\qecho 'Would other maps be better?'
\qecho '---------------------------'
\qecho
CREATE TEMP TABLE mapped AS
SELECT place, name, smallest, largest, (SELECT count(*) FROM counts(destinations(start))) AS networks FROM map_place;
SELECT NOT EXISTS (SELECT 1 FROM mapped WHERE place = 'ALL') OR NOT EXISTS (SELECT 1 FROM mapped WHERE place <> 'ALL') AS no_maps \gset
\if :no_maps
\qecho 'These files cannot say: they have no networks, or not which areas touch.'
\else
SELECT place AS borough, name AS borough_name FROM mapped WHERE place <> 'ALL'
ORDER BY (name = 'Lewisham') DESC, networks DESC, place LIMIT 1 \gset
CREATE TEMP TABLE map AS
SELECT false AS all_together, * FROM map_comparison WHERE place = :'borough'
UNION ALL
SELECT true, * FROM map_comparison WHERE place = 'ALL';
CREATE TEMP TABLE frontier AS SELECT * FROM map_frontier WHERE place = :'borough';
CREATE FUNCTION pg_temp.f(share double precision) RETURNS text LANGUAGE sql IMMUTABLE RETURN round((100 * share)::numeric, 1) || ' %';

-- Gains under 0.003 are within the noise of the search.
SELECT format(E'%s: today''s networks have %s of people registered within their own, the best map found of the same sizes %s%s.', name, pg_temp.f(today.own_share),
	pg_temp.f(best.own_share), CASE WHEN best.own_share < today.own_share - 0.003 THEN E':\nthe networks gain by parts that do not touch'
		WHEN best.own_share < today.own_share + 0.003 THEN E':\nthe networks are as good as their sizes allow'
		ELSE format(E':\n%s people would be of another network (%s)', pg_temp.n(best.moved), pg_temp.percent(best.moved_share)) END)
FROM map AS today JOIN map AS best USING (all_together, name) WHERE today.row = 1 AND best.row = 3 ORDER BY all_together;
SELECT format(E'If at most a tenth may move, and networks may stay as large as they are, %s', CASE WHEN moved IS NULL THEN format('no map of %s was found.', :'borough_name')
	ELSE format('%s has %s within: %s people move (%s).', :'borough_name', pg_temp.f(own_share), pg_temp.n(moved), pg_temp.f(moved_share)) END)
FROM (VALUES (0.1)) AS most (share) LEFT JOIN frontier ON moved_share <= share ORDER BY moved DESC NULLS LAST LIMIT 1;
SELECT format(E'Where no network may have more than %s people, %s people of %s move at least (%s), whatever the map.', pg_temp.n(largest), pg_temp.n(l.moved), name, pg_temp.percent(l.moved_share))
FROM map_least_moved AS l WHERE place = :'borough';
\pset tuples_only off
\pset format aligned
\qecho
SELECT map AS :"borough_name", round(own_share::numeric, 3) AS "F", moved AS "People moved", split AS "Split", joined AS "Joined", practices_moved AS "Practices moved",
	localities AS "Localities", out_of_bounds AS "Out of bounds", round(lived_in::numeric) AS "Size lived in"
FROM map WHERE NOT all_together ORDER BY row;
SELECT map AS "All boroughs", round(own_share::numeric, 3) AS "F", moved AS "People moved", split AS "Split", joined AS "Joined", practices_moved AS "Practices moved",
	localities AS "Localities", out_of_bounds AS "Out of bounds", round(lived_in::numeric) AS "Size lived in"
FROM map WHERE all_together ORDER BY row;
\qecho :borough_name', better for fewer people moved, where a network may stay as far out of bounds as it is:'
\qecho
SELECT moved AS "People moved", round((100 * moved_share)::numeric, 1) AS "Of 100", round(own_share::numeric, 3) AS "F", localities AS "Localities" FROM frontier ORDER BY moved;
\qecho 'What becomes of the networks of' :borough_name 'in the best map found within bounds:'
\qecho
SELECT coalesce(network_name, o.network) AS "Network", sum(people) AS "People", coalesce(max(people) FILTER (WHERE continues), 0) AS "in its locality",
	sum(people) FILTER (WHERE NOT continues) AS "in others", count(*) AS "Localities", max(people) FILTER (WHERE NOT continues) AS "largest part elsewhere"
FROM map_overlap AS o LEFT JOIN (SELECT network, min(network_name) AS network_name FROM practice GROUP BY network) AS n ON n.network = o.network
WHERE place = :'borough' AND row = 4 GROUP BY o.network, network_name ORDER BY 4 DESC NULLS LAST, o.network;
\pset format unaligned
\pset tuples_only on
SELECT format(E'F: share of people registered with a practice of their own network or locality; it grows with size, so that only maps of the same\nsizes are held against each other.  Bounds: %s to %s people on lists, a neighbourhood of the NHS.  An area is today the network''s\nthat most of its people are registered with, which flatters today.  Nobody changes practice: to move is to be of another network.\n'
	'Split: people no longer with most of their network; joined: people joined to another.  Its locality: the one that continues the network,\nat most one; the people in others are those who move.  Practices moved: of the %s in %s, %s in all.', pg_temp.n(smallest), pg_temp.n(largest), b.practices, :'borough_name', pg_temp.n(a.practices))
FROM mapped AS p, map AS b, map AS a WHERE p.place = 'ALL' AND b.row = 1 AND NOT b.all_together AND a.row = 1 AND a.all_together;
\endif
\qecho

-- network_structure, network_thresholds, hub_dependence: around one centre, or among members?
BEGIN;
SELECT no_plan();

-- Both ways of each tie.
CREATE FUNCTION pg_temp.ties(cells place_flows) RETURNS place_flows LANGUAGE sql IMMUTABLE AS 'SELECT cells + transpose(cells)';
CREATE FUNCTION pg_temp.ring(n integer) RETURNS place_flows LANGUAGE sql AS
	$$SELECT pg_temp.ties(place_flows('r' || i, 'r' || (i + 1) % n, 1)) FROM generate_series(0, n - 1) AS i$$;
CREATE FUNCTION pg_temp.star(n integer) RETURNS place_flows LANGUAGE sql AS
	$$SELECT pg_temp.ties(place_flows('centre', 'r' || i, 1)) FROM generate_series(2, n) AS i$$;
CREATE FUNCTION pg_temp.clique(n integer) RETURNS place_flows LANGUAGE sql AS
	$$SELECT place_flows('r' || i, 'r' || j, 1) FROM generate_series(1, n) AS i, generate_series(1, n) AS j WHERE i <> j$$;

-- ---- worked figures ----------------------------------------------------------

SELECT is(network_structure('{}')::text, '(0,0,0,0,0,,,,,0,,,,,0,0,0,0,,,,,)', 'no places: nothing to count, and no shares');
SELECT results_eq($$SELECT degree_centralisation, betweenness_centralisation, closeness_centralisation, hub, hub_dependence, centre, peer_density, mean_distance_without_centre FROM network_structure('{"A": {"A": 900}}')$$,
	'VALUES (NULL::float8, NULL::float8, NULL::float8, NULL::text, NULL::float8, NULL::text, NULL::float8, NULL::float8)', 'one place, tied to nobody');
SELECT results_eq($$SELECT places, ties, isolates, components, density, transitivity, mean_distance, diameter, core_size, bridges, hub_dependence, centre FROM network_structure('{"A": {"B": 2}, "B": {"A": 2}}')$$,
	$$VALUES (2, 1, 0, 1, 1::float8, NULL::float8, 1::float8, 1, 1, 1, NULL::float8, 'A')$$, 'one tie');
SELECT results_eq($$SELECT hub, pairs_before, pairs_after, dependence FROM hub_dependence(pg_temp.ties('{"A": {"B": 1}, "B": {"C": 1}, "C": {"D": 1}, "Y": {"Z": 1}}'))$$,
	$$VALUES ('B', 4::float8, 2::float8, 0.5::float8)$$, 'pairs of all components count; of B and C the smaller code is the hub');
SELECT results_eq($$SELECT * FROM hub_dependence(pg_temp.ring(5))$$, $$VALUES (NULL::text, NULL::float8, NULL::float8, 0::float8)$$, 'nobody depends on anybody in a ring');
SELECT results_eq($$SELECT * FROM hub_dependence('{"A": {"B": 1}, "B": {"A": 1}}')$$, $$VALUES (NULL::text, NULL::float8, NULL::float8, NULL::float8)$$, 'no two others reach each other');
SELECT results_eq($$SELECT centre, hub FROM network_structure(pg_temp.ties('{"A": {"B": 1, "C": 1}, "D": {"A": 1, "E": 1, "F": 1}, "E": {"F": 1}}'))$$, $$VALUES ('A', 'A')$$, 'a centre and hub');
SELECT results_eq($$SELECT centre FROM network_structure(pg_temp.ties('{"A": {"B": 1, "C": 1, "D": 1}, "B": {"C": 1}, "D": {"E": 1, "F": 1}}'))$$, $$VALUES ('D')$$,
	'as many ties, but between more pairs');

-- A threshold leaves weak ties out; a member without a tie is an isolate.
SELECT results_eq($$SELECT at_least, places, ties, isolates FROM network_thresholds('{"A": {"A": 70, "B": 5, "C": 0}, "B": {"A": 5, "C": 9}, "C": {"B": 9}}', '{9,0,5,5.1,100}')$$,
	'VALUES (9::float8, 3, 1, 1), (0, 3, 2, 0), (5, 3, 2, 0), (5.1, 3, 1, 1), (100, 3, 0, 3)', 'thresholds, in the order given');
SELECT results_eq($$SELECT places, isolates, components, largest_component FROM network_structure(pg_temp.clique(3), members => '{"r1": 1, "r2": 0, "r3": 1, "s": 5, "t": 0}')$$, 'VALUES (5, 2, 3, 3)', 'members');
SELECT results_eq($$SELECT places, isolates FROM network_structure('{}', members => '{"s": 5, "t": 0}')$$, 'VALUES (2, 2)', 'members without any tie');
SELECT is_empty($$SELECT * FROM network_thresholds('{}', '{}')$$, 'no thresholds');
SELECT is(answer, NULL, 'NULL for NULL') FROM (VALUES (network_structure(NULL)::text), (network_structure('{}', NULL)::text), (hub_dependence(NULL)::text), (hub_dependence('{}', NULL)::text)) AS v (answer);
SELECT is_empty(sql, sql) FROM (VALUES ($$SELECT * FROM network_thresholds(NULL, '{1}')$$), ($$SELECT * FROM network_thresholds('{}', NULL)$$)) AS v (sql);

-- ---- errors --------------------------------------------------------------------

SELECT throws_ok(format('SELECT %s', call), '22023', 'the tie from "A" to "B" is 3, from "B" to "A" 0', call)
	FROM unnest(ARRAY[$$network_structure('{"A": {"B": 3}}')$$, $$hub_dependence('{"A": {"B": 3}}')$$, $$network_thresholds('{"A": {"B": 3}}', '{5}')$$]) AS call;
SELECT throws_ok($$SELECT network_structure('{"A": {"B": 3}, "B": {"A": 3.0000000000000004}}')$$, '22023', 'the tie from "A" to "B" is 3, from "B" to "A" 3.0000000000000004', 'nearly the same both ways');
SELECT lives_ok($$SELECT network_structure('{"A": {"B": 0}}')$$, 'a tie of nothing both ways');
SELECT throws_ok($$SELECT network_structure('{"A": {"B": 0}}', members => '{"A": 1}')$$, '22023', 'place "B" is no member', 'a place that is no member');
SELECT throws_ok($$SELECT network_structure('{"C": {"A": 0}}', members => '{"A": 1}')$$, '22023', 'place "C" is no member', 'the other end');
SELECT throws_ok(format('SELECT network_structure(%L, %s)', '{}', bad), '22003', format('at_least must be a finite number that is not negative, not %s', shown), 'no threshold: ' || shown)
	FROM (VALUES ($$'NaN'$$, 'NaN'), ($$'Infinity'$$, 'Infinity'), ('-1', '-1')) AS v (bad, shown);
SELECT throws_ok($$SELECT network_thresholds('{}', '{1,NULL}')$$, '22004', 'threshold 2 of at_least is NULL', 'a threshold that is NULL');
SELECT throws_ok($$SELECT network_structure('{"A": {"B": 1.7e308}, "B": {"A": 1.7e308}}')$$, '22003', 'total of 2 counts is out of range', 'ties too large for a number');

-- ---- identities ----------------------------------------------------------------

SELECT is_empty($$SELECT n, s FROM generate_series(3, 40) AS n, network_structure(pg_temp.star(n)) AS s WHERE degree_centralisation <> 1 OR abs(betweenness_centralisation - 1) > 1e-9 OR abs(closeness_centralisation - 1) > 1e-9
	OR hub <> 'centre' OR hub_dependence <> 1 OR centre <> 'centre' OR peer_density <> 0 OR mean_distance_without_centre IS NOT NULL$$, 'stars: all around one');
SELECT is_empty($$SELECT n, s FROM generate_series(3, 30) AS n, unnest(ARRAY[pg_temp.ring(n), pg_temp.clique(n)]) AS ties, network_structure(ties) AS s
	WHERE degree_centralisation <> 0 OR betweenness_centralisation > 1e-9 OR closeness_centralisation > 1e-9 OR hub_dependence <> 0 OR hub IS NOT NULL OR cut_places + bridges > 0$$, 'rings and cliques: around nobody');

-- Random graphs with isolates, weights and ties of a place to itself.
\set seed 0.4
\ir ../random.psql
CREATE TEMP TABLE graph AS
SELECT g, pg_temp.ties(place_flows('p' || lpad(i::text, 2, '0'), 'p' || lpad(j::text, 2, '0'), CASE WHEN random() < chance THEN 1 + floor(9 * random()) ELSE 0 END)) AS ties
FROM (SELECT g, 4 + g % 17 AS n, 0.05 + 0.5 * random() AS chance FROM generate_series(1, 60 * :rounds) AS g) AS s, generate_series(1, n) AS i, generate_series(i, n) AS j GROUP BY g;
CREATE TEMP TABLE tie AS SELECT g, origin AS a, destination AS b, n FROM graph, cells(ties) WHERE n > 0 AND origin <> destination;
CREATE TEMP TABLE structure AS SELECT g, s.* FROM graph, network_structure(ties) AS s;
CREATE TEMP TABLE place AS SELECT g, p.* FROM graph, network_places(ties) AS p;

SELECT is_empty('SELECT g FROM structure JOIN place USING (g) GROUP BY g, ties, places HAVING sum(degree) <> 2 * ties OR count(*) <> places', 'degrees add up to twice the ties');
SELECT is_empty('SELECT g FROM structure LEFT JOIN (SELECT g, count(*) / 2 AS n FROM tie GROUP BY g) AS t USING (g) WHERE ties <> coalesce(n, 0)', 'ties by plain SQL');
SELECT is_empty('SELECT g FROM structure LEFT JOIN (SELECT x.g, count(*) / 6 AS n FROM tie x JOIN tie y ON y.g = x.g AND y.a = x.b JOIN tie z ON z.g = x.g AND z.a = y.b AND z.b = x.a GROUP BY x.g) AS t USING (g) WHERE triangles <> coalesce(n, 0)', 'triangles by plain SQL');
SELECT is_empty('SELECT g FROM structure WHERE core_misfits > ties', 'no core is worse than none');
SELECT is_empty('SELECT g FROM structure WHERE (hub_dependence = 0) <> (cut_places = 0)', 'dependence is 0 where no place is a cut');

-- Who reaches whom, by steps in plain SQL.
CREATE TEMP TABLE distance AS
WITH RECURSIVE step AS (
	SELECT g, place AS a, place AS b, 0 AS steps FROM place
	UNION SELECT s.g, s.a, t.b, s.steps + 1 FROM step AS s JOIN tie AS t ON t.g = s.g AND t.a = s.b WHERE s.steps < 20
)
SELECT g, a, b, min(steps) AS steps FROM step GROUP BY g, a, b;
SELECT is_empty('SELECT g FROM structure LEFT JOIN (SELECT g, avg(steps) AS mean, max(steps) AS longest FROM distance WHERE a <> b GROUP BY g) AS d USING (g) WHERE abs(mean_distance - mean) > 1e-9 OR diameter <> longest OR (mean_distance IS NULL) <> (mean IS NULL)', 'distances by plain SQL');
SELECT is_empty('SELECT g FROM structure JOIN (SELECT g, count(DISTINCT reached) AS n FROM (SELECT g, a, min(b) AS reached FROM distance GROUP BY g, a) AS r GROUP BY g) AS d USING (g) WHERE components <> n', 'components by plain SQL');

-- Taking each place out, one after the other.
CREATE TEMP TABLE without AS
SELECT g, place, (SELECT coalesce(sum(reached), 0) FROM (SELECT count(*) * (count(*) - 1) / 2 AS reached FROM network_places(without_places(ties, ARRAY[place])) GROUP BY component) AS c) AS after_it,
	(SELECT count(*) / 2 FROM distance AS d WHERE d.g = p.g AND a <> b AND p.place NOT IN (a, b)) AS before_it
FROM place AS p JOIN graph USING (g);
SELECT is_empty($$SELECT g FROM structure JOIN (SELECT g, max(1 - after_it::float8 / nullif(before_it, 0)) AS most FROM without GROUP BY g) AS w USING (g) WHERE abs(hub_dependence - most) > 1e-9 OR (hub_dependence IS NULL) <> (most IS NULL)$$, 'the hub is the place without which most is lost');
SELECT is_empty($$SELECT g FROM (SELECT g, h.* FROM graph, hub_dependence(ties) AS h) AS h JOIN without AS w USING (g) WHERE w.place = hub AND (pairs_before <> before_it OR pairs_after <> after_it)$$, 'and pairs are those of plain SQL');
SELECT is_empty('SELECT g FROM place JOIN without USING (g, place) WHERE cut_place <> (after_it < before_it)', 'cut places are those without which pairs are lost');
SELECT is_empty($$SELECT g FROM structure AS s JOIN graph AS f USING (g), network_structure(without_places(f.ties, ARRAY[s.centre])) AS o WHERE (s.ties > 0 AND abs(s.peer_density - 2.0 * o.ties / ((s.places - 1) * (s.places - 2))) > 1e-9) OR (s.ties > 0 AND s.mean_distance_without_centre IS DISTINCT FROM o.mean_distance)$$,
	'without the centre');

-- A higher threshold never adds a tie; other names give the same figures.
SELECT is_empty('SELECT g FROM (SELECT g, ties, lag(ties) OVER (PARTITION BY g ORDER BY at_least) AS before FROM (SELECT g, t.* FROM graph, network_thresholds(graph.ties, ''{0,1,2,4,8,16}'') AS t) AS t) AS t WHERE ties > before', 'a higher threshold adds no tie');
CREATE FUNCTION pg_temp.renamed(f place_flows) RETURNS place_flows LANGUAGE sql AS
	$$SELECT place_flows(md5(origin), md5(destination), n) FROM cells(f)$$;
SELECT is_empty($$SELECT g FROM structure AS s JOIN graph USING (g), network_structure(pg_temp.renamed(graph.ties)) AS o
	WHERE (s.ties, s.isolates, s.components, s.largest_component, s.triangles, s.diameter, s.core_size, s.core_misfits, s.cut_places, s.bridges, s.hub_dependence) IS DISTINCT FROM
		(o.ties, o.isolates, o.components, o.largest_component, o.triangles, o.diameter, o.core_size, o.core_misfits, o.cut_places, o.bridges, o.hub_dependence)
		OR abs(s.degree_centralisation - o.degree_centralisation) > 1e-9 OR abs(s.betweenness_centralisation - o.betweenness_centralisation) > 1e-9 OR abs(s.closeness_centralisation - o.closeness_centralisation) > 1e-9
		OR abs(s.average_clustering - o.average_clustering) > 1e-9 OR abs(s.peer_density - o.peer_density) > 1e-9$$, 'other names, the same figures');

-- ---- published figures ---------------------------------------------------------

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE node (graph text, node text);
\copy node FROM PROGRAM 'cat "$VECTORS/network/nodes.csv"' CSV HEADER
CREATE TEMP TABLE edge (graph text, a text, b text);
\copy edge FROM PROGRAM 'cat "$VECTORS/network/edges.csv"' CSV HEADER
CREATE TEMP TABLE expected (graph text, places int, ties int, density float8, components int, largest_component int, isolates int, degree_centralisation float8, betweenness_centralisation float8, closeness_centralisation float8,
	triangles float8, connected_triples int, transitivity float8, average_clustering float8, mean_distance float8, diameter int, core_size int, core_misfits float8, core_misfits_brute_force float8, max_core_number int,
	cut_places int, bridges int, hub text, hub_dependence float8, tie_share_of_hub float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/network/graph_measures.csv"' CSV HEADER
CREATE TEMP TABLE published AS
SELECT graph, coalesce((SELECT pg_temp.ties(place_flows(a, b, 1)) FROM edge AS e WHERE e.graph = n.graph), '{}') AS cells, place_counts(node, 1) AS members FROM node AS n GROUP BY graph;
CREATE TEMP TABLE found AS SELECT graph, s.* FROM published, network_structure(cells, 1, members) AS s;
SELECT set_eq('SELECT graph, places, ties, components, largest_component, isolates, triangles, diameter, core_size, core_misfits, core_misfits AS by_brute_force, cut_places, bridges, hub FROM found',
	'SELECT graph, places, ties, components, largest_component, isolates, triangles, diameter, core_size, core_misfits, core_misfits_brute_force, cut_places, bridges, hub FROM expected', 'every graph: what is counted');
SELECT is_empty('SELECT f.graph FROM found AS f JOIN expected AS e USING (graph) WHERE NOT (near(f.density, e.density) AND near(f.degree_centralisation, e.degree_centralisation) AND near(f.betweenness_centralisation, e.betweenness_centralisation)
	AND near(f.closeness_centralisation, e.closeness_centralisation) AND near(f.transitivity, e.transitivity) AND near(f.average_clustering, e.average_clustering) AND near(f.mean_distance, e.mean_distance) AND near(f.hub_dependence, e.hub_dependence))', 'every graph: what is divided');
SELECT is_empty('SELECT graph FROM found AS f JOIN expected AS e USING (graph), LATERAL (SELECT max(degree)::float8 / nullif(f.ties, 0) AS share FROM published AS p, network_places(p.cells, 1, p.members) WHERE p.graph = f.graph) AS t WHERE NOT near(share, tie_share_of_hub)', 'the share of ties that one place has');
\endif

SELECT * FROM finish();
ROLLBACK;

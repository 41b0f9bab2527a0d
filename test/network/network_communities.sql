-- network_communities, modularity: one network, or several?
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.ties(cells place_flows) RETURNS place_flows LANGUAGE sql IMMUTABLE AS 'SELECT cells + transpose(cells)';
-- The communities of a call as flows of places to communities.
CREATE FUNCTION pg_temp.found(ties place_flows, at_least float8 DEFAULT 0, seed integer DEFAULT 1, resolution float8 DEFAULT 1) RETURNS place_flows LANGUAGE sql AS
	'SELECT coalesce(place_flows(place, community::text, 1), ''{}'') FROM network_communities(ties, at_least, NULL, seed, resolution)';
-- Modularity in plain SQL.
CREATE FUNCTION pg_temp.worth(ties place_flows, communities place_flows, resolution float8 DEFAULT 1) RETURNS float8 LANGUAGE sql AS $$
	WITH tie AS (SELECT a.destination AS a, b.destination AS b, t.n FROM cells(ties) AS t JOIN cells(communities) AS a ON a.origin = t.origin JOIN cells(communities) AS b ON b.origin = t.destination WHERE t.origin <> t.destination)
	SELECT sum(inside / w - resolution * (strength / w) ^ 2) FROM (SELECT a, coalesce(sum(n) FILTER (WHERE a = b), 0) AS inside, sum(n) AS strength, sum(sum(n)) OVER () AS w FROM tie GROUP BY a) AS c WHERE w > 0
$$;

-- ---- worked figures ----------------------------------------------------------

SELECT results_eq($$SELECT * FROM network_communities(pg_temp.ties('{"b": {"c": 1, "d": 1}, "c": {"d": 1, "x": 1}, "x": {"y": 1, "z": 1}, "y": {"z": 1}, "a": {"a": 9}}'))$$,
	$$VALUES ('a', 3), ('b', 1), ('c', 1), ('d', 1), ('x', 2), ('y', 2), ('z', 2)$$, 'two triangles and an isolate: numbered by size, then by the smallest code');
SELECT is(modularity(pg_temp.ties('{"b": {"c": 1, "d": 1}, "c": {"d": 1, "x": 1}, "x": {"y": 1, "z": 1}, "y": {"z": 1}}'), '{"b": {"1": 1}, "c": {"1": 1}, "d": {"1": 1}, "x": {"2": 1}, "y": {"2": 1}, "z": {"2": 1}}'),
	6 / 7::float8 - 0.5, 'by hand: six of seven ties within, and half of all ends each');
SELECT is(modularity('{"A": {"A": 5, "B": 1}, "B": {"A": 1}}', '{"A": {"x": 1}, "B": {"x": 1}}'), 0::float8, 'one community is worth nothing');
SELECT is(modularity('{"A": {"B": 1}, "B": {"A": 1}}', '{"A": {"x": 1}, "B": {"x": 0, "y": 1}, "other": {"x": 1, "y": 1}}'), -0.5::float8, 'two, and places that have no part in it');
SELECT is(modularity('{"A": {"B": 1}, "B": {"A": 1}}', '{"A": {"x": 1}, "B": {"x": 1}}', resolution => 0.25), 0.75::float8, 'a resolution');
SELECT is(modularity(ties, at, at_least), expected, 'without ties') FROM (VALUES ('{}'::place_flows, '{}'::place_flows, 0, NULL::float8), ('{"A": {"B": 3}, "B": {"A": 3}}', '{"A": {"x": 1}, "B": {"x": 1}}', 4, NULL), ('{"A": {"B": 3}, "B": {"A": 3}}', '{"A": {"x": 1}, "B": {"x": 1}}', 3, 0)) AS v (ties, at, at_least, expected);
SELECT is_empty($$SELECT * FROM network_communities('{}')$$, 'no places');
SELECT results_eq($$SELECT * FROM network_communities('{"A": {"B": 4}, "B": {"A": 4, "C": 5}, "C": {"B": 5}}', 5, '{"0": 1, "A": 1, "B": 1, "C": 1}')$$, $$VALUES ('0', 2), ('A', 3), ('B', 1), ('C', 1)$$, 'a threshold and a member');
SELECT is_empty(sql, sql) FROM (VALUES ($$SELECT * FROM network_communities(NULL)$$), ($$SELECT * FROM network_communities('{"A": {"A": 1}}', NULL)$$), ($$SELECT * FROM network_communities('{"A": {"A": 1}}', seed => NULL)$$), ($$SELECT * FROM network_communities('{"A": {"A": 1}}', resolution => NULL)$$)) AS v (sql);
SELECT is(answer, NULL, 'NULL for NULL') FROM (VALUES (modularity(NULL, '{}')), (modularity('{}', NULL)), (modularity('{}', '{}', NULL)), (modularity('{}', '{}', 0, NULL))) AS v (answer);

-- ---- errors --------------------------------------------------------------------

SELECT throws_ok(sql, state, message, message) FROM (VALUES
	($$SELECT modularity('{"A": {"B": 1}, "B": {"A": 1}}', '{"A": {"x": 1}}')$$, '22023', 'place "B" is in 0 communities'),
	($$SELECT modularity('{"A": {"B": 1}, "B": {"A": 1}}', '{"A": {"x": 1}, "B": {"x": 0}}')$$, '22023', 'place "B" is in 0 communities'),
	($$SELECT modularity('{"A": {"B": 1}, "B": {"A": 1}}', '{"A": {"x": 1, "y": 1}, "B": {"x": 1}}')$$, '22023', 'place "A" is in 2 communities'),
	($$SELECT modularity('{"A": {"B": 1}}', '{}')$$, '22023', 'the tie from "A" to "B" is 1, from "B" to "A" 0'),
	($$SELECT modularity('{}', '{}', 0, -1)$$, '22003', 'resolution must be a finite number that is not negative, not -1'),
	($$SELECT modularity('{}', '{}', 'NaN')$$, '22003', 'at_least must be a finite number that is not negative, not NaN'),
	($$SELECT * FROM network_communities('{"A": {"B": 1}}')$$, '22023', 'the tie from "A" to "B" is 1, from "B" to "A" 0'),
	($$SELECT * FROM network_communities('{}', resolution => 'Infinity')$$, '22003', 'resolution must be a finite number that is not negative, not Infinity'),
	($$SELECT * FROM network_communities('{"B": {"B": 1}}', members => '{"A": 1}')$$, '22023', 'place "B" is no member')) AS v (sql, state, message);

-- ---- identities on random graphs ---------------------------------------------------

\set seed 0.6
\ir ../random.psql
CREATE TEMP TABLE graph AS
SELECT g, pg_temp.ties(place_flows('p' || lpad(i::text, 3, '0'), 'p' || lpad(j::text, 3, '0'), CASE WHEN random() < chance THEN 1 + floor(9 * random()) ELSE 0 END)) AS ties
FROM (SELECT g, CASE WHEN k > 57 THEN 220 ELSE 3 + k END AS n, CASE WHEN k > 57 THEN 0.02 ELSE 0.05 + 0.3 * random() END AS chance FROM generate_series(1, 60 * :rounds) AS g, LATERAL (SELECT 1 + (g - 1) % 60) AS of (k)) AS s, generate_series(1, n) AS i, generate_series(i, n) AS j GROUP BY g;
CREATE TEMP TABLE answer AS SELECT g, resolution, ties, pg_temp.found(ties, resolution => resolution) AS communities FROM graph, unnest('{1,0,0.5,3}'::float8[]) AS resolution;
SELECT is_empty('SELECT g FROM answer WHERE total(communities) <> (SELECT count(*) FROM counts(destinations(ties)))', 'every place is in one community');
SELECT is_empty('SELECT g, resolution, modularity(ties, communities, 0, resolution), pg_temp.worth(ties, communities, resolution) FROM answer WHERE abs(modularity(ties, communities, 0, resolution) - pg_temp.worth(ties, communities, resolution)) > 1e-9
	OR (modularity(ties, communities, 0, resolution) IS NULL) <> (pg_temp.worth(ties, communities, resolution) IS NULL)', 'modularity by plain SQL');
SELECT is_empty($$SELECT g FROM answer, LATERAL (SELECT count(DISTINCT community) FROM network_communities(answer.ties, resolution => answer.resolution)) AS c (n),
	LATERAL (SELECT components FROM network_structure((SELECT coalesce(place_flows(t.origin, t.destination, CASE WHEN a.destination = b.destination THEN t.n ELSE 0 END), '{}')
		FROM cells(answer.ties) AS t JOIN cells(communities) AS a ON a.origin = t.origin JOIN cells(communities) AS b ON b.origin = t.destination))) AS s WHERE c.n <> s.components$$, 'every community is connected');
SELECT is_empty('SELECT g FROM answer WHERE communities <> pg_temp.found(ties, resolution => resolution)', 'the same answer again');
CREATE TEMP TABLE halves AS
SELECT g, attempt, pg_temp.worth(ties, place_flows(place, CASE WHEN random() < 0.5 THEN 'x' ELSE 'y' END, 1)) AS worth FROM answer, counts(origins(ties)), generate_series(1, 5) AS attempt WHERE resolution = 1 GROUP BY g, attempt, ties;
SELECT is_empty('SELECT g FROM answer JOIN halves USING (g) WHERE resolution = 1 AND modularity(ties, communities) < greatest(0, worth)', 'better than one community, and than two at random');

-- Every single move in plain SQL.
SELECT is_empty($$SELECT g, place, other FROM answer, LATERAL (SELECT origin AS place, destination AS own FROM cells(communities)) AS p,
		LATERAL (SELECT DISTINCT destination AS other FROM cells(communities) UNION SELECT 'alone') AS o,
		LATERAL (SELECT place_flows(origin, CASE WHEN origin = place THEN other ELSE destination END, 1) AS moved FROM cells(communities)) AS m
	WHERE resolution = 1 AND g BETWEEN 4 AND 14 AND other <> own AND pg_temp.worth(ties, moved) > pg_temp.worth(ties, communities) + 1e-9$$, 'no move of a single place gains');

-- ---- known graphs ----------------------------------------------------------------------

-- Zachary, J Anthropol Res 1977;33:452-473.
CREATE TEMP TABLE edge (graph text, a text, b text);
INSERT INTO edge SELECT 'karate', split_part(e, '-', 1), split_part(e, '-', 2) FROM unnest(string_to_array('0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-10 0-11 0-12 0-13 0-17 0-19 0-21 0-31 1-2 1-3 1-7 1-13 1-17 1-19 1-21 1-30 2-3 2-7 2-8 2-9 2-13 2-27 2-28 2-32 3-7 3-12 3-13 4-6 4-10 5-6 5-10 5-16 6-16 8-30 8-32 8-33 9-33 13-33 14-32 14-33 15-32 15-33 18-32 18-33 19-33 20-32 20-33 22-32 22-33 23-25 23-27 23-29 23-32 23-33 24-25 24-27 24-31 25-31 26-29 26-33 27-33 28-31 28-33 29-32 29-33 30-32 30-33 31-32 31-33 32-33', ' ')) AS e;
INSERT INTO edge SELECT 'two_hubs', 'A', i::text FROM generate_series(1, 5) AS i UNION ALL SELECT 'two_hubs', 'B', i::text FROM generate_series(6, 10) AS i UNION ALL VALUES ('two_hubs', 'A', 'B');
SELECT is(count(*), 78::bigint, 'the karate club') FROM edge WHERE graph = 'karate';
SELECT is_empty($$SELECT seed FROM generate_series(1, 40) AS seed, (SELECT pg_temp.ties(place_flows(a, b, 1)) AS ties FROM edge WHERE graph = 'karate') AS k
	WHERE modularity(ties, pg_temp.found(ties, seed => seed)) < 0.41978961209730437 - 1e-9$$, 'the optimum of the karate club, from forty seeds');

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE node (graph text, node text);
\copy node FROM PROGRAM 'cat "$VECTORS/network/nodes.csv"' CSV HEADER
\copy edge FROM PROGRAM 'cat "$VECTORS/network/edges.csv"' CSV HEADER
CREATE TEMP TABLE expected (graph text, places int, ties int, communities int, modularity float8, one_best_partition text, how text);
\copy expected FROM PROGRAM 'cat "$VECTORS/network/modularity_optimum.csv"' CSV HEADER
CREATE TEMP TABLE published AS
SELECT e.*, pg_temp.ties(cells) + coalesce((SELECT place_flows(node, node, 1) FROM node AS n WHERE n.graph = e.graph), '{}') AS cells
FROM expected AS e JOIN (SELECT graph, place_flows(a, b, 1) AS cells FROM edge GROUP BY graph) AS t USING (graph);
SELECT is(count(*), (SELECT count(*) FROM expected), 'every graph is at hand') FROM published;
SELECT is_empty($$SELECT graph FROM published, LATERAL (SELECT place_flows(place, group_number::text, 1) AS best FROM unnest(string_to_array(one_best_partition, '|')) WITH ORDINALITY AS g (members, group_number), unnest(string_to_array(members, ' ')) AS place) AS b
	WHERE abs(modularity(cells, best) - modularity) > 1e-9$$, 'the modularity of the best partition of every graph');
SELECT is_empty($$SELECT graph, seed, modularity(cells, pg_temp.found(cells, seed => seed)) AS found, modularity FROM published, generate_series(1, 30) AS seed
	WHERE modularity(cells, pg_temp.found(cells, seed => seed)) NOT BETWEEN 0.97 * modularity - 1e-12 AND modularity + 1e-9$$, 'at least 0.97 of the optimum of every graph, from thirty seeds');
SELECT is_empty($$SELECT graph, seed FROM published, generate_series(1, 30) AS seed WHERE modularity(cells, pg_temp.found(cells, seed => seed)) < modularity - 1e-9$$, 'in fact the optimum');
\endif

SELECT * FROM finish();
ROLLBACK;

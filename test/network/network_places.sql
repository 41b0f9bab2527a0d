-- network_places: what each place is to the others.
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.ties(cells place_flows) RETURNS place_flows LANGUAGE sql IMMUTABLE AS 'SELECT cells + transpose(cells)';

SELECT results_eq($$SELECT place, component, degree, strength, betweenness, closeness, clustering, core_number, constraint_index, cut_place FROM network_places(pg_temp.ties('{"B": {"C": 2}, "C": {"D": 6}, "Y": {"Y": 50}}'), 2, '{"A": 0, "B": 1, "C": 1, "D": 1, "Y": 1}')$$,
	$$VALUES ('A', 2, 0, 0::float8, 0::float8, 0::float8, 0::float8, 0, NULL::float8, false), ('B', 1, 1, 2, 0, 1 / 3::float8, 0, 1, 1, false), ('C', 1, 2, 8, 1, 0.5, 0, 1, 0.625, true), ('D', 1, 1, 6, 0, 1 / 3::float8, 0, 1, 1, false), ('Y', 3, 0, 0, 0, 0, 0, 0, NULL, false)$$,
	'a path of three, and two isolates');
SELECT results_eq($$SELECT place, component FROM network_places(pg_temp.ties('{"A": {"B": 1}, "C": {"D": 1}, "X": {"Y": 1, "Z": 1}}'))$$, $$VALUES ('A', 2), ('B', 2), ('C', 3), ('D', 3), ('X', 1), ('Y', 1), ('Z', 1)$$, 'components by size, then by the smallest code');
SELECT is_empty(sql, sql) FROM (VALUES ($$SELECT * FROM network_places('{}')$$), ($$SELECT * FROM network_places(NULL)$$), ($$SELECT * FROM network_places('{"A": {"A": 1}}', NULL)$$)) AS v (sql);
SELECT throws_ok(sql, state, message, message) FROM (VALUES
	($$SELECT * FROM network_places('{"A": {"B": 1}, "B": {"A": 2}}')$$, '22023', 'the tie from "A" to "B" is 1, from "B" to "A" 2'),
	($$SELECT * FROM network_places('{"A": {"A": 1}}', members => '{}')$$, '22023', 'place "A" is no member'),
	($$SELECT * FROM network_places('{}', -0.5)$$, '22003', 'at_least must be a finite number that is not negative, not -0.5')) AS v (sql, state, message);

-- Against plain SQL, on random weighted graphs.
SELECT setseed(0.1);
CREATE TEMP TABLE graph AS
SELECT g, pg_temp.ties(place_flows('p' || i, 'p' || j, CASE WHEN random() < 0.1 + 0.02 * g THEN 1 + floor(9 * random()) ELSE 0 END)) AS ties
FROM generate_series(1, 20) AS g, generate_series(1, 5 + g % 9) AS i, generate_series(i + 1, 5 + g % 9) AS j GROUP BY g;
CREATE TEMP TABLE place AS SELECT g, p.* FROM graph, network_places(ties) AS p;
CREATE TEMP TABLE tie AS SELECT g, origin AS a, destination AS b, n, n / sum(n) OVER (PARTITION BY g, origin) AS share FROM graph, cells(ties) WHERE n > 0;
SELECT is_empty('SELECT g, place FROM place LEFT JOIN (SELECT g, a, count(*) AS ties, sum(n) AS weight FROM tie GROUP BY g, a) AS t USING (g) WHERE a = place AND (degree <> ties OR strength <> weight)', 'degree and strength');
SELECT is_empty('SELECT place.g, place FROM place LEFT JOIN (SELECT x.g, x.a, count(z.a)::float8 / nullif(count(*), 0) AS closed FROM tie AS x JOIN tie AS y ON y.g = x.g AND y.a = x.a AND y.b <> x.b LEFT JOIN tie AS z ON z.g = x.g AND z.a = x.b AND z.b = y.b GROUP BY x.g, x.a) AS t ON t.g = place.g AND a = place
	WHERE abs(clustering - coalesce(closed, 0)) > 1e-9', 'clustering');
SELECT is_empty('SELECT g, place FROM place LEFT JOIN (SELECT g, a, sum((share + through) ^ 2) AS constrained FROM (SELECT x.g, x.a, x.b, x.share, (SELECT coalesce(sum(y.share * z.share), 0) FROM tie AS y JOIN tie AS z ON z.g = y.g AND z.a = y.b WHERE y.g = x.g AND y.a = x.a AND z.b = x.b) AS through FROM tie AS x) AS c GROUP BY g, a) AS t USING (g)
	WHERE a = place AND abs(constraint_index - constrained) > 1e-9', 'constraint, of weighted ties');
SELECT is_empty('SELECT g, place FROM place WHERE (constraint_index IS NULL) <> (degree = 0)', 'no constraint without ties');
-- All shortest paths, one by one.
CREATE TEMP TABLE path AS
WITH RECURSIVE path AS (
	SELECT g, place AS a, place AS b, ARRAY[place] AS via FROM place
	UNION ALL
	SELECT g, a, next, next_via FROM (SELECT p.g, p.a, t.b AS next, via || t.b AS next_via FROM path AS p JOIN tie AS t ON t.g = p.g AND t.a = p.b WHERE t.b <> ALL (via)) AS s
	WHERE NOT EXISTS (SELECT FROM tie AS shorter WHERE shorter.g = s.g AND shorter.b = next AND shorter.a = ANY (next_via[1:cardinality(next_via) - 2]))
)
SELECT * FROM (SELECT *, min(cardinality(via)) OVER (PARTITION BY g, a, b) AS shortest FROM path) AS p WHERE cardinality(via) = shortest;
SELECT is_empty('WITH pair AS (SELECT g, a, b, count(*) AS paths FROM path WHERE a < b GROUP BY g, a, b),
		passing AS (SELECT g, a, b, place, count(*) AS through FROM path, unnest(via[2:cardinality(via) - 1]) AS place WHERE a < b GROUP BY g, a, b, place),
		standing AS (SELECT g, place, sum(through::float8 / paths) AS pairs FROM passing JOIN pair USING (g, a, b) GROUP BY g, place)
	SELECT g, place, betweenness, pairs FROM place LEFT JOIN standing USING (g, place) WHERE abs(betweenness - coalesce(pairs, 0)) > 1e-9', 'betweenness');
SELECT is_empty('WITH far AS (SELECT g, a AS place, count(DISTINCT b) - 1.0 AS others, sum(steps_between) AS steps FROM (SELECT g, a, b, max(shortest) - 1 AS steps_between FROM path GROUP BY g, a, b) AS d GROUP BY g, a)
	SELECT g, place, closeness FROM place JOIN far USING (g, place) JOIN (SELECT g, count(*) AS n FROM place GROUP BY g) AS c USING (g) WHERE abs(closeness - coalesce(others / (n - 1) * others / nullif(steps, 0), 0)) > 1e-9', 'closeness');

-- The core number of a place: nobody is left below it when places with fewer ties are taken away again and again.
CREATE FUNCTION pg_temp.core_places(wanted integer, k integer) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE kept text[] := (SELECT array_agg(place) FROM place WHERE g = wanted); fewer text[];
BEGIN
	LOOP
		fewer := (SELECT coalesce(array_agg(p), '{}') FROM unnest(kept) AS p WHERE (SELECT count(*) FROM tie WHERE g = wanted AND a = p AND b = ANY (kept)) >= k);
		EXIT WHEN cardinality(fewer) = cardinality(kept);
		kept := fewer;
	END LOOP;
	RETURN kept;
END $$;
SELECT is_empty('SELECT g, place, k FROM place, generate_series(1, 8) AS k WHERE (core_number >= k) <> (place = ANY (pg_temp.core_places(g, k)))', 'core numbers');

-- More shortest paths than a double can count: 1,200 diamonds one after the other.
CREATE TEMP TABLE diamonds AS
SELECT pg_temp.ties(place_flows('p' || i, 'u' || i, 1) + place_flows('p' || i, 'v' || i, 1) + place_flows('u' || i, 'p' || i + 1, 1) + place_flows('v' || i, 'p' || i + 1, 1)) AS ties FROM generate_series(1000, 2199) AS i;
SELECT is(count(*) FILTER (WHERE betweenness = 'NaN' OR betweenness = 'Infinity'), 0::bigint, 'numbers of paths beyond any number') FROM diamonds, network_places(ties);
SELECT is_empty($$SELECT place, betweenness FROM diamonds, network_places(ties), LATERAL (SELECT substr(place, 2)::numeric - 1000 AS i) AS at
	WHERE place ~ 'p' AND abs(betweenness - ((3 * i) * (3 * (1200 - i)) + CASE WHEN i > 0 THEN 0.5 ELSE 0 END + CASE WHEN i < 1200 THEN 0.5 ELSE 0 END)) > 1e-6$$, 'a place between two diamonds stands between all on either side, and half between the two of each');

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE edge (graph text, a text, b text);
\copy edge FROM PROGRAM 'cat "$VECTORS/network/edges.csv"' CSV HEADER
CREATE TEMP TABLE expected (graph text, node text, degree int, betweenness float8, closeness float8, clustering float8, core_number int, constraint_index float8, effective_size float8, cut_place boolean, component int);
\copy expected FROM PROGRAM 'cat "$VECTORS/network/node_measures.csv"' CSV HEADER
CREATE TEMP TABLE found AS
SELECT graph, n.* FROM (SELECT graph, place_counts(node, 1) AS members FROM expected GROUP BY graph) AS e, LATERAL (SELECT coalesce(pg_temp.ties(place_flows(a, b, 1)), '{}') AS ties FROM edge WHERE edge.graph = e.graph) AS t,
	network_places(ties, 1, members) AS n;
SELECT set_eq('SELECT graph, place, component, degree, core_number, cut_place FROM found', 'SELECT graph, node, component, degree, core_number, cut_place FROM expected', 'every place: what is counted');
SELECT is_empty('SELECT graph, place FROM found AS f JOIN expected AS e USING (graph) WHERE place = node AND NOT (near(f.betweenness, e.betweenness) AND near(f.closeness, e.closeness) AND near(f.clustering, e.clustering) AND near(f.constraint_index, e.constraint_index))', 'every place: what is divided');
\endif

SELECT * FROM finish();
ROLLBACK;

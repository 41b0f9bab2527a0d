-- place_flows: the type and its aggregates.
BEGIN;
SELECT no_plan();

-- Folding rows
SELECT is(place_flows(o, d, n)::text, '{"P1": {"A": 4, "B": 2.5}, "P2": {"A": 0}}', 'counts of a pair are added; 0 is kept')
	FROM (VALUES ('P1', 'B', 2.5), ('P1', 'A', 1), ('P2', 'A', 0), ('P1', 'A', 3)) rows (o, d, n);
SELECT is(place_flows(o, d, n), NULL, 'no rows: NULL') FROM (VALUES ('P', 'A', 1)) rows (o, d, n) WHERE false;
SELECT is(place_flows(o, d, n)::text, '{"P": {"A": 1}}', 'a row with a NULL is left out')
	FROM (VALUES (NULL, 'A', 1), ('P', NULL, 1), ('P', 'A', NULL), ('P', 'A', 1)) rows (o, d, n);
SELECT is(place_flows(o, d, n), NULL, 'only rows with a NULL: NULL') FROM (VALUES (NULL::text, 'A', 1)) rows (o, d, n);
SELECT is(place_flows('P', 'A', 1) FILTER (WHERE false), NULL, 'FILTER that leaves nothing: NULL');
SELECT is(array_agg(running::text), ARRAY['{"P": {"A": 1}}', '{"P": {"A": 1}, "Q": {"B": 2}}', '{"P": {"A": 4}, "Q": {"B": 2}}'],
	'as a window aggregate')
	FROM (SELECT place_flows(o, d, n) OVER (ORDER BY n) AS running
		FROM (VALUES ('P', 'A', 1), ('Q', 'B', 2), ('P', 'A', 3)) rows (o, d, n)) windows;

-- Many cells: the log of cells is merged, and grows, and again.
CREATE TABLE many AS SELECT i % 3 AS g, 'P' || i * 7 % 101 AS o, 'A' || i % 1000 * i % 1009 AS d, i % 5 AS n FROM generate_series(1, 200000) i;
SELECT results_eq(
	'SELECT c.* FROM (SELECT place_flows(o, d, n) AS value FROM many) v, cells(v.value) c',
	'SELECT o, d, sum(n)::float8 FROM many GROUP BY o, d ORDER BY o COLLATE "C", d COLLATE "C"', 'equals GROUP BY');
SELECT results_eq(
	$$SELECT c.* FROM (SELECT place_flows('P' || i % 503, 'A' || i, 1) AS value FROM generate_series(1, 30000) i) v, cells(v.value) c$$,
	$$SELECT 'P' || i % 503, 'A' || i, 1::float8 FROM generate_series(1, 30000) i
		ORDER BY ('P' || i % 503) COLLATE "C", ('A' || i) COLLATE "C"$$, 'every cell another');
SELECT is((SELECT place_flows(o, d, n) FROM (SELECT * FROM many ORDER BY random()) shuffled),
	(SELECT place_flows(o, d, n) FROM many), 'in any row order');

-- Bad rows: an error that names the places
SELECT throws_ok($$SELECT place_flows('P', 'A', -1)$$, '22003', 'count from place "P" to place "A" is negative: -1');
SELECT throws_ok($$SELECT place_flows('P', 'A', 'NaN')$$, '22003', 'count from place "P" to place "A" is not a number: NaN');
SELECT throws_ok($$SELECT place_flows('P', 'A', 'Infinity')$$, '22003', 'count from place "P" to place "A" is infinite: Infinity');
SELECT throws_ok($$SELECT place_flows('P', 'A', 1e308) FROM generate_series(1, 2)$$, '22003',
	'count from place "P" to place "A" is infinite: Infinity', 'a sum that overflows');
SELECT throws_ok($$SELECT '{"P": {"A": 1, "B": 2}, "Q": {"A": 3}, "P": {"B": 4}}'::place_flows$$, '22P02', 'count from place "P" to place "B" is given twice');
SELECT throws_ok($$SELECT '{"P": {"A": 1.7e308, "A": 1.7e308}}'::place_flows$$, '22P02', 'count from place "P" to place "A" is given twice');
SELECT throws_ok($$SELECT '{"P": {"A": 1, "B": 2}, "Q": {"A": 3}}'::place_flows + '{"P": {"A": 1e308}}' + '{"P": {"A": 1.7e308}}'$$, '22003', 'count from place "P" to place "A" is infinite: Infinity', 'a sum that overflows is another matter');
SELECT throws_ok($$SELECT place_flows('', 'A', 1)$$, '22023', 'place code must not be empty');
SELECT throws_ok($$SELECT place_flows('P', '', 1)$$, '22023', 'place code must not be empty');
SELECT throws_like($$SELECT place_flows('P', repeat('é', 600), 1)$$, 'place code "ééé%..." is too long', 'an overlong code is shown by its start');

-- Text
SELECT is(text::place_flows::text, text, 'reads what it writes: ' || text)
	FROM unnest(ARRAY['{}', '{"P": {"A": 1}}', '{"P": {"A": 0.1, "B": 0}, "Q": {"A": 5e-324}}', '{"a \"q\"": {"\\": 1}}']) text;
SELECT is('{"Q": {"B": 2, "A": 1}, "P": {"A": 3}, "R": {}}'::place_flows::text, '{"P": {"A": 3}, "Q": {"A": 1, "B": 2}}',
	'any order; an origin without a cell is none');
SELECT is('{"P": {"A": 1}, "P": {"B": 1}}'::place_flows::text, '{"P": {"A": 1, "B": 1}}', 'an origin may be written in two parts');
SELECT throws_ok(format('SELECT %L::place_flows', text), '22P02', NULL, 'malformed: ' || text)
	FROM unnest(ARRAY['', 'x', '{', '[]', '{"P"}', '{"P": 1}', '{"P": {"A"}}', '{"P": {"A": "1"}}', '{"P": {"A": 1,}}', '{"P": {"A": 1}} x',
		'{"P": {"A": 1}', '{"P": {"A": -1}}', '{"P": {"": 1}}', '{"": {"A": 1}}', '{"P": {"A": 1, "A": 2}}',
		'{"P": {"A": 1}, "P": {"A": 2}}', '{"P": {"A": {"B": 1}}}']) text;
SELECT is(pg_input.value, pg_input.value::text::place_flows, 'a large value survives as text')
	FROM (SELECT place_flows(o, d, n / 3.0) AS value FROM many) pg_input;

-- Equality
SELECT ok('{"P": {"A": 1, "B": 2}}'::place_flows = '{"P": {"B": 2.0, "A": 1}}'::place_flows, 'equal');
SELECT ok('{"P": {"A": 1}}'::place_flows <> '{"P": {"A": 2}}'::place_flows, 'another count');
SELECT ok('{"P": {"A": 1}}'::place_flows <> '{"A": {"P": 1}}'::place_flows, 'another direction');
SELECT is(place_flows_hash('{"P": {"A": 1}}'), place_flows_hash(place_flows('P', 'A', 1)), 'equal values have equal hashes') FROM generate_series(1, 1);
SELECT is((SELECT count(*)::int FROM (SELECT DISTINCT value FROM (VALUES ('{"P": {"A": 1}}'::place_flows), ('{"P": {"A": 1.0}}'), ('{}')) v (value)) d),
	2, 'DISTINCT values');

-- Merging stored values
CREATE TEMP TABLE stored AS SELECT n AS month, place_flows(o, d, n) AS value FROM many GROUP BY n;
SELECT is((SELECT rollup(value) FROM stored), (SELECT place_flows(o, d, n) FROM many), 'rollup equals folding all rows');
SELECT is((SELECT rollup(value) FROM (SELECT * FROM stored ORDER BY month DESC) s), (SELECT place_flows(o, d, n) FROM many), 'in any order');
SELECT is((SELECT rollup(value) FROM stored WHERE false), NULL, 'rollup of no rows');
SELECT is((SELECT rollup(value) FROM (VALUES (NULL::place_flows), ('{}')) v (value)), '{}', 'rollup of an empty value');

-- Workers change nothing
CREATE TEMP TABLE serial AS SELECT g, place_flows(o, d, n) AS value FROM many GROUP BY g;
CREATE TEMP TABLE serial_fractions AS SELECT place_flows(o, d, n / 3.0) AS value FROM many;
\ir ../workers.psql
SELECT matches(plan_of('SELECT g, place_flows(o, d, n) FROM many GROUP BY g'),
	'Partial.*Aggregate', 'the plan is parallel');
-- into tables first, since pgTAP asks through a cursor, and a cursor gets no workers
CREATE TEMP TABLE parallel AS SELECT g, place_flows(o, d, n) AS value FROM many GROUP BY g;
CREATE TEMP TABLE parallel_fractions AS SELECT place_flows(o, d, n / 3.0) AS value FROM many;
SELECT results_eq('SELECT g, value::text FROM parallel ORDER BY g',
	'SELECT g, value::text FROM serial ORDER BY g', 'with 4 workers the values are the same');
SELECT is((SELECT place_flows(o, d, n) FILTER (WHERE g = 9) FROM many), NULL, 'with workers, and no rows for any');
SELECT is((SELECT count(*)::int FROM parallel_fractions p, serial_fractions s,
	LATERAL (SELECT a.n, b.n FROM cells(p.value) a FULL JOIN cells(s.value) b USING (origin, destination)) c (a, b)
	WHERE a IS NULL OR b IS NULL OR abs(a - b) > 1e-12 * b), 0, 'with 4 workers fractions agree to 1e-12');

-- A value that is stored out of line, or compressed, is kept from row to row; another is not taken for it.
CREATE TEMP TABLE kept AS SELECT i % 3 AS id, place_flows('A' || i % 10, 'B' || i / 3, (i * 7919 % 100003) / 3.0) AS value FROM generate_series(0, 8999) i GROUP BY 1
	UNION ALL SELECT 3 + i % 2, place_flows('A' || i % 7, 'B1', 1 + i % 2) FROM generate_series(0, 999) i GROUP BY 1
	UNION ALL SELECT 5, '{"A1": {"B": 5}}';
SELECT results_eq('SELECT id, origin, value -> origin FROM kept, (SELECT ''A'' || i AS origin FROM generate_series(0, 9) i) p ORDER BY origin, id',
	'SELECT id, origin, went FROM (SELECT ''A'' || i AS origin FROM generate_series(0, 9) i) p CROSS JOIN kept
		LEFT JOIN LATERAL (SELECT origin, place_counts(destination, n) AS went FROM cells(value) GROUP BY 1) c USING (origin) ORDER BY origin, id', 'one value after another');

SELECT * FROM finish();
ROLLBACK;

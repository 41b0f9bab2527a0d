-- place_counts: the type, its aggregates, and what one vector answers.
BEGIN;
SELECT no_plan();

-- Folding rows
SELECT is(place_counts(place, n)::text, '{"A": 4, "B": 2.5, "C": 0}', 'counts of a place are added; 0 is kept')
	FROM (VALUES ('B', 2.5), ('A', 1), ('C', 0), ('A', 3)) rows (place, n);
SELECT is(place_counts(place, n), NULL, 'no rows: NULL') FROM (VALUES ('A', 1)) rows (place, n) WHERE false;
SELECT is(place_counts(place, n), NULL, 'only rows with a NULL: NULL')
	FROM (VALUES (NULL, 1), ('A', NULL::float8)) rows (place, n);
SELECT is(place_counts(place, n)::text, '{"A": 1}', 'a row with a NULL is left out')
	FROM (VALUES (NULL, 1), ('A', 1), ('B', NULL)) rows (place, n);
SELECT is(place_counts(place, n) FILTER (WHERE n > 100), NULL, 'FILTER that leaves nothing: NULL')
	FROM (VALUES ('A', 1)) rows (place, n);
SELECT is(place_counts('A', '-0'::float8)::text, '{"A": 0}', 'minus zero is zero');
SELECT is(array_agg(running::text), ARRAY['{"A": 1}', '{"A": 1, "B": 2}', '{"A": 4, "B": 2}'], 'as a window aggregate')
	FROM (SELECT place_counts(place, n) OVER (ORDER BY n) AS running
		FROM (VALUES ('A', 1), ('B', 2), ('A', 3)) rows (place, n)) windows;
SELECT results_eq(
	$$SELECT g, place_counts(place, n)::text FROM (VALUES (1, 'A', 1), (2, 'A', 2), (2, 'B', 1)) rows (g, place, n)
		GROUP BY g ORDER BY g$$,
	$$VALUES (1, '{"A": 1}'), (2, '{"A": 2, "B": 1}')$$, 'by group');
SELECT is((SELECT string_agg(place, ',') FROM counts(place_counts(code, 1))), 'Z,a,z,é', 'places are ordered bytewise')
	FROM unnest(ARRAY['é', 'z', 'a', 'Z']) code;

-- Many places: the dictionary grows and every place is found again.
CREATE TEMP TABLE many AS SELECT 'P' || i % 20011 AS place, i % 7 AS n FROM generate_series(1, 100000) i;
SELECT results_eq(
	'SELECT c.* FROM (SELECT place_counts(place, n) AS value FROM many) v, counts(v.value) c',
	'SELECT place, sum(n)::float8 FROM many GROUP BY place ORDER BY place COLLATE "C"', 'equals GROUP BY');
SELECT is((SELECT place_counts(place, n) FROM (SELECT * FROM many ORDER BY random()) shuffled),
	(SELECT place_counts(place, n) FROM many), 'in any row order');
SELECT results_eq(
	'SELECT value -> place FROM (SELECT place_counts(place, n) AS value FROM many) v, (SELECT DISTINCT place FROM many) p
		ORDER BY place',
	'SELECT sum(n)::float8 FROM many GROUP BY place ORDER BY place', 'every place is found by its code');

-- Bad rows: an error that names the place
SELECT throws_ok($$SELECT place_counts('A', -1)$$, '22003', 'count of place "A" is negative: -1');
SELECT throws_ok($$SELECT place_counts('A', 'NaN')$$, '22003', 'count of place "A" is not a number: NaN');
SELECT throws_ok($$SELECT place_counts('A', 'Infinity')$$, '22003', 'count of place "A" is infinite: Infinity');
SELECT throws_ok($$SELECT place_counts('A', 1e308) FROM generate_series(1, 2)$$, '22003',
	'count of place "A" is infinite: Infinity', 'a sum that overflows');
SELECT throws_ok($$SELECT place_counts('', 1)$$, '22023', 'place code must not be empty');
SELECT throws_like($$SELECT place_counts(repeat('x', 1025), 1)$$, 'place code "xxx%..." is too long', 'a code of more than 1 kB');
SELECT lives_ok($$SELECT place_counts(repeat('x', 1024), 1)$$, 'a code of 1 kB');

-- Text
SELECT is(text::place_counts::text, text, 'reads what it writes: ' || text)
	FROM unnest(ARRAY['{}', '{"A": 1}', '{"A": 0.1, "B": 1e+300, "C": 5e-324}', '{"a \"quoted\" \\ code": 1}',
		'{"\u0001": 1}', '{"é": 3.3333333333333335}']) text;
SELECT is(' { "B" : 2 , "A" : 1e2 } '::place_counts::text, '{"A": 100, "B": 2}', 'any order, any spaces, any way to write a number');
SELECT is('{"\u0041": 1}'::place_counts, '{"A": 1}'::place_counts, 'escapes');
SET LOCAL extra_float_digits = 0;
SELECT is('{"A": 0.30000000000000004}'::place_counts::text, '{"A": 0.30000000000000004}', 'no digit is lost, whatever the settings');
RESET extra_float_digits;
SELECT throws_ok(format('SELECT %L::place_counts', text), '22P02', NULL, 'malformed: ' || text)
	FROM unnest(ARRAY['', 'x', '{', '}', '[]', '{"A"}', '{"A":}', '{"A": "1"}', '{"A": null}', '{"A": 1,}', '{"A": 1} x',
		'{"A": {"B": 1}}', '{A: 1}', '{"A": NaN}', '{"A": -1}', '{"": 1}', '{"A": 1, "A": 2}', '{"A": 1', '{"A": 0x10}',
		'{"\ud800": 1}', '1', '"A"', 'null']) text;
SELECT throws_ok($$SELECT '{"A": 1e999}'::place_counts$$, '22003', NULL, 'a number beyond float8');
SELECT throws_ok($$SELECT '{"A": 1, "A": 2}'::place_counts$$, '22P02', 'place "A" is given twice');
SELECT throws_ok(format('SELECT %L::place_counts', '{"' || repeat('x', 1025) || '": 1}'), '22P02', NULL, 'an overlong code');

-- Equality
SELECT ok('{"A": 1, "B": 2}'::place_counts = '{"B": 2.0, "A": 1}'::place_counts, 'equal');
SELECT ok('{"A": 1}'::place_counts <> '{"A": 2}'::place_counts, 'another count');
SELECT ok('{"A": 0}'::place_counts <> '{}'::place_counts, 'a place with nobody is not a place unknown');
SELECT is((SELECT count(DISTINCT value::text)::int FROM (SELECT value FROM (VALUES ('{"A": 1}'::place_counts), ('{"A": 1.0}'), ('{}')) v (value)
	GROUP BY value) groups), 2, 'groups by value');
SELECT is(place_counts_hash('{"A": 1}'), place_counts_hash(place_counts('A', 1)), 'equal values have equal hashes') FROM generate_series(1, 1);
SELECT isnt(place_counts_hash('{"A": 1}'), place_counts_hash('{"A": 2}'), 'other values have other hashes');

-- Questions
SELECT is(total('{"A": 1, "B": 2.5}'::place_counts), 3.5::float8, 'total');
SELECT is(total('{}'::place_counts), 0::float8, 'total of nothing');
SELECT throws_ok($$SELECT total('{"A": 1e308, "B": 1e308}'::place_counts)$$, '22003', NULL, 'total out of range');
SELECT is('{"A": 1, "B": 2}'::place_counts -> 'B', 2::float8, 'count of a place');

-- A value that is stored out of line, or compressed, is kept from row to row; another is not taken for it
CREATE TABLE stored AS SELECT i % 3 AS id, place_counts('A' || i / 3, (i * 7919 % 100003) / 3.0) AS value FROM generate_series(0, 8999) i GROUP BY 1
	UNION ALL SELECT 3, place_counts('A' || i, 1) FROM generate_series(0, 149) i
	UNION ALL SELECT 4, place_counts('A1', 5);
SELECT cmp_ok(max(pg_column_size(value)), '>', 10000, 'some of them out of line') FROM stored;
SELECT results_eq(
	$$SELECT id, place, value -> place FROM stored, (SELECT 'A' || i * 37 % 3100 AS place FROM generate_series(0, 299) i) p ORDER BY place, id$$,
	$$SELECT id, place, n FROM (SELECT 'A' || i * 37 % 3100 AS place FROM generate_series(0, 299) i) p
		CROSS JOIN stored LEFT JOIN LATERAL (SELECT * FROM counts(value)) c USING (place) ORDER BY place, id$$, 'one value after another');
SELECT results_eq(
	$$SELECT place, (SELECT value FROM stored WHERE id = 2) -> place FROM (SELECT 'A' || i AS place FROM generate_series(0, 3000) i) p ORDER BY 1$$,
	$$SELECT p.place, n FROM (SELECT 'A' || i AS place FROM generate_series(0, 3000) i) p
		LEFT JOIN (SELECT c.* FROM stored, counts(value) c WHERE id = 2) c USING (place) ORDER BY 1$$, 'one value for every row');
SELECT is('{"A": 1, "B": 2}'::place_counts -> 'C', NULL, 'count of an unknown place');
SELECT is_empty($$SELECT * FROM counts('{}'::place_counts)$$, 'no rows of nothing');
SELECT results_eq($$SELECT * FROM counts('{"B": 2, "A": 1}'::place_counts)$$, $$VALUES ('A', 1::float8), ('B', 2)$$, 'counts as rows');
SELECT is('{"A": 1, "B": 2}'::place_counts + '{"B": 3, "C": 4}'::place_counts, '{"A": 1, "B": 5, "C": 4}', 'plus');
SELECT is('{"A": 1, "B": 5}'::place_counts - '{"B": 3}'::place_counts, '{"A": 1, "B": 2}', 'minus');
SELECT is('{"A": 0.6}'::place_counts - '{"A": 0.1}' - '{"A": 0.2}' - '{"A": 0.3}', '{"A": 0}', 'a rounding error is no debt');
SELECT throws_ok($$SELECT '{"A": 1}'::place_counts - '{"A": 2}'::place_counts$$, '22003', 'count of place "A" is negative: -1');
SELECT throws_ok($$SELECT '{"A": 1000000000000}'::place_counts - '{"A": 1000000000001}'::place_counts$$, '22003', 'count of place "A" is negative: -1', 'one person of a million millions is a debt');
SELECT throws_ok($$SELECT '{"A": 1}'::place_counts - '{"B": 2}'::place_counts$$, '22003', 'count of place "B" is negative: -2');
SELECT is('{"A": 1, "B": 5}'::place_counts * 2, '{"A": 2, "B": 10}', 'times a factor');
SELECT throws_ok($$SELECT '{"A": 1}'::place_counts * (-1)$$, '22003', NULL, 'a negative factor');
SELECT throws_ok($$SELECT '{"A": 1}'::place_counts * 'NaN'::float8$$, '22003', NULL, 'a factor that is not a number');
SELECT throws_ok($$SELECT '{"A": 1e300}'::place_counts * 1e300$$, '22003', 'count of place "A" is infinite: Infinity');

-- Merging stored values
CREATE TEMP TABLE stored AS SELECT n AS month, place_counts(place, n) AS value FROM many GROUP BY n;
SELECT is((SELECT rollup(value) FROM stored), (SELECT place_counts(place, n) FROM many), 'rollup equals folding all rows');
SELECT is((SELECT rollup(value) FROM stored WHERE false), NULL, 'rollup of no rows');
SELECT is((SELECT rollup(value) FROM (VALUES (NULL::place_counts)) v (value)), NULL, 'rollup of NULL');
SELECT is((SELECT rollup(value) FROM (VALUES (NULL::place_counts), ('{}')) v (value)), '{}', 'rollup of an empty value');

-- Workers change nothing
CREATE TABLE workers AS SELECT i % 3 AS g, 'P' || i % 997 AS place, i AS n FROM generate_series(1, 60000) i;
CREATE TEMP TABLE serial AS SELECT g, place_counts(place, n) AS value FROM workers GROUP BY g;
\ir ../workers.psql
SELECT matches(plan_of('SELECT g, place_counts(place, n) FROM workers GROUP BY g'),
	'Partial.*Aggregate', 'the plan is parallel');
-- into a table first, since pgTAP asks through a cursor, and a cursor gets no workers
CREATE TEMP TABLE parallel AS SELECT g, place_counts(place, n) AS value FROM workers GROUP BY g;
SELECT results_eq('SELECT g, value::text FROM parallel ORDER BY g',
	'SELECT g, value::text FROM serial ORDER BY g', 'with 4 workers the values are the same');
SELECT is((SELECT place_counts(place, n) FILTER (WHERE g = 9) FROM workers), NULL, 'with workers, and no rows for any');
SELECT is((SELECT place_counts(place, n) FILTER (WHERE g = 1) FROM workers), (SELECT value FROM serial WHERE g = 1), 'with workers and FILTER');

SELECT * FROM finish();
ROLLBACK;

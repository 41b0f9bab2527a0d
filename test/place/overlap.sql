-- overlap of two catchments, and overlaps of all pairs.
BEGIN;
SELECT no_plan();

-- From areas to the practices of their people.
CREATE TEMP TABLE area AS
SELECT place_flows '{"L1": {"P1": 60, "P3": 10}, "L2": {"P1": 30, "P2": 50}, "L3": {"P1": 8, "P2": 40, "P3": 20}}' AS f,
	place_counts '{"L1": 65, "L2": 75, "L3": 70}' AS residents;

-- First past the post.
-- Overlap of two catchments.
SELECT results_eq($$SELECT o.* FROM (SELECT transpose(f) AS t FROM area) q, overlap(t -> 'P1', t -> 'P2') o$$,
	$$VALUES (3, 2, 2, 38/98::float8, 1::float8, 30/98::float8 + 8/98::float8)$$, 'overlap of two practices');
SELECT results_eq($$SELECT * FROM overlap('{"a": 1, "b": 3}', '{"a": 10, "b": 30}')$$,
	$$VALUES (2, 2, 2, 1::float8, 1::float8, 1::float8)$$, 'the same distribution');
SELECT results_eq($$SELECT * FROM overlap('{"a": 1, "b": 3}', '{"c": 10, "b": 0}')$$,
	$$VALUES (2, 1, 0, 0::float8, 0::float8, 0::float8)$$, 'nothing in common: a place with nobody is in no catchment');
SELECT results_eq($$SELECT * FROM overlap('{"a": 1}', '{}')$$,
	$$VALUES (1, 0, 0, 0::float8, NULL::float8, NULL::float8)$$, 'overlap with nothing');
SELECT throws_ok('SELECT * FROM area, overlap(' || arguments || ')', '22004', format('the %s catchment of overlap is NULL', which), 'no blanks for ' || arguments)
	FROM (VALUES ('NULL, ''{}''', 'first'), ('''{}'', NULL', 'second'), ('NULL, NULL', 'first'), ('f -> ''L1'', f -> ''nope''', 'second'), ('f -> ''nope'', f -> ''L1''', 'first')) c(arguments, which);
SELECT is((SELECT similarity FROM area, overlap(f -> 'L1', coalesce(f -> 'nope', '{}'))), NULL, 'nobody is what is passed for it');

-- All pairs in one pass are what overlap() says of each pair.
CREATE TEMP TABLE flow AS SELECT place_flows('H' || i % 13, 'L' || (i * i) % 61, CASE WHEN i % 11 = 0 THEN 0 ELSE i % 7 + 0.25 END) AS f FROM generate_series(1, 500) i WHERE i % 13 <> 5 OR i % 2 = 0;
CREATE TEMP TABLE pair AS SELECT a.place AS a, b.place AS b, o.* FROM flow, counts(origins(f)) a, counts(origins(f)) b, overlap(f -> a.place, f -> b.place) o WHERE a.place COLLATE "C" < b.place COLLATE "C";
SELECT is((SELECT count(*) FROM pair), 78::bigint, 'pairs of 13 catchments');
SELECT results_eq('SELECT o.* FROM flow, overlaps(f) o', 'SELECT * FROM pair ORDER BY a COLLATE "C", b COLLATE "C"', 'all pairs, to the last bit');
SELECT results_eq('SELECT o.* FROM flow, overlaps(f, 0.3) o', 'SELECT * FROM pair WHERE similarity >= 0.3 ORDER BY a COLLATE "C", b COLLATE "C"', 'those that are alike');
SELECT cmp_ok((SELECT count(*) FROM flow, overlaps(f, 0.3)), '<', 78::bigint, 'which are fewer');
SELECT results_eq($$SELECT * FROM overlaps('{"a": {"x": 1}, "b": {"y": 1}, "c": {"x": 0}}')$$,
	$$VALUES ('a', 'b', 1, 1, 0, 0::float8, 0::float8, 0::float8), ('a', 'c', 1, 0, 0, 0, NULL, NULL), ('b', 'c', 1, 0, 0, 0, NULL, NULL)$$, 'nothing in common, and nobody');
SELECT is_empty($$SELECT * FROM overlaps('{"a": {"x": 1}, "b": {"y": 1}, "c": {"x": 0}}', 0.001)$$, 'none of them is alike');
SELECT is((SELECT similarity FROM overlaps('{"a": {"x": 3, "y": 1}, "b": {"x": 6, "y": 2}}', 1)), 1::float8, 'a minimum of 1 is the same distribution');
SELECT is_empty($$SELECT * FROM overlaps('{}')$$, 'no flows');
SELECT is_empty($$SELECT * FROM overlaps('{"a": {"x": 1}}')$$, 'one catchment makes no pair');
SELECT is_empty($$SELECT * FROM overlaps(NULL)$$, 'NULL');
SELECT throws_ok(format('SELECT * FROM overlaps(''{}'', %L)', m), '22023', 'minimum must be between 0 and 1, not ' || m, 'minimum ' || m) FROM unnest(ARRAY['-0.1', '1.5', 'NaN']) m;

SELECT * FROM finish();
ROLLBACK;

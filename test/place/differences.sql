-- differences: two counts of every place, side by side.
BEGIN;
SELECT no_plan();

SELECT results_eq($$SELECT * FROM differences('{"a": 1, "c": 3}', '{"b": 2, "c": 5}')$$,
	$$VALUES ('a', 1::float8, NULL::float8, NULL::float8), ('b', NULL, 2, NULL), ('c', 3, 5, -2)$$, 'differences');
SELECT is_empty($$SELECT * FROM differences('{}', '{}')$$, 'no differences');
SELECT is_empty($$SELECT * FROM differences(NULL, '{}')$$, 'no counts');

SELECT results_eq('SELECT d.* FROM (SELECT place_counts(i::text, i) AS a FROM generate_series(1, 300) i WHERE i % 3 > 0) x, (SELECT place_counts(i::text, i % 7) AS b FROM generate_series(1, 300) i WHERE i % 5 > 0) y, differences(a, b) d',
	'SELECT place, a, b, a - b FROM (SELECT i::text AS place, i::float8 AS a FROM generate_series(1, 300) i WHERE i % 3 > 0) x FULL JOIN (SELECT i::text AS place, (i % 7)::float8 AS b FROM generate_series(1, 300) i WHERE i % 5 > 0) y USING (place) ORDER BY place COLLATE "C"', 'by plain SQL');

SELECT * FROM finish();
ROLLBACK;

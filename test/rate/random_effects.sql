-- random_effects, reliability, shrink.
BEGIN;
SELECT no_plan();
\ir ../close_to.psql

-- By hand: values 0 and 2 with errors of 1: Q = 2, tau squared = (2 - 1) / (2 - 1) = 1, the mean 1 with an error of sqrt(2 / 2).
SELECT results_eq('SELECT (random_effects(v, 1)).places, (random_effects(v, 1)).mean, (random_effects(v, 1)).tau_squared, (random_effects(v, 1)).q, (random_effects(v, 1)).i_squared FROM unnest(ARRAY[0, 2]) v',
	'SELECT 2, 1::float8, 1::float8, 2::float8, 0.5::float8', 'by hand');
SELECT ok(close_to((random_effects(v, 1)).mean_error, 1), 'the error of the mean by hand') FROM unnest(ARRAY[0, 2]) v;
SELECT results_eq('SELECT (random_effects(3, 0.5)).*', 'SELECT 1, 3::float8, 0.5::float8, NULL::float8, NULL::float8, NULL::float8', 'one place');
SELECT results_eq('SELECT (random_effects(v, 1)).tau_squared, (random_effects(v, 1)).i_squared FROM unnest(ARRAY[1, 1, 1]) v', 'SELECT 0::float8, 0::float8', 'places that do not differ');
SELECT is(random_effects(v, 1), NULL, 'no place') FROM unnest('{}'::float8[]) v;
SELECT is((random_effects(v, e)).places, 1, 'rows with a NULL are left out') FROM (VALUES (1, 1), (NULL, 1), (1, NULL)) s(v, e);
SELECT ok(reliability(1, 1) = 0.5 AND reliability(2, 0) = 0 AND reliability(1e-200, 0) = 0 AND reliability(1e200, 1) = 0, 'reliability');
SELECT ok(close_to((x).value, 1.5) AND close_to((x).upper - (x).value, 1.959963984540054 * sqrt(0.5 + 0.25)), 'shrunk by hand')
FROM (SELECT shrink(2, 1, ROW(2, 1, 1, 1, 2, 0.5)::random_effects_estimate) x) s;
SELECT is(shrink(3, 0.5, random_effects(3, 0.5)), NULL, 'one place cannot be shrunk');
SELECT is_empty($$SELECT * FROM (SELECT v, shrink(v, e, random_effects(v, e) OVER (PARTITION BY g)) AS s, random_effects(v, e) OVER (PARTITION BY g) AS r FROM
	(SELECT g, ((i * g * 7919) % 101)::float8 AS v, 1 + (i * g) % 13 AS e FROM generate_series(1, 30) g, generate_series(1, 9) i) t) u
	WHERE (s).value NOT BETWEEN least(v, (r).mean) - 1e-9 AND greatest(v, (r).mean) + 1e-9 OR (s).lower > (s).value$$, 'between value and mean');
-- DerSimonian and Laird in plain SQL.
SELECT is_empty($$WITH d AS (SELECT g, ((i * g * 7919) % 101)::float8 AS v, 1 / (1 + (i * g) % 13)::float8 ^ 2 AS w FROM generate_series(1, 30) g, generate_series(1, 9) i),
	m AS (SELECT g, sum(w * v) / sum(w) AS m, sum(w) AS w, sum(w * w) AS ww, count(*) AS n FROM d GROUP BY g),
	q AS (SELECT g, greatest(0, (sum(d.w * (v - m) ^ 2) - (n - 1)) / (m.w - ww / m.w)) AS t FROM d JOIN m USING (g) GROUP BY g, n, m.w, ww),
	ours AS (SELECT g, random_effects(v, 1 / sqrt(w)) AS r FROM d GROUP BY g)
	SELECT g FROM q JOIN ours USING (g) WHERE NOT close_to((r).tau_squared, t)$$, 'plain SQL');
SELECT throws_ok('SELECT random_effects(1, 0)', '22023', 'standard_error must be a finite number above 0, not 0', 'no error');
SELECT throws_ok($$SELECT random_effects('NaN', 1)$$, '22003', 'value must be a finite number, not NaN', 'NaN');
SELECT throws_ok('SELECT reliability(1, -1)', '22003', 'tau_squared must be a finite number that is not negative, not -1', 'negative variance');
SELECT throws_ok('SELECT random_effects_final(' || quote_literal(s) || ')', '22023', NULL, 'no state: ' || s) FROM unnest(ARRAY['[1]', '[1,null]', '[2,null,null,1,1]', '[1,null,null,1,0]', '[0.5,null,null,1,1]', '[1,null,null,null,1]']) s;

-- The same in any order, in parts and with workers.
CREATE TABLE many AS SELECT i % 7 AS part, ((i * 7919) % 1009)::float8 / 7 AS v, 1 + i % 13 AS e FROM generate_series(1, 20000) i;
CREATE TABLE expected AS SELECT part, random_effects(v, e) AS e FROM many GROUP BY part;
SELECT is_empty('SELECT part, random_effects(v, e) FROM (SELECT * FROM many ORDER BY v, e) s GROUP BY part EXCEPT SELECT * FROM expected', 'another order');
\ir ../workers.psql
ALTER TABLE many SET (parallel_workers = 3);
CREATE TABLE by_workers AS SELECT part, random_effects(v, e) AS e FROM many GROUP BY part;
SELECT is_empty('SELECT * FROM by_workers EXCEPT SELECT * FROM expected', 'workers do not matter');

-- The published figures.
\if :vectors
CREATE TEMP TABLE input (set text, place int, value float8, standard_error float8);
\copy input FROM PROGRAM 'cat "$VECTORS/uncertainty/shrinkage_input.csv"' CSV HEADER
CREATE TEMP TABLE expected_shrunk (set text, method text, place int, tau_squared float8, mean float8, mean_se float8, q float8, i_squared float8, reliability float8, shrunk float8);
\copy expected_shrunk FROM PROGRAM 'cat "$VECTORS/uncertainty/shrinkage_expected.csv"' CSV HEADER
SELECT is(count(*), (SELECT count(*) FROM input), 'published estimates')
FROM (SELECT set, place, r, reliability(standard_error, (r).tau_squared) AS share, shrink(value, standard_error, r) AS s
	FROM (SELECT *, random_effects(value, standard_error) OVER (PARTITION BY set) AS r FROM input) i) o JOIN expected_shrunk e USING (set, place)
WHERE method = 'DL' AND close_to((r).tau_squared, tau_squared) AND close_to((r).mean, mean) AND close_to((r).mean_error, mean_se) AND close_to((r).q, q) AND close_to((r).i_squared, i_squared)
	AND close_to(share, reliability) AND close_to((s).value, shrunk);
\endif

SELECT * FROM finish();
ROLLBACK;

-- count_trend: published figures, plain SQL, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

SELECT is((count_trend(1, t)).slope, 0::float8, 'no trend') FROM generate_series(0, 11) AS t;
SELECT is((count_trend(1, t)).z, 0::float8, 'no signal') FROM generate_series(0, 11) AS t;
SELECT is(count_trend(x, t), (6, 6 / sqrt(6 * 2 / 3.0), 1.5)::count_trend_estimate, 'three periods: U = 6, I = 6 x 2/3') FROM (VALUES (0, 0), (0, 1), (6, 2)) AS v (x, t);
SELECT ok((count_trend(12 - t, t)).z < 0, 'falling') FROM generate_series(0, 11) AS t;
SELECT is(count_trend(x, t, e)::text, '(0,,)', 'no event') FROM (VALUES (0, 0, 1), (0, 1, 2)) AS v (x, t, e);
SELECT is(count_trend(x, t)::text, '(5,,)', 'one period') FROM (VALUES (3, 20240601), (2, 20240601)) AS v (x, t);
SELECT is(count_trend(x, t, e)::text, '(5,,)', 'one period, and none observed') FROM (VALUES (3, 7, 0.1), (2, 7, 0.7), (0, 9, 0)) AS v (x, t, e);
SELECT is(count_trend(x, t), NULL, 'no row') FROM (VALUES (NULL::float8, 1), (1, NULL)) AS v (x, t);
SELECT is(count_trend(x, t, e), NULL, 'no row of three') FROM (VALUES (NULL::float8, 1, 1), (1, NULL, 1), (1, 1, NULL)) AS v (x, t, e);

SELECT throws_ok($$SELECT count_trend(1, 0.5)$$, '22023', 'period must be a whole number, not 0.5', 'part of a period');
SELECT throws_ok(format('SELECT count_trend(1, %L)', t), '22003', format('period must be from -2^53 to 2^53, not %s', t), 'period ' || t) FROM unnest(ARRAY['NaN', 'Infinity', '1e+17']) AS t;
SELECT throws_ok($$SELECT count_trend(-1, 1)$$, '22003', 'events must be a finite number that is not negative, not -1', 'events below 0');
SELECT throws_ok($$SELECT count_trend(1, 1, 'Infinity')$$, '22003', 'exposure must be a finite number that is not negative, not Infinity', 'infinite exposure');
SELECT throws_ok($$SELECT count_trend(2, 7, 0)$$, '22023', 'period 7 has 2 events and no exposure', 'events without exposure');
SELECT throws_ok($$SELECT count_trend(1e308, t) FROM generate_series(1, 3) AS t$$, '22003', 'the result is out of range', 'too many events');

-- By its definition; and what moves nothing.
SELECT setseed(0.125);
CREATE TEMP TABLE series AS SELECT s, t, (random() * 5)::int AS x, CASE WHEN s % 2 = 0 THEN 1 ELSE (1 + (random() * 30)::int) / 31.0::float8 END AS e FROM generate_series(1, 40) AS s, generate_series(0, 23) AS t;
CREATE TEMP TABLE plain AS SELECT s, u, i FROM (SELECT s, sum(x) AS n, sum(e * t) / sum(e) AS m, sum(x * t) - sum(x) * sum(e * t) / sum(e) AS u, sum(x) * (sum(e * t * t) / sum(e) - (sum(e * t) / sum(e)) ^ 2) AS i FROM series GROUP BY s) AS p;
SELECT is_empty($$SELECT s FROM (SELECT s, (count_trend(x, t, e)).* FROM series GROUP BY s) AS c JOIN plain USING (s) WHERE NOT (abs(z - u / sqrt(i)) < 1e-10 AND abs(slope - u / i) < 1e-11)$$, 'by its definition');
SELECT is_empty($$SELECT s FROM series GROUP BY s HAVING count_trend(x, t, e) <> count_trend(x, t, e ORDER BY hashint4(t))$$, 'the order of the rows does not matter');
SELECT is_empty($$SELECT s FROM series GROUP BY s HAVING NOT near((count_trend(x, t, e)).z, (count_trend(x, t + 739000000, e)).z, 1e-9) OR NOT near((count_trend(x, t, e)).slope, (count_trend(x, t + 739000000, e)).slope, 1e-9)$$, 'periods may be counted from anywhere');
SELECT is_empty($$SELECT s FROM series WHERE s % 2 = 0 GROUP BY s HAVING count_trend(x, t, e) <> count_trend(x, t)$$, 'exposure 1 is none given');
SELECT is_empty($$SELECT s FROM series GROUP BY s HAVING NOT near((count_trend(x, t, e)).z, (count_trend(x, t, e * 30)).z, 1e-12)$$, 'the unit of exposure does not matter');

-- In parts, as workers fold.
CREATE TABLE series_parallel AS SELECT * FROM series;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT is((SELECT count_trend(x, t, e) FROM series_parallel), (SELECT count_trend(x, t, e) FROM series), 'workers fold in parts');

\if :vectors
CREATE TEMP TABLE input (series int, t int, events float8, exposure float8);
\copy input FROM PROGRAM 'cat "$VECTORS/risk/count_trend_input.csv"' CSV HEADER
CREATE TEMP TABLE expected (series int, n int, events float8, u float8, information float8, z float8, slope float8, ml float8, ml_error float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/risk/count_trend_expected.csv"' CSV HEADER
SELECT ok(c.events = e.events AND near(c.z, e.z, 1e-12) AND near(c.slope, e.slope, 1e-12), 'published series ' || series) FROM (SELECT series, (count_trend(events, t, exposure)).* FROM input GROUP BY series) AS c JOIN expected AS e USING (series);
\else
SELECT skip('no published figures here', 7);
\endif

SELECT * FROM finish();
ROLLBACK;

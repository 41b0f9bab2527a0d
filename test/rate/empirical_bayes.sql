-- empirical_bayes, smoothed_rate.
BEGIN;
SELECT no_plan();
\ir ../close_to.psql

-- By hand: 0 of 10 and 10 of 10: b = 0.5, spread 0.25, by chance 0.5 / 10.
SELECT results_eq('SELECT (empirical_bayes(e, 10)).* FROM unnest(ARRAY[0, 10]) e', 'SELECT 0.5::float8, 0.2::float8', 'by hand');
SELECT ok(close_to(smoothed_rate(10, 10, 0.5, 0.2), 0.5 + 0.2 * 0.5 / 0.25), 'smoothed by hand');
SELECT ok(close_to(smoothed_rate(1, 1, 1e200, 1e300), 1e100), 'figures beside which others are nothing do not cancel out');
SELECT is(smoothed_rate(0, 5, 0, 0), 0::float8, 'nothing ever');
SELECT is((empirical_bayes(5, 10)).variance, 0::float8, 'places that do not differ') FROM generate_series(1, 4);
SELECT is(empirical_bayes(e, 1), NULL, 'no place') FROM unnest('{}'::float8[]) e;
SELECT is((empirical_bayes(e, n)).rate, 0.1::float8, 'rows with a NULL are left out') FROM (VALUES (1, 10), (NULL, 10), (1, NULL)) s(e, n);
SELECT is_empty($$SELECT * FROM generate_series(0, 20) e, generate_series(1, 9) v WHERE smoothed_rate(e, 20, 0.3, v / 100.0) NOT BETWEEN least(e / 20.0, 0.3) - 1e-12 AND greatest(e / 20.0, 0.3) + 1e-12$$, 'between its own and that of all');
SELECT throws_ok('SELECT empirical_bayes(1, 0)', '22023', 'people must be a finite number above 0, not 0', 'nobody');
SELECT throws_ok('SELECT empirical_bayes(-1, 1)', '22003', 'events must be a finite number that is not negative, not -1', 'negative events');
SELECT throws_ok('SELECT smoothed_rate(1, 0, 1, 1)', '22023', 'people must be a finite number above 0, not 0', 'nobody to smooth');
SELECT throws_ok('SELECT smoothed_rate(1, 1, -1, 1)', '22003', 'rate must be a finite number that is not negative, not -1', 'negative rate');

-- The same in any order, in parts and with workers.
CREATE TABLE many AS SELECT i % 7 AS part, (i * 7919) % 101 AS x, 100 + i % 211 AS n FROM generate_series(1, 20000) i;
CREATE TABLE expected AS SELECT part, empirical_bayes(x, n) AS e FROM many GROUP BY part;
SELECT is_empty('SELECT part, empirical_bayes(x, n) FROM (SELECT * FROM many ORDER BY n, x) s GROUP BY part EXCEPT SELECT * FROM expected', 'another order');
\ir ../workers.psql
ALTER TABLE many SET (parallel_workers = 3);
CREATE TABLE by_workers AS SELECT part, empirical_bayes(x, n) AS e FROM many GROUP BY part;
SELECT is_empty('SELECT * FROM by_workers EXCEPT SELECT * FROM expected', 'workers do not matter');

-- The published figures.
\if :vectors
CREATE TEMP TABLE input (place int, events float8, people float8);
\copy input FROM PROGRAM 'cat "$VECTORS/uncertainty/marshall_input.csv"' CSV HEADER
CREATE TEMP TABLE marshall (place int, raw float8, global float8, global_a float8, global_b float8, global_binomial float8, local float8, local_spdep_default float8, local_a float8, local_m float8);
\copy marshall FROM PROGRAM 'cat "$VECTORS/uncertainty/marshall_expected.csv"' CSV HEADER NULL 'NA'
SELECT is(count(*), (SELECT count(*) FROM input), 'published smoothed rates')
FROM (SELECT place, events, people, empirical_bayes(events, people) OVER () AS b FROM input) o JOIN marshall USING (place)
WHERE close_to((b).rate, global_b) AND close_to((b).variance, global_a) AND close_to(smoothed_rate(events, people, (b).rate, (b).variance), global);
CREATE TEMP TABLE low (place int, events float8, people float8, raw float8, global float8, spdep_binomial_overshoots float8);
\copy low FROM PROGRAM 'cat "$VECTORS/uncertainty/marshall_low_variation.csv"' CSV HEADER
SELECT is(count(*), (SELECT count(*) FROM low), 'and where places vary by less than chance')
FROM (SELECT *, empirical_bayes(events, people) OVER () AS b FROM low) o WHERE close_to(smoothed_rate(events, people, (b).rate, (b).variance), global);
\endif

SELECT * FROM finish();
ROLLBACK;

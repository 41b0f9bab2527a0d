-- concentration_index of groups, with limits from their own errors.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand: all that there is on the poorest of four.
SELECT is((concentration_index(r, CASE r WHEN 1 THEN 4 ELSE 0 END, 0, 1)).value, -0.75::float8, 'all on the poorest') FROM generate_series(1, 4) r;
SELECT is((concentration_index(r, 3, 0, r)).value, 0::float8, 'all the same') FROM generate_series(1, 4) r;
SELECT is(concentration_index(r, 0, 0, 1), NULL, 'nothing') FROM generate_series(1, 4) r;
SELECT is(concentration_index(1, r, 0, 1), NULL, 'one rank') FROM generate_series(1, 4) r;
SELECT is(concentration_index(r, 1, 0, CASE r WHEN 1 THEN 5 ELSE 0 END), NULL, 'one rank with people') FROM generate_series(1, 4) r;
SELECT is(concentration_index(r, 1, 0, 1), NULL, 'no row') FROM unnest('{}'::float8[]) r;
SELECT is((concentration_index(r, v, 0, 1)).value, -0.75::float8, 'rows with a NULL are left out') FROM (VALUES (1, 4), (2, 0), (3, 0), (4, 0), (NULL, 7), (5, NULL)) q (r, v);
SELECT is((SELECT (lower, upper)::text FROM (SELECT (concentration_index(r, r, NULLIF(r, 2), 1)).* FROM generate_series(1, 4) r) q), '(,)', 'an error that is not known: no limits');
SELECT throws_ok('SELECT concentration_index(1, 1, -1, 1)', '22003', 'standard_error must be a finite number that is not negative, not -1');
SELECT throws_ok('SELECT concentration_index(1, 1, 1, -1)', '22003', 'people must be a finite number that is not negative, not -1');
SELECT throws_ok($$SELECT concentration_index('NaN', 1, 1, 1)$$, '22003', 'rank must be a finite number, not NaN');
SELECT throws_ok($$SELECT concentration_index(1, 'Infinity', 1, 1)$$, '22003', 'value must be a finite number, not Infinity');
SELECT throws_ok('SELECT concentration_index(1, 1, 1, 1, 95)', '22023', 'confidence must be from 0.5 to 0.9999, not 95');
SELECT throws_ok('SELECT concentration_index(r, 1, 1, 1, 0.9 + r / 100.0) FROM generate_series(1, 2) r', '22023', 'confidence must be the same in all rows of a group, not 0.91 and 0.92');

-- Plain SQL: ranks, midpoints, the index and its limits.
CREATE TEMP TABLE made AS SELECT g, i, h % (3 + g) AS rank, 1 + h / 1000 % 97 / 7.0 AS value, 0.1 + h % 13 / 20.0 AS error, 1 + h / 77 % 50 AS people FROM generate_series(1, 40) g, generate_series(1, 4 + g % 17) i, LATERAL (SELECT hashtext('e' || g || '/' || i)::bigint & 1048575 AS h) r;
CREATE TEMP TABLE plain AS
	WITH p AS (SELECT *, people::float8 / sum(people) OVER w AS share, sum(people * value) OVER w / sum(people) OVER w AS mean, (sum(people) OVER (PARTITION BY g ORDER BY rank RANGE UNBOUNDED PRECEDING) - sum(people) OVER (PARTITION BY g, rank) / 2.0) / sum(people) OVER w AS r FROM made WINDOW w AS (PARTITION BY g)),
		c AS (SELECT *, 2 * sum(share * value * r) OVER (PARTITION BY g) / mean - 1 AS index FROM p)
	SELECT g, max(index) AS index, sqrt(sum((share / mean * (2 * r - 1 - index) * error) ^ 2)) AS se FROM c GROUP BY g HAVING count(DISTINCT rank) > 1;
CREATE TEMP TABLE ours AS SELECT g, concentration_index(rank, value, error, people) AS e, concentration_index(rank, value, error, people, 0.9) AS narrow FROM made GROUP BY g;
SELECT is_empty('SELECT g FROM plain LEFT JOIN ours USING (g) WHERE (abs((e).value - index) <= 1e-9 AND abs((e).lower - (index - 1.959963984540054 * se)) <= 1e-9 AND abs((e).upper - (index + 1.959963984540054 * se)) <= 1e-9
	AND abs((narrow).upper - (index + 1.6448536269514722 * se)) <= 1e-9) IS NOT TRUE', 'as plain SQL has it');
SELECT is_empty('SELECT g FROM (SELECT g, concentration_index(-rank, value, error, people) AS r FROM made GROUP BY g) q JOIN ours USING (g) WHERE abs((r).value + (e).value) > 1e-12 OR abs((r).upper + (e).lower) > 1e-12', 'ranks reversed: the sign changes');
SELECT is_empty('SELECT g FROM (SELECT g, concentration_index(rank, value * 1000, error * 1000, people * 3) AS s FROM made GROUP BY g) q JOIN ours USING (g) WHERE abs((s).value - (e).value) > 1e-12 OR abs((s).upper - (e).upper) > 1e-12', 'outcomes scaled: no change');
SELECT is_empty('SELECT g, concentration_index(rank, value, error, people) FROM (SELECT * FROM made ORDER BY value, i) q GROUP BY g EXCEPT SELECT g, e FROM ours', 'another order of rows');

-- In parts and with workers
CREATE TABLE many AS SELECT i % 7 AS part, (i * 7919) % 101 AS rank, 1 + i % 211 AS v FROM generate_series(1, 20000) i;
CREATE TABLE by_one AS SELECT part, concentration_index(rank, v, v / 10.0, 1) AS e, group_spread(v, v / 10.0, rank) AS s FROM many GROUP BY part;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 3;
ALTER TABLE many SET (parallel_workers = 3);
SELECT is_empty('SELECT part, concentration_index(rank, v, v / 10.0, 1), group_spread(v, v / 10.0, rank) FROM many GROUP BY part EXCEPT SELECT * FROM by_one', 'workers do not matter');

\if :vectors
CREATE TEMP TABLE input (set text, rank float8, health float8, weight float8);
CREATE TEMP TABLE expected (set text, n int, people float8, mean float8, concentration_index float8, rineq float8, generalised float8, lower_bound float8, upper_bound float8, erreygers float8, wagstaff float8, delta float8);
CREATE TEMP TABLE india (wealth_group text, births float8, deaths float8, printed float8, computed float8);
CREATE TEMP TABLE groups (set text, pop float8, est float8, se float8, ord float8);
CREATE TEMP TABLE groups_expected (set text, measure text, value float8, standard_error float8);
\copy input FROM PROGRAM 'cat "$VECTORS/equity/concentration_input.csv"' CSV HEADER
\copy expected FROM PROGRAM 'cat "$VECTORS/equity/concentration_expected.csv"' CSV HEADER
\copy india FROM PROGRAM 'cat "$VECTORS/equity/india_under5_published.csv"' CSV HEADER
\copy groups FROM PROGRAM 'cat "$VECTORS/equity/groups_input.csv"' CSV HEADER
\copy groups_expected FROM PROGRAM 'cat "$VECTORS/equity/groups_expected.csv"' CSV HEADER
SELECT ok(abs((e).value - concentration_index) <= 1e-12, set) FROM expected JOIN (SELECT set, concentration_index(rank, health, 0, weight) AS e FROM input GROUP BY set) o USING (set);
SELECT cmp_ok(count(*), '>=', 7::bigint, 'sets') FROM expected;
SELECT ok(abs((concentration_index(array_position('{poorest,2,3,4,richest}', wealth_group), deaths, NULL, births)).value - max(computed)) <= 1e-12, 'deaths of children in India') FROM india;
SELECT ok(near((e).value, value) AND near(((e).upper - (e).lower) / 2 / 1.959963984540054, standard_error), set || ': its error') FROM groups_expected
	JOIN (SELECT set, concentration_index(ord, est, se, pop) AS e FROM groups GROUP BY set) o USING (set) WHERE measure = 'concentration_index';
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

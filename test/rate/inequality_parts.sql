-- inequality_within_and_between: what there is between groups, and within them.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is((SELECT (theil, theil_between, theil_within, mld, mld_between, mld_within)::text FROM (SELECT (inequality_within_and_between(g, 7)).* FROM unnest('{a,a,b,c}'::text[]) g) q), '(0,0,0,0,0,0)', 'all the same');
SELECT ok(near((p).theil, ln(2)::float8) AND near((p).theil_between, ln(2)::float8) AND (p).theil_within = 0 AND (p).mld IS NULL AND (p).mld_between IS NULL AND (p).mld_within IS NULL, 'one group has all: a 0 has no logarithm')
FROM (SELECT inequality_within_and_between(g, v) AS p FROM (VALUES ('a', 3), ('b', 0)) q (g, v)) q;
SELECT ok(near((p).mld, (p).mld_within) AND (p).mld_between = 0 AND (p).theil_between = 0 AND near((p).theil, (p).theil_within), 'one group') FROM (SELECT inequality_within_and_between('a', v) AS p FROM generate_series(1, 5) v) q;
SELECT is(inequality_within_and_between(g, 0), NULL, 'all 0') FROM unnest('{a,b}'::text[]) g;
SELECT is(inequality_within_and_between(g, 1), NULL, 'nobody') FROM unnest('{}'::text[]) g;
SELECT ok((p).theil > 0, 'rows with a NULL are left out') FROM (SELECT inequality_within_and_between(g, v) AS p FROM (VALUES ('a', 1), ('b', 2), (NULL, 3), ('c', NULL)) q (g, v)) q;
SELECT throws_ok($$SELECT inequality_within_and_between('a', -1)$$, '22023', 'value must be at least 0, not -1');
SELECT throws_ok($$SELECT inequality_within_and_between('a', 'NaN')$$, '22003', 'value must be a finite number, not NaN');
SELECT throws_ok($$SELECT inequality_within_and_between(' ', 1)$$, '22023', 'group code must not be blank', 'a blank group');

-- Plain SQL; the parts sum to the whole, and neither scale nor order matters.
CREATE TABLE made AS SELECT s, 'g' || h % (1 + s % 7) AS g, (1 + h / 7 % 9973)::float8 / 7 AS v FROM generate_series(1, 60) s, generate_series(1, 5 + 9 * s) i, LATERAL (SELECT hashtext('w' || s || '/' || i)::bigint & 1048575 AS h) r;
CREATE TABLE ours AS SELECT s, inequality_within_and_between(g, v) AS p FROM made GROUP BY s;
SELECT is_empty('SELECT s FROM ours WHERE abs((p).theil - (p).theil_between - (p).theil_within) > 1e-12 OR abs((p).mld - (p).mld_between - (p).mld_within) > 1e-12', 'between and within sum to all');
SELECT is_empty($$SELECT s FROM ours JOIN (SELECT s, avg(v / mu * ln(v / mu)) AS theil, avg(ln(mu / v)) AS mld, avg(gmu / mu * ln(gmu / mu)) AS theil_between, avg(ln(mu / gmu)) AS mld_between
	FROM (SELECT *, avg(v) OVER (PARTITION BY s) AS mu, avg(v) OVER (PARTITION BY s, g) AS gmu FROM made) q GROUP BY s) e USING (s)
	WHERE abs((p).theil - theil) > 1e-12 OR abs((p).theil_between - theil_between) > 1e-12 OR abs((p).mld - mld) > 1e-12 OR abs((p).mld_between - mld_between) > 1e-12$$, 'as plain SQL has it');
SELECT is_empty('SELECT s, inequality_within_and_between(g, v) FROM (SELECT * FROM made ORDER BY v DESC, g) q GROUP BY s EXCEPT TABLE ours', 'another order of rows');
SELECT is_empty('SELECT s FROM ours JOIN (SELECT s, inequality_within_and_between(g, v * 1e6) AS q FROM made GROUP BY s) m USING (s) WHERE abs((p).theil - (q).theil) > 1e-12 OR abs((p).mld_within - (q).mld_within) > 1e-12', 'scaled');
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 3;
ALTER TABLE made SET (parallel_workers = 3);
SELECT is_empty('SELECT s, inequality_within_and_between(g, v) FROM made GROUP BY s EXCEPT TABLE ours', 'workers do not matter');

\if :vectors
CREATE TEMP TABLE input (set int, g text, value float8);
CREATE TEMP TABLE expected (set int, measure text, total float8, between_groups float8, within_groups float8);
\copy input FROM PROGRAM 'cat "$VECTORS/equity/decomposition_input.csv"' CSV HEADER
\copy expected FROM PROGRAM 'cat "$VECTORS/equity/decomposition_expected.csv"' CSV HEADER
SELECT ok(CASE measure WHEN 'theil_index' THEN near((p).theil, total) AND near((p).theil_between, between_groups) AND near((p).theil_within, within_groups)
	ELSE near((p).mld, total) AND near((p).mld_between, between_groups) AND near((p).mld_within, within_groups) END, set || ': ' || measure)
FROM expected JOIN (SELECT set, inequality_within_and_between(g, value) AS p FROM input GROUP BY set) o USING (set);
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

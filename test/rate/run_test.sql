-- run_test: runs, crossings, what chance allows.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT results_eq('SELECT (run_test(v, 5 ORDER BY i)).* FROM unnest(ARRAY[6, 7, 5, 8, 4, 9, NULL, 10]) WITH ORDINALITY s(v, i)', 'SELECT 6, 3, 6, 2, 1', 'by hand: a point on the centre neither ends a run nor counts');
SELECT results_eq('SELECT (run_test(5, 5)).* FROM generate_series(1, 3)', 'SELECT 0, NULL::int, NULL::int, NULL::int, NULL::int', 'all on the centre');
SELECT is(run_test(v, 1), NULL, 'no row') FROM unnest('{}'::float8[]) v;
SELECT results_eq('SELECT (run_test(1, 0)).*', 'SELECT 1, 1, 3, 0, 0', 'one point');
SELECT is((run_test(i % 2, 0.5 ORDER BY i)).crossings, 99, 'up and down') FROM generate_series(1, 100) i;
-- The quantile against exact sums of binomial coefficients.
SELECT is_empty($$WITH RECURSIVE b(n, k, c) AS (SELECT n, 0, 1::numeric FROM generate_series(0, 200, 7) n UNION ALL SELECT n, k + 1, c * (n - k) / (k + 1) FROM b WHERE k < n),
	q AS (SELECT n, min(k) AS k FROM (SELECT n, k, sum(c) OVER (PARTITION BY n ORDER BY k) AS below FROM b) s WHERE below >= 0.05 * 2::numeric ^ n GROUP BY n)
	SELECT n, k, r FROM q, LATERAL (SELECT (run_test(i, 0)).crossings_required AS r FROM generate_series(1, n + 1) i) t WHERE r <> k$$, 'the quantile of a coin');
SELECT throws_ok($$SELECT run_test(1, 'NaN')$$, '22003', 'value and centre must be finite numbers, not 1 and NaN', 'NaN');
SELECT throws_ok($$SELECT run_test_final('[1e300,0,0,0,0]')$$, '22003', 'a series has at most 2147483647 points', 'too many points');
SELECT throws_ok($$SELECT run_test_final('[1]')$$, '22023', NULL, 'no state');

-- The published figures.
\if :vectors
CREATE TEMP TABLE allowed (useful int, longest int, required int);
\copy allowed FROM PROGRAM 'cat "$VECTORS/uncertainty/run_limits.csv"' CSV HEADER
SELECT is(count(*), (SELECT count(*) FROM allowed), 'published limits of runs')
FROM (SELECT a.*, (SELECT run_test(1, 0) FROM generate_series(1, a.useful)) AS r FROM allowed a) s WHERE (r).longest_allowed = longest AND (r).crossings_required = required;
CREATE TEMP TABLE chart (chart text, kind text, t int, value float8, centre float8, lower float8, upper float8, longest_run int, longest_run_max int, crossings int, crossings_min int);
\copy chart FROM PROGRAM 'cat "$VECTORS/uncertainty/charts_expected_qicharts2.csv"' CSV HEADER NULL 'NA'
SELECT is_empty('SELECT chart, kind, run_test(value, centre ORDER BY t), max(longest_run), max(longest_run_max), max(crossings), max(crossings_min) FROM chart GROUP BY chart, kind
	HAVING ((run_test(value, centre ORDER BY t)).longest_run, (run_test(value, centre ORDER BY t)).longest_allowed, (run_test(value, centre ORDER BY t)).crossings, (run_test(value, centre ORDER BY t)).crossings_required)
		<> (max(longest_run), max(longest_run_max), max(crossings), max(crossings_min))', 'published runs and crossings');
\endif

SELECT * FROM finish();
ROLLBACK;

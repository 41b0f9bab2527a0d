-- g_chart, t_chart: limits, signals, published figures.
BEGIN;
SELECT no_plan();
\ir ../close_to.psql

-- By hand.
SELECT results_eq('SELECT (c).value, (c).centre, (c).lower, round((c).upper::numeric, 6) FROM (SELECT g_chart(e) OVER (ORDER BY e) AS c FROM (VALUES (1), (2), (6)) s(e)) t',
	'VALUES (1::float8, 2::float8, 0::float8, 13.392305), (2, 2, 0, 13.392305), (6, 2, 0, 13.392305)', 'g chart by hand: the median, and the mean of 3 in 3 + 3 sqrt(12)');
SELECT ok(close_to((c).centre, 1) AND (c).lower < 1 AND (c).upper > 1, 't chart') FROM (SELECT t_chart(power(1 + i, 3.6)) OVER (ORDER BY i) AS c FROM unnest(ARRAY[-0.1, 0.1]) i) s;

-- Signals are points outside and runs.
SELECT is_empty($$SELECT * FROM (SELECT (g_chart(CASE WHEN i BETWEEN 5 AND 11 THEN 5 + i ELSE 10 + 2 * (i % 2) END) OVER (ORDER BY i)).signal FROM generate_series(1, 16) i) s WHERE signal ~ 'trend|near'$$, 'no trends between rare events');
SELECT is((c).signal, 'above limits', 'a long gap') FROM (SELECT i, g_chart(CASE WHEN i = 20 THEN 1000 ELSE 10 + i % 3 END) OVER (ORDER BY i) AS c FROM generate_series(1, 30) i) s WHERE i = 20;
SELECT is((c).signal, 'run above mean', 'a run') FROM (SELECT i, t_chart(CASE WHEN i > 8 THEN 12 ELSE 10 - 4 * (i % 2) END) OVER (ORDER BY i) AS c FROM generate_series(1, 16) i) s WHERE i = 12;
SELECT results_eq('SELECT (c).centre, (c).signal FROM (SELECT i, g_chart(e, i <= 3) OVER (ORDER BY i) AS c FROM (VALUES (1, 1), (2, 2), (3, 6), (4, 100), (5, NULL)) s(i, e)) t ORDER BY i',
	$$VALUES (2::float8, NULL::text), (2, NULL), (2, NULL), (2, 'above limits'), (2, NULL)$$, 'a baseline, and a row without a gap');

-- Refused.
SELECT throws_ok('SELECT g_chart(-1) OVER ()', '22003', 'gap must be a finite number that is not negative, not -1', 'negative gap');
SELECT throws_ok('SELECT t_chart(0) OVER ()', '22023', 'the time between two events must be above 0, not 0', 'no time between');
SELECT throws_ok(format('SELECT %s', call), '42809', NULL, 'not without a window: ' || call) FROM unnest(ARRAY['g_chart(1)', 't_chart(1)']) call;

-- The published figures.
\if :vectors
\ir ../charts.psql
CREATE TEMP TABLE ours AS
	SELECT chart, kind, t, g_chart(events, in_baseline) OVER (PARTITION BY chart, kind ORDER BY t) AS c FROM input WHERE kind = 'g'
	UNION ALL SELECT chart, kind, t, t_chart(events, in_baseline) OVER (PARTITION BY chart, kind ORDER BY t) FROM input WHERE kind = 't';
SELECT is(as_published('{g,t}'), (SELECT count(*) FROM input WHERE kind = ANY ('{g,t}')), 'published charts');
\endif

SELECT * FROM finish();
ROLLBACK;

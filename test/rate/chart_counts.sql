-- p_chart, u_chart, c_chart: limits, signals, published figures.
BEGIN;
SELECT no_plan();
\ir ../close_to.psql

-- By hand: 1 and 3 of 10 are 0.2 of all; 3 sqrt(0.2 * 0.8 / 10) = 0.379473...
SELECT results_eq('SELECT (c).value, (c).centre, (c).lower, round((c).upper::numeric, 6), (c).signal FROM (SELECT p_chart(e, 10) OVER (ORDER BY e) AS c FROM (VALUES (1), (3)) s(e)) t',
	'VALUES (0.1::float8, 0.2::float8, 0::float8, 0.579473, NULL::text), (0.3, 0.2, 0, 0.579473, NULL)', 'p chart by hand');
SELECT results_eq('SELECT (c).value, (c).centre, (c).lower, round((c).upper::numeric, 6) FROM (SELECT u_chart(e, 10) OVER (ORDER BY e) AS c FROM (VALUES (1), (3)) s(e)) t',
	'VALUES (0.1::float8, 0.2::float8, 0::float8, 0.624264), (0.3, 0.2, 0, 0.624264)', 'u chart by hand');
SELECT results_eq('SELECT (c_chart(e) OVER (ORDER BY e)).* FROM (VALUES (3), (5)) s(e)', 'VALUES (3::float8, 4::float8, 0::float8, 10::float8, NULL::text), (5, 4, 0, 10, NULL)', 'c chart by hand');

-- Each point has the limits of its own number of people; the prime.
SELECT is(count(DISTINCT (c).upper), 2::bigint, 'limits by people') FROM (SELECT p_chart(e, n) OVER () AS c FROM (VALUES (10, 100), (12, 100), (30, 400)) s(e, n)) t;
SELECT is_empty($$SELECT * FROM (SELECT p_chart(e, 100) OVER w AS a, p_chart(e, 100, true) OVER w AS b FROM (VALUES (1, 10), (2, 30), (3, 10), (4, 30)) s(i, e) WINDOW w AS (ORDER BY i)) t
	WHERE NOT close_to((b).upper - 0.2, ((a).upper - 0.2) * 0.2 / sqrt(0.0016) / 1.128)$$, 'the prime is the mean range of neighbours');
SELECT results_eq('SELECT DISTINCT (p_chart(5, 5, true) OVER ()).* FROM generate_series(1, 9)', 'SELECT 1::float8, 1::float8, 1::float8, 1::float8, NULL::text', 'all of them always');
SELECT results_eq('SELECT DISTINCT (u_chart(0, 5, true) OVER ()).* FROM generate_series(1, 9)', 'SELECT 0::float8, 0::float8, 0::float8, 0::float8, NULL::text', 'none of them ever');

-- Baseline: the others are judged, and set nothing.
SELECT results_eq('SELECT (c).centre, (c).signal FROM (SELECT i, p_chart(e, 100, false, i <= 4) OVER (ORDER BY i) AS c FROM (VALUES (1, 20), (2, 22), (3, 18), (4, 20), (5, 60)) s(i, e)) t ORDER BY i',
	$$VALUES (0.2::float8, NULL::text), (0.2, NULL), (0.2, NULL), (0.2, NULL), (0.2, 'above limits')$$, 'a baseline');
SELECT results_eq('SELECT DISTINCT (u_chart(i, 100, baseline => i = 2) OVER ()).centre, (u_chart(i, 100, baseline => i = 2) OVER ()).upper FROM generate_series(1, 3) i', 'SELECT 0.02::float8, NULL::float8', 'a baseline of one');
SELECT results_eq('SELECT DISTINCT (c).centre, (c).lower, (c).upper, (c).signal FROM (SELECT c_chart(i, NULL) OVER () AS c FROM generate_series(1, 3) i) s', 'SELECT NULL::float8, NULL::float8, NULL::float8, NULL::text', 'a baseline of none');

-- Signals are those of xmr.
SELECT is((c).signal, 'run above mean', 'a run') FROM (SELECT i, c_chart(CASE WHEN i > 8 THEN 12 ELSE 10 - 4 * (i % 2) END) OVER (ORDER BY i) AS c FROM generate_series(1, 16) i) s WHERE i = 12;
SELECT is((c).signal, 'upward trend', 'a trend') FROM (SELECT i, c_chart(CASE WHEN i BETWEEN 5 AND 11 THEN 5 + i ELSE 10 + 2 * (i % 2) END) OVER (ORDER BY i) AS c FROM generate_series(1, 16) i) s WHERE i = 8;

-- Rows without figures are left out.
SELECT results_eq('SELECT (c).value, (c).centre, (c).upper IS NULL FROM (SELECT i, p_chart(e, n) OVER (ORDER BY i) AS c FROM (VALUES (1, 2, 10), (2, NULL, 10), (3, 2, NULL), (4, 2, 10)) s(i, e, n)) t ORDER BY i',
	'VALUES (0.2::float8, 0.2::float8, false), (NULL, 0.2, false), (NULL, 0.2, true), (0.2, 0.2, false)', 'rows without events or people');

-- Refused.
SELECT throws_ok('SELECT p_chart(1, 0) OVER ()', '22012', 'a chart needs people in every row, not 0', 'nobody');
SELECT throws_ok('SELECT p_chart(2, 1) OVER ()', '22023', 'a proportion cannot have more events than people: 2 of 1', 'more events than people');
SELECT throws_ok('SELECT u_chart(-1, 1) OVER ()', '22003', 'events must be a finite number that is not negative, not -1', 'negative events');
SELECT throws_ok($$SELECT c_chart('NaN') OVER ()$$, '22003', 'a chart needs finite numbers, not NaN', 'NaN');
SELECT throws_ok('SELECT p_chart(1, 2, NULL) OVER ()', '22004', 'prime must not be NULL', 'NULL prime');
SELECT throws_ok('SELECT p_chart(1, 2, i = 1) OVER () FROM generate_series(1, 2) i', '22023', 'prime must be the same in all rows of a chart', 'a prime that changes');
SELECT throws_ok(format('SELECT %s', call), '42809', NULL, 'not without a window: ' || call) FROM unnest(ARRAY['p_chart(1, 2)', 'u_chart(1, 2)', 'c_chart(1)']) call;

-- The published figures.
\if :vectors
\ir ../charts.psql
CREATE TEMP TABLE ours AS
	SELECT chart, kind, t, p_chart(events, denominator, kind = 'pp', in_baseline) OVER (PARTITION BY chart, kind ORDER BY t) AS c FROM input WHERE kind IN ('p', 'pp')
	UNION ALL SELECT chart, kind, t, u_chart(events, denominator, kind = 'up', in_baseline) OVER (PARTITION BY chart, kind ORDER BY t) FROM input WHERE kind IN ('u', 'up')
	UNION ALL SELECT chart, kind, t, c_chart(events, in_baseline) OVER (PARTITION BY chart, kind ORDER BY t) FROM input WHERE kind = 'c';
SELECT is(as_published('{p,pp,u,up,c}'), (SELECT count(*) FROM input WHERE kind = ANY ('{p,pp,u,up,c}')), 'published charts');
\endif

SELECT * FROM finish();
ROLLBACK;

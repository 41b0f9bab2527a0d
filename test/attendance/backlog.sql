-- backlog and the formulas of queues.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT results_eq('SELECT (b).* FROM (SELECT i, backlog(d, c) OVER (ORDER BY i) AS b FROM (VALUES (1, 5, 3), (2, 1, 3), (3, 4, 9), (4, 2, 1)) v (i, d, c)) q ORDER BY i',
	'VALUES (3::float8, 2::float8, 0::float8), (3, 0, 0), (4, 0, 5), (1, 1, 0)', 'by hand');
SELECT results_eq('SELECT (b).* FROM (SELECT i, backlog(d, 3, 10) OVER (ORDER BY i) AS b FROM (VALUES (1, 1), (2, NULL), (3, 4)) v (i, d)) q ORDER BY i',
	'VALUES (3::float8, 8::float8, 0::float8), (NULL, NULL, NULL), (NULL, NULL, NULL)', 'after a NULL nothing is known');
SELECT results_eq('SELECT (b).backlog FROM (SELECT i, backlog(1, 1, NULL) OVER (ORDER BY i) AS b FROM generate_series(1, 2) i) q', 'VALUES (NULL::float8), (NULL)', 'nor without the opening backlog');
SELECT results_eq('SELECT (b).backlog FROM (SELECT p, i, backlog(i, 1, p) OVER (PARTITION BY p ORDER BY i) AS b FROM generate_series(0, 1) p, generate_series(1, 2) i) q ORDER BY p, i', 'VALUES (0::float8), (1), (1), (2)', 'each partition has its own');
SELECT throws_ok('SELECT backlog(-1, 1) OVER ()', '22023', 'demand must be a finite number of at least 0, not -1');
SELECT throws_ok($$SELECT backlog(1, 'NaN') OVER ()$$, '22023', 'capacity must be a finite number of at least 0, not NaN');
SELECT throws_ok('SELECT backlog(1, 1, i) OVER (ORDER BY i) FROM generate_series(1, 2) i', '22023', 'opening must be the same in all rows of a partition, not 1 and 2');
SELECT throws_ok('SELECT backlog(1e308, 0) OVER (ORDER BY i) FROM generate_series(1, 2) i', '22003', NULL, 'out of range');

-- The closed form: max(b0 + S, S - min over s <= t of S), with S what demand is beyond capacity so far.
CREATE TEMP TABLE made AS SELECT g, i, h % 60 AS demand, h / 97 % 55 AS capacity, g % 4 * 20 AS opening FROM generate_series(1, 40) g, generate_series(1, 30) i, LATERAL (SELECT hashtext('b' || g || '/' || i)::bigint & 1048575 AS h) r;
SELECT is_empty($$SELECT * FROM (SELECT *, backlog(demand, capacity, opening) OVER (PARTITION BY g ORDER BY i) AS b FROM made) o JOIN
	(SELECT g, i, greatest(opening + s, s - min(s) OVER (PARTITION BY g ORDER BY i)) AS backlog FROM (SELECT *, sum(demand - capacity) OVER (PARTITION BY g ORDER BY i) AS s FROM made) q) e USING (g, i)
	WHERE (b).backlog <> e.backlog OR (b).seen + (b).unused <> capacity$$, 'the closed form');
SELECT is_empty($$SELECT g FROM (SELECT g, opening, sum(demand) OVER w AS asked, sum((b).seen) OVER w AS seen, (b).backlog AS backlog FROM (SELECT *, backlog(demand, capacity, opening) OVER (PARTITION BY g ORDER BY i) AS b FROM made) q WINDOW w AS (PARTITION BY g ORDER BY i)) q
	WHERE opening + asked <> seen + backlog$$, 'nothing is lost: what was asked for was seen or waits');

-- Queues
SELECT is(queue_load(30, 40), 0.75::float8, 'load');
SELECT is(target_queue_size(30, 52, 4), 390::float8, 'target queue');
SELECT is(relief_capacity(30, 1200, 390, 26), 30 + 810 / 26.0::float8, 'relief capacity');
SELECT is(relief_capacity(30, 390, 1200, 26), 30 - 810 / 26.0::float8, 'a shorter queue than its target');
SELECT is(target_mean_wait(52, 4), 13::float8, 'target mean wait');
SELECT is(waiting_list_pressure(63, 35), 3.6::float8, 'pressure');
SELECT is(target_capacity(30, 52, 3, 1.1, 1.2), 30 + 3 * (1.1 * 1.1 + 1.2 * 1.2)::float8 / 104, 'target capacity');
SELECT is(queue_load(NULL, 1), NULL, 'NULL');
SELECT throws_ok(q, '22012', 'division by zero', q) FROM unnest(ARRAY['SELECT queue_load(1, 0)', 'SELECT target_queue_size(1, 1, 0)', 'SELECT relief_capacity(1, 2, 1, 0)', 'SELECT target_mean_wait(1, 0)', 'SELECT waiting_list_pressure(1, 0)', 'SELECT target_capacity(1, 0, 1, 1, 1)']) q;
SELECT throws_ok('SELECT queue_load(-1, 1)', '22023', 'demand must be a finite number of at least 0, not -1');
SELECT throws_ok($$SELECT relief_capacity(1, 'Infinity', 1, 1)$$, '22023', 'queue must be a finite number of at least 0, not Infinity');

\if :vectors
CREATE TEMP TABLE expected ("case" int, opening float8, t int, demand float8, capacity float8, seen float8, backlog float8, unused float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/demand/backlog_expected.csv"' CSV HEADER
SELECT is_empty('SELECT * FROM (SELECT *, backlog(demand, capacity, opening) OVER (PARTITION BY "case" ORDER BY t) AS b FROM expected) q WHERE b IS DISTINCT FROM (seen, backlog, unused)::backlog_point', 'published backlogs');
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

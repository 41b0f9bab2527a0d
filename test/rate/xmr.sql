-- xmr: limits and signals.
BEGIN;
SELECT no_plan();

CREATE FUNCTION near(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) <= 1e-12 * abs(b)';
CREATE FUNCTION signals(series float8[]) RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(CASE (x).signal WHEN 'above limits' THEN 'A' WHEN 'below limits' THEN 'B' WHEN 'run above mean' THEN 'R' WHEN 'run below mean' THEN 'r'
		WHEN 'upward trend' THEN 'T' WHEN 'downward trend' THEN 't' WHEN 'two of three near upper limit' THEN 'N' WHEN 'two of three near lower limit' THEN 'n' ELSE '.' END, '' ORDER BY i)
	FROM (SELECT i, xmr(v) OVER (ORDER BY i) x FROM unnest(series) WITH ORDINALITY s(v, i)) t$$;

-- By hand: 10 12 10 12 has a mean of 11 and moving ranges of 2.
SELECT ok((x).mean = 11 AND near((x).lower, 11 - 5.32) AND near((x).upper, 11 + 5.32), 'limits by hand') FROM (SELECT xmr(v) OVER () x FROM unnest(ARRAY[10, 12, 10, 12]) v LIMIT 1) s;
-- Ranges of 1 but for two of 20, more than 3.267 times the mean range of 77 / 39: they are left out of it.
SELECT ok(near((x).upper - (x).mean, 2.66), 'ranges beyond their own limit are left out once')
FROM (SELECT xmr(CASE WHEN i = 20 THEN 30.5 ELSE 10 + i % 2 END) OVER (ORDER BY i) x FROM generate_series(1, 40) i LIMIT 1) s;
SELECT is(count(*), 0::bigint, 'the limits are those of the whole partition, whatever the frame')
FROM (SELECT xmr(v) OVER (ORDER BY v) a, xmr(v) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) b FROM generate_series(1, 20) v) s WHERE a <> b;
SELECT results_eq('SELECT g, (xmr(v) OVER (PARTITION BY g ORDER BY v)).mean FROM (VALUES (1, 1), (1, 3), (2, 10), (2, 30)) s(g, v) ORDER BY g, v',
	'VALUES (1, 2::float8), (1, 2), (2, 20), (2, 20)', 'each partition has its own chart');

-- No signal.
SELECT is(signals(array_fill(0.1::float8, ARRAY[30])), repeat('.', 30), 'a constant series shows nothing');
SELECT ok((x).mean = 0.1 AND (x).lower = 0.1 AND (x).upper = 0.1, 'and has its limits at its mean') FROM (SELECT xmr(0.1) OVER () x FROM generate_series(1, 30) LIMIT 1) s;
SELECT is(signals('{10,12,10,12,10,12,10,12}'), '........', 'chance alone');
SELECT is(signals('{5}'), '.', 'one value');
SELECT results_eq('SELECT (xmr(5) OVER ()).*', 'SELECT 5::float8, NULL::float8, NULL::float8, NULL::text', 'one value has a mean and no limits');
SELECT results_eq('SELECT (xmr(NULL) OVER ()).*', 'SELECT NULL::float8, NULL::float8, NULL::float8, NULL::text', 'no value has neither');

-- Each rule, and just not.
SELECT is(signals('{10,12,10,12,10,12,40,10,12,10,12,10}'), '......A.....', 'above the limits');
SELECT is(signals('{32,30,32,30,32,30,2,32,30,32,30,32}'), '......B.....', 'below the limits');
SELECT is(signals('{2,0,2,0,2,0,4,2.5,4,2.5,4,2.5,4,0,2,0,2,0,2}'), '......RRRRRRR......', 'seven in a row above the mean');
SELECT is(signals('{2,4,2,4,2,4,0,1.5,0,1.5,0,1.5,0,4,2,4,2,4,2}'), '......rrrrrrr......', 'seven in a row below the mean');
SELECT is(signals('{2,0,2,0,2,0,4,2.5,4,2.5,4,2.5,0,2,0,2,0,2}'), '..................', 'six are not enough');
SELECT is(signals('{10,14,9,14,9,10,11,12,13,14,15,9,14,9,14,10}'), '....TTTTTTT.....', 'seven that rise');
SELECT is(signals('{10,14,9,15,14,13,12,11,10,9,14,9,14,10}'), '...ttttttt....', 'seven that fall');
SELECT is(signals('{10,14,9,14,9,10,11,12,13,14,9,14,9,14,10}'), '...............', 'six that rise are not enough');
SELECT is(signals('{10,14,9,14,9,10,11,11,12,13,14,15,9,14,9,14,10}'), '.................', 'nor seven with two alike');
SELECT is(signals('{10,11,10,11,10,11,10,11,10,11,13,13,10,11,10,11,10,11,10,11,10,11}'), '..........NN..........', 'two of three near the upper limit');
SELECT is(signals('{10,11,10,11,10,11,10,11,10,11,13,11,13,10,11,10,11,10,11,10,11,10,11}'), '..........N.N..........', 'with one between');
SELECT is(signals('{10,11,10,11,10,11,10,11,10,11,13,11,10,13,10,11,10,11,10,11,10,11,10,11}'), '........................', 'with two between they are not');
SELECT is(signals('{11,10,11,10,11,10,11,10,11,10,8,10,8,11,10,11,10,11,10,11,10,11,10}'), '..........n.n..........', 'two of three near the lower limit');
SELECT is(signals('{10,11,10,11,10,11,10,11,10,11,13.2,11,15,10,11,10,11,10,11,10,11,10,11}'), '..........N.A..........', 'beyond the limit counts as near it');
SELECT is(signals('{10,12,10,12,10,NULL,12,40,NULL,10,12,10,12,10}'), '.......A......', 'rows without a value are left out');

SELECT is(signals('{10,11,10,11,10,11,10,11,10,11,13,10,13,10,11,10,11,10,11,10,11,10,11}'), '.......................', 'two of three where the third is on the other side');
SELECT is(signals('{13,13,10,11,10,11,10,11,10,11,10,11,10,11,10,11,10,11,10,11,10,11,10}'), '.......................', 'nor two that no third is beside on their side');

-- After screening a chart may have no width, and only a constant series shows nothing.
SELECT is(signals('{0,0,0,0,0,0,0,0,0,0,12,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}'), 'BBBBBBBBBBABBBBBBBBBBBBBBBBBBB', 'a point off the mean of a chart without width');
SELECT ok((x).lower = (x).mean AND (x).upper = (x).mean, 'which has its limits at its mean') FROM (SELECT xmr(v) OVER () x FROM unnest(array_fill(0::float8, ARRAY[10]) || 12::float8 || array_fill(0::float8, ARRAY[19])) v LIMIT 1) s;
-- A point of 0 under a mean of 3 is no sign of a high level: the trend is named first.
SELECT is(signals('{0,1,2,3,4,5,6,7,6,5,4,3,2,1}'), translate(signals('{0,1,2,3,4,5,6,7,6,5,4,3,2,1}'), 'Rr', '??'), 'a trend is named before a run');
SELECT is(signals('{10,11,10,11,10,11,10,11,10,11,10,11,10,12,13,14,15,16,17,18,10,11,10,11,10,11}') ~ 'R', false, 'nor is a rise read as high');

-- Baseline, screening, other numbers of points.
SELECT results_eq('SELECT round((x).mean::numeric, 4), round((x).lower::numeric, 4), round((x).upper::numeric, 4), (x).signal FROM (SELECT xmr(v, i <= 4) OVER (ORDER BY i) x FROM unnest(ARRAY[10, 12, 11, 13, 30]) WITH ORDINALITY s(v, i)) t',
	$$VALUES (11.5, 7.0667, 15.9333, NULL), (11.5, 7.0667, 15.9333, NULL), (11.5, 7.0667, 15.9333, NULL), (11.5, 7.0667, 15.9333, NULL), (11.5, 7.0667, 15.9333, 'above limits')$$, 'a baseline of the first four');
SELECT is_empty($$SELECT g FROM (SELECT g, xmr(v) OVER w AS a, xmr(v, true) OVER w AS b FROM (SELECT g, i, ((i * g * 7919) % 101)::float8 AS v FROM generate_series(1, 30) g, generate_series(1, 40) i) s
	WINDOW w AS (PARTITION BY g ORDER BY i)) t WHERE a <> b$$, 'all rows as baseline are no baseline');
SELECT is_empty($$WITH s AS (SELECT g, i, ((i * g * 7919) % 101)::float8 AS v, (i * g) % 3 > 0 AS b FROM generate_series(1, 30) g, generate_series(1, 40) i WHERE g % 3 > 0)
	SELECT g FROM (SELECT g, (xmr(v, b) OVER (PARTITION BY g ORDER BY i)).* FROM s) x JOIN (SELECT g, (xmr(v) OVER (PARTITION BY g ORDER BY i)).* FROM s WHERE b) y USING (g)
	WHERE (x.mean, x.lower, x.upper) IS DISTINCT FROM (y.mean, y.lower, y.upper)$$, 'its limits are those of a chart of the baseline alone');
SELECT results_eq('SELECT DISTINCT (xmr(v, i = 1) OVER (ORDER BY i)).* FROM unnest(ARRAY[10, 12, 11]) WITH ORDINALITY s(v, i)', 'SELECT 10::float8, NULL::float8, NULL::float8, NULL::text', 'a baseline of one');
SELECT results_eq('SELECT DISTINCT (xmr(v, NULL) OVER (ORDER BY i)).* FROM unnest(ARRAY[10, 12, 11]) WITH ORDINALITY s(v, i)', 'SELECT NULL::float8, NULL::float8, NULL::float8, NULL::text', 'a baseline of none');
SELECT ok(near((x).upper - (x).mean, 2.66 * 76 / 39), 'without screening') FROM (SELECT xmr(CASE WHEN i = 20 THEN 30.5 ELSE 10 + i % 2 END, true, false) OVER (ORDER BY i) x FROM generate_series(1, 40) i LIMIT 1) s;
SELECT is((SELECT string_agg(coalesce(left((x).signal, 1), '.'), '' ORDER BY i) FROM (SELECT i, xmr(v, true, true, 6, 7) OVER (ORDER BY i) x FROM unnest('{10,14,9,14,9,10,11,12,13,14,9,14,9,14,10}'::float8[]) WITH ORDINALITY s(v, i)) t),
	'....uuuuuu.....', 'six that rise');
SELECT is((SELECT string_agg(coalesce(left((x).signal, 1), '.'), '' ORDER BY i) FROM (SELECT i, xmr(v, true, run_points => 6) OVER (ORDER BY i) x FROM unnest('{2,0,2,0,2,0,4,2.5,4,2.5,4,2.5,0,2,0,2,0,2}'::float8[]) WITH ORDINALITY s(v, i)) t),
	'......rrrrrr......', 'six above the mean');

-- Against a target.
SELECT results_eq('SELECT target_assurance(10, 20, t), target_assurance(10, 20, t, false) FROM unnest(ARRAY[9, 10, 15, 20, 21]) t',
	$$VALUES ('consistently passing', 'consistently failing'), ('consistently passing', 'hit or miss'), ('hit or miss', 'hit or miss'), ('hit or miss', 'consistently passing'), ('consistently failing', 'consistently passing')$$, 'assurance');
SELECT is(target_assurance(NULL, 20, 5), NULL, 'no limits, no assurance');
SELECT throws_ok('SELECT target_assurance(3, 2, 5)', '22023', 'the lower limit 3 is above the upper limit 2', 'limits the wrong way round');
SELECT throws_ok($$SELECT target_assurance(1, 2, 'NaN')$$, '22003', 'limits and target must be finite numbers, not NaN', 'NaN as target');

-- The mirror of a series has the mirror of its signals.
SELECT is_empty($$SELECT seed FROM (SELECT seed, array_agg(((i * seed * 7919) % 101 + i / 10.0)::float8 ORDER BY i) a, array_agg(-((i * seed * 7919) % 101 + i / 10.0)::float8 ORDER BY i) b
	FROM generate_series(1, 50) seed, generate_series(1, 60) i GROUP BY seed) s WHERE signals(b) <> translate(signals(a), 'ABRrTtNn', 'BArRtTnN')$$, 'mirrored');

SELECT throws_ok($$SELECT xmr('NaN') OVER ()$$, '22003', 'a chart needs finite numbers, not NaN', 'NaN');
SELECT throws_ok($$SELECT xmr(v) OVER () FROM (VALUES (1e308), (-1e308)) s(v)$$, '22003', NULL, 'beyond a double');
SELECT throws_ok('SELECT xmr(1, true, NULL) OVER ()', '22004', 'screen must not be NULL', 'NULL screen');
SELECT throws_ok('SELECT xmr(1, true, true, 2) OVER ()', '22023', 'trend_points must be from 3 to 100, not 2', 'two that rise are no trend');
SELECT throws_ok('SELECT xmr(1, true, true, 7, 101) OVER ()', '22023', 'run_points must be from 3 to 100, not 101', 'a run too long');
SELECT throws_ok('SELECT xmr(1, true, true, 7, 6 + i % 2) OVER (ORDER BY i) FROM generate_series(1, 3) i', '22023', 'run_points must be the same in all rows of a chart', 'points that change');
SELECT throws_ok('SELECT xmr(1)', '42809', NULL, 'not without a window');

SELECT * FROM finish();
ROLLBACK;

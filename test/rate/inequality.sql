-- slope_index_of_inequality, relative_index_of_inequality.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- Two groups of the same size stand at 1/4 and 3/4: the line through 10 and 20 runs from 5 to 25.
CREATE TEMP TABLE two AS SELECT * FROM (VALUES (1, 10::float8, 1::float8, 500::float8), (2, 20, 2, 500)) v(decile, value, se, people);
SELECT ok(near((s).value, 20) AND near((r).value, 5), 'two groups by hand')
FROM (SELECT slope_index_of_inequality(value, se, people ORDER BY decile) s, relative_index_of_inequality(value, se, people ORDER BY decile) r FROM two) t;
-- The slope is 2 y2 - 2 y1, with a variance of 4 + 16 = 20.
SELECT ok(near((s).upper - (s).value, 1.959963984540054 * sqrt(20)) AND near((s).value - (s).lower, 1.959963984540054 * sqrt(20)), 'its limits by hand')
FROM (SELECT slope_index_of_inequality(value, se, people ORDER BY decile) s FROM two) t;
-- Fieller by hand: start 1.5 y1 - 0.5 y2 = 5, end 1.5 y2 - 0.5 y1 = 25; variances 3.25 and 9.25, covariance -3.75.
SELECT is_empty('SELECT k FROM (SELECT relative_index_of_inequality(value, se, people, 0.9 ORDER BY decile) r FROM two) t, LATERAL (VALUES ((r).lower), ((r).upper)) l(k)
	WHERE NOT near((25 - 5 * k) ^ 2, 1.6448536269514722 ^ 2 * (9.25 + 2 * 3.75 * k + 3.25 * k ^ 2))', 'limits of the ratio by hand');
SELECT ok(near((s).value, -20) AND near((r).value, 0.2), 'the other way round')
FROM (SELECT slope_index_of_inequality(value, se, people ORDER BY decile DESC) s, relative_index_of_inequality(value, se, people ORDER BY decile DESC) r FROM two) t;
SELECT ok(near((a).upper - (a).lower, 2 * 3.0902323061678132 * sqrt(20)), 'another confidence') FROM (SELECT slope_index_of_inequality(value, se, people, 0.998 ORDER BY decile) a FROM two) t;
SELECT ok((a).value = (b).value AND (a).lower IS NULL AND (a).upper IS NULL, 'a start that cannot be told from 0 leaves the ratio without limits')
FROM (SELECT relative_index_of_inequality(value, se * 10, people ORDER BY decile) a, relative_index_of_inequality(value, se, people ORDER BY decile) b FROM two) t;

-- Scales: a geometric series is a line of logarithms.
SELECT ok(near((r).value, exp(2), 1e-12) AND near((s).value, exp(2) - 1, 1e-12) AND near((r).upper * (r).lower, exp(4), 1e-12), 'log')
FROM (SELECT relative_index_of_inequality(exp(2 * (i - 0.5) / 10), 0.1 * exp(2 * (i - 0.5) / 10), 1000, 0.95, 'log' ORDER BY i) r,
	slope_index_of_inequality(exp(2 * (i - 0.5) / 10), 0.1 * exp(2 * (i - 0.5) / 10), 1000, 0.95, 'log' ORDER BY i) s FROM generate_series(1, 10) i) t;
SELECT ok(near((s).value, 1 / (1 + exp(-1)) - 0.5, 1e-12), 'logit')
FROM (SELECT slope_index_of_inequality(1 / (1 + exp(-(i - 0.5) / 10)), 0.01, 1000, 0.95, 'logit' ORDER BY i) s FROM generate_series(1, 10) i) t;
SELECT ok(near((a).upper, (b).upper), 'none is the scale without a name')
FROM (SELECT slope_index_of_inequality(value, se, people ORDER BY decile) a, slope_index_of_inequality(value, se, people, 0.95, 'none' ORDER BY decile) b FROM two) t;

-- Groups of nobody change nothing; too few groups and NULL give no answer.
SELECT is((SELECT slope_index_of_inequality(value, se, people ORDER BY decile)::text FROM (SELECT * FROM two UNION ALL VALUES (1, 99, 1, 0), (0, 7, 1, 0)) t),
	(SELECT slope_index_of_inequality(value, se, people ORDER BY decile)::text FROM two), 'groups of nobody');
SELECT is(slope_index_of_inequality(value, se, people), NULL, 'one group') FROM two WHERE decile = 1;
SELECT is(slope_index_of_inequality(value, se, people), NULL, 'no group') FROM two WHERE false;
SELECT is(slope_index_of_inequality(value, CASE WHEN decile = 1 THEN se END, people ORDER BY decile), NULL, 'an error not known') FROM two;
SELECT is(relative_index_of_inequality(value, se, CASE WHEN decile = 1 THEN people END ORDER BY decile), NULL, 'people not known') FROM two;
SELECT is(relative_index_of_inequality(value, se, people, NULL ORDER BY decile), NULL, 'NULL confidence') FROM two;
SELECT is(relative_index_of_inequality(v, 1, 100 ORDER BY v), NULL, 'a line that starts at 0') FROM (VALUES (1), (3)) t(v);
SELECT ok((s).value = 0 AND (r).value = 1, 'all the same') FROM (SELECT slope_index_of_inequality(3, 1, 100) s, relative_index_of_inequality(3, 1, 100) r FROM generate_series(1, 5)) t;
SELECT ok((s).lower = 20 AND (s).upper = 20, 'values without error') FROM (SELECT slope_index_of_inequality(value, 0, people ORDER BY decile) s FROM two) t;

-- Refused.
SELECT throws_ok('SELECT slope_index_of_inequality(1, 1, -5)', '22003', 'people must be a finite number that is not negative, not -5', 'negative people');
SELECT throws_ok('SELECT slope_index_of_inequality(1, -1, 5)', '22003', 'standard_error must be a finite number that is not negative, not -1', 'negative error');
SELECT throws_ok($$SELECT slope_index_of_inequality('NaN', 1, 5)$$, '22003', 'value must be a finite number, not NaN', 'NaN');
SELECT throws_ok($$SELECT slope_index_of_inequality(0, 1, 5, 0.95, 'log')$$, '22003', 'value 0 has no logarithm', 'log of 0');
SELECT throws_ok($$SELECT slope_index_of_inequality(1, 1, 5, 0.95, 'logit')$$, '22003', 'value 1 has no logit', 'logit of 1');
SELECT throws_ok($$SELECT slope_index_of_inequality(1, 1, 5, 0.95, 'sqrt')$$, '22023', 'transform must be ''none'', ''log'' or ''logit'', not ''sqrt''', 'another scale');
SELECT is(slope_index_of_inequality(i, 1, 5, 0.95, 'Log' ORDER BY i), slope_index_of_inequality(i, 1, 5, 0.95, 'log' ORDER BY i), 'a transform in any case') FROM generate_series(1, 3) i;
-- The limits of a ratio do not depend on the unit of the values, and are not wrong where their fourth powers overflow.
SELECT is((SELECT relative_index_of_inequality(i * 2 ^ 300, 2 ^ 298, 5 ORDER BY i) FROM generate_series(5, 9) i), (SELECT relative_index_of_inequality(i, 0.25, 5 ORDER BY i) FROM generate_series(5, 9) i), 'a ratio in another unit');
SELECT ok((r).lower < (r).value AND (r).value < (r).upper, 'limits of a ratio of large values') FROM (SELECT relative_index_of_inequality(i * 1e100, 1e99, 5 ORDER BY i) AS r FROM generate_series(5, 9) i) s;
SELECT throws_ok($$SELECT slope_index_of_inequality(0.5, 1, 5, 0.95, t) FROM (VALUES ('log'), ('none')) v(t)$$, '22023', NULL, 'a scale that changes');
SELECT throws_ok('SELECT slope_index_of_inequality(1, 1, 5, 0.3)', '22023', NULL, 'confidence 0.3');
SELECT throws_ok('SELECT slope_index_of_inequality(1, 1, 5, 0.5 + i / 10.0) FROM generate_series(1, 2) i', '22023', NULL, 'a confidence that changes');
SELECT throws_ok($$SELECT slope_index_of_inequality_final('{1,2,3}'::double precision[])$$, '22023', NULL, 'a state that is none');
SELECT throws_ok($$SELECT relative_index_of_inequality_final(array_fill(0::float8, ARRAY[20]))$$, '22023', NULL, 'a state with impossible options');

-- The order is the aggregate's, whatever the plan.
CREATE TABLE deprived AS SELECT i % 40 AS area, i / 40 AS decile, 10 + i % 17 AS value, 1 + i % 3 AS se, 100 + i % 23 AS people FROM generate_series(0, 39999) i;
CREATE TABLE indices AS SELECT area, slope_index_of_inequality(value, se, people ORDER BY decile)::text s, relative_index_of_inequality(value, se, people ORDER BY decile)::text r FROM deprived GROUP BY area;
\ir ../workers.psql
ALTER TABLE deprived SET (parallel_workers = 4);
CREATE TABLE by_workers AS SELECT area, slope_index_of_inequality(value, se, people ORDER BY decile)::text s, relative_index_of_inequality(value, se, people ORDER BY decile)::text r FROM deprived GROUP BY area;
SELECT results_eq('SELECT * FROM by_workers ORDER BY area', 'SELECT * FROM indices ORDER BY area', 'the workers do not matter');
SELECT is(aggcombinefn, 0::regproc, 'there is no combine function: ' || aggfnoid::regprocedure) FROM pg_aggregate WHERE aggfnoid::text ~ 'index_of_inequality';

-- The published figures.  The errors of rates are given on the scale of logarithms, those of proportions on that of logits.
\if :vectors
CREATE TEMP TABLE sii_sheet (record int, description text, area text, g1 text, g2 text, quantile int, population float8, n float8, value float8, valuetype int, lowercl float8, uppercl float8, se float8,
	confidence text, repetitions int, sii float8, rii float8, sl1 float8, su1 float8, rl1 float8, ru1 float8, sl2 float8, su2 float8, rl2 float8, ru2 float8, intercept float8);
\copy sii_sheet FROM PROGRAM 'cat "$VECTORS/statistics/sii_sheet.csv"' CSV HEADER
CREATE TEMP TABLE rows AS SELECT description, area, quantile, population AS people, value, CASE valuetype WHEN 1 THEN se * value WHEN 2 THEN se * value * (1 - value) ELSE se END AS se,
	CASE WHEN description ~ 'log transform' THEN 'log' WHEN description ~ 'logit transform' THEN 'logit' ELSE 'none' END AS transform,
	CASE WHEN description ~* ' with 98%' THEN 0.98 ELSE substring(confidence FROM '[0-9]+')::float8 / 100 END AS confidence,
	CASE WHEN description ~ 'x 100' THEN 100 WHEN description ~ 'x -100' THEN -100 WHEN description ~ 'negative multiplier' THEN -1 ELSE 1 END AS multiplier,
	sii, rii, sl1, su1, rl1, ru1, sl2, su2, rl2, ru2
FROM sii_sheet WHERE description !~ 'error handling|invalid';
CREATE TEMP TABLE results AS SELECT description, area, (s).value * multiplier AS s, (r).value ^ sign(multiplier) AS r,
	least((s).lower * multiplier, (s).upper * multiplier) sl, greatest((s).lower * multiplier, (s).upper * multiplier) su,
	least((r).lower ^ sign(multiplier), (r).upper ^ sign(multiplier)) rl, greatest((r).lower ^ sign(multiplier), (r).upper ^ sign(multiplier)) ru,
	(s98).lower sl98, (s98).upper su98, (r98).lower rl98, (r98).upper ru98, sii, rii, sl1, su1, rl1, ru1, sl2, su2, rl2, ru2
FROM (SELECT description, area, slope_index_of_inequality(value, se, people, confidence, transform ORDER BY quantile) s, relative_index_of_inequality(value, se, people, confidence, transform ORDER BY quantile) r,
	slope_index_of_inequality(value, se, people, CASE transform WHEN 'none' THEN 0.99 ELSE 0.98 END, transform ORDER BY quantile) s98,
	relative_index_of_inequality(value, se, people, CASE transform WHEN 'none' THEN 0.99 ELSE 0.98 END, transform ORDER BY quantile) r98,
	max(sii) sii, max(rii) rii, max(sl1) sl1, max(su1) su1, max(rl1) rl1, max(ru1) ru1, max(sl2) sl2, max(su2) su2, max(rl2) rl2, max(ru2) ru2, multiplier
	FROM rows GROUP BY description, area, multiplier) x;
SELECT is(count(*), 44::bigint, 'published indices') FROM results WHERE sii IS NOT NULL AND near(s, sii) AND (rii IS NULL OR near(r, rii));
SELECT is_empty('SELECT description, area FROM results WHERE description ~ ''missing'' AND s IS NOT NULL', 'no index where something is missing');
SELECT is_empty('SELECT description, area, s, sl, sl1, su, su1, r, rl, rl1, ru, ru1 FROM results WHERE abs(sl / sl1 - 1) > 0.05 OR abs(su / su1 - 1) > 0.05 OR abs(rl / rl1 - 1) > 0.05 OR abs(ru / ru1 - 1) > 0.05',
	'their simulated limits, about');
SELECT is_empty('SELECT description, area FROM results WHERE abs(sl98 / sl2 - 1) > 0.05 OR abs(su98 / su2 - 1) > 0.05 OR abs(rl98 / rl2 - 1) > 0.05 OR abs(ru98 / ru2 - 1) > 0.05',
	'the same at the second confidence');
\endif

SELECT * FROM finish();
ROLLBACK;

-- rate, proportion, byar_interval, mean_estimate: figures, limits, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

-- Small figures, worked by hand or from printed tables.
SELECT ok(near((r).upper, 3688.8794541139363), 'no event among 100: the upper limit is -ln(0.025)')
FROM crude_rate(0, 100) r;
SELECT is((crude_rate(0, 100)).lower, 0::float8, 'no event: the lower limit is 0');
SELECT ok(near((r).value, 5) AND near((r).lower, 1.62348639011842) AND near((r).upper, 11.668332079322669), 'exact below 10 events')
FROM crude_rate(5, 100, 100) r;
SELECT ok(near((r).lower, (b).lower) AND near((r).upper, (b).upper), 'Byar from 10 events')
FROM crude_rate(10, 1, 1) r, byar_interval(10) b;
SELECT ok(NOT near((r).lower, (b).lower, 1e-4), 'and not before')
FROM crude_rate(9.999, 1, 1) r, byar_interval(9.999) b;
SELECT ok((byar_interval(1, 0.998)).lower IS NULL AND near((byar_interval(1, 0.998)).upper, 9.362180217908362), 'Byar has no lower limit for one event at 99.8 %');
SELECT is((byar_interval(0)).lower, NULL, 'nor for none');
SELECT is(proportion(0, 50)::text, '(0,0,' || (proportion(0, 50)).upper || ')', 'none of 50');
SELECT is((proportion(50, 50)).upper, 1::float8, 'all of 50 is exactly all');
SELECT is((proportion(50, 50)).value, 1::float8, 'all of 50');
SELECT ok(near(1 - (proportion(12, 50)).lower, (proportion(38, 50)).upper), 'Wilson is symmetric');
SELECT ok(near((p).value, 65) AND near((p).lower, 55.25444329688797) AND near((p).upper, 73.635751756902465), 'a percentage')
FROM proportion(65, 100, 100) p;

-- Whatever the figures: the limits hold the value, grow with the confidence and never leave the possible.
SELECT is_empty($$SELECT x, n, c, p FROM (VALUES (0::float8), (0.3), (1), (9.99), (10), (437.5), (1e9)) e(x),
		(VALUES (1e9::float8), (2e9), (1e12), (1e15)) d(n), (VALUES (0.5::float8), (0.8), (0.95), (0.998), (0.9999)) o(c),
		proportion(x, n, 1, c) p, crude_rate(x, n, 1, c) r
	WHERE NOT ((p).lower <= (p).value AND (p).value <= (p).upper AND (p).lower >= 0 AND (p).upper <= 1
		AND (r).lower <= (r).value AND (r).value <= (r).upper AND (r).lower >= 0)$$, 'limits hold the value');
SELECT is_empty($$SELECT x, c FROM (VALUES (0::float8), (0.3), (1), (9.99), (10), (437.5), (1e9)) e(x), generate_series(0.5, 0.99, 0.01) c,
		crude_rate(x, 1, 1, c) a, crude_rate(x, 1, 1, c + 0.005) b, proportion(x, 1e10, 1, c) p, proportion(x, 1e10, 1, c + 0.005) q
	WHERE (b).lower > (a).lower OR (b).upper <= (a).upper OR (q).lower > (p).lower OR (q).upper <= (p).upper$$, 'more confidence, wider limits');

-- The exact limits keep what they promise: the tail of the Poisson distribution.
SELECT is_empty($$SELECT x FROM generate_series(0, 9) x, crude_rate(x, 1, 1, 0.9) r
	WHERE NOT near(0.05, (SELECT sum(exp(-(r).upper) * (r).upper ^ k / factorial(k)::float8) FROM generate_series(0, x) k), 1e-12)$$,
	'the upper limit has the count or fewer in its lower tail');

-- NULL and no answer.
SELECT is(crude_rate(NULL, 100), NULL, 'NULL events');
SELECT is(crude_rate(5, NULL), NULL, 'NULL people');
SELECT is(crude_rate(0, 0), NULL, 'no event among nobody');
SELECT is(proportion(NULL, 100), NULL, 'NULL of 100');
SELECT is(proportion(0, 0), NULL, 'none of none');

-- Refused.
-- Limits of very many people are not lost, and are those of fewer in proportion.
SELECT ok((p).value = 0.5 AND (p).lower = 0.5 AND (p).upper = 0.5, 'half of very many') FROM (SELECT proportion(5e307, 1e308) p) s;
SELECT is_empty($$SELECT e FROM generate_series(0, 308) e WHERE (proportion(3 * 10::float8 ^ (e - 1), 10::float8 ^ e)).lower IS NULL OR (proportion(3 * 10::float8 ^ (e - 1), 10::float8 ^ e)).upper IS NULL$$, 'limits of any number of people');
SELECT is_empty($$SELECT e FROM generate_series(-300, 300, 10) e, crude_rate(10::float8 ^ e, 1) r WHERE r.upper IS NULL OR r.lower IS NULL$$, 'nor those of a rate');

-- ratio_estimate. By hand: (2 of 4), (2 of 2), (3 of 6) are 7 of 12.
SELECT ok(near((r).value, 7 / 12.0::float8) AND near(((r).upper - (r).lower) / 2, 4.302652729749464 * sqrt(1.5 * (1 / 9.0 + 25 / 36.0 + 1 / 4.0)) / 12, 1e-9), 'a ratio by hand')
FROM (SELECT ratio_estimate(k, v) AS r FROM (VALUES (2, 4), (2, 2), (3, 6)) s(k, v)) t;
SELECT results_eq('SELECT (ratio_estimate(3, 4)).*', 'SELECT 0.75::float8, NULL::float8, NULL::float8', 'one person');
SELECT is(ratio_estimate(0, 0), NULL, 'nothing to divide by') FROM generate_series(1, 3);
SELECT is(ratio_estimate(1, v), NULL, 'no person') FROM unnest('{}'::float8[]) v;
SELECT ok((r).lower = (r).value AND (r).upper = (r).value, 'everybody has the same ratio') FROM (SELECT ratio_estimate(i, 3 * i) AS r FROM generate_series(1, 1000) i) s;
SELECT ok(near((r).lower * 10, (m).lower, 1e-9) AND near((r).upper * 10, (m).upper, 1e-9), 'of equal denominators it is a mean')
FROM (SELECT ratio_estimate(i % 7, 10, 0.998) AS r, mean_estimate(i % 7, 0.998) AS m FROM generate_series(1, 30) i) s;
SELECT throws_ok('SELECT ratio_estimate(1, -1)', '22003', 'denominator must be a finite number that is not negative, not -1', 'negative denominator');
SELECT throws_ok($$SELECT ratio_estimate('NaN', 1)$$, '22003', 'numerator must be a finite number, not NaN', 'NaN as numerator');
SELECT throws_ok('SELECT ratio_estimate(1, 1, 0.9 + i / 100.0) FROM generate_series(1, 2) i', '22023', 'confidence must be the same in all rows of a group, not 0.91 and 0.92', 'a confidence that changes');
\if :vectors
CREATE TEMP TABLE visits (practice text, patient int, visits float8, usual float8);
\copy visits FROM PROGRAM 'cat "$VECTORS/uncertainty/clustered_mean_input.csv"' CSV HEADER
CREATE TEMP TABLE clustered (practice text, patients int, mean_upc float8, mean_upc_se float8, share_of_visits float8, se float8, wilson_se float8, design_effect float8);
\copy clustered FROM PROGRAM 'cat "$VECTORS/uncertainty/clustered_mean_expected.csv"' CSV HEADER
-- Both intervals have the same quantile, so their widths are as their standard errors.
SELECT is(count(*), (SELECT count(*) FROM clustered), 'published shares of visits, and means of indices')
FROM (SELECT practice, ratio_estimate(usual, visits) AS r, mean_estimate(usual / visits) AS m FROM visits GROUP BY practice) o JOIN clustered c USING (practice)
WHERE near((r).value, share_of_visits, 1e-9) AND near((m).value, mean_upc, 1e-9) AND near(((r).upper - (r).lower) / ((m).upper - (m).lower), se / mean_upc_se, 1e-9);
\endif

SELECT throws_ok('SELECT crude_rate(1, 0)', '22023', '1 events among 0 people', 'an event among nobody');
SELECT throws_ok('SELECT crude_rate(-1, 10)', '22003', 'events must be a finite number that is not negative, not -1', 'negative events');
SELECT throws_ok('SELECT crude_rate(1, -10)', '22003', NULL, 'negative people');
SELECT throws_ok($$SELECT crude_rate('NaN', 10)$$, '22003', NULL, 'NaN events');
SELECT throws_ok($$SELECT crude_rate(1, 'Infinity')$$, '22003', NULL, 'infinitely many people');
SELECT throws_ok('SELECT crude_rate(1, 10, 0)', '22023', 'multiplier must be a finite number above 0, not 0', 'multiplier 0');
SELECT throws_ok($$SELECT proportion(1, 10, 'NaN')$$, '22023', NULL, 'multiplier NaN');
SELECT throws_ok('SELECT proportion(11, 10)', '22023', 'a proportion cannot have more events than people: 11 of 10', 'more events than people');
SELECT throws_ok('SELECT crude_rate(1, 10, 1, ' || c || ')', '22023', 'confidence must be from 0.5 to 0.9999, not ' || c, 'confidence ' || c)
FROM unnest(ARRAY['0.49', '0.99991', '95', '0', '-0.95']) c;
SELECT throws_ok($$SELECT proportion(1, 10, 1, 'NaN')$$, '22023', NULL, 'confidence NaN');
SELECT throws_ok('SELECT crude_rate(1e300, 1e-300)', '22003', 'the result is out of range', 'a result beyond a double');

-- Means.
SELECT ok(near((m).value, 3) AND near((m).lower, 3 - 2.7764451051977987 * sqrt(0.5)) AND near((m).upper, 3 + 2.7764451051977987 * sqrt(0.5)), 'mean of 1 to 5')
FROM (SELECT mean_estimate(x) m FROM generate_series(1, 5) x) s;
SELECT ok((m).value = 7 AND (m).lower IS NULL AND (m).upper IS NULL, 'one value has a mean and no limits')
FROM (SELECT mean_estimate(x) m FROM (VALUES (7), (NULL)) v(x)) s;
SELECT is(mean_estimate(x), NULL, 'no row') FROM generate_series(1, 0) x;
SELECT is(mean_estimate(x), NULL, 'only NULL') FROM (VALUES (NULL::float8), (NULL)) v(x);
SELECT is(mean_estimate(x, 0.9)::text, '(0.1,0.1,0.1)', 'a constant has no spread') FROM (SELECT 0.1::float8 AS x FROM generate_series(1, 1001)) s;
SELECT ok(near((m).upper - (m).value, 2.7764451051977987 * sqrt(0.5), 1e-6), 'a small spread far from zero')
FROM (SELECT mean_estimate(1e9 + x) m FROM generate_series(1, 5) x) s;
SELECT is(mean_estimate(x / 7)::text, '(0.3,0.3,0.3)', 'nor has a constant of many rows') FROM (SELECT 2.1::float8 AS x FROM generate_series(1, 300000)) s;
SELECT is(mean_estimate(252.4783859)::text, '(252.4783859,252.4783859,252.4783859)', 'nor one that rounding meets') FROM generate_series(1, 10000);
SELECT is(round(((m).upper - (m).value)::numeric, 2), 2.50, 'a spread of 1 at a million thousand millions') FROM (SELECT mean_estimate(x) m FROM unnest(ARRAY[1e15, 1e15 + 1, 1e15 + 2]) x) s;
SELECT ok((m).upper > (m).value, 'many large figures that differ') FROM (SELECT mean_estimate(1e13 + i % 2) m FROM generate_series(1, 100000) i) s;
SELECT throws_ok($$SELECT mean_estimate(x) FROM (VALUES (1), ('Infinity'::float8)) v(x)$$, '22003', NULL, 'infinity has no mean');
SELECT throws_ok($$SELECT mean_estimate(x, c) FROM (VALUES (1, 0.9), (2, 0.95)) v(x, c)$$, '22023',
	'confidence must be the same in all rows of a group, not 0.9 and 0.95', 'two confidences');
SELECT throws_ok($$SELECT mean_estimate(x, 2) FROM (VALUES (1)) v(x)$$, '22023', NULL, 'confidence 2');
SELECT throws_ok($$SELECT mean_estimate_transition(NULL::exact_sums, 1)$$, '0A000', NULL, 'the parts of an aggregate cannot be called by themselves');
SELECT throws_ok($$SELECT mean_estimate_final('{1,2}'::double precision[])$$, '22023', 'the state of this aggregate is an array of 6 numbers', 'nor read what is no state');

CREATE TEMP TABLE fractions AS SELECT i % 7 AS part, 1 / (1 + i)::float8 * (-1) ^ i * 10 ^ (i % 13) AS x FROM generate_series(1, 20000) i;
SELECT is((SELECT mean_estimate(x ORDER BY x)::text FROM fractions), (SELECT mean_estimate(x ORDER BY abs(x) DESC)::text FROM fractions), 'a mean does not depend on the order of its rows');
SELECT results_eq('SELECT part, mean_estimate(x)::text FROM fractions GROUP BY GROUPING SETS ((part), ()) ORDER BY 1',
	'SELECT * FROM (SELECT part, mean_estimate(x)::text FROM fractions GROUP BY part UNION ALL SELECT NULL, mean_estimate(x)::text FROM fractions) u ORDER BY 1', 'grouping sets');
CREATE TABLE parted (part int, x float8) PARTITION BY HASH (x);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT * FROM fractions;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT results_eq('SELECT part, mean_estimate(x, 0.9)::text FROM parted GROUP BY part ORDER BY 1', 'SELECT part, mean_estimate(x, 0.9)::text FROM fractions GROUP BY part ORDER BY 1', 'the partitions do not matter');
SELECT throws_ok('SELECT mean_estimate(x, CASE WHEN x < 0 THEN 0.9 ELSE 0.8 END) FROM parted', '22023', NULL, 'confidences that differ');
SELECT results_eq('SELECT (mean_estimate(x) OVER (ORDER BY part))::text FROM fractions WHERE part < 2 ORDER BY part',
	'SELECT m FROM (SELECT 0 AS part, mean_estimate(x)::text m FROM fractions WHERE part = 0 UNION ALL SELECT 1, mean_estimate(x)::text FROM fractions WHERE part < 2) s JOIN fractions USING (part) ORDER BY part', 'as a window function');

-- The published figures.
\if :vectors
CREATE TEMP TABLE sheet (area text, events float8, people float8, estimate float8, lower95 float8, upper95 float8, lower998 float8, upper998 float8,
	statistic text, method text, multiplier float8);
\copy sheet FROM PROGRAM 'cat "$VECTORS/statistics/sheet_rate.csv"' CSV HEADER
SELECT is(count(*), 20::bigint, 'published rates') FROM sheet, crude_rate(events, people, multiplier) r, crude_rate(events, people, multiplier, 0.998) s
WHERE near((r).value, estimate) AND near((r).lower, lower95) AND near((r).upper, upper95) AND near((s).lower, lower998) AND near((s).upper, upper998);
TRUNCATE sheet;
\copy sheet FROM PROGRAM 'cat "$VECTORS/statistics/sheet_proportion.csv"' CSV HEADER
SELECT is(count(*), 19::bigint, 'published proportions') FROM sheet, proportion(events, people, multiplier) r, proportion(events, people, multiplier, 0.998) s
WHERE near((r).value, estimate) AND near((r).lower, lower95) AND near((r).upper, upper95) AND near((s).lower, lower998) AND near((s).upper, upper998);
CREATE TEMP TABLE grouped (area text, events float8, people float8, estimate float8, l float8, u float8, confidence text, statistic text, method text, multiplier float8);
\copy grouped FROM PROGRAM 'cat "$VECTORS/statistics/sheet_rate_grouped.csv"' CSV HEADER
SELECT is(count(*), 12::bigint, 'published rates of groups') FROM grouped, crude_rate(events, people, multiplier) r
WHERE near((r).value, estimate) AND near((r).lower, l) AND near((r).upper, u);
TRUNCATE grouped;
\copy grouped FROM PROGRAM 'cat "$VECTORS/statistics/sheet_proportion_grouped.csv"' CSV HEADER
SELECT is(count(*), 11::bigint, 'published proportions of groups') FROM grouped, proportion(events, people, multiplier) r
WHERE near((r).value, estimate) AND near((r).lower, l) AND near((r).upper, u);
CREATE TEMP TABLE limits (x float8, n float8, l float8, u float8, confidence text, method text);
\copy limits FROM PROGRAM 'cat "$VECTORS/statistics/sheet_byars_wilson.csv"' CSV HEADER
SELECT is(count(*), 13::bigint, 'published limits of Byar and of Wilson')
FROM limits l, CAST(rtrim(confidence, '%')::float8 / 100 AS float8) c,
	LATERAL (SELECT (byar_interval(x, c)).* WHERE n IS NULL UNION ALL SELECT (proportion(x, n, 1, c)).* WHERE n IS NOT NULL) r
WHERE near(r.lower, l.l) AND near(r.upper, l.u);
CREATE TEMP TABLE measured (area text, x float8);
\copy measured FROM PROGRAM 'cat "$VECTORS/statistics/mean_input.csv"' CSV HEADER
CREATE TEMP TABLE means (area text, value_sum float8, value_count float8, stdev float8, estimate float8, lower95 float8, upper95 float8, lower998 float8, upper998 float8,
	statistic text, method text);
\copy means FROM PROGRAM 'cat "$VECTORS/statistics/sheet_mean.csv"' CSV HEADER
SELECT is(count(*), 3::bigint, 'published means')
FROM means s JOIN (SELECT coalesce(area, 'No grouping') AS area, mean_estimate(x) a, mean_estimate(x, 0.998) b FROM measured GROUP BY ROLLUP (area)) m USING (area)
WHERE near((a).value, estimate) AND near((a).lower, lower95) AND near((a).upper, upper95) AND near((b).lower, lower998) AND near((b).upper, upper998);
\endif

SELECT * FROM finish();
ROLLBACK;

-- directly_standardised_rate, indirectly_standardised_ratio, indirectly_standardised_rate.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

CREATE TABLE strata (place text, events float8, people float8, standard float8, reference_events float8, reference_people float8);
INSERT INTO strata VALUES
	('A', 10, 1000, 3000, 40, 5000), ('A', 30, 2000, 2000, 90, 4000),
	('B', 9, 1000, 3000, 40, 5000), ('B', 0, 2000, 2000, 90, 4000),
	('C', NULL, 1000, 3000, 40, 5000), ('C', 50, 2000, 2000, 90, 4000);

-- By hand: A is (3000 * 0.010 + 2000 * 0.015) / 5000 = 0.012, and 8 + 45 = 53 events are expected.
SELECT results_eq('SELECT place, (directly_standardised_rate(events, people, standard)).value FROM strata GROUP BY place ORDER BY place',
	$$VALUES ('A', 1200::float8), ('B', NULL), ('C', NULL)$$, 'a rate; fewer than 10 events; a count not known');
SELECT is((directly_standardised_rate(events, people, standard)), NULL, 'no answer is a plain NULL') FROM strata WHERE place = 'B';
SELECT results_eq('SELECT place, (indirectly_standardised_ratio(events, people, reference_events, reference_people)).value FROM strata GROUP BY place ORDER BY place',
	'SELECT * FROM (VALUES (''A'', 40 / 53::float8), (''B'', 9 / 53::float8), (''C'', NULL)) v', 'observed over expected');
SELECT ok(near((directly_standardised_rate(events, people, standard)).upper,
		1e5 * (0.012 + sqrt((10 * 3 ^ 2 + 30 * 1 ^ 2) / 40) / 5000 * ((byar_interval(40)).upper - 40))), 'Dobson''s limit by hand')
FROM strata WHERE place = 'A';
SELECT ok(near((indirectly_standardised_ratio(events, people, reference_events, reference_people)).lower, (crude_rate(9, 53, 1)).lower), 'exact limits below 10 events')
FROM strata WHERE place = 'B';
SELECT ok(near((indirectly_standardised_rate(events, people, reference_events, reference_people)).value, 40 / 53.0 * 130 / 9000 * 1e5), 'the rate is the ratio times the rate of the reference')
FROM strata WHERE place = 'A';

-- Multiplier and confidence.
SELECT ok(near((a).value, 12) AND near((b).upper, (a).upper) AND (c).upper > (b).upper, 'multiplier and confidence')
FROM (SELECT directly_standardised_rate(events, people, standard, 1000) a, directly_standardised_rate(events, people, standard, 1000, 0.95) b,
	directly_standardised_rate(events, people, standard, 1000, 0.9999) c FROM strata WHERE place = 'A') s;
SELECT ok(near((a).value, 4000 / 53.0) AND near((b).value, 400 / 53.0) AND (b).lower > (a).lower / 10, 'multiplier and confidence of a ratio')
FROM (SELECT indirectly_standardised_ratio(events, people, reference_events, reference_people, 100) a,
	indirectly_standardised_ratio(events, people, reference_events, reference_people, 10, 0.5) b FROM strata WHERE place = 'A') s;
SELECT is((directly_standardised_rate(events, people, standard, NULL, 0.9)), NULL, 'NULL multiplier') FROM strata WHERE place = 'A';
SELECT throws_ok('SELECT directly_standardised_rate(events, people, standard, -1) FROM strata', '22023', 'multiplier must be a finite number above 0, not -1', 'negative multiplier');
SELECT throws_ok('SELECT directly_standardised_rate(events, people, standard, 1, 95) FROM strata', '22023', 'confidence must be from 0.5 to 0.9999, not 95', 'confidence in per cent');
SELECT throws_ok('SELECT indirectly_standardised_rate(events, people, 1, 1, 1, people / 2001) FROM strata', '22023', NULL, 'a confidence that changes');
SELECT throws_ok('SELECT directly_standardised_rate(events, people, standard, people) FROM strata', '22023',
	'multiplier must be the same in all rows of a group, not 1000 and 2000', 'a multiplier that changes');

-- Edges.
SELECT is(directly_standardised_rate(events, people, standard), NULL, 'no row') FROM strata WHERE false;
SELECT is(directly_standardised_rate(e, p, s), NULL, 'a stratum with a weight and nobody in it has no rate') FROM (VALUES (20, 100, 1), (0, 0, 1)) v(e, p, s);
SELECT ok(near((directly_standardised_rate(e, p, s, 1)).value, 0.2), 'without a weight it does not matter') FROM (VALUES (20, 100, 1), (0, 0, 0)) v(e, p, s);
SELECT is(directly_standardised_rate(20, 100, 0), NULL, 'nothing weighs anything');
SELECT ok(near((directly_standardised_rate(e, 100, 1, 1)).value, 0.1), '10 events are enough') FROM (VALUES (9.5), (10.5)) v(e);
SELECT is(directly_standardised_rate(e, 100, 1, 1), NULL, 'a little less is not') FROM (VALUES (9.5), (0.4)) v(e);
SELECT is(indirectly_standardised_ratio(5, 100, 0, 100), NULL, 'nothing expected');
SELECT is(indirectly_standardised_rate(5, 0, 10, 100), NULL, 'nobody, so nothing expected');
SELECT is(indirectly_standardised_rate(0, 0, 0, 0), NULL, 'nobody anywhere');
SELECT is((indirectly_standardised_ratio(0, 100, 10, 100)).lower, 0::float8, 'no event');
SELECT throws_ok('SELECT directly_standardised_rate(1, 0, 1)', '22023', '1 events among 0 people', 'an event among nobody');
SELECT throws_ok('SELECT directly_standardised_rate(-1, 1, 1)', '22003', 'events must be a finite number that is not negative, not -1', 'negative events');
SELECT throws_ok('SELECT directly_standardised_rate(1, -2, 1)', '22003', 'people must be a finite number that is not negative, not -2', 'negative people');
SELECT throws_ok($$SELECT directly_standardised_rate(1, 2, 'NaN')$$, '22003', 'standard_people must be a finite number that is not negative, not NaN', 'a weight that is no number');
SELECT throws_ok('SELECT indirectly_standardised_ratio(1, 1, 1, 0)', '22023', NULL, 'an event among nobody in the reference');
SELECT throws_ok($$SELECT indirectly_standardised_ratio(1, 'Infinity', 1, 1)$$, '22003', NULL, 'infinitely many people');
SELECT throws_ok('SELECT directly_standardised_rate(1e308, 1e-308, 1e308)', '22003', 'the result is out of range', 'beyond a double');
SELECT throws_ok('SELECT directly_standardised_rate_final(''{1}''::double precision[])', '22023', 'the state of this aggregate is an array of 11 numbers', 'a state that is none');
SELECT throws_ok('SELECT directly_standardised_rate_final(''{1,1,1,1,1,1,1,1,1,1,NULL}''::double precision[])', '22023', NULL, 'a state with a NULL');
SELECT throws_ok('SELECT directly_standardised_rate_final(array_fill(1e308::float8, ARRAY[11]))', '22023', NULL, 'a state with impossible options');
SELECT throws_ok('SELECT directly_standardised_rate_combine(array_fill(1::float8, ARRAY[11]), array_fill(1::float8, ARRAY[11]))', '0A000', NULL, 'the parts of an aggregate cannot be called by themselves');

-- The same however the rows come, and however many workers share them.
CREATE TABLE many AS
SELECT i % 50 AS place, i % 19 AS age, (i * 7919) % 23 AS events, 100 + (i::bigint * 104729) % 991 AS people, 1 + (i % 19) * 1.1::float8 AS standard
FROM generate_series(1, 40000) i;
CREATE TABLE answers AS SELECT place, directly_standardised_rate(events, people, standard)::text AS d, indirectly_standardised_ratio(events, people, age + 1, standard)::text AS i
FROM many GROUP BY ROLLUP (place);
SELECT results_eq('SELECT * FROM answers ORDER BY place', 'SELECT place, directly_standardised_rate(events, people, standard ORDER BY people, events, age)::text,
	indirectly_standardised_ratio(events, people, age + 1, standard ORDER BY age, events, people)::text FROM many GROUP BY ROLLUP (place) ORDER BY place', 'the order of the rows does not matter');
\ir ../workers.psql
ALTER TABLE many SET (parallel_workers = 4);
SELECT ok(plan_of('SELECT place, directly_standardised_rate(events, people, standard) FROM many GROUP BY place') ~ 'Partial', 'workers share the rows');
-- (A cursor gets no workers, so the answers go into tables first.)
CREATE TABLE by_workers AS SELECT place, directly_standardised_rate(events, people, standard)::text AS d, indirectly_standardised_ratio(events, people, age + 1, standard)::text AS i
FROM many GROUP BY place UNION ALL SELECT NULL, directly_standardised_rate(events, people, standard)::text, indirectly_standardised_ratio(events, people, age + 1, standard)::text FROM many;
SELECT results_eq('SELECT * FROM by_workers ORDER BY place', 'SELECT * FROM answers ORDER BY place', 'the workers do not matter');
CREATE TABLE parted (LIKE many) PARTITION BY HASH (age);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parted SELECT * FROM many;
SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT ok(plan_of('SELECT place, directly_standardised_rate(events, people, standard) FROM parted GROUP BY place') ~ 'Partial', 'each partition gives a part');
SELECT results_eq('SELECT place, directly_standardised_rate(events, people, standard)::text AS d, indirectly_standardised_ratio(events, people, age + 1, standard)::text FROM parted GROUP BY place ORDER BY place',
	'SELECT * FROM answers WHERE place IS NOT NULL ORDER BY place', 'the partitions do not matter');
SELECT is_empty('SELECT k FROM generate_series(0, 18) k WHERE (SELECT directly_standardised_rate(events, CASE WHEN age = k THEN NULL ELSE people END, standard) FROM parted) IS NOT NULL', 'one NULL in any partition');
SELECT throws_ok('SELECT directly_standardised_rate(events, people, standard, CASE WHEN age < 10 THEN 1 ELSE 2 END) FROM parted', '22023', NULL, 'multipliers that differ');
SELECT results_eq('SELECT place, directly_standardised_rate(events, people, standard) FILTER (WHERE place < 2) IS NULL FROM many WHERE place IN (1, 2) GROUP BY place ORDER BY place',
	'VALUES (1, false), (2, true)', 'a filter that empties a group');
SELECT is(directly_standardised_rate(events, CASE WHEN place = 3 THEN NULL ELSE people END, standard), NULL, 'one NULL among all workers'' rows') FROM many;

-- The published figures.
\if :vectors
CREATE TABLE dsr_input (suite text, area text, ageband text, x float8, n float8, w float8);
\copy dsr_input FROM PROGRAM 'cat "$VECTORS/statistics/dsr_input.csv"' CSV HEADER
CREATE TABLE dsr_sheet (row serial, area text, total_count float8, total_pop float8, estimate float8, lower95 float8, upper95 float8, lower998 float8, upper998 float8, statistic text, method text);
\copy dsr_sheet (area, total_count, total_pop, estimate, lower95, upper95, lower998, upper998, statistic, method) FROM PROGRAM 'cat "$VECTORS/statistics/sheet_dsr.csv"' CSV HEADER
-- The 99.8 % limits of testdata_1976 are printed about ten times too large.
SELECT is(count(*), 8::bigint, 'published directly standardised rates')
FROM dsr_sheet s, LATERAL (SELECT CASE WHEN row <= 4 THEN 10000 ELSE 100000 END AS multiplier) k,
	LATERAL (SELECT directly_standardised_rate(x, n, w, multiplier) a, directly_standardised_rate(x, n, w, multiplier, 0.998) b
		FROM dsr_input i WHERE i.area = s.area AND suite IN ('multiarea', 'esp1976')) r
WHERE method = 'Dobson' AND near((a).value, estimate) AND near((a).lower, lower95) AND near((a).upper, upper95)
	AND (s.area = 'testdata_1976' OR near((b).lower, lower998) AND near((b).upper, upper998));
SELECT results_eq($$SELECT suite, directly_standardised_rate(x, n, w) IS NULL FROM dsr_input WHERE suite NOT IN ('multiarea', 'esp1976') GROUP BY suite ORDER BY suite$$,
	$$VALUES ('exactly0', true), ('exactly10', true), ('na_counts', true), ('under75_bands', false)$$, 'unknown counts and few events have no rate');
SELECT is((directly_standardised_rate(coalesce(x, 0), n, w)) IS NULL, false, 'exactly ten events do') FROM dsr_input WHERE suite = 'exactly10';
CREATE TABLE isr_input (suite text, area text, ageband text, x float8, n float8, rx float8, rn float8);
\copy isr_input FROM PROGRAM 'cat "$VECTORS/statistics/isr_input.csv"' CSV HEADER
CREATE TABLE isr_sheet (area text, observed float8, expected float8, ref_rate float8, estimate float8, lower95 float8, upper95 float8, lower998 float8, upper998 float8, statistic text, method text);
\copy isr_sheet FROM PROGRAM 'cat "$VECTORS/statistics/sheet_isr.csv"' CSV HEADER
SELECT is(count(*), 16::bigint, 'published indirectly standardised ratios and rates')
FROM isr_sheet s, LATERAL (SELECT substring(statistic FROM '[0-9]+$')::float8 AS multiplier, statistic LIKE '%ratio%' AS ratio) k,
	-- The published figures take an unknown stratum of testdata_tiny for an empty one.
	LATERAL (SELECT CASE WHEN ratio THEN indirectly_standardised_ratio(x, n, rx, rn, multiplier) ELSE indirectly_standardised_rate(x, n, rx, rn, multiplier) END a,
			CASE WHEN ratio THEN indirectly_standardised_ratio(x, n, rx, rn, multiplier, 0.998) ELSE indirectly_standardised_rate(x, n, rx, rn, multiplier, 0.998) END b
		FROM (SELECT suite, area, coalesce(x, 0) AS x, coalesce(n, 0) AS n, coalesce(rx, 0) AS rx, rn FROM isr_input) i WHERE i.area = s.area AND suite IN ('ownref', 'zero_population') AND NOT (suite = 'zero_population' AND s.area NOT LIKE 'Area%')) r
WHERE near((a).value, estimate) AND near((a).lower, lower95) AND near((a).upper, upper95)
	AND (lower998 IS NULL OR near((b).lower, lower998) AND near((b).upper, upper998));
SELECT is(indirectly_standardised_ratio(x, n, rx, rn), NULL, 'unknown counts have no ratio') FROM isr_input WHERE suite = 'na_inputs';
\endif

SELECT * FROM finish();
ROLLBACK;

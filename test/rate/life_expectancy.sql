-- life_expectancy, life_table.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand: one open band with one death a year for 50 people.
SELECT is(life_expectancy(0, 200, 10000)::text, (SELECT array_agg(ROW(50, 50 - 1.959963984540054 * 50 / sqrt(200), 50 + 1.959963984540054 * 50 / sqrt(200))::interval_estimate)::text),
	'one band: people for each death');
-- Two bands: 10 years in which 0.01 die a year, then 0.1 a year.  q = 0.1 / 1.05, e(10) = 10, e(0) = (1 - q) 20 + q 5.
CREATE TEMP TABLE two AS SELECT * FROM (VALUES (0, 60, 6000), (10, 600, 6000)) v(age, deaths, people);
SELECT ok(near((l[1]).value, 20 - 15 * 0.1 / 1.05, 1e-12) AND near((l[2]).value, 10, 1e-12), 'two bands by hand') FROM (SELECT life_expectancy(age, deaths, people) l FROM two) s;
SELECT ok(near(((l[1]).upper - (l[1]).lower) / 2 / 1.959963984540054, sqrt((1 - q) ^ 2 * 100 / 600 + 15 ^ 2 * q ^ 2 * (1 - q) / 60), 1e-12), 'their variance by hand')
FROM (SELECT life_expectancy(age, deaths, people) l, 0.1 / 1.05 AS q FROM two) s;
SELECT ok(near(((b[1]).upper - (b[1]).lower) / ((a[1]).upper - (a[1]).lower), 3.0902323061678132 / 1.959963984540054, 1e-12), 'another confidence')
FROM (SELECT life_expectancy(age, deaths, people) a, life_expectancy(age, deaths, people, 0.998) b FROM two) s;
SELECT results_eq('SELECT (t).age_from, (t).deaths, (t).people, round((t).survivors), round((t).years_lived), (t).value = (e).value AND (t).lower = (e).lower AND (t).upper = (e).upper
		FROM (SELECT unnest(life_table(age, deaths, people)) t, unnest(life_expectancy(age, deaths, people)) e FROM two) s',
	'VALUES (0::float8, 60::float8, 6000::float8, 100000::float8, 952381::float8, true), (10, 600, 6000, 90476, 904762, true)', 'the table behind it');
SELECT ok(near(sum((t).years_lived) / 1e5, max((t).value)), 'the years lived by all are the expectancy at birth') FROM (SELECT unnest(life_table(age, deaths, people)) t FROM two) s;
SELECT ok(near(((life_expectancy(age, deaths, people))[1]).value, 1 * (1 - 0.9 * 0.01 / 1.009) + (1 - 0.01 / 1.009) * 20, 1e-12), 'infants who die live a tenth of the year')
FROM (VALUES (0, 60, 6000), (1, 300, 6000)) v(age, deaths, people);

-- Bands in any order and in parts are the same table.
SELECT is((SELECT life_table(age, deaths, people ORDER BY age DESC) FROM two), (SELECT life_table(age, deaths, people) FROM two), 'bands in another order');
SELECT is((SELECT life_table(age, deaths / 2, people / 2) FROM two, generate_series(1, 2)), (SELECT life_table(age, deaths, people) FROM two), 'bands in parts');
SELECT is(array_length(life_expectancy(i, 1 + i, 1000), 1), 111, 'single years of age') FROM generate_series(0, 110) i;

-- No answer.
SELECT is(life_expectancy(age, deaths, people), NULL, 'no band') FROM two WHERE false;
SELECT is(life_expectancy(age, NULLIF(deaths, 60), people), NULL, 'deaths not known') FROM two;
SELECT is(life_expectancy(age, deaths, people, NULL), NULL, 'NULL confidence') FROM two;
SELECT is(life_expectancy(age, deaths, people / 3), NULL, 'fewer than 5,000 people') FROM two;
SELECT is(life_expectancy(age, CASE age WHEN 0 THEN 6001 ELSE 1 END, people), NULL, 'more deaths than people') FROM two;
SELECT is(life_expectancy(age, 0, CASE age WHEN 0 THEN 0 ELSE people END), NULL, 'a band with nobody') FROM two;
SELECT is(life_expectancy(age, CASE age WHEN 0 THEN 1 ELSE 0 END, people), NULL, 'nobody dies in the last band') FROM two;
SELECT ok((e[1]).value IS NOT NULL AND e[2] IS NULL, 'an age that nobody reaches') FROM (SELECT life_expectancy(age, people, people) e FROM two) s;
SELECT ok((e[2]).value IS NULL AND (e[2]).lower IS NULL AND (e[2]).upper IS NULL, 'an interval below 0 hides value and limits') FROM (SELECT life_expectancy(age, CASE age WHEN 0 THEN 60 ELSE 1 END, people) e FROM two) s;
SELECT ok((t[2]).value IS NULL AND (t[2]).lower IS NULL AND (t[2]).upper IS NULL AND (t[2]).survivors > 0, 'also in the table') FROM (SELECT life_table(age, CASE age WHEN 0 THEN 60 ELSE 1 END, people) t FROM two) s;
-- One open band with d deaths of 5000: 5000 / d years, and 1.96 / sqrt(d) of them to each side: 17.9 for 67, 9.8 for 100.
SELECT ok(NOT EXISTS (SELECT FROM (SELECT e[1] AS x FROM (SELECT life_expectancy(0, 67, 5000) AS e) s) s WHERE (x).value IS NOT NULL OR (x).lower IS NOT NULL OR (x).upper IS NOT NULL), 'a half-width of 17.9 years hides both');
SELECT ok((e[1]).value > 0 AND (e[1]).lower > 0 AND (e[1]).upper > 0, 'one of 9.8 years hides neither') FROM (SELECT life_expectancy(0, 100, 5000) e) s;
SELECT is(life_expectancy(0, 100, 5000, 0.998) IS NULL OR (life_expectancy(0, 100, 5000, 0.998))[1].value IS NULL, false, 'whatever the confidence asked for');

-- Refused.
SELECT throws_ok('SELECT life_expectancy(0, -5, 10)', '22003', 'deaths must be a finite number that is not negative, not -5', 'negative deaths');
SELECT throws_ok('SELECT life_expectancy(-1, 5, 10)', '22003', NULL, 'negative age');
SELECT throws_ok($$SELECT life_expectancy('NaN', 5, 10)$$, '22003', NULL, 'NaN age');
SELECT throws_ok($$SELECT life_expectancy(0, 5, 'Infinity')$$, '22003', NULL, 'infinitely many people');
SELECT throws_ok('SELECT life_expectancy(0, 5, 10, 1)', '22023', NULL, 'confidence 1');
SELECT throws_ok('SELECT life_expectancy(i, 5, 10, 0.9 + i / 100.0) FROM generate_series(1, 2) i', '22023', NULL, 'a confidence that changes');
SELECT throws_ok('SELECT life_expectancy(i, 5, 10) FROM generate_series(1, 1001) i', '54000', NULL, 'more bands than a life has');
SELECT throws_ok('SELECT life_table_final(' || quote_literal(s) || '::double precision[])', '22023', NULL, 'no state: ' || s) FROM unnest(ARRAY['{}', '{0.95}', '{0.95,0,1}', '{0.95,0,1,2,NULL}', '{{0.95,0}}', '{0.95,0,5,1,10000,5,1,10000}', '{7,0,5,10,10000}']) s;

-- The same with workers.
CREATE TABLE bands AS SELECT i % 30 AS area, i % 20 * 5 AS age, (i % 20) * 2 + i % 3 AS deaths, 400 + i % 71 AS people FROM generate_series(1, 30000) i;
CREATE TABLE expected AS SELECT area, life_table(age, deaths, people) t FROM bands GROUP BY ROLLUP (area);
\ir ../workers.psql
ALTER TABLE bands SET (parallel_workers = 4);
SELECT ok(plan_of('SELECT area, life_table(age, deaths, people) FROM bands GROUP BY area') ~ 'Partial', 'workers share the rows');
-- (A cursor gets no workers, so the answers go into a table first.)
CREATE TABLE by_workers AS SELECT area, life_table(age, deaths, people) t FROM bands GROUP BY area UNION ALL SELECT NULL, life_table(age, deaths, people) FROM bands;
SELECT results_eq('SELECT * FROM by_workers ORDER BY 1', 'SELECT * FROM expected ORDER BY 1', 'the workers do not matter');
CREATE TABLE parted (LIKE bands) PARTITION BY HASH (people);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT * FROM bands;
SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT ok(plan_of('SELECT area, life_table(age, deaths, people) FROM parted GROUP BY area') ~ 'Partial', 'each partition gives a part');
SELECT results_eq('SELECT area, life_table(age, deaths, people) FROM parted GROUP BY area ORDER BY 1', 'SELECT * FROM expected WHERE area IS NOT NULL ORDER BY 1', 'the partitions do not matter');
SELECT is(life_table(age, CASE WHEN area = 3 THEN NULL ELSE deaths END, people), NULL, 'one NULL among all partitions'' rows') FROM parted;

-- The published figures.
\if :vectors
CREATE TEMP TABLE le_input (suite text, age float8, people float8, deaths float8);
\copy le_input FROM PROGRAM 'cat "$VECTORS/statistics/life_expectancy_input.csv"' CSV HEADER
CREATE TEMP TABLE le (suite text, age float8, confidence float8, estimate float8, l float8, u float8, people float8, deaths float8, statistic text, method text);
\copy le FROM PROGRAM 'cat "$VECTORS/statistics/life_expectancy_expected.csv"' CSV HEADER
CREATE TEMP TABLE tables AS SELECT suite, confidence, (t).* FROM (SELECT suite, confidence, unnest(life_table(age, deaths, people, confidence)) t
	FROM le_input, unnest(ARRAY[0.95, 0.998]::float8[]) confidence WHERE suite <> 'neg_deaths' GROUP BY suite, confidence) s;
SELECT is(count(*), 120::bigint, 'published life expectancies') FROM le JOIN tables t ON (t.suite, t.confidence, t.age_from) = (le.suite, le.confidence, le.age)
WHERE near(value, estimate) AND near(lower, CASE WHEN estimate IS NOT NULL THEN l END) AND near(upper, CASE WHEN estimate IS NOT NULL THEN u END) AND t.suite IN ('df1', 'widecis_Area 1', 'widecis_Area 2');
SELECT is_empty($$SELECT * FROM tables WHERE suite IN ('deaths_gt_pops', 'zero_pop', 'low_pops')$$, 'no expectancy where none is published');
SELECT throws_ok($$SELECT life_expectancy(age, deaths, people) FROM le_input WHERE suite = 'neg_deaths'$$, '22003', NULL, 'negative deaths are refused');
\endif

SELECT * FROM finish();
ROLLBACK;

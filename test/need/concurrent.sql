-- Different items at once: the peak, and the days with at least so many.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is(peak_concurrent(chr(97 + i), daterange('2024-01-01'::date + 10 * i, '2024-01-01'::date + 10 * i + 42)), 5, 'five drugs, one every ten days') FROM generate_series(0, 4) i;
SELECT is(days_concurrent(chr(97 + i), daterange('2024-01-01'::date + 10 * i, '2024-01-01'::date + 10 * i + 42), 5), 2, 'two days with all five') FROM generate_series(0, 4) i;
SELECT is(peak_concurrent(i, p), peak, what) FROM (VALUES
	('touching', 'a', '[2024-01-01,2024-01-29)'::daterange, 1), ('touching', 'b', '[2024-01-29,2024-02-26)', 1),
	('overlapping by a day', 'a', '[2024-01-01,2024-01-30)', 2), ('overlapping by a day', 'b', '[2024-01-29,2024-02-26)', 2),
	('the same item twice', 'a', '[2024-01-01,2024-02-01)', 1), ('the same item twice', 'a', '[2024-01-15,2024-03-01)', 1),
	('an empty period', 'a', 'empty', 1), ('an empty period', 'b', '[2024-01-01,2024-01-02)', 1), ('only empty periods', 'a', 'empty', 0), ('NULL is left out', 'a', '[2024-01-01,2024-01-02)', 1), ('NULL is left out', NULL, '[2024-01-01,2024-01-02)', 1)) v(what, i, p, peak)
GROUP BY what, peak;
SELECT is(days_concurrent('a', 'empty', 1), 0, 'only empty periods: no day');
SELECT is(peak_concurrent(NULL, '[2024-01-01,2024-01-02)'), NULL, 'only NULL');
SELECT is(days_concurrent('a', '[2024-01-01,2024-01-02)', NULL), NULL, 'only NULL');
SELECT throws_ok($$SELECT peak_concurrent('a', '[2024-01-01,)')$$, '22008', 'period must have a start and an end, but is from 2024-01-01 to infinity', 'a period without an end');
SELECT throws_ok($$SELECT days_concurrent('a', '(-infinity,2024-01-01)', 1)$$, '22008', 'period must have a start and an end, but is from -infinity to 2024-01-01', 'an infinite start is no start');
SELECT throws_ok($$SELECT peak_concurrent(' ', '[2024-01-01,2024-01-02)')$$, '22023', 'item code must not be blank', 'a blank item');
SELECT throws_ok($$SELECT days_concurrent('a', '[2024-01-01,2024-01-02)', 0)$$, '22023', 'at_least must be 1 or more, not 0', 'at least none');
SELECT throws_ok($$SELECT days_concurrent('a', '[2024-01-01,2024-01-02)', i) FROM generate_series(1, 2) i$$, '22023', 'at_least changes within a group from 1 to 2', 'another number within a group');

-- Day by day in plain SQL.
CREATE TEMP TABLE drug AS SELECT i % 300 AS person, chr(97 + (hashint4(i) & 7)) AS item, daterange('2024-01-01'::date + (hashint4(-i) & 255), '2024-01-01'::date + (hashint4(-i) & 255) + (hashint4(i * 5) & 63)) AS period FROM generate_series(1, 6000) i;
CREATE TEMP TABLE by_day AS SELECT person, day, count(DISTINCT item)::integer AS items FROM drug, generate_series(lower(period), upper(period) - 1, interval '1 day') day WHERE NOT isempty(period) GROUP BY 1, 2;
SELECT is_empty($$SELECT person FROM (SELECT person, peak_concurrent(item, period) AS peak FROM drug GROUP BY person) a JOIN (SELECT person, max(items) AS wanted FROM by_day GROUP BY person) b USING (person) WHERE peak <> wanted$$, 'peaks are those of a count by day');
SELECT is_empty($$SELECT person, k FROM generate_series(1, 8) k, LATERAL (SELECT person, days_concurrent(item, period, k) AS days FROM drug GROUP BY person) a LEFT JOIN LATERAL (SELECT person, count(*) FILTER (WHERE items >= k) AS wanted FROM by_day GROUP BY person) b USING (person) WHERE days <> wanted$$,
	'days are those of a count by day');
SELECT is_empty($$SELECT person FROM (SELECT person, sum(days) AS days FROM generate_series(1, 8) k, LATERAL (SELECT person, days_concurrent(item, period, k) AS days FROM drug GROUP BY person) a GROUP BY person) a
	JOIN (SELECT person, sum((SELECT sum(upper(r) - lower(r)) FROM unnest(periods) r)) AS wanted FROM (SELECT person, item, range_agg(period) AS periods FROM drug GROUP BY 1, 2) x GROUP BY person) b USING (person) WHERE days <> wanted$$, 'over all numbers they are the days of the merged periods');
SELECT is_empty($$SELECT person FROM drug GROUP BY person HAVING peak_concurrent(item, period) > count(DISTINCT item)$$, 'no more than there are items');
SELECT is_empty($$SELECT person, k FROM generate_series(1, 8) k, LATERAL (SELECT person, days_concurrent(item, period, k) AS days, days_concurrent(item, period, k + 1) AS days_of_more FROM drug GROUP BY person) a WHERE days_of_more > days$$, 'fewer days of more');
SELECT is_empty($$SELECT person FROM drug GROUP BY person HAVING peak_concurrent(item, period ORDER BY lower(period) DESC) <> peak_concurrent(item, period ORDER BY item)$$, 'in any order');
SELECT is(array_agg(p), '{1,2,2}', 'as a window function') FROM (SELECT peak_concurrent(i, d) OVER (ORDER BY i) AS p FROM (VALUES ('a', '[2024-01-01,2024-01-09)'::daterange), ('b', '[2024-01-02,2024-01-04)'), ('c', '[2024-01-04,2024-01-05)')) v(i, d)) x;

\if :vectors
CREATE TEMP TABLE vector_input (person text, drug text, starts date, ends date);
\copy vector_input FROM PROGRAM 'cat "$VECTORS/need/concurrent_input.csv"' (FORMAT csv, HEADER)
CREATE TEMP TABLE vector_expected (person text, peak integer, peak_first_day date, two integer, five integer, prescriptions integer);
\copy vector_expected FROM PROGRAM 'cat "$VECTORS/need/concurrent_expected.csv"' (FORMAT csv, HEADER)
SELECT is(format('%s %s %s', a.peak, a.two, a.five), format('%s %s %s', e.peak, e.two, e.five), 'polypharmacy of ' || person)
FROM vector_expected e JOIN (SELECT person, peak_concurrent(drug, daterange(starts, ends)) AS peak, days_concurrent(drug, daterange(starts, ends), 2) AS two, days_concurrent(drug, daterange(starts, ends), 5) AS five FROM vector_input GROUP BY person) a USING (person);
\endif

SELECT * FROM finish();
ROLLBACK;

-- apportion: whole people, exact in total.
BEGIN;
SELECT no_plan();

SELECT is(apportion(place_counts '{"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}', 0), '{"a": 0, "b": 0, "c": 0, "d": 0}', 'nobody');
SELECT is(apportion(place_counts '{"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}', 10), '{"a": 4, "b": 3, "c": 2, "d": 1}', 'no remainder');
SELECT is(apportion(place_counts '{"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}', 17), '{"a": 7, "b": 5, "c": 3, "d": 2}', 'largest remainders');
SELECT is(apportion(place_counts '{"a": 1, "b": 1, "c": 1}', 100), '{"a": 34, "b": 33, "c": 33}', 'equal remainders go by code');
SELECT is(apportion(place_counts '{"c": 1, "Z": 1, "a": 1}', 100), '{"Z": 34, "a": 33, "c": 33}', 'bytewise order of codes');
SELECT is(apportion(place_counts '{"a": 6, "b": 6, "c": 2}', 10), '{"a": 4, "b": 4, "c": 2}', 'ten seats');
SELECT is(apportion(place_counts '{"a": 6, "b": 6, "c": 2}', 11), '{"a": 5, "b": 5, "c": 1}', 'eleven seats: the Alabama paradox');
SELECT is(apportion(place_counts '{"a": 10, "b": 0, "c": 5}', 15), '{"a": 10, "b": 0, "c": 5}', 'whole numbers stay');

-- Without people nothing is scaled, and the total becomes the nearest whole number.
SELECT is(apportion(place_counts '{"a": 10.5, "b": 0, "c": 5.25, "d": 1}'), '{"a": 11, "b": 0, "c": 5, "d": 1}', 'nearest whole total');
SELECT is(apportion(place_counts '{"a": 10.5, "b": 0, "c": 5.25}', NULL), apportion(place_counts '{"a": 10.5, "b": 0, "c": 5.25}'), 'people NULL');
SELECT is(apportion(place_counts(i::text, 0.94) + '{"A": 1000000.05}'), '{"0": 1, "1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "8": 1, "9": 0, "A": 1000000}',
	'no place is a person or more away, which scaling to the rounded total would do')
FROM generate_series(0, 9) i;
SELECT is(apportion(place_counts '{"a": 0.5}'), '{"a": 1}', 'half a person is one');
SELECT is(apportion(place_counts '{"a": 0.49}'), '{"a": 0}', 'less is none');

-- Rounding errors make no person and break no tie.
SELECT is(apportion(place_counts '{"a": 0.30000000000000004, "b": 0.7}', 1), '{"a": 0, "b": 1}', '0.1 * 3');
SELECT is(apportion(place_counts '{"a": 2.9999999999999996, "b": 7.000000000000001}'), '{"a": 3, "b": 7}', 'nearly whole');
SELECT is(apportion(place_counts '{"a": 0.3, "b": 0.30000000000000004, "c": 0.4}', 2), '{"a": 1, "b": 0, "c": 1}', 'nearly equal remainders are equal');
SELECT is(apportion(place_counts '{"a": 0.29999, "b": 0.3, "c": 0.40001}', 2), '{"a": 0, "b": 1, "c": 1}', 'others are not');
SELECT is(apportion(place_counts '{"a": 1000000.1, "b": 2000000.1, "c": 0.8}'), '{"a": 1000000, "b": 2000000, "c": 1}', 'large and small');
SELECT is(apportion(place_counts '{"a": 1000000000000.6, "b": 1000000000000.4, "c": 1000000000000.4, "d": 1000000000000.4, "e": 1000000000000.2}'),
	'{"a": 1000000000001, "b": 1000000000001, "c": 1000000000000, "d": 1000000000000, "e": 1000000000000}', 'fractions of a million millions are no rounding errors');
SELECT is(min(place), 'E190001', 'small differences of remainders add up to no tie')
FROM (SELECT apportion(place_counts('E' || lpad(i::text, 6, '0'), 1000000 + i * 5e-7 + CASE i WHEN 0 THEN 0.5 ELSE 0 END)) AS c FROM generate_series(0, 199999) i) q,
	counts(c) WHERE n = 1000001 AND place <> 'E000000';

-- Whole counts are shared out without rounding, however large: pence of a country's budget by area.
CREATE TEMP TABLE pence AS SELECT 'E' || i AS place, 1000 + hashint4(i)::bigint & 4095 AS n FROM generate_series(1, 3000) i;
SELECT is_empty(format($$
	WITH shared AS (SELECT place, div(n::numeric * %1$s, sum(n) OVER ()) AS whole, mod(n::numeric * %1$s, sum(n) OVER ()) AS remainder FROM pence),
		plain AS (SELECT place, (whole + (row_number() OVER (ORDER BY remainder DESC, place COLLATE "C") <= %1$s - sum(whole) OVER ())::int)::float8 AS n FROM shared)
	(SELECT * FROM plain EXCEPT SELECT a.* FROM (SELECT apportion(place_counts(place, n), %1$s) AS c FROM pence) q, counts(c) a)$$, people), people || ' as numeric has them')
FROM unnest(ARRAY[1, 2999, 16000000000000, 9007199254740991]) people;

-- Empty, one place, a million places.
SELECT is(apportion(place_counts '{}'), '{}', 'no place');
SELECT is(apportion(place_counts '{}', 0), '{}', 'no place and nobody');
SELECT is(apportion(NULL::place_counts), NULL, 'NULL');
SELECT is(apportion(place_counts '{"a": 0.1}', 12345678901), '{"a": 12345678901}', 'one place has them all');
SELECT is(apportion(place_counts '{"a": 0, "b": 1}', 9007199254740992), '{"a": 0, "b": 9007199254740992}', '2^53 people');
SELECT is(apportion(place_counts '{"a": 1e308, "b": 1e307}', 11), '{"a": 10, "b": 1}', 'counts whose product with the people overflows');
CREATE TEMP TABLE million AS
SELECT place_counts('E' || i, (i % 7) / 3.0) AS c FROM generate_series(1, 1000000) i;
SELECT is(total(apportion(c)), round(total(c)), 'a million places: exact total') FROM million;
SELECT is(max(abs(a.n - b.n)) < 1 AND bool_and(a.n = floor(a.n)), true, 'whole numbers within one person')
FROM million, counts(apportion(c)) a JOIN LATERAL (SELECT 'E' || i AS place, (i % 7) / 3.0 AS n FROM generate_series(1, 1000000) i) b USING (place);
SELECT is(total(apportion(c, 12345678)), 12345678::float8, 'scaled to another total') FROM million;

SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1}', -1)$$, '22003', 'people must be between 0 and 2^53, not -1');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1}', -1::bigint)$$, '22003', 'people must be between 0 and 2^53, not -1');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1}', 9007199254740993)$$, '22003', 'people must be between 0 and 2^53, not 9007199254740993');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1e16}')$$, '22003', 'total of 1e+16 is too large for whole people');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 0, "b": 0}', 5)$$, '22023', 'cannot apportion 5 people over counts that total 0');
SELECT throws_ok($$SELECT apportion(place_counts '{}', 1)$$, '22023', 'cannot apportion 1 people over counts that total 0');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1e308, "b": 1e308}', 1)$$, '22003', NULL, 'a total that overflows');

-- Against plain SQL, on random counts whose remainders differ.
CREATE TEMP TABLE random_counts AS
SELECT k, 'E' || i AS place, (hashtext(k || '/' || i)::bigint & 1048575) / 1024.0::float8 / 7 AS n, 1000 * k + i % 7 AS people
FROM generate_series(1, 40) k, generate_series(1, 5 + k % 9) i;
SELECT is_empty($$
	WITH scaled AS (SELECT k, place, n * 1000 * k / sum(n) OVER (PARTITION BY k) AS x FROM random_counts),
		ranked AS (SELECT *, floor(x) AS whole, 1000 * k - sum(floor(x)) OVER (PARTITION BY k) AS units,
			row_number() OVER (PARTITION BY k ORDER BY x - floor(x) DESC, place COLLATE "C") AS turn FROM scaled),
		plain AS (SELECT k, place, whole + (turn <= units)::int AS n FROM ranked),
		ours AS (SELECT k, a.place, a.n FROM (SELECT k, apportion(place_counts(place, n), 1000 * k) AS c FROM random_counts GROUP BY k) q, counts(c) a)
	(TABLE plain EXCEPT TABLE ours) UNION ALL (TABLE ours EXCEPT TABLE plain)$$, 'the same as plain SQL');

-- Totals at the end of what can be counted one by one, and fractions beside large counts.
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 9007199254740992, "b": 1, "c": 1}'::place_counts)$$, '22003', 'total of 9.0072e+15 is too large for whole people', 'a total beyond 2^53');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 9007199254740992, "b": 0.75}'::place_counts)$$, '22003', 'total of 9.0072e+15 is too large for whole people', 'by a fraction');
SELECT is(apportion(place_counts '{"a": 9007199254740992, "b": 0}'::place_counts), '{"a": 9007199254740992, "b": 0}', '2^53 itself');
SELECT is(apportion(place_counts '{"a": 9007199254740991, "b": 0.4, "c": 0.3}'::place_counts), '{"a": 9007199254740991, "b": 1, "c": 0}', 'fractions beside a large count are people');
SELECT is(apportion(('{"a": 9007199254740000' || string_agg(format(', "b%s": 0.25', lpad(i::text, 3, '0')), '') || '}')::place_counts) - place_counts '{"a": 9007199254740000}',
	place_counts('b' || lpad(i::text, 3, '0'), (i <= 25)::int) + place_counts '{"a": 0}', 'a hundred quarters are 25') FROM generate_series(1, 100) i;

-- Totals as PostgreSQL's own aggregates and total() give them
SELECT is(apportion(place_counts '{"a": 1, "b": 1}', sum(n)), '{"a": 2, "b": 1}', 'sum of bigint is numeric') FROM (VALUES (1::bigint), (2)) v (n);
SELECT is(apportion(place_counts '{"a": 1, "b": 1}', 3::float8), '{"a": 2, "b": 1}', 'a total is float8');
SELECT is(apportion(place_counts '{"a": 1, "b": 1}', count(*)), '{"a": 2, "b": 1}', 'count(*) is bigint') FROM generate_series(1, 3);
SELECT is(apportion(place_counts '{"a": 1, "b": 1}', 3::smallint), '{"a": 2, "b": 1}', 'smallint');
SELECT is(apportion(place_counts '{"a": 1.2, "b": 1.8}', NULL), '{"a": 1, "b": 2}', 'NULL people: nothing is scaled');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1}', 2.5)$$, '22023', 'people must be a whole number, not 2.5', 'half a person');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1}', 'NaN'::float8)$$, '22003', 'people must be between 0 and 2^53, not NaN', 'NaN people');
SELECT throws_ok($$SELECT apportion(place_counts '{"a": 1}', 1e300)$$, '22003', NULL, 'more people than can be counted');

SELECT is(apportion('{"a": 1.5, "b": 1.5}'), '{"a": 2, "b": 1}'::place_counts, 'a literal without a type is counts');
SELECT is(apportion('{"a": 1, "b": 1}', 3), '{"a": 2, "b": 1}'::place_counts, 'with people too');

SELECT * FROM finish();
ROLLBACK;

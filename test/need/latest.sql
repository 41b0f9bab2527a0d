-- The latest of values that were measured again and again.
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE egfr AS SELECT * FROM (VALUES (70.0::float8, '2024-01-01Z'::timestamptz), (55, '2024-03-01Z'), (58, '2024-02-01Z'), (57, '2024-03-01Z'), (NULL, '2024-09-01Z'), (99, NULL)) v(value, at);
SELECT is(latest(value, at), 57::float8, 'the latest; of two at that time the larger') FROM egfr;
SELECT is(latest(value, at, 3), '{57,55,58}', 'newest first') FROM egfr;
SELECT is(latest(value, at, 9), '{57,55,58,70}', 'fewer where there are fewer') FROM egfr;
SELECT ok(60 > ALL (latest(value, at, 2)) AND cardinality(latest(value, at, 2)) = 2, 'the two latest are below 60') FROM egfr;
SELECT is(latest(value, at), NULL, 'no row') FROM egfr WHERE false;
SELECT is(latest(value, at, 2), NULL, 'only NULL') FROM egfr WHERE value IS NULL;
SELECT is(latest(value, at)::text, '0', 'no minus zero') FROM (VALUES ('-0'::float8, '2024-01-01'::timestamptz)) v(value, at);
SELECT throws_ok($$SELECT latest('NaN', '2024-01-01')$$, '22023', 'value must be a finite number, not NaN', 'no number');
SELECT throws_ok($$SELECT latest('-Infinity', '2024-01-01')$$, '22023', 'value must be a finite number, not -Infinity', 'infinite');
SELECT throws_ok($$SELECT latest(1, 'infinity')$$, '22008', 'time of a value must be finite, not "infinity"', 'no time');
SELECT throws_ok($$SELECT latest(1, '2024-01-01', 0)$$, '22023', 'how_many must be 1 or more, not 0', 'none');
SELECT throws_ok($$SELECT latest(1, '2024-01-01', i) FROM generate_series(1, 2) i$$, '22023', 'how_many changes within a group from 1 to 2', 'another number within a group');

CREATE TEMP TABLE measured AS SELECT i % 200 AS person, hashint4(i) % 100 / 4.0::float8 AS value, '2024-01-01Z'::timestamptz + (hashint4(-i) & 127) * interval '1 day' AS at FROM generate_series(1, 9000) i;
SELECT is_empty($$SELECT person, n FROM generate_series(1, 60, 7) n, LATERAL (SELECT person, latest(value, at, n) AS found, (array_agg(value ORDER BY at DESC, value DESC))[:n] AS wanted FROM measured GROUP BY person) x WHERE found <> wanted$$, 'those of plain SQL');
SELECT is_empty($$SELECT person FROM measured GROUP BY person HAVING latest(value, at) <> (array_agg(value ORDER BY at DESC, value DESC))[1] OR latest(value, at) <> (latest(value, at, 5))[1] OR latest(value, at, 3) <> latest(value, at, 3 ORDER BY value)$$, 'one is the first of several, in any order of rows');
SELECT is(array_agg(l ORDER BY i), '{1,2,3}', 'as a window function') FROM (SELECT i, latest(i, '2024-01-01'::timestamptz + i * interval '1 day') OVER (ORDER BY i) AS l FROM generate_series(1, 3) i) x;

SELECT * FROM finish();
ROLLBACK;

-- third_next_available: days until the third appointment that is free.
BEGIN;
SELECT no_plan();

SELECT is(third_next_available(d, n, '2024-05-13'), 2, 'one today, none tomorrow, two the day after') FROM (VALUES (date '2024-05-13', 1), ('2024-05-14', 0), ('2024-05-15', 2), ('2024-05-20', 9)) v (d, n);
SELECT is(third_next_available('2024-05-13', 3, '2024-05-13'), 0, 'three today');
SELECT is(third_next_available('2024-05-12', 9, '2024-05-13'), NULL, 'those of yesterday do not count');
SELECT is(third_next_available('2024-05-14', 1, '2024-05-13'), NULL, 'two are not three') FROM generate_series(1, 2);
SELECT is(third_next_available(d, n, a), 1, 'rows with a NULL are left out') FROM (VALUES (date '2024-05-14', 3, date '2024-05-13'), (NULL, 3, '2024-05-13'), ('2024-05-13', NULL, '2024-05-13'), ('2024-05-13', 3, NULL)) v (d, n, a);
SELECT is(third_next_available(d, 1, d), NULL, 'no row') FROM unnest('{}'::date[]) d;
SELECT is(third_next_available('2024-05-14', 9223372036854775807, '2024-05-13'), 1, 'as many as there can be');
SELECT throws_ok($$SELECT third_next_available('2024-05-14', -1, '2024-05-13')$$, '22023', 'slots must be at least 0, not -1');
SELECT throws_ok($$SELECT third_next_available('infinity', 1, '2024-05-13')$$, '22023', 'free_on must be a finite date');
SELECT throws_ok($$SELECT third_next_available('2024-05-14', 1, '-infinity')$$, '22023', 'asked_on must be a finite date');
SELECT throws_ok($$SELECT third_next_available('2024-05-14', 1, date '2024-05-13' + i) FROM generate_series(0, 1) i$$, '22023', 'asked_on must be the same in all rows of a group');

-- Plain SQL, in any order and with workers
CREATE TABLE diary AS SELECT g, date '2024-05-01' + (h % 90)::int AS d, h / 100 % 3 AS n FROM generate_series(1, 200) g, generate_series(1, 1 + g % 60) i, LATERAL (SELECT hashtext('d' || g || '/' || i)::bigint & 1048575 AS h) r;
CREATE TABLE plain AS SELECT g, (SELECT min(d) - date '2024-05-20' FROM (SELECT d, sum(n) OVER (ORDER BY d) AS free FROM diary WHERE g = x.g AND d >= '2024-05-20') s WHERE free >= 3) AS days FROM generate_series(1, 200) AS x (g);
SELECT is_empty('SELECT g, days FROM plain EXCEPT SELECT g, third_next_available(d, n, ''2024-05-20'') FROM diary GROUP BY g', 'as plain SQL has it');
SELECT is_empty('SELECT g, days FROM plain EXCEPT SELECT g, third_next_available(d, n, ''2024-05-20'') FROM (SELECT * FROM diary ORDER BY d DESC) q GROUP BY g', 'in another order');
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 3;
ALTER TABLE diary SET (parallel_workers = 3);
SELECT is_empty('SELECT g, days FROM plain EXCEPT SELECT g, third_next_available(d, n, ''2024-05-20'') FROM diary GROUP BY g', 'workers do not matter');

SELECT * FROM finish();
ROLLBACK;

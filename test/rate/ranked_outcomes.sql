-- ranked_outcomes: text, binary, equality, hash, order, json, aggregates.
BEGIN;
SELECT no_plan();

-- Text: any order in, canonical out, and round again.
SELECT is('{"2.5": [1, 0], "0": [12, 3], "1e2": [3, 2.5]}'::ranked_outcomes::text, '{"0": [12, 3], "2.5": [1, 0], "100": [3, 2.5]}', 'canonical order');
SELECT is('{}'::ranked_outcomes::text, '{}', 'no rank');
SELECT is('{"-0": [2, -0]}'::ranked_outcomes::text, '{"0": [2, 0]}', 'no negative zero');
SELECT is('{"-1.5": [0.25, -7]}'::ranked_outcomes::text, '{"-1.5": [0.25, -7]}', 'ranks and outcomes may be below 0, people may have fractions');
SELECT is(r::text::ranked_outcomes, r, 'text goes round') FROM (SELECT ranked_outcomes(i * i / 7.0::float8, i / 3.0::float8, 1 + abs(i) / 11.0::float8) AS r FROM generate_series(-500, 500) AS i) AS s;
SELECT is(ranked_outcomes_send(r::text::ranked_outcomes), ranked_outcomes_send(r), 'to the last bit') FROM (SELECT ranked_outcomes(i * i / 7.0::float8, i / 3.0::float8, 1 + abs(i) / 11.0::float8) AS r FROM generate_series(-500, 500) AS i) AS s;
SELECT throws_ok(format('SELECT %L::ranked_outcomes', t), '22P02', NULL, 'no value: ' || t)
FROM unnest(ARRAY['', '[]', '{', '{"0"}', '{"0":}', '{"0": 1}', '{"0": [1]}', '{"0": [1, 1}', '{"0": [1, 1]', '{"0": [1, 1],}', '{"0": [1, 1, 1]}', '{0: [1, 1]}', '{"x": [1, 1]}', '{"": [1, 1]}', '{"0": ["1", 1]}',
	'{"0": [1, "1"]}', '{"0": [1, null]}', '{"0": [0, 0]}', '{"0": [-1, 0]}', '{"NaN": [1, 1]}', '{"Infinity": [1, 1]}', '{"1": [1, 1], "1.0": [2, 1]}', '{"0": [1, 0], "-0": [1, 0]}', '{"0": [1, 0]} {}', 'null']) AS t;
SELECT throws_ok($$SELECT '{"1": [1, 1], "1.0": [2, 1]}'::ranked_outcomes$$, '22P02', 'rank 1 is given twice', 'which is said');
SELECT throws_ok($$SELECT '{"1": [0, 0]}'::ranked_outcomes$$, '22P02', 'people of rank 1 must be a finite number above 0, not 0', 'nobody');
SELECT throws_ok($$SELECT '{"Infinity": [1, 0]}'::ranked_outcomes$$, '22P02', 'rank must be a finite number, not Infinity', 'no rank');
SELECT throws_ok($$SELECT ranked_outcomes('0.5')$$, '22P02', '"0.5" is not the text of a value of type ranked_outcomes', 'one argument is a cast');

-- Binary.
SELECT is(encode(ranked_outcomes_send('{"3": [1, 0], "0": [2, 1]}'), 'hex'), '01' || '00000002' || repeat('00', 8) || '4000000000000000' || '3ff0000000000000' || '4008000000000000' || '3ff0000000000000' || repeat('00', 8), 'binary form');

-- Equality, hash, order, json.
SELECT ok('{"1": [2, 1], "0": [1, 0]}'::ranked_outcomes = '{"0": [1, 0], "1": [2, 1]}', 'equal');
SELECT ok('{"1": [2, 1]}'::ranked_outcomes <> '{"1": [3, 1]}', 'other people');
SELECT ok('{"1": [2, 1]}'::ranked_outcomes <> '{"1": [2, 2]}', 'another outcome');
SELECT ok('{"1": [2, 1]}'::ranked_outcomes <> '{"2": [2, 1]}', 'another rank');
SELECT is(count(*), 2::bigint, 'a hash that finds equals') FROM (SELECT r FROM (VALUES ('{"1": [2, 1], "0": [1, 0]}'::ranked_outcomes), ('{"0": [1, 0], "1": [2, 1]}'), ('{}')) AS v (r) GROUP BY r) AS s;
SELECT ok(count(DISTINCT h) > 90 AND count(DISTINCT x) > 90, 'a hash that tells others apart') FROM (SELECT ranked_outcomes_hash(ranked_outcomes(i, true)) AS h, ranked_outcomes_hash_extended(ranked_outcomes(i, true), 7) AS x FROM generate_series(1, 100) AS i GROUP BY i) AS s;
SELECT ok(bool_and((a < b) = (ranked_outcomes_cmp(a, b) < 0) AND (a <= b) = (ranked_outcomes_cmp(a, b) <= 0) AND (a > b) = (b < a) AND (a >= b) = (b <= a) AND (a = b) = (ranked_outcomes_cmp(a, b) = 0)), 'a total order')
FROM (SELECT ranked_outcomes(hashint4(i) % 5, 1) AS a FROM generate_series(1, 30) AS i GROUP BY i % 12) AS s, (SELECT ranked_outcomes(hashint4(i) % 5, 1) AS b FROM generate_series(1, 30) AS i GROUP BY i % 12) AS t;
SELECT is(count(DISTINCT r), 3::bigint, 'DISTINCT sorts') FROM (SELECT ranked_outcomes(i % 3, true) AS r FROM generate_series(1, 9) AS i GROUP BY i) AS s;
SELECT is(r::json::ranked_outcomes, r, 'json') FROM (SELECT '{"0.25": [4, 1], "1e300": [2, 0.5]}'::ranked_outcomes AS r) AS s;
SELECT is(r::jsonb::ranked_outcomes, r, 'jsonb') FROM (SELECT '{"0.25": [4, 1], "1e300": [2, 0.5]}'::ranked_outcomes AS r) AS s;
SELECT is((ranked_outcomes(x, x > 1)::jsonb -> '2' ->> 0)::float8, 3::float8, 'an object for whoever asks for one') FROM unnest(ARRAY[1, 2, 2, 2]) AS x;

-- Rows fold into a value.
SELECT is(ranked_outcomes(s, o)::text, '{"0": [2, 1], "0.1": [3, 2], "7": [1, 0]}', 'one row a person')
FROM (VALUES (0.1, true), (7, false), (0, true), (0.1, true), (0, false), (0.1, false), (NULL, true), (3, NULL)) AS v (s, o);
SELECT is(ranked_outcomes(s, o)::text, '{"0": [2, 1.5], "0.1": [3, -2]}', 'an outcome that is a number')
FROM (VALUES (0.1, 1), (0, 0.75), (0.1, 1), (0, 0.75), (0.1, -4), (NULL, 1), (3, NULL)) AS v (s, o);
SELECT is(ranked_outcomes(s, o, n)::text, '{"0": [7.5, 2], "0.1": [30, 3]}', 'one row for many people')
FROM (VALUES (0.1, 1, 10), (0, 2, 7.5), (0.1, 2, 20), (4, 0, 0), (0.1, 1, NULL), (NULL, 1, 1), (3, NULL, 1)) AS v (s, o, n);
SELECT is(ranked_outcomes(x, x), NULL, 'no row') FROM generate_series(1, 0) AS x;
SELECT is(ranked_outcomes(x, true), NULL, 'only NULL') FROM (VALUES (NULL::float8), (NULL)) AS v (x);
SELECT is(ranked_outcomes(x, 0, 0)::text, '{}', 'rows of nobody') FROM generate_series(1, 3) AS x;
SELECT is(ranked_outcomes(x::float8, true)::text, '{"0": [2, 2]}', 'minus zero is zero') FROM unnest(ARRAY['0', '-0']) AS x;
SELECT is(ranked_outcomes(x % 1001, x % 3 = 0), ranked_outcomes(x % 1001, CASE WHEN x % 3 = 0 THEN 1 ELSE 0 END), 'true is 1') FROM generate_series(1, 5000) AS x;
SELECT is(ranked_outcomes(x % 1001, x % 3 = 0), ranked_outcomes(x % 1001, x % 3 = 0 ORDER BY hashint4(x)), 'the order of the rows does not matter') FROM generate_series(1, 5000) AS x;
SELECT is(ranked_outcomes_send(ranked_outcomes(x % 101, 1.0 / x, x / 7.0)), ranked_outcomes_send(ranked_outcomes(x % 101, 1.0 / x, x / 7.0 ORDER BY hashint4(x))), 'nor for fractions, to the last bit') FROM generate_series(1, 50000) AS x;
SELECT results_eq(
	$$SELECT k::float8, (v ->> 0)::float8, (v ->> 1)::float8 FROM (SELECT ranked_outcomes(hashint4(x) % 3000 / 1000.0, hashint4(-x) % 5) AS r FROM generate_series(1, 20000) AS x) AS s, jsonb_each(r::jsonb) AS e (k, v) ORDER BY 1$$,
	$$SELECT (hashint4(x) % 3000 / 1000.0)::float8, count(*)::float8, sum(hashint4(-x) % 5)::float8 FROM generate_series(1, 20000) AS x GROUP BY 1 ORDER BY 1$$, 'as GROUP BY has it');
SELECT is(ranked_outcomes(g::float8 * 1e300, true), ranked_outcomes(g::float8 * 1e300, true ORDER BY -g), 'ranks of any size') FROM generate_series(-300, 300) AS g;

-- Windows ask a state again and again.
SELECT results_eq('SELECT (ranked_outcomes(x % 2, true) OVER (ORDER BY x))::text FROM generate_series(1, 3) AS x',
	$$VALUES ('{"1": [1, 1]}'), ('{"0": [1, 1], "1": [1, 1]}'), ('{"0": [1, 1], "1": [2, 2]}')$$, 'running');

-- What it holds altogether.
SELECT is(ARRAY[people(r), outcome(r)], ARRAY[9.5, -1]::float8[], 'people and outcome') FROM (SELECT '{"0": [7.5, 2], "1": [2, -3]}'::ranked_outcomes AS r) AS s;
SELECT is(ARRAY[people('{}'::ranked_outcomes), outcome('{}')], ARRAY[0, 0]::float8[], 'of nobody');
SELECT throws_ok($$SELECT people('{"0": [1e308, 0], "1": [1e308, 0]}'::ranked_outcomes)$$, '22003', 'the result is out of range', 'too many people');

-- rollup
SELECT is(rollup(r), (SELECT ranked_outcomes(x % 101, x % 7 = 0) FROM generate_series(1, 5000) AS x), 'rollup of parts is the whole') FROM (SELECT ranked_outcomes(x % 101, x % 7 = 0) AS r FROM generate_series(1, 5000) AS x GROUP BY x % 13) AS s;
SELECT is(rollup(r)::text, '{"1": [3, 2]}', 'NULL is left out') FROM (VALUES ('{"1": [1, 1]}'::ranked_outcomes), (NULL), ('{"1": [2, 1]}'), ('{}')) AS v (r);
SELECT is(rollup(r), NULL, 'of nothing') FROM (VALUES (NULL::ranked_outcomes)) AS v (r);
SELECT is(rollup(r)::text, '{}', 'of no ranks') FROM (VALUES ('{}'::ranked_outcomes)) AS v (r);

-- Errors.
SELECT throws_ok(format('SELECT ranked_outcomes(%L::float8, true)', x), '22003', format('rank must be a finite number, not %s', x), 'no rank: ' || x) FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity']) AS x;
SELECT throws_ok($$SELECT ranked_outcomes(0.5, 'NaN'::float8)$$, '22003', 'outcome of rank 0.5 must be a finite number, not NaN', 'no outcome');
SELECT throws_ok($$SELECT ranked_outcomes(0.5, 1, -1)$$, '22003', 'people of rank 0.5 must be a finite number above 0, not -1', 'people below 0');
SELECT throws_ok($$SELECT ranked_outcomes(0.5, 1, 'Infinity')$$, '22003', 'people of rank 0.5 must be a finite number above 0, not Infinity', 'infinite people');
SELECT throws_ok($$SELECT ranked_outcomes(0.5, 1, 0)$$, '22023', 'rank 0.5 has an outcome of 1 among 0 people', 'an outcome of nobody');
SELECT throws_ok($$SELECT ranked_outcomes(0.5, 1, 1e308) FROM generate_series(1, 3)$$, '22003', 'people or outcome of rank 0.5 are out of range', 'more people than a double can count');
SELECT throws_ok($$SELECT ranked_outcomes_transition('{}', 1, true)$$, '0A000', NULL, 'the parts of the aggregate are not for people');

-- A state is a value too: an aggregate without a final function shows it.
CREATE AGGREGATE pg_temp.open(float8, boolean) (SFUNC = ranked_outcomes_transition, STYPE = ranked_outcomes);
CREATE AGGREGATE pg_temp.begun(float8, boolean) (SFUNC = ranked_outcomes_transition, STYPE = ranked_outcomes, INITCOND = '{"1": [5, 1]}');
SELECT is(pg_temp.open(x % 10, x > 4)::text, ranked_outcomes(x % 10, x > 4)::text, 'an open value has the text of the closed one') FROM generate_series(1, 100) AS x;
SELECT is(rollup(o), rollup(r), 'and merges as it') FROM (SELECT pg_temp.open(x % 10, x > 4) AS o, ranked_outcomes(x % 10, x > 4) AS r FROM generate_series(1, 100) AS x GROUP BY x % 3) AS s;
CREATE TEMP TABLE kept AS SELECT pg_temp.open(x % 10, x > 4) AS o, ranked_outcomes(x % 10, x > 4) AS r FROM generate_series(1, 100) AS x;
SELECT is(rollup(o), rollup(r), 'stored as well') FROM kept;
SELECT is(pg_temp.begun(x % 10, x > 4)::text, '{"1": [6, 1], "2": [1, 0]}', 'a closed value is opened') FROM generate_series(1, 2) AS x;

-- Whatever a byte of a state is changed to: an error or an answer.
CREATE FUNCTION pg_temp.bytes(ranked_outcomes) RETURNS bytea LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.value(bytea) RETURNS ranked_outcomes LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.asked(bytes bytea) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE asked text;
BEGIN
	FOREACH asked IN ARRAY ARRAY['v::text', 'rollup(v)', 'ranked_outcomes_send(v)'] LOOP
		BEGIN
			EXECUTE format('SELECT %s FROM (SELECT pg_temp.value($1) AS v OFFSET 0) AS x', asked) USING bytes;
		EXCEPTION WHEN data_corrupted OR numeric_value_out_of_range OR program_limit_exceeded THEN
			RETURN NEXT SQLSTATE;
		END;
	END LOOP;
END $$;
SELECT is((SELECT count(*) FROM kept, pg_temp.asked(pg_temp.bytes(o))), 0::bigint, 'a state is no damaged value');
SELECT cmp_ok(count(*), '>', 300::bigint, 'a state with a byte changed')
FROM kept, generate_series(0, octet_length(pg_temp.bytes(o)) - 1) AS at, unnest(ARRAY[0, 127, 255]) AS b, pg_temp.asked(set_byte(pg_temp.bytes(o), at, b));
SELECT is(count(*), 3::bigint, format('a state cut to %s bytes', n)) FROM kept, unnest(ARRAY[1, 2, 5, 11, 12, 13, 100]) AS n, pg_temp.asked(substring(pg_temp.bytes(o) FOR n)) GROUP BY n;

-- In parallel.
CREATE TEMP TABLE scored AS SELECT hashint4(x) % 1000 / 1000.0::float8 AS score, hashint4(-x) % 4 = 0 AS outcome FROM generate_series(1, 20000) AS x;
CREATE TABLE scored_parallel AS SELECT * FROM scored;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT is((SELECT ranked_outcomes(score, outcome) FROM scored_parallel), (SELECT ranked_outcomes(score, outcome) FROM scored), 'workers fold in parts');
SELECT is((SELECT rollup(r) FROM (SELECT ranked_outcomes(score, outcome) AS r FROM scored_parallel GROUP BY outcome) AS s), (SELECT ranked_outcomes(score, outcome) FROM scored), 'and groups');

SELECT * FROM finish();
ROLLBACK;

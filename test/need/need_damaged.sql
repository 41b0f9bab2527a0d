-- Damaged stored values of need: an error or an answer, never a read beyond the value or the end of the server.
-- A cast without a function lets bytes pass as a value; only a superuser can make one.

BEGIN;
SELECT no_plan();

CREATE CAST (bytea AS code_map) WITHOUT FUNCTION;
CREATE CAST (code_map AS bytea) WITHOUT FUNCTION;

CREATE TEMP TABLE question AS
SELECT 'code_map' AS type, unnest(ARRAY['v = v', 'code_map_hash(v)', 'octet_length(v::text)', 'octet_length(code_map_send(v))', $$cardinality(conditions(v, 'icd10', 'I210'))$$, $$cardinality(conditions(v, 'zz', ''))$$,
	'(SELECT count(*) FROM entries(v))']) AS sql
UNION ALL
SELECT 'condition_set', unnest(ARRAY['v = v', 'condition_set_hash(v)', 'octet_length(v::text)', 'octet_length(condition_set_send(v))', 'condition_count(v || v)', 'condition_count(condition_set_final(v))', $$condition_count(during(v, '[2020-01-01,2030-01-01)'))$$,
	$$condition_count(only_conditions(v, '{A,B}'))$$, $$condition_count(except_conditions(v, '{A,B}'))$$, $$condition_count(active(v, '2024-06-01', '{"A": {"within": "1 year"}}'))$$, $$condition_count(supersede(v, '{"A": "B"}', '{"B": "x"}'))$$,
	'cardinality(conditions(v))', 'condition_count(v)', $$has_any(v, '{A}')$$, $$has_all(v, '{A}')$$, $$how_many(v, '{A,B}')$$, $$first_recorded(v, 'A')$$, $$last_recorded(v, 'A')$$, $$times_recorded(v, 'A')$$,
	$$cardinality(gained(v, '2020-01-01', '2030-01-01'))$$, $$score(v, '{"A": 1}')$$, $$(SELECT count(*) FROM score_parts(v, '{"A": 1}'))$$, '(SELECT condition_count(rollup(x)) FROM unnest(ARRAY[v, v]) x)']);

-- What each question says of some bytes: a SQLSTATE, or nothing if it answers.
CREATE FUNCTION pg_temp.ask(type text, bytes bytea) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE asked text;
BEGIN
	FOR asked IN SELECT q.sql FROM question q WHERE q.type = ask.type
	LOOP
		BEGIN
			EXECUTE format('SELECT count(%s) FROM (SELECT $1::%I AS v OFFSET 0) x', asked, type) USING bytes;
		EXCEPTION WHEN data_corrupted OR program_limit_exceeded THEN
			RETURN NEXT SQLSTATE;
		END;
	END LOOP;
END $$;

-- ---- code_map

CREATE TEMP TABLE map AS SELECT v::code_map::bytea AS bytes
FROM unnest(ARRAY['[]', '[["mi","icd10","I21"]]', '[["chd","icd10","I25"],["chd","icd10","I252","not prefix"],["mi","icd10","I252"],["mi","icd10","I21"],["b","read2","G3"],["mi","local","G30","exact"]]']) v;
SELECT is_empty($$SELECT pg_temp.ask('code_map', bytes) FROM map$$, 'good values are answered');
SELECT is(get_byte(bytes, 0), 1, 'the first byte is the version') FROM map;
SELECT throws_ok(format('SELECT %L::bytea::code_map::text', set_byte(bytes, 0, 2)), 'XX001', 'stored code_map value has the unknown version 2', 'a later version says so') FROM map;
SELECT throws_ok($$SELECT '\x'::bytea::code_map::text$$, 'XX001', 'stored code_map value is damaged', 'no byte at all');

-- The digest sees every byte that is changed, and every one that is missing.
CREATE FUNCTION pg_temp.seen(bytes bytea) RETURNS boolean LANGUAGE sql AS
	$$SELECT count(*) = (SELECT count(*) FROM question WHERE type = 'code_map' AND sql !~ 'v = v|hash') FROM pg_temp.ask('code_map', bytes) s WHERE s = 'XX001'$$;
SELECT ok(bool_and(pg_temp.seen(substring(bytes FOR length))), 'every value cut off is damaged') FROM map, generate_series(0, octet_length(bytes) - 1) length;
SELECT ok(bool_and(pg_temp.seen(set_byte(bytes, at, (get_byte(bytes, at) + step) % 256))), 'every value with a byte changed is damaged') FROM map, generate_series(0, octet_length(bytes) - 1) at, unnest(ARRAY[1, 128, 255]) step;
SELECT ok(bool_and(pg_temp.seen(bytes || '\x00'::bytea)), 'every value with a byte too many is damaged') FROM map;

-- ---- condition_set

CREATE CAST (bytea AS condition_set) WITHOUT FUNCTION;
CREATE CAST (condition_set AS bytea) WITHOUT FUNCTION;
CREATE TEMP TABLE good AS
	SELECT k, condition_set(chr(65 + i % k) || repeat('x', i % k % 3), CASE WHEN i = 7 THEN '-infinity' ELSE '2024-01-01'::date + i * i END)::bytea AS bytes FROM unnest(ARRAY[1, 2, 3, 5, 20]) k, generate_series(1, 25) i GROUP BY k
	UNION ALL SELECT 0, '{}'::condition_set::bytea;
SELECT is_empty($$SELECT pg_temp.ask('condition_set', bytes) FROM good$$, 'good sets are answered');
SELECT is(get_byte(bytes, 0), 1, 'the first byte is the version') FROM good;
SELECT is((SELECT count(*) FROM pg_temp.ask('condition_set', bytes)), (SELECT count(*) - 2 FROM question WHERE type = 'condition_set'), encode(bytes, 'hex') || ' is damaged for every question but = and hash, which look at bytes only')
FROM unnest(ARRAY['\x', '\x01', '\x0100', '\x010000', '\x00000000', '\x02000000', '\x01060000', '\x01000001', '\x01000100', '\x0105ffffffff7f00', '\x01050101', '\x01040101034180']::bytea[]) bytes;
SELECT throws_ok(format('SELECT condition_count(%L::bytea::condition_set)', set_byte(bytes, 0, 2)), 'XX001', 'stored condition_set value has the unknown version 2', 'a later version says so') FROM good;
SELECT throws_ok($$SELECT condition_count(set_byte('{"a": ["2024-01-01"]}'::condition_set::bytea, 1, 4)::condition_set)$$, 'XX001', 'stored condition_set value is damaged', 'days that are hours');
SELECT lives_ok($$SELECT pg_temp.ask('condition_set', substring(bytes FOR length)) FROM good, generate_series(4, octet_length(bytes)) length$$, 'sets cut off');
\set seed 0.5
\ir ../random.psql
CREATE TEMP TABLE changed AS
	SELECT set_byte(set_byte(bytes, (random() ^ 2 * (octet_length(bytes) - 1))::int, (random() * 255)::int), (random() ^ 2 * (octet_length(bytes) - 1))::int, (random() * 255)::int) AS bytes
	FROM good, generate_series(1, 150 * :rounds) i;
SELECT lives_ok($$SELECT pg_temp.ask('condition_set', bytes) FROM changed$$, 'sets with two bytes changed');

-- The open form, which a query can store only by way of an aggregate without a final function.
CREATE AGGREGATE pg_temp.left_open(code_map, text, text, date) (SFUNC = condition_set_code, STYPE = condition_set);
CREATE AGGREGATE pg_temp.merged_open(condition_set) (SFUNC = condition_set_combine, STYPE = condition_set);
CREATE TEMP TABLE opened AS
	SELECT pg_temp.left_open('[["A","local","A"],["B","local","B"],["BB","local","B"]]', 'local', chr(65 + i % 3), '2024-01-01'::date + i)::bytea AS bytes FROM generate_series(1, 12) i
	UNION ALL SELECT pg_temp.merged_open(bytes::condition_set)::bytea FROM good;
SELECT is(get_byte(bytes, 1), 128, 'a set left open') FROM opened;
-- Every byte of a stored state is ours: behind the records there are zeros, whatever memory held before, and however often the state has grown.
CREATE AGGREGATE pg_temp.left_open(text, date) (SFUNC = condition_set_day, STYPE = condition_set);
CREATE TEMP TABLE grown AS
	SELECT n, repeat(md5(n::text), 5000) AS before, pg_temp.left_open(lpad(i::text, 1 + i % 90, 'x'), '2024-01-01'::date + i)::bytea AS bytes, pg_temp.left_open('[["A","local","A"],["B","local","B"]]', 'local', chr(65 + i % 2), '2024-01-01'::date + i)::bytea AS of_codes
	FROM (SELECT n FROM generate_series(1, 400) n WHERE length(repeat(md5(n::text), 5000)) > 0) s, generate_series(1, n) i GROUP BY n
	UNION ALL SELECT 0, repeat('secret', 20000), pg_temp.merged_open(bytes::condition_set)::bytea, NULL FROM good, generate_series(1, 9) GROUP BY octet_length(bytes)
	UNION ALL SELECT 0, '', bytes, NULL FROM opened;
SELECT is_empty($$SELECT n, room FROM grown, LATERAL (VALUES (bytes), (of_codes)) v (b), LATERAL (SELECT get_byte(b, 4) + (get_byte(b, 5) << 8) + (get_byte(b, 6) << 16) AS used) u,
	LATERAL (SELECT substring(b FROM 13 + used) AS room) r WHERE room <> decode(repeat('00', octet_length(room)), 'hex')$$, 'nothing but zeros follows the records of a state');
SELECT ok(count(*) > 600 AND max(octet_length(b)) > 20000, 'of states with room to grow') FROM grown, LATERAL (VALUES (bytes), (of_codes)) v (b) WHERE get_byte(b, octet_length(b) - 1) = 0;

SELECT is_empty($$SELECT pg_temp.ask('condition_set', bytes) FROM opened$$, 'is answered as if it were closed');
SELECT ok(bytes::condition_set = closed AND condition_set_hash(bytes::condition_set) = condition_set_hash(closed) AND bytes::condition_set::text = closed::text, 'and equals the closed set')
	FROM opened, LATERAL (SELECT condition_set_final(bytes::condition_set) AS closed) x;
SELECT is((pg_temp.merged_open(v))::text, (rollup(v))::text, 'open sets of one map merge') FROM (SELECT bytes::condition_set AS v FROM opened) x;
SELECT throws_ok($$SELECT rollup(v) FROM (SELECT bytes::condition_set AS v FROM opened UNION ALL SELECT pg_temp.left_open('[["A","local","A"]]', 'local', 'A', '2024-01-01') ) x$$, '22023', 'code map changes within a group', 'open sets of two maps do not');
SELECT lives_ok($$SELECT pg_temp.ask('condition_set', substring(bytes FOR length)) FROM opened, generate_series(0, octet_length(bytes), 7) length$$, 'open sets cut off');
CREATE TEMP TABLE open_changed AS
	SELECT set_byte(set_byte(bytes, (random() ^ 3 * (octet_length(bytes) - 1))::int, (random() * 255)::int), (random() ^ 3 * (octet_length(bytes) - 1))::int, (random() * 255)::int) AS bytes FROM opened, generate_series(1, 150) i;
SELECT lives_ok($$SELECT pg_temp.ask('condition_set', bytes) FROM open_changed$$, 'open sets with two bytes changed');

SELECT * FROM finish();
ROLLBACK;

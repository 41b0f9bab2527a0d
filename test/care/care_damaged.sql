-- Damaged stored values: an error or a value, never a read beyond the end or the end of the server.
-- A cast without a function lets bytes pass as a value; only a superuser can make one.

BEGIN;
SELECT no_plan();

CREATE CAST (bytea AS care_history) WITHOUT FUNCTION;
CREATE CAST (care_history AS bytea) WITHOUT FUNCTION;

-- What each question says of some bytes: a SQLSTATE, or nothing if it answers.
CREATE FUNCTION pg_temp.ask(bytes bytea) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE question text;
BEGIN
	FOREACH question IN ARRAY ARRAY['octet_length(h::text)', 'octet_length(care_history_send(h))', 'h = h', 'care_history_hash(h)', 'visits(h || h)', 'visits(h)', 'providers(h)',
		'handoffs(h)', 'first_visit(h)', 'last_visit(h)', 'octet_length(usual_provider(h))', 'octet_length(continuity(h)::text)', $q$concat(bice_boxerman(h), bice_boxerman_error(h), herfindahl(h), k_index(h), modified_continuity(h), modified_modified_continuity(h), sequential_continuity(h), usual_provider_of_care(h))$q$, 'stickiness(h)', 'known_provider_continuity(h)',
		$q$assigned_provider_continuity(h, 'A')$q$, $q$visits(during(h, '[2020-01-01,2030-01-01)'))$q$, $q$visits(only_providers(h, '{A,B}'))$q$,
		$q$visits(except_providers(h, '{A,B}'))$q$, 'visits(once_a_day(h))', $q$visits(once_a_day(h, 'Europe/London'))$q$, $q$visits(during(h, daterange '[2020-01-01,2030-01-01)'))$q$, $q$visits(during(h, tstzmultirange '{[2020-01-01,2030-01-01)}'))$q$,
		'visits(care_history_final(h))', $q$care_density(h, '{"D": {"D1": 2}, "D1": {"D": 2}}')$q$, $q$fragmented_care_density(h, '{}', (SELECT coalesce(jsonb_object_agg(provider, 'x'), '{}') FROM provider_visits(h)), '{"x|x": 1}')$q$,
		$q$recent_rate(h, '2024-07-01', '90 days')$q$, '(SELECT count(*) FROM timeline(h))', '(SELECT count(*) FROM provider_visits(h))', '(SELECT visits(rollup(x)) FROM unnest(ARRAY[h, h]) x)']
	LOOP
		BEGIN
			EXECUTE format('SELECT count(%s) FROM (SELECT $1::care_history AS h OFFSET 0) x', question) USING bytes;
		EXCEPTION WHEN data_corrupted OR program_limit_exceeded THEN
			RETURN NEXT SQLSTATE;
		END;
	END LOOP;
END $$;

CREATE TEMP TABLE good AS
	SELECT k, care_history(lpad((i % k)::text, CASE WHEN i % 3 = 0 THEN 1 + k % 3 ELSE 1 END, 'D'), timestamptz '2024-01-01Z' + i * i * interval '7 minutes')::bytea AS bytes
	FROM unnest(ARRAY[1, 2, 3, 5, 20]) k, generate_series(1, 25) i GROUP BY k
	UNION ALL SELECT 0, '[]'::care_history::bytea;
SELECT is_empty('SELECT pg_temp.ask(bytes) FROM good', 'good values are answered');
SELECT is(get_byte(bytes, 0), 1, 'the first byte is the version') FROM good LIMIT 1;
SELECT is((SELECT count(*) FROM pg_temp.ask(bytes)), 28::bigint, encode(bytes, 'hex') || ' is damaged for every question but = and hash, which look at bytes only') FROM unnest(ARRAY['\x', '\x01', '\x0100', '\x010000',
	'\x00000000', '\x02000000', '\x01060000', '\x01000001', '\x01000100', '\x0100ffffffff7f00', '\x01000101', '\x0100ffffffffffffffffff01']::bytea[]) bytes;
SELECT is((SELECT count(*) FROM pg_temp.ask(substring(bytes FOR length))), 28::bigint, format('%s providers, %s bytes: damaged', k, length))
	FROM good, LATERAL generate_series(0, least(octet_length(bytes) - 1, 3)) length;

SELECT throws_ok(format('SELECT visits(%L::bytea::care_history)', set_byte(bytes, 0, 2)), 'XX001', 'stored care_history value has the unknown version 2', 'a later version says so') FROM good;
SELECT throws_ok($$SELECT visits('\x0180'::bytea::care_history)$$, 'XX001', 'stored care_history value is damaged');

-- Values of 1.0.0 with blank providers: bytes of that version, for an empty code, a blank one, and one with a name.
CREATE TEMP TABLE blank AS
	SELECT set_byte(bytes, 5, 32)::care_history AS h FROM (SELECT '[["2024-01-01Z","A"]]'::care_history::bytea AS bytes) a
	UNION ALL SELECT (substring(bytes FOR 4) || '\x01'::bytea || substring(bytes FROM 7))::care_history FROM (SELECT '[["2024-01-01Z","A"]]'::care_history::bytea AS bytes) a;
SELECT is(array_agg(h::text ORDER BY h::text), ARRAY['[["2024-01-01T00:00:00+00:00"," "]]', '[["2024-01-01T00:00:00+00:00",""]]'], 'can be read') FROM blank;
SELECT is(count(*), 2::bigint, 'and found') FROM blank WHERE EXISTS (SELECT FROM provider_visits(h) AS p WHERE p.provider ~ '^\s*$');
SELECT is(except_providers(h, ARRAY(SELECT p.provider FROM provider_visits(h) AS p WHERE p.provider ~ '^\s*$'))::text, '[]', 'and cured') FROM blank;
SELECT is(visits(rollup(h)), 2, 'and merged') FROM blank;
SELECT throws_ok(format('SELECT %L::care_history', h::text), '22P02', NULL, 'but not read from text') FROM blank;
-- Cut off anywhere, and changed anywhere: whatever it says, it says it in order.
SELECT lives_ok($$SELECT pg_temp.ask(substring(bytes FOR length)) FROM good, generate_series(4, octet_length(bytes)) length$$, 'values cut off');
\set seed 0.5
\ir ../random.psql
CREATE TEMP TABLE changed AS
	SELECT set_byte(set_byte(bytes, (random() ^ 2 * (octet_length(bytes) - 1))::int, (random() * 255)::int), (random() ^ 2 * (octet_length(bytes) - 1))::int, (random() * 255)::int) AS bytes
	FROM good, generate_series(1, 150 * :rounds) i;
SELECT lives_ok('SELECT pg_temp.ask(bytes) FROM changed', 'values with two bytes changed');

-- The open form, which a query can store only by way of an aggregate without a final function.
CREATE AGGREGATE pg_temp.left_open(text, timestamptz) (SFUNC = care_history_visit, STYPE = care_history);
CREATE AGGREGATE pg_temp.merged_open(care_history) (SFUNC = care_history_combine, STYPE = care_history);
CREATE TEMP TABLE opened AS
	SELECT pg_temp.left_open(lpad(i::text, CASE WHEN i = 2 THEN 100 ELSE 3 END), timestamptz '2024-01-01Z' + i * interval '7 minutes')::bytea AS bytes FROM generate_series(1, 5) i
	UNION ALL SELECT pg_temp.merged_open(bytes::care_history)::bytea FROM good
	UNION ALL SELECT pg_temp.left_open('A', timestamptz '2024-01-01Z' - i * i * interval '1 second')::bytea FROM generate_series(1, 50) i;
SELECT is(get_byte(bytes, 1), 128, 'a value left open') FROM opened;
-- Every byte of a stored state is ours: behind the records there are zeros, whatever memory held before, and however often the state has grown.
CREATE TEMP TABLE grown AS
	SELECT n, repeat(md5(n::text), 5000) AS before, pg_temp.left_open(lpad(i::text, 1 + i % 90, 'x'), timestamptz '2024-01-01Z' + i * i * interval '1 second')::bytea AS bytes
	FROM (SELECT n FROM generate_series(1, 400) n WHERE length(repeat(md5(n::text), 5000)) > 0) s, generate_series(1, n) i GROUP BY n
	UNION ALL SELECT 0, repeat('secret', 20000), pg_temp.merged_open(bytes::care_history)::bytea FROM good, generate_series(1, 9) GROUP BY octet_length(bytes)
	UNION ALL SELECT 0, '', bytes FROM opened;
SELECT is_empty($$SELECT n, room FROM grown, LATERAL (SELECT get_byte(bytes, 4) + (get_byte(bytes, 5) << 8) + (get_byte(bytes, 6) << 16) AS used) u,
	LATERAL (SELECT substring(bytes FROM 13 + used) AS room) r WHERE room <> decode(repeat('00', octet_length(room)), 'hex')$$, 'nothing but zeros follows the records of a state');
SELECT ok(count(*) > 300 AND max(octet_length(bytes)) > 20000, 'of states with room to grow') FROM grown WHERE get_byte(bytes, octet_length(bytes) - 1) = 0;

SELECT throws_ok(format('SELECT visits(%L::bytea::care_history)', set_byte(bytes, 0, 2)), 'XX001', 'stored care_history value has the unknown version 2', 'an open one of a later version too') FROM opened LIMIT 1;
SELECT is_empty('SELECT pg_temp.ask(bytes) FROM opened', 'is answered as if it were closed');
SELECT ok(bytes::care_history = closed AND care_history_hash(bytes::care_history) = care_history_hash(closed) AND bytes::care_history::text = closed::text, 'and equals the closed value')
	FROM opened, LATERAL (SELECT care_history_final(bytes::care_history) AS closed) x;
SELECT lives_ok($$SELECT pg_temp.ask(substring(bytes FOR length)) FROM opened, generate_series(0, octet_length(bytes), 7) length$$, 'open values cut off');
CREATE TEMP TABLE open_changed AS
	SELECT set_byte(set_byte(bytes, (random() ^ 3 * (octet_length(bytes) - 1))::int, (random() * 255)::int), (random() ^ 3 * (octet_length(bytes) - 1))::int, (random() * 255)::int) AS bytes
	FROM opened, generate_series(1, 150) i;
SELECT lives_ok('SELECT pg_temp.ask(bytes) FROM open_changed', 'open values with two bytes changed');

SELECT * FROM finish();
ROLLBACK;

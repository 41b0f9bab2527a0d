-- Damaged stored panels: an error or a value, never a read beyond the end or the end of the server.
-- A cast without a function lets bytes pass as a value; only a superuser can make one.

BEGIN;
SELECT no_plan();

CREATE CAST (bytea AS care_panel) WITHOUT FUNCTION;
CREATE CAST (care_panel AS bytea) WITHOUT FUNCTION;

-- What each question says of some bytes: a SQLSTATE, or nothing if it answers.
CREATE FUNCTION pg_temp.ask(bytes bytea) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE question text;
BEGIN
	FOREACH question IN ARRAY ARRAY['octet_length(p::text)', 'octet_length(care_panel_send(p))', 'visits(p || p)', 'visits(p)', 'patients(p)', 'providers(p)', 'first_visit(p)', 'last_visit(p)',
		$q$visits(care_panel_get(p, 'P77'))$q$, $q$visits(p -> '9000000077')$q$, '(SELECT sum(visits(history)) FROM histories(p))', '(SELECT sum(bice_boxerman) FROM continuity(p))',
		$q$(SELECT sum(recent_rate) FROM recent_rates(p, '2024-07-01', '90 days'))$q$, '(SELECT sum(value) FROM mean_continuity(p))', '(visit_share(p)).value', $q$(SELECT sum(list_visits) FROM own_list(p, '{"P7":{"A":1},"9000000077":{"D1":1}}'))$q$,
		'people(attendance_profile(p))', 'people(attendance_profile(p, 10000000000))', 'total(patient_sharing(p))', 'total(handoff_flows(p))', $q$total(handoff_flows(p, '1 year'))$q$,
		$q$visits(during(p, '[2020-01-01,2030-01-01)'::tstzrange))$q$, $q$visits(during(p, '[2020-01-01,2030-01-01)'::daterange))$q$, $q$visits(during(p, '{[2020-01-01,2030-01-01)}'::tstzmultirange))$q$,
		$q$visits(only_providers(p, '{D1,B}'))$q$, $q$visits(except_providers(p, '{D1,B}'))$q$, $q$visits(only_patients(p, '{P7,9000000077}'))$q$, $q$visits(except_patients(p, '{P7,9000000077}'))$q$,
		'visits(once_a_day(p))', $q$visits(once_a_day(p, 'Europe/London'))$q$, $q$visits(during(p, '[2020-01-01,2030-01-01)'::daterange, 'Europe/London'))$q$, '(SELECT visits(rollup(x)) FROM unnest(ARRAY[p, p]) x)']
	LOOP
		BEGIN
			EXECUTE format('SELECT count(%s) FROM (SELECT $1::care_panel AS p OFFSET 0) x', question) USING bytes;
		EXCEPTION WHEN data_corrupted OR program_limit_exceeded THEN
			RETURN NEXT SQLSTATE;
		WHEN invalid_parameter_value THEN
			-- more patients than people, a provider that became blank, patients none of whom is on a list any more
			IF question !~ 'attendance_profile|sharing|handoff|during|once|only|except|own_list' THEN RAISE; END IF;
		END;
	END LOOP;
END $$;

CREATE TEMP TABLE good AS
	SELECT k, care_panel(CASE WHEN i % 3 = 0 THEN 'P' || i ELSE (9000000000 + i)::text END, 'D' || i * i % k, timestamptz '2024-01-01Z' + i * i * interval '7 minutes')::bytea AS bytes
	FROM unnest(ARRAY[1, 3, 20]) k, generate_series(1, 150) i, generate_series(1, 2) GROUP BY k
	UNION ALL SELECT 0, '{}'::care_panel::bytea;
SELECT is_empty('SELECT pg_temp.ask(bytes) FROM good', 'good values are answered');
SELECT is(get_byte(bytes, 0), 1, 'the first byte is the version') FROM good LIMIT 1;
SELECT is((SELECT count(*) FROM pg_temp.ask(bytes)), 32::bigint, encode(bytes, 'hex') || ' is damaged for every question') FROM unnest(ARRAY['\x', '\x01', '\x0100', '\x01000000000000000000',
	'\x020000000000000000000000', '\x0006000000000000000000000000000000000000', '\x0100ffffffffffffffffff0100000000000000000000000000000000']::bytea[]) bytes;
SELECT throws_ok(format('SELECT visits(%L::bytea::care_panel)', set_byte(bytes, 0, 2)), 'XX001', 'stored care_panel value has the unknown version 2', 'a later version says so') FROM good;
SELECT throws_ok($$SELECT visits('\x0180'::bytea::care_panel)$$, 'XX001', 'stored care_panel value is damaged');

-- Cut off anywhere, and changed anywhere: whatever it says, it says it in order.
SELECT lives_ok($$SELECT pg_temp.ask(substring(bytes FOR length)) FROM good, generate_series(4, octet_length(bytes), 1 + octet_length(bytes) / 60) length$$, 'values cut off');
\set seed 0.5
\ir ../random.psql
CREATE TEMP TABLE changed AS
	SELECT set_byte(set_byte(bytes, (random() ^ 4 * (octet_length(bytes) - 1))::int, (random() * 255)::int), (random() * (octet_length(bytes) - 1))::int, (random() * 255)::int) AS bytes
	FROM good, generate_series(1, 150 * :rounds) i;
SELECT lives_ok('SELECT pg_temp.ask(bytes) FROM changed', 'values with two bytes changed');

SELECT * FROM finish();
ROLLBACK;

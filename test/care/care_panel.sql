-- care_panel: the type, its aggregates and cuts, and every question against histories and plain SQL

\pset fieldsep '\n'
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT no_plan();
SET LOCAL timezone = 'Europe/London';

-- text

SELECT is(p::care_panel::text, p, p) FROM (VALUES ('{}'),
	('{"7":[["2024-01-01T09:00:00+00:00","A"]]}'),
	('{"-3":[["2024-01-01T09:00:00+00:00","A"]],"2":[["2024-01-01T09:00:00+00:00","B"],["2024-06-01T08:00:00+00:00","A"]],"10":[["1999-12-31T23:59:59.999999+00:00","C"]],"02":[["2024-01-01T09:00:00+00:00","A"]],"P1":[["2024-01-01T09:00:00+00:00","A"]],"P10":[["2024-01-01T09:00:00+00:00","é\"x"]],"Q":[["2024-01-01T09:00:00+00:00","A"]]}'),
	('{"999999999999999999":[["2024-01-01T00:00:00+00:00","A"]],"-0":[["2024-01-01T00:00:00+00:00","A"]],"1000000000000000000":[["2024-01-01T00:00:00+00:00","A"]]}'),
	('{"x":[["4713-01-01T00:00:00+00:00 BC","A"],["294276-12-31T23:59:59.999999+00:00","A"]]}')) v(p);
SELECT is('{"b":[["2024-06-01 09:00","A"]],"a":[["2024-01-02","B"],["2024-01-01","B"]],"b":[["2024-01-01","A"]]}'::care_panel::text,
	'{"a":[["2024-01-01T00:00:00+00:00","B"],["2024-01-02T00:00:00+00:00","B"]],"b":[["2024-01-01T00:00:00+00:00","A"],["2024-06-01T08:00:00+00:00","A"]]}',
	'any order, a patient twice, local times');
SELECT throws_ok(format('SELECT %L::care_panel', p), s, m, format('refused: %s', p)) FROM (VALUES
	('', '22P02', 'invalid input syntax for type care_panel: ""'), ('[]', '22P02', 'invalid input syntax for type care_panel: "[]"'),
	('{"a":[]}', '22P02', 'invalid input syntax for type care_panel: "{"a":[]}"'),
	('{"a":[["2024-01-01","A"]]} x', '22P02', 'invalid input syntax for type care_panel: "{"a":[["2024-01-01","A"]]} x"'),
	('{"a":[["2024-01-01","A",1]]}', '22P02', 'invalid input syntax for type care_panel: "{"a":[["2024-01-01","A",1]]}"'),
	('{"":[["2024-01-01","A"]]}', '22P02', 'patient code must not be empty'), ('{" ":[["2024-01-01","A"]]}', '22P02', 'patient code must not be blank'),
	('{"a":[["2024-01-01",""]]}', '22P02', 'provider code must not be empty'), ('{"a":[["2024-01-01","\t "]]}', '22P02', 'provider code must not be blank'),
	('{"a":[["infinity","A"]]}', '22008', 'time of a visit must be finite, not "infinity"'),
	('{"a":[["yesterdayish","A"]]}', '22007', 'invalid input syntax for type timestamp with time zone: "yesterdayish"')) v(p, s, m);
SELECT is(p::jsonb::care_panel, p, 'through jsonb'), is(p::json::care_panel, p, 'through json'), is(p::jsonb #>> '{P,0,1}', 'A', 'an object for jsonb')
	FROM (SELECT '{"P":[["2024-01-01","A"]],"7":[["2024-01-01","B"]]}'::care_panel AS p) x;

-- aggregates

SELECT is(care_panel(p, d, t)::text, '{"1":[["2024-01-01T00:00:00+00:00","A"]]}', 'rows with a NULL are left out')
	FROM (VALUES ('1', 'A', timestamptz '2024-01-01'), (NULL, 'A', '2024-01-01'), ('1', NULL, '2024-01-01'), ('1', 'A', NULL)) v(p, d, t);
SELECT is(care_panel(p, d, t), NULL, 'no rows, no panel') FROM (VALUES (NULL::text, NULL::text, NULL::timestamptz)) v(p, d, t);
SELECT is(care_panel(p, d, t) FILTER (WHERE false), NULL, 'no rows after a filter') FROM (VALUES ('1', 'A', timestamptz '2024-01-01')) v(p, d, t);
SELECT is(rollup(p), NULL, 'rollup of nothing'), is(rollup(coalesce(p, '{}')), '{}', 'rollup of empty panels') FROM (VALUES (NULL::care_panel), (NULL)) v(p);
SELECT is(care_panel(p, d, t), care_panel(p::text, d::text, t), 'numbers are their digits'),
	is(care_panel(p, d::text, t), care_panel(p::text, d, t), 'either of them'),
	is(ARRAY[care_panel(p, d, t) -> -7, care_panel(p, d, t) -> 8], ARRAY[care_panel(p, d, t) -> '-7', NULL], 'a patient by number')
	FROM (VALUES (1::bigint, 2::bigint, timestamptz '2024-01-01'), (-7, 10, '2024-02-01'), (9223372036854775807, 2, '2024-02-01'), (-9223372036854775808, 2, '2024-02-01'),
		(1000000000000000000, 1, '2024-02-02'), (999999999999999999, 1, '2024-02-02')) v(p, d, t);
SELECT throws_ok($$SELECT care_panel(' ', 'A', timestamptz '2024-01-01')$$, '22023', 'patient code must not be blank', 'blank patient');
SELECT throws_ok($$SELECT care_panel('a', ' ', timestamptz '2024-01-01')$$, '22023', 'provider code must not be blank', 'blank provider');
SELECT throws_ok($$SELECT care_panel('a', 'A', timestamptz '-infinity')$$, '22008', 'time of a visit must be finite, not "-infinity"', 'infinite time');
SELECT throws_ok($$SELECT care_panel(' ', '[["2024-01-01","A"]]'::care_history)$$, '22023', 'patient code must not be blank', 'blank patient of a history');
SELECT is((array_agg(n ORDER BY i))::text, '{1,2,3,4,5}', 'a window that grows')
	FROM (SELECT i, visits(care_panel('p' || i % 2, 'A', timestamptz '2024-01-01' + i * interval '1 day') OVER (ORDER BY i)) AS n FROM generate_series(1, 5) i) x;

-- times as far apart as 32 bits count, and further

SELECT is(care_panel(1, 'A', at)::text, format('{"1":[[%s]]}', string_agg(to_char(at AT TIME ZONE 'UTC', '"\""YYYY-MM-DD"T"HH24:MI:SS.US"+00:00\",\"A\""'), '],[' ORDER BY at)), span || ' microseconds apart')
	FROM unnest(ARRAY[4294967295, 4294967296, 6442450943, 8589934591, 8589934592]) span, LATERAL (SELECT timestamptz '2024-01-01 00:00:00.000001' + n * span * interval '1 microsecond' AS at FROM generate_series(0, 1) n) x GROUP BY span;

-- 10,000 random patients of all kinds of codes, in random groupings; every kind of time

SELECT setseed(0.42);
CREATE TEMP TABLE visit AS
	SELECT CASE n % 4 WHEN 0 THEN n::text WHEN 1 THEN (9000000000 + n * 7919)::text WHEN 2 THEN 'P' || n ELSE md5(n::text) END AS patient,
		CASE n % 3 WHEN 0 THEN 'D' || floor(random() * 5)::int WHEN 1 THEN 'D' || floor(random() * 300)::int ELSE repeat('long ', 3) || floor(random() * 2)::int END AS provider,
		CASE n % 5 WHEN 0 THEN timestamptz '2022-01-01' + floor(random() * 30)::int * interval '1 day'
			WHEN 1 THEN timestamptz '2022-01-01' + random() * interval '3 years'
			WHEN 2 THEN timestamptz '2022-01-01' + floor(random() * 5)::int * interval '1 hour'
			ELSE timestamptz '2022-01-01' + floor(random() * 1500000)::int * interval '1 minute' END AS at,
		floor(random() * 7)::int AS practice
	FROM (SELECT n, generate_series(1, 1 + floor(-ln(1 - random()) * 6)::int) FROM generate_series(1, 10000) n) x;
CREATE TEMP TABLE history AS SELECT patient, care_history(provider, at) AS h FROM visit GROUP BY patient;
CREATE TEMP TABLE panel AS SELECT care_panel(patient, provider, at) AS p FROM visit;
CREATE TEMP TABLE panels AS SELECT practice, care_panel(patient, provider, at) AS p FROM visit GROUP BY practice;

SELECT is((SELECT count(*) FROM history), patients(p)::bigint, 'patients'), is((SELECT count(*) FROM visit), visits(p)::bigint, 'visits'),
	is((SELECT count(DISTINCT provider) FROM visit), providers(p)::bigint, 'providers'),
	is((SELECT min(at) FROM visit), first_visit(p), 'first visit'), is((SELECT max(at) FROM visit), last_visit(p), 'last visit') FROM panel;
SELECT is(row(patients(p), visits(p), providers(p), first_visit(p), last_visit(p))::text, '(0,0,0,,)', 'an empty panel') FROM (SELECT '{}'::care_panel AS p) x;
SELECT is(count(*), 0::bigint, 'histories') FROM (SELECT patient, h FROM history EXCEPT SELECT patient, history FROM panel, histories(p)) x;
SELECT is(count(*), (SELECT count(*) FROM history), 'all histories once') FROM panel, histories(p);
SELECT is(count(*), 0::bigint, 'histories come in the order of patients')
	FROM (SELECT patient, lag(patient) OVER (ORDER BY n) AS before FROM panel, histories(p) WITH ORDINALITY h(patient, history, n)) x
	WHERE before IS NOT NULL AND CASE WHEN patient ~ '^[0-9]{1,18}$' AND before ~ '^[0-9]{1,18}$' THEN patient::bigint <= before::bigint
		WHEN before ~ '^[0-9]{1,18}$' THEN false ELSE patient COLLATE "C" <= before COLLATE "C" OR patient ~ '^[0-9]{1,18}$' END;
SELECT is(count(*), 0::bigint, 'one history by its patient') FROM panel, (SELECT * FROM history ORDER BY md5(patient) LIMIT 500) h WHERE (p -> patient) IS DISTINCT FROM h;
SELECT is(p -> patient, NULL, format('nobody is %s', patient)) FROM panel, (VALUES ('0'), ('-1'), ('10001'), ('999999999999999999'), (''), ('P'), ('P99999'), ('zzz'), ('~')) v(patient);
SELECT is('{}'::care_panel -> '1', NULL, 'nobody in an empty panel');
SELECT is(count(*), 0::bigint, 'continuity of every patient is that of the history, bit for bit')
	FROM (SELECT patient, (continuity(h, m)).*, m FROM history, (VALUES (2), (5)) v(m)) a
	FULL JOIN (SELECT c.*, m FROM panel, (VALUES (2), (5)) v(m), continuity(p, m) c) b USING (patient, m)
	WHERE (a.*)::text IS DISTINCT FROM (b.patient, b.visits, b.providers, b.usual_provider, b.usual_provider_of_care, b.bice_boxerman, b.herfindahl,
		b.sequential_continuity, b.k_index, b.modified_modified_continuity, b.m)::text;

-- the same bytes whatever the way

SELECT is((SELECT care_panel(patient, provider, at ORDER BY md5(patient || at)) FROM visit), p, 'any order of rows') FROM panel;
SELECT is((SELECT rollup(q.p) FROM panels q), p, 'rolled up'), is((SELECT rollup(q.p ORDER BY practice DESC) FROM panels q), p, 'rolled up in another order') FROM panel;
SELECT is((SELECT care_panel(patient, h) FROM history), p, 'from histories'), is((SELECT care_panel(patient, h ORDER BY md5(patient)) FROM history), p, 'from histories in another order') FROM panel;
SELECT is((SELECT care_panel(patient::bigint, h) FROM history WHERE patient ~ '^[0-9]{1,18}$'), (SELECT care_panel(patient, provider, at) FROM visit WHERE patient ~ '^[0-9]{1,18}$'), 'from histories by number');
SELECT is(a.p || b.p, b.p || a.p, 'either way about'), is(a.p || '{}', a.p, 'with nothing'), is('{}' || a.p, a.p, 'nothing with it'),
	is(a.p || b.p, (SELECT care_panel(patient, provider, at) FROM visit WHERE practice IN (0, 1)), 'the visits of both'),
	is((SELECT sum(visits(history)) FROM histories(a.p || a.p)), 2 * visits(a.p)::bigint, 'a visit that stands in both counts twice')
	FROM panels a, panels b WHERE a.practice = 0 AND b.practice = 1;
SELECT is(p::text::care_panel, p, 'through text'), is(p::jsonb::care_panel, p, 'through jsonb') FROM panel;
SELECT is((SELECT p FROM panels WHERE practice = 1) = (SELECT p FROM panels WHERE practice = 2), false, 'others are not equal');
SELECT is(count(DISTINCT p), 7::bigint, 'DISTINCT'), is(count(DISTINCT care_panel_hash(p)), 7::bigint, 'hashes differ') FROM (TABLE panels UNION ALL TABLE panels) x;
SELECT is(count(*), 21::bigint, 'an order') FROM panels a, panels b WHERE a.p < b.p AND b.p > a.p AND NOT a.p >= b.p AND NOT b.p <= a.p AND care_panel_cmp(a.p, b.p) < 0 AND a.p <> b.p;
SELECT is(count(*), 7::bigint, 'sorted and merged') FROM (SELECT p FROM panels ORDER BY p) a JOIN panels b USING (p);
CREATE TEMP TABLE stored (p care_panel);
INSERT INTO stored SELECT p FROM panels;
SELECT is(mean_continuity(s.p)::text, mean_continuity(s.p || '{}')::text, 'the front of what is stored out of line') FROM stored s LIMIT 12;
SELECT is(visit_share(p), visit_share(p || '{}'), 'its visit share'), is(patient_sharing(p), patient_sharing(p || '{}'), 'its sharing'),
	is(handoff_flows(p), handoff_flows(p || '{}'), 'its hand-offs'), is(attendance_profile(p), attendance_profile(p || '{}'), 'its profile'),
	is(row(patients(p), visits(p), providers(p), first_visit(p), last_visit(p))::text, row(patients(q), visits(q), providers(q), first_visit(q), last_visit(q))::text, 'its head')
	FROM (SELECT p, p || '{}' AS q FROM stored) x;
SELECT is(pg_column_compression(p), NULL, 'a panel is not compressed') FROM stored;

-- folded by two workers, which the plan must show

CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
	DECLARE line text; plan text := ''; BEGIN FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP plan := plan || line || E'\n'; END LOOP; RETURN plan; END $$;
CREATE TABLE shared_out_visit WITH (parallel_workers = 2) AS SELECT * FROM visit;
CREATE TABLE shared_out_panel WITH (parallel_workers = 2) AS SELECT practice % 2 AS half, care_panel(patient, provider, at) AS p FROM visit GROUP BY practice, date_trunc('month', at);
ANALYZE shared_out_visit, shared_out_panel;
CREATE TEMP TABLE folding AS SELECT row_number() OVER () AS n, query, NULL::care_panel[] AS serial FROM (VALUES
	('SELECT array_agg(p) FROM (SELECT care_panel(patient, provider, at) AS p FROM shared_out_visit) x'),
	('SELECT array_agg(p ORDER BY practice) FROM (SELECT practice, care_panel(patient, provider, at) AS p FROM shared_out_visit GROUP BY practice) x'),
	('SELECT array_agg(p) FROM (SELECT rollup(p) AS p FROM shared_out_panel) x'),
	('SELECT array_agg(p ORDER BY half) FROM (SELECT half, rollup(p) AS p FROM shared_out_panel GROUP BY half) x')) v(query);
CREATE FUNCTION pg_temp.fold(query text) RETURNS care_panel[] LANGUAGE plpgsql AS $$ DECLARE p care_panel[]; BEGIN EXECUTE query INTO p; RETURN p; END $$;
SET LOCAL max_parallel_workers_per_gather = 0;
UPDATE folding SET serial = pg_temp.fold(query);
SELECT unalike(pg_temp.plan_of(query), '%Partial%', format('serial: %s', query)) FROM folding;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;
SELECT alike(pg_temp.plan_of(query), '%Partial%Aggregate%', format('in parallel: %s', query)) FROM folding;
SELECT is(pg_temp.fold(query), serial, format('the same bytes in parallel: %s', query)) FROM folding;
SELECT is(serial[1], p, 'the panel of all') FROM folding, panel WHERE n IN (1, 3);
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET parallel_leader_participation;

-- small: the visits of a practice to the minute, over two years

CREATE TEMP TABLE minute AS
	SELECT (4000000000 + n * 7)::text AS patient, 'D' || CASE WHEN random() < 0.5 THEN n % 10 ELSE floor(random() * 10) END AS d, timestamptz '2022-01-01' + floor(random() * 1051200)::int * interval '1 minute' AS at
	FROM generate_series(1, 3000) n, generate_series(1, 7);

SELECT cmp_ok(pg_column_size(p), '<=', 4 * visits(p), 'at most 4 bytes a visit, with the codes')
	FROM (SELECT care_panel(patient, d, at) AS p FROM minute) x;

-- skewed codes: the range of patients is parted again; many visits of one patient

SELECT is(count(*), 0::bigint, 'patients who bunch together')
	FROM (SELECT care_panel(patient, d, at) AS p FROM (SELECT CASE WHEN i % 2 = 0 THEN i ELSE (i::float8 ^ 3.5)::bigint END AS patient, 'D' || i % 3 AS d, timestamptz '2020-01-01' + i * interval '1 minute' AS at FROM generate_series(1, 100000) i) v) x,
		LATERAL (SELECT patient, visits(history) AS n FROM histories(p)) h
		FULL JOIN (SELECT (CASE WHEN i % 2 = 0 THEN i ELSE (i::float8 ^ 3.5)::bigint END)::text AS patient, count(*) AS n FROM generate_series(1, 100000) i GROUP BY 1) w USING (patient)
	WHERE h.n IS DISTINCT FROM w.n;
SELECT is(c::text, (1, 100000, 2)::text, 'many visits of one patient') FROM (SELECT (patients(p), visits(p), providers(p)) AS c FROM
	(SELECT care_panel('x', 'D' || i % 2, timestamptz '2020-01-01' - i * interval '1 second') AS p FROM generate_series(1, 100000) i) x) y;
SELECT is(rollup(p), (SELECT care_panel(i % 1000, i % 17, timestamptz '2020-01-01' + (i * 7919 % 100003) * interval '1 minute') FROM generate_series(1, 60000) i), 'sixty panels')
	FROM (SELECT care_panel(i % 1000, i % 17, timestamptz '2020-01-01' + (i * 7919 % 100003) * interval '1 minute') AS p FROM generate_series(1, 60000) i GROUP BY i % 60) x;

-- cuts

CREATE FUNCTION pg_temp.of(condition text) RETURNS care_panel LANGUAGE plpgsql AS $$
	DECLARE p care_panel; BEGIN EXECUTE 'SELECT coalesce(care_panel(patient, provider, at), ''{}'') FROM visit WHERE ' || condition INTO p; RETURN p; END $$;
SELECT is(during(p, r::tstzrange), pg_temp.of(format('at <@ %L::tstzrange', r)), format('during %s', r))
	FROM panel, (VALUES ('[2022-01-02,2022-02-01)'), ('(2022-01-02,2022-02-01]'), ('[2022-01-02,2022-01-02]'), ('empty'), ('(,)'), ('[2022-06-01,)'), ('(,2022-06-01)'), ('(-infinity,infinity)')) v(r);
SELECT is(during(p, r::daterange), pg_temp.of(format('at::date <@ %L::daterange', r)), format('during the days %s', r))
	FROM panel, (VALUES ('[2022-03-27,2022-03-28)'), ('[2022-06-02,2022-07-01]'), ('empty'), ('(,)'), ('[2022-06-01,)'), ('(,2022-06-01]')) v(r);
SELECT is(during(p, r::tstzmultirange), pg_temp.of(format('at <@ %L::tstzmultirange', r)), format('during %s', r))
	FROM panel, (VALUES ('{[2022-01-02,2022-02-01),[2022-03-01,2022-03-02],(2023-01-01,)}'), ('{}'), ('{(,)}')) v(r);
SELECT is(during(p, r), pg_temp.of(format('at <@ %L::tstzmultirange', r)), 'during every second hour of a month')
	FROM panel, (SELECT range_agg(tstzrange(t, t + interval '1 hour')) AS r FROM generate_series(timestamptz '2022-01-01', '2022-02-01', interval '2 hours') t) v;
SELECT is(only_providers(p, a), pg_temp.of(format('provider = ANY (%L::text[])', a)), format('only %s', a)),
	is(except_providers(p, a), pg_temp.of(format('provider <> ALL (array_remove(%L::text[], NULL))', a)), format('except %s', a))
	FROM panel, (VALUES ('{}'::text[]), ('{D1,D2,D299,nobody,NULL}'), ('{"long long long 0"}')) v(a);
SELECT is(only_patients(p, a), pg_temp.of(format('patient = ANY (%L::text[])', a)), format('only %s', left(a::text, 30))),
	is(except_patients(p, a), pg_temp.of(format('patient <> ALL (array_remove(%L::text[], NULL))', a)), format('except %s', left(a::text, 30)))
	FROM panel, (VALUES ('{}'::text[]), ('{4,P2,nobody,NULL,-1}'), ((SELECT array_agg(patient) FROM history))) v(a);
SELECT is(once_a_day(p), (SELECT care_panel(patient, provider, at) FROM (SELECT DISTINCT ON (patient, provider, at::date) * FROM visit ORDER BY patient, provider, at::date, at) x), 'once a day') FROM panel;
SELECT is(count(*), 0::bigint, 'once a day where midnight comes twice')
	FROM (SELECT set_config('timezone', 'America/St_Johns', true)) z,
		LATERAL (SELECT care_panel('x', 'D', timestamptz '2010-11-06 22:00-02:30' + i * interval '20 minutes') AS p, care_history('D', timestamptz '2010-11-06 22:00-02:30' + i * interval '20 minutes') AS h FROM generate_series(0, 30) i WHERE z IS NOT NULL) x
	WHERE once_a_day(p) -> 'x' <> once_a_day(h);
SET LOCAL timezone = 'Europe/London';
SELECT is(during(p, r::daterange, z), pg_temp.of(format('(at AT TIME ZONE %L)::date <@ %L::daterange', z, r)), format('during the days %s in %s', r, z))
	FROM panel, (VALUES ('[2022-03-27,2022-03-28)', 'America/St_Johns'), ('[2022-01-02,2022-07-01]', 'Asia/Kathmandu'), ('(,)', 'UTC'), ('empty', 'UTC')) v(r, z);
SELECT is(once_a_day(p, z), (SELECT care_panel(patient, provider, at) FROM (SELECT DISTINCT ON (patient, provider, (at AT TIME ZONE z)::date) * FROM visit ORDER BY patient, provider, (at AT TIME ZONE z)::date, at) x), format('once a day in %s', z))
	FROM panel, (VALUES ('Asia/Kathmandu'), ('America/St_Johns'), ('Europe/London')) v(z);
SELECT is(once_a_day(p, 'Europe/London'), once_a_day(p), 'the session''s zone by its name'), is(during(p, '[2022-01-02,2022-02-01)'), during(p, tstzrange '[2022-01-02,2022-02-01)'), 'a literal is a range of times'),
	is(during(p, daterange '[-infinity,infinity]'), p, 'infinite days'), is(during(p, daterange '[4713-01-01 BC,5874897-12-31)'), p, 'days beyond all times'), is(during(p, NULL), NULL, 'no period') FROM panel;
SELECT throws_ok($$SELECT during('{}'::care_panel, 'March')$$, '22P02', NULL, 'March is no range of times');
SELECT throws_ok(format('SELECT %s', call), '22023', 'time zone "Mars" not recognized', call) FROM unnest(ARRAY['once_a_day(care_panel ''{}'', ''Mars'')', 'during(care_panel ''{}'', daterange ''empty'', ''Mars'')']) call;
SELECT volatility_is('once_a_day', ARRAY['care_panel'], 'stable', 'the session''s days are stable');
SELECT volatility_is('once_a_day', ARRAY['care_panel', 'text'], 'immutable', 'the days of a zone that is named are immutable');
SELECT volatility_is('during', ARRAY['care_panel', 'daterange', 'text'], 'immutable', 'and so are those of a range');

-- questions against plain SQL

CREATE TEMP TABLE means AS
	SELECT 'usual_provider_of_care' AS index, count(i) AS n, (mean_estimate(i, 0.9)).* FROM (SELECT usual_provider_of_care(h, 3) AS i FROM history) x
	UNION ALL SELECT 'bice_boxerman', count(i), (mean_estimate(i, 0.9)).* FROM (SELECT bice_boxerman(h, 3) AS i FROM history) x
	UNION ALL SELECT 'herfindahl', count(i), (mean_estimate(i, 0.9)).* FROM (SELECT herfindahl(h, 3) AS i FROM history) x
	UNION ALL SELECT 'sequential_continuity', count(i), (mean_estimate(i, 0.9)).* FROM (SELECT sequential_continuity(h, 3) AS i FROM history) x
	UNION ALL SELECT 'k_index', count(i), (mean_estimate(i, 0.9)).* FROM (SELECT k_index(h, 3) AS i FROM history) x
	UNION ALL SELECT 'modified_modified_continuity', count(i), (mean_estimate(i, 0.9)).* FROM (SELECT modified_modified_continuity(h, 3) AS i FROM history) x;
SELECT is((SELECT array_agg(m.index) FROM panel, mean_continuity(p, 3, 0.9) m), (SELECT array_agg(index) FROM means), 'indices in the order of continuity()');
SELECT is(count(*), 6::bigint, 'means and limits of indices over patients') FROM panel, mean_continuity(p, 3, 0.9) m JOIN means s USING (index)
	WHERE m.patients = s.n AND abs(m.value - s.value) < 1e-14 AND abs(m.lower - s.lower) < 1e-13 AND abs(m.upper - s.upper) < 1e-13;
SELECT is(mean_continuity('{}')::text, format('(%s,0,,,)', index), 'no patient') FROM (SELECT index FROM means LIMIT 1) x LIMIT 1;
SELECT is(count(*), 6::bigint, 'one patient has no limits') FROM mean_continuity('{"a":[["2024-01-01","A"],["2024-01-02","A"]]}') WHERE patients = 1 AND value = 1 AND lower IS NULL AND upper IS NULL;
SELECT is(count(*), 6::bigint, 'no spread, no width') FROM (SELECT care_panel(i, 'A', t) AS p FROM generate_series(1, 1000) i, generate_series(timestamptz '2024-01-01', '2024-01-07', interval '1 day') t) x, mean_continuity(p)
	WHERE value = 1 AND lower = 1 AND upper = 1;
SELECT is(array_agg(value ORDER BY index), array_agg(lower ORDER BY index), 'a third of each has no spread')
	FROM (SELECT care_panel(i, t::text, '2024-01-01') AS p FROM generate_series(1, 999) i, generate_series(1, 3) t) x, mean_continuity(p);
SELECT is(count(*), 6::bigint, 'patients of thousands of visits') FROM
	(SELECT care_panel(i % 3, i % 11, timestamptz '2024-01-01' + i * interval '1 minute') AS p, count(*) FROM generate_series(1, 30000 + 7) i) x,
	LATERAL mean_continuity(p) m,
	LATERAL (SELECT avg((to_jsonb(c) ->> m.index)::float8) AS mean FROM continuity(p) c) c WHERE abs(m.value - c.mean) < 1e-14;
SELECT is(count(*), 0::bigint, 'visit share') FROM panel, (VALUES (1), (4)) v(m), LATERAL visit_share(p, m, 0.9) s,
	LATERAL (SELECT sum(k) / sum(n) AS r, sum(n) AS v, count(*) AS patients FROM (SELECT visits(h)::float8 AS n, usual_provider_of_care(h, 1) * visits(h) AS k FROM history WHERE visits(h) >= m) x) r,
	LATERAL (SELECT sqrt(r.patients / (r.patients - 1.0) * sum((k - r.r * n) ^ 2)) / r.v AS error FROM (SELECT visits(h)::float8 AS n, usual_provider_of_care(h, 1) * visits(h) AS k FROM history WHERE visits(h) >= m) x) e
	WHERE abs(s.value - r.r) > 1e-14 OR abs((s.upper - s.lower) / 2 / e.error - 1.6452) > 1e-3;
SELECT is(visit_share('{}'), NULL, 'no visit, no share'), is(visit_share('{"a":[["2024-01-01","A"]]}'), (1, NULL, NULL)::interval_estimate, 'one patient has no limits'),
	is(visit_share('{"a":[["2024-01-01","A"]]}', 2), NULL, 'one visit is below two');
SELECT throws_ok(q, '22023', m, q) FROM (VALUES ($$SELECT continuity('{}'::care_panel, 1)$$, 'min_visits must be at least 2, not 1'), ($$SELECT mean_continuity('{}', 1)$$, 'min_visits must be at least 2, not 1'),
	($$SELECT visit_share('{}'::care_panel, 0)$$, 'min_visits must be at least 1, not 0'), ($$SELECT patient_sharing('{}'::care_panel, 0)$$, 'min_visits must be at least 1, not 0'),
	($$SELECT mean_continuity('{}', 2, 1)$$, NULL), ($$SELECT visit_share('{}', 1, 0)$$, NULL), ($$SELECT handoff_flows('{}', '-1 day')$$, NULL),
	($$SELECT attendance_profile('{"a":[["2024-01-01","A"]]}'::care_panel, 0)$$, 'people must be a whole number from 1, the patients of the panel, to 2^53, not 0'),
	($$SELECT attendance_profile('{"a":[["2024-01-01","A"]]}'::care_panel, 2.5)$$, 'people must be a whole number from 1, the patients of the panel, to 2^53, not 2.5'),
	($$SELECT attendance_profile('{"a":[["2024-01-01","A"]]}'::care_panel, 'NaN')$$, 'people must be a whole number from 1, the patients of the panel, to 2^53, not NaN')) v(q, m);

-- sharing and hand-offs

CREATE TEMP TABLE part AS SELECT patient, provider, at FROM visit WHERE practice = 0;
CREATE FUNCTION pg_temp.sharing(m int) RETURNS place_flows LANGUAGE sql AS $$
	WITH seen AS (SELECT patient, provider FROM part GROUP BY 1, 2 HAVING count(*) >= m)
	SELECT place_flows(a.provider, b.provider, 1) FROM seen a JOIN seen b USING (patient) $$;
SELECT is(patient_sharing(p, m), pg_temp.sharing(m), format('patients who saw both %s times', m)) FROM panels, (VALUES (1), (2), (4)) v(m) WHERE practice = 0;
SELECT is(patient_sharing(p), transpose(patient_sharing(p)), 'sharing is symmetric') FROM panel;
SELECT is(patient_sharing('{}'::care_panel), '{}', 'nobody to share'), is(handoff_flows('{}'), '{}', 'nobody to hand on');
SELECT is(patient_sharing(care_panel(i % 700, 'D' || i % 2100, '2024-01-01')), (SELECT place_flows('D' || a.d, 'D' || b.d, 1) FROM (SELECT DISTINCT i % 700 AS p, i % 2100 AS d FROM generate_series(1, 21000) i) a JOIN (SELECT DISTINCT i % 700 AS p, i % 2100 AS d FROM generate_series(1, 21000) i) b USING (p)),
	'many providers') FROM generate_series(1, 21000) i;
SELECT throws_ok($$SELECT patient_sharing(care_panel('a', i, '2024-01-01')) FROM generate_series(1, 1001) i$$, '54000', 'patient "a" has 1001 providers', 'a fault in the data');
CREATE FUNCTION pg_temp.handoffs(within interval) RETURNS place_flows LANGUAGE sql AS $$
	SELECT place_flows(before, provider, 1) FROM (SELECT provider, at, lag(provider) OVER w AS before, lag(at) OVER w AS last FROM part WINDOW w AS (PARTITION BY patient ORDER BY at, provider COLLATE "C")) x
	WHERE before <> provider AND (within IS NULL OR last >= at - within) $$;
SELECT is(handoff_flows(p, w), pg_temp.handoffs(w), format('hand-offs within %s', w)) FROM panels, (VALUES (NULL), (interval '0'), ('1 hour'), ('30 days'), ('6 months'), ('5000 years')) v(w) WHERE practice = 0;
SELECT is(total(handoff_flows(p)), (SELECT sum(handoffs(h))::float8 FROM history), 'hand-offs of all histories') FROM panel;
SELECT is(handoff_flows('{"a":[["2024-03-30 09:00Z","A"],["2024-03-31 09:00Z","B"]]}', '1 day', zone), flows, 'a day before the clocks change, in ' || zone)
	FROM (VALUES ('Europe/London', '{}'::place_flows), ('UTC', '{"A":{"B":1}}')) v(zone, flows);
SELECT is(handoff_flows(p, NULL, 'Europe/London'), handoff_flows(p), 'without an interval no zone matters'),
	is(handoff_flows(p, '1 day', current_setting('timezone')), handoff_flows(p, '1 day'), 'the zone of the session'), is(handoff_flows(p, '1 day', NULL), NULL, 'no zone') FROM panel;
SELECT throws_ok($$SELECT handoff_flows('{}', NULL, 'Nowhere')$$, '22023', 'time zone "Nowhere" not recognized', 'a zone that is none');
SELECT is(handoff_flows(NULL), NULL, 'no panel'), is(patient_sharing(NULL::care_panel), NULL, 'no panel');

-- lists

CREATE TEMP TABLE list AS SELECT patient, 'D' || abs(hashtext(patient)) % 7 AS holder FROM history WHERE hashtext(patient) % 10 <> 0 UNION ALL SELECT 'unseen', 'D999';
SELECT is(count(*), 0::bigint, 'visits to the own list')
	FROM (SELECT o.* FROM panel, (SELECT place_flows(patient, holder, 1) AS f FROM list) f, own_list(p, f) o) a
	FULL JOIN (SELECT provider, coalesce(list_visits, 0) AS list_visits, coalesce(with_holder, 0) AS with_holder, coalesce(given, 0) AS given, coalesce(own, 0) AS own
		FROM (SELECT holder AS provider, count(*) AS list_visits, count(*) FILTER (WHERE provider = holder) AS with_holder FROM visit JOIN list USING (patient) GROUP BY 1) l
		FULL JOIN (SELECT provider, count(*) AS given, count(*) FILTER (WHERE provider = holder) AS own FROM visit LEFT JOIN list USING (patient) GROUP BY 1) g USING (provider)) b USING (provider)
	WHERE (a.list_visits, a.with_holder, a.given, a.to_own_list) IS DISTINCT FROM (b.list_visits, b.with_holder, b.given, b.own);
SELECT is(own_list(p, f)::text, '(A,1,0,0,0)', 'a holder who gives no visit') FROM (SELECT '{"x":[["2024-01-01","B"]]}'::care_panel AS p, '{"x":{"A":1},"y":{"C":1}}'::place_flows AS f) x LIMIT 1;
SELECT throws_ok($$SELECT own_list('{"x":[["2024-01-01","B"]]}', '{"x":{"A":1,"B":1}}')$$, '22023', 'patient "x" is on the lists of "A" and "B"', 'two lists');
SELECT throws_ok(format('SELECT own_list(%L, %L)', p, f), '22023', 'no patient of the panel is among the patients of the lists', 'strangers: ' || f)
	FROM (VALUES ('{"x":[["2024-01-01","A"]],"7":[["2024-01-01","A"]]}', '{"A":{"x":1,"7":1}}'), ('{"x":[["2024-01-01","A"]]}', '{"X":{"A":1}}'), ('{"7":[["2024-01-01","A"]]}', '{"07":{"A":1},"8":{"A":1}}')) v(p, f);
\ir ../said.psql
SELECT is(pg_temp.said($$SELECT own_list('{"x":[["2024-01-01","A"]]}', '{"X":{"A":1}}')$$), 'One side has codes such as "x", the other such as "X". | Are the codes written in another way, or do the lists lead from holder to patient, as transpose() would turn them?'
	' WHERE patients(only_patients(panel, ARRAY(SELECT place FROM counts(origins(lists))))) > 0 leaves out a panel none of whose patients is listed.', 'strangers: how such a panel is left out');
SELECT is(string_agg(o::text, ' '), '(A,1,1,1,1)', 'as the hint says')
	FROM (VALUES ('{"x":[["2024-01-01","A"]]}'::care_panel), ('{"y":[["2024-01-01","B"]]}')) AS p (panel), (SELECT '{"x":{"A":1}}'::place_flows) AS l (lists), own_list(panel, lists) AS o
	WHERE patients(only_patients(panel, ARRAY(SELECT place FROM counts(origins(lists))))) > 0;
SELECT is((SELECT count(*) FROM own_list(p::care_panel, f::place_flows)), n, 'nobody in common where nobody is: ' || f) FROM (VALUES ('{}', '{"x":{"A":1}}', 0::bigint), ('{"x":[["2024-01-01","A"]]}', '{}', 1), ('{"x":[["2024-01-01","A"]]}', '{"x":{"A":0}}', 1)) v(p, f, n);
SELECT lives_ok($$SELECT own_list('{"x":[["2024-01-01","B"]]}', '{"x":{"A":0,"B":1},"y":{"A":1,"B":1}}')$$, 'a zero is no list, and nobody asks for the lists of others');
SELECT is(attendance_profile(p), (SELECT attendance_profile(visits(h)) FROM history), 'visits a patient'),
	is(attendance_profile(p, 12345), (SELECT attendance_profile(n) FROM (SELECT visits(h) AS n FROM history UNION ALL SELECT 0 FROM generate_series(1, 12345 - (SELECT count(*) FROM history))) x), 'and those who did not come'),
	is(attendance_profile(p, patients(p)), attendance_profile(p), 'everybody came') FROM panel;
SELECT is(attendance_profile('{}'::care_panel), '{}', 'nobody'), is(attendance_profile('{}'::care_panel, 3), '{"0":3}', 'three who did not come');
SELECT is(attendance_profile('{}'::care_panel, sum(n)), '{"0": 6}', 'as many as a sum of bigint, which is numeric'), is(attendance_profile('{}'::care_panel, count(*)), '{"0": 3}', 'or a count') FROM unnest(ARRAY[1, 2, 3]::bigint[]) AS n;

-- published figures, and another program's

\if :{?shared}
\else
\set shared ''
\endif
\set vectors :shared /vectors
\set have `test -r :'vectors'/network/sharing_visits.csv && test -r :'vectors'/continuity/vectors.csv && echo true || echo false`
\if :have
CREATE TEMP TABLE shared_visit (patient text, provider text, day int);
CREATE TEMP TABLE shared_expected (min_visits int, a text, b text, n float8);
\set load '\\copy shared_visit FROM \'' :vectors '/network/sharing_visits.csv\' CSV HEADER'
:load
\set load '\\copy shared_expected FROM \'' :vectors '/network/sharing_expected.csv\' CSV HEADER'
:load
SELECT is(count(*), 0::bigint, 'sharing as scipy has it') FROM shared_expected e, (SELECT care_panel(patient, provider, timestamptz '2024-01-01' + day * interval '1 day') AS p FROM shared_visit) p
	WHERE coalesce(patient_sharing(p, min_visits) -> a -> b, 0) <> n OR coalesce(patient_sharing(p, min_visits) -> b -> a, 0) <> n;
SELECT is(sum(total(patient_sharing(p, m))), (SELECT sum(CASE WHEN a = b THEN n ELSE 2 * n END) FROM shared_expected), 'and nothing else')
	FROM (SELECT DISTINCT min_visits AS m FROM shared_expected) m, (SELECT care_panel(patient, provider, timestamptz '2024-01-01' + day * interval '1 day') AS p FROM shared_visit) p;
CREATE TEMP TABLE vectors (case_id text, seq int, patient text, provider text, visit_time timestamptz, assigned_provider text);
\set load '\\copy vectors FROM \'' :vectors '/continuity/vectors.csv\' CSV HEADER'
:load
SELECT is(count(*), 0::bigint, 'patients of published tables, bit for bit as their histories')
	FROM (SELECT case_id, (c).* FROM (SELECT case_id, continuity(care_panel(patient, provider, visit_time)) AS c FROM vectors GROUP BY 1) x) a
	FULL JOIN (SELECT case_id, patient, (continuity(care_history(provider, visit_time))).* FROM vectors GROUP BY 1, 2) b USING (case_id, patient)
	WHERE (a.visits, a.usual_provider, a.usual_provider_of_care, a.bice_boxerman, a.sequential_continuity, a.modified_modified_continuity)
		IS DISTINCT FROM (b.visits, b.usual_provider, b.usual_provider_of_care, b.bice_boxerman, b.sequential_continuity, b.modified_modified_continuity);
SELECT is(array_agg((o.provider, o.list_visits, o.with_holder, o.given, o.to_own_list)::text ORDER BY o.provider) FILTER (WHERE o.list_visits > 0), ARRAY['(A,41,22,35,22)', '(B,41,17,31,17)'], 'SLICC and OPR of a published table')
	FROM (SELECT care_panel(patient, provider, visit_time) AS p, (SELECT place_flows(patient, own, 1) FROM (SELECT DISTINCT patient, assigned_provider AS own FROM vectors WHERE case_id = 'bjgp2023') l) AS f FROM vectors WHERE case_id = 'bjgp2023') x, own_list(p, f) o;
\else
SELECT skip('published tables are not here', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

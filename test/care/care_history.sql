-- care_history: text form, equality, aggregates, merging, cuts

BEGIN;
SET LOCAL client_min_messages = warning;
SELECT no_plan();
SET LOCAL timezone = 'Europe/London';

-- text form

SELECT is('[["2024-01-08T09:30:00+00:00","B"], ["2024-01-01 09:00+00","A"]]'::care_history::text,
	'[["2024-01-01T09:00:00+00:00","A"],["2024-01-08T09:30:00+00:00","B"]]', 'visits are put in order');
SELECT is('[["2024-07-01 09:00","A"]]'::care_history::text, '[["2024-07-01T08:00:00+00:00","A"]]',
	'a time without a zone is local, the output is in UTC');
SELECT is(' [ ] '::care_history::text, '[]', 'an empty history');
SELECT is('[["2024-01-01Z","b"],["2024-01-01Z","B"],["2024-01-01Z"," B"],["2024-01-01Z","é"],["2024-01-01Z","a"]]'::care_history::text,
	'[["2024-01-01T00:00:00+00:00"," B"],["2024-01-01T00:00:00+00:00","B"],["2024-01-01T00:00:00+00:00","a"],["2024-01-01T00:00:00+00:00","b"],["2024-01-01T00:00:00+00:00","é"]]',
	'visits at one instant stand in the bytewise order of their codes');
SELECT is('[["2024-01-01Z","A"],["2024-01-01Z","A"]]'::care_history::text,
	'[["2024-01-01T00:00:00+00:00","A"],["2024-01-01T00:00:00+00:00","A"]]', 'a visit recorded twice stays twice');
SELECT is(h::text, t, 'round trip of ' || t) FROM (VALUES
	('[["4714-11-24T00:00:00+00:00 BC","A"],["294276-12-31T23:59:59.999999+00:00","A"]]'),
	('[["0044-03-15T12:00:00.000001+00:00 BC","A"]]'),
	('[["0001-12-31T23:59:59+00:00 BC","A"],["0001-01-01T00:00:00+00:00","B"]]'),
	('[["1969-12-31T23:59:59.999999+00:00","A"],["1970-01-01T00:00:00.001+00:00","A"]]'),
	('[["1999-12-31T23:00:00+00:00","A"],["2000-01-01T00:00:00+00:00","\"\\\n\t\u0001"]]')) v(t), LATERAL (SELECT t::care_history h) x;
SET LOCAL datestyle = 'German, DMY';
SET LOCAL timezone = 'Asia/Kathmandu';
SELECT is('[["2024-02-01T09:00:00.5+00:00","A"],["0044-03-15T12:00:00+00:00 BC","B"]]'::care_history::text,
	'[["0044-03-15T12:00:00+00:00 BC","B"],["2024-02-01T09:00:00.5+00:00","A"]]', 'the text depends on no setting');
RESET datestyle;
SET LOCAL timezone = 'Europe/London';

SELECT throws_ok(format('SELECT %L::care_history', t), s, NULL, format('%s is refused', t)) FROM (VALUES
	('', '22P02'), ('[', '22P02'), (']', '22P02'), ('{}', '22P02'), ('null', '22P02'), ('[]]', '22P02'), ('[] x', '22P02'),
	('[[]]', '22P02'), ('[["2024-01-01"]]', '22P02'), ('[["2024-01-01","A"', '22P02'), ('[["2024-01-01","A"]', '22P02'),
	('[["2024-01-01","A"],]', '22P02'), ('[["2024-01-01","A","B"]]', '22P02'), ('[["2024-01-01",1]]', '22P02'),
	('[["2024-01-01",null]]', '22P02'), ('[[null,"A"]]', '22P02'), ('["2024-01-01","A"]', '22P02'),
	('[["2024-01-01","\u0000"]]', '22P02'), ('[["2024-01-01","\ud800"]]', '22P02'),
	('[["yesterweek","A"]]', '22007'), ('[["","A"]]', '22007'), ('[["2024-13-01","A"]]', '22008'),
	('[["2024-01-01",""]]', '22P02'), ('[["2024-01-01","A"],["2024-01-01"," \t"]]', '22P02'),
	('[["infinity","A"]]', '22008'), ('[["-infinity","A"]]', '22008'), ('[["300000-01-01","A"]]', '22008')) v(t, s);

-- aggregates

CREATE TEMP TABLE one (provider text, at timestamptz);
INSERT INTO one VALUES ('B', '2024-01-08 09:30'), ('A', '2024-01-01 09:00'), (NULL, '2024-01-02'), ('A', NULL), (NULL, NULL);
SELECT is(care_history(provider, at)::text, '[["2024-01-01T09:00:00+00:00","A"],["2024-01-08T09:30:00+00:00","B"]]',
	'rows with NULL are left out') FROM one;
SELECT is(care_history(provider, at), NULL, 'no rows give NULL') FROM one WHERE false;
SELECT is(care_history(provider, at), NULL, 'rows of NULL only give NULL') FROM one WHERE provider IS NULL;
SELECT is(care_history(1::bigint, at), NULL, 'no numbered rows give NULL') FROM one WHERE false;
SELECT is(rollup(NULL::care_history), NULL, 'merging NULLs gives NULL') FROM one;
SELECT is(care_history(provider, at) FILTER (WHERE false), NULL, 'a filter that keeps nothing gives NULL') FROM one;
SELECT is(rollup('[]'::care_history)::text, '[]', 'merging empty histories gives an empty one') FROM one;
SELECT is(care_history(n, at), care_history(n::text, at), 'the code of a number is its digits')
	FROM (VALUES (0::bigint, now()), (-1, now()), (9223372036854775807, now()), (-9223372036854775808, now()), (NULL, now())) v(n, at);
SELECT throws_ok(format('SELECT care_history(%L::text, %L::timestamptz)', 'A', t), '22008', NULL, t || ' is no time of a visit')
	FROM unnest(ARRAY['infinity', '-infinity']) t;

-- Blank is what an export has for NULL: it is nobody, and never one clinician with perfect continuity.

SELECT throws_ok(format('SELECT care_history(%L::text, now())', blank), '22023', format('provider code must not be %s', kind), format('%s bytes of nothing are no provider', length(blank)))
	FROM (VALUES ('', 'empty'), (' ', 'blank'), (E' \t\n', 'blank')) v(blank, kind);
CREATE TEMP TABLE hint (text text);
DO $$
DECLARE said text;
BEGIN
	PERFORM care_history(provider, now()) FROM (VALUES ('A'), ('')) v(provider);
EXCEPTION WHEN invalid_parameter_value THEN
	GET STACKED DIAGNOSTICS said = PG_EXCEPTION_HINT;
	INSERT INTO hint VALUES (said);
END $$;
SELECT matches(text, 'nullif\(trim\(code\), ''''\)', 'the hint says how to leave such rows out') FROM hint;
SELECT is(care_history(nullif(trim(provider), ''), at)::text, '[["2024-01-01T00:00:00+00:00","A"]]', 'and that does it') FROM (VALUES ('A', timestamptz '2024-01-01Z'), (' ', now())) v(provider, at);
SELECT lives_ok($$SELECT care_history(' A', now())$$, 'a code with blanks at its ends is a code');
SELECT throws_ok(q, '0A000', NULL, q || ' is refused') FROM unnest(ARRAY[
	$$SELECT care_history_visit(NULL, 'A'::text, now())$$, $$SELECT care_history_visit('[]', 1::bigint, now())$$,
	$$SELECT care_history_combine('[]', '[]')$$]) q;
SELECT is(care_history_final('[["2024-01-01Z","A"]]')::text, '[["2024-01-01T00:00:00+00:00","A"]]',
	'the final function leaves a closed value as it is');

-- ten thousand random histories: ties in time, codes of many lengths, times from before 1970 to the far future

SELECT setseed(0.2024);
CREATE TEMP TABLE visit AS
	SELECT patient, at, code AS provider, row_number() OVER () AS id
	FROM (SELECT patient, (random() * 8)::int AS pool, (random() * 4)::int AS grain, random() AS far,
			1 + floor(-ln(1 - random()) * 7)::int AS n FROM generate_series(1, 10000) patient) p,
		LATERAL (SELECT floor(random() * (pool + 1))::int AS provider, random() AS r FROM generate_series(1, n + 0 * patient)) v,
		LATERAL (SELECT (CASE WHEN far < 0.1 THEN timestamptz '1200-01-01Z' WHEN far > 0.9 THEN '9000-01-01Z' ELSE '2022-01-01Z' END)
			+ date_trunc((ARRAY['day', 'hour', 'minute', 'second', 'microseconds'])[grain + 1], r * interval '60 days') AS at) t,
		LATERAL (SELECT CASE provider WHEN 0 THEN ' D1' WHEN 1 THEN 'D1' WHEN 2 THEN 'Dr Amélie' WHEN 3 THEN repeat('x', 130)
			WHEN 4 THEN '診療' ELSE 'P' || provider END AS code) c;
CREATE INDEX ON visit (patient);
ANALYZE visit;
CREATE TEMP TABLE history AS SELECT patient, care_history(provider, at) AS h FROM visit GROUP BY patient;
SELECT is(count(*), 10000::bigint, 'ten thousand histories') FROM history;
SELECT cmp_ok(count(*), '>', 500::bigint, 'with many ties in time')
	FROM (SELECT 1 FROM visit GROUP BY patient, at HAVING count(*) > 1) t;

SELECT is(count(*), 0::bigint, 'the text reads back as the same history')
	FROM history WHERE h::text::care_history IS DISTINCT FROM h;
SELECT is(count(*), 0::bigint, 'the text holds the visits in order') FROM history JOIN (
	SELECT patient, json_agg(json_build_array(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), provider)
		ORDER BY at, provider COLLATE "C")::jsonb AS j FROM visit GROUP BY patient) e USING (patient)
	WHERE e.j IS DISTINCT FROM (SELECT jsonb_agg(jsonb_build_array(to_char((v->>0)::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), v->>1) ORDER BY o)
		FROM jsonb_array_elements(h::text::jsonb) WITH ORDINALITY a(v, o));
SELECT is(count(*), 0::bigint, 'the order of rows does not matter')
	FROM history JOIN (SELECT patient, care_history(provider, at ORDER BY md5(id::text)) AS g FROM visit GROUP BY patient) o USING (patient)
	WHERE h::text <> g::text OR care_history_send(h) <> care_history_send(g) OR h <> g;
SELECT is(count(*), 0::bigint, 'merging parts gives the whole')
	FROM history JOIN (SELECT patient, rollup(part ORDER BY md5(k::text)) AS g
		FROM (SELECT patient, id % 12 AS k, care_history(provider, at) AS part FROM visit GROUP BY 1, 2) p GROUP BY patient) o USING (patient)
	WHERE h <> g OR pg_column_size(h) <> pg_column_size(g);
SELECT is(count(*), 0::bigint, 'joining two parts in either order gives the whole')
	FROM history JOIN (SELECT patient, coalesce(care_history(provider, at) FILTER (WHERE id % 3 = 0), '[]') AS a,
		coalesce(care_history(provider, at) FILTER (WHERE id % 3 <> 0), '[]') AS b FROM visit GROUP BY patient) o USING (patient)
	WHERE a || b <> h OR b || a <> h;
SELECT is(count(*), 0::bigint, 'during keeps what lies in the range')
	FROM (SELECT patient, h, tstzrange(min(at) + interval '10 days', max(at) - interval '10 days', b) AS period, array_agg(v) AS vs
		FROM (SELECT *, (ARRAY['[)', '[]', '(]', '()'])[1 + patient % 4] AS b FROM visit v JOIN history USING (patient)) v
		GROUP BY patient, h, b HAVING max(at) - min(at) > interval '20 days') p
	WHERE during(h, period) <> coalesce((SELECT care_history(provider, at) FROM visit WHERE visit.patient = p.patient AND at <@ period), '[]');
SELECT is(count(*), 0::bigint, 'only_providers and except_providers part a history')
	FROM history, LATERAL (VALUES (ARRAY['D1', ' D1', '', 'nobody', NULL]), (ARRAY['Dr Amélie', '診療']), ('{}')) c(codes)
	WHERE only_providers(h, codes) <> coalesce((SELECT care_history(provider, at) FROM visit WHERE visit.patient = history.patient AND provider = ANY (codes)), '[]')
		OR only_providers(h, codes) || except_providers(h, codes) <> h;
SELECT is(count(*), 0::bigint, 'once_a_day keeps the first visit to each provider on each local day')
	FROM history JOIN (SELECT patient, care_history(provider, at) AS g FROM (
		SELECT DISTINCT ON (patient, provider, at::date) patient, provider, at FROM visit ORDER BY patient, provider, at::date, at) d GROUP BY patient) o USING (patient)
	WHERE once_a_day(h) <> g;
SELECT is(count(*), 0::bigint, 'and on each day of a zone that is named, wherever the session is')
	FROM history JOIN (SELECT patient, care_history(provider, at) AS g FROM (
		SELECT DISTINCT ON (patient, provider, (at AT TIME ZONE 'America/New_York')::date) patient, provider, at
		FROM visit ORDER BY patient, provider, (at AT TIME ZONE 'America/New_York')::date, at) d GROUP BY patient) o USING (patient)
	WHERE once_a_day(h, 'America/New_York') <> g;
SELECT is(count(*), 0::bigint, 'during keeps the days of a range, of the session''s zone or of another')
	FROM history JOIN (SELECT patient, daterange(min(at)::date + 9, max(at)::date - 9, '[]') AS days FROM visit GROUP BY patient HAVING max(at) - min(at) > interval '20 days') r USING (patient)
	WHERE during(h, days) <> coalesce((SELECT care_history(provider, at) FROM visit WHERE visit.patient = history.patient AND at::date <@ days), '[]')
		OR during(h, days, 'Asia/Kathmandu') <> coalesce((SELECT care_history(provider, at) FROM visit WHERE visit.patient = history.patient AND (at AT TIME ZONE 'Asia/Kathmandu')::date <@ days), '[]');
SELECT is(count(*), 0::bigint, 'during keeps what lies in any of several ranges')
	FROM history JOIN (SELECT patient, range_agg(tstzrange(at - interval '2 hours', at, (ARRAY['[)', '[]', '(]', '()'])[1 + id % 4])) AS periods FROM visit WHERE id % 3 = 0 GROUP BY patient) r USING (patient)
	WHERE during(h, periods) <> coalesce((SELECT care_history(provider, at) FROM visit WHERE visit.patient = history.patient AND at <@ periods), '[]');
SELECT throws_ok(format('SELECT %s', call), '22023', format('time zone "%s" not recognized', zone), call) FROM unnest(ARRAY['Nowhere/Town', 'BST', '', repeat('x', 300)]) zone,
	LATERAL unnest(ARRAY[format('once_a_day(care_history ''[]'', %L)', zone), format('during(care_history ''[]'', daterange ''empty'', %L)', zone)]) call;
SELECT volatility_is('once_a_day', ARRAY['care_history'], 'stable', 'a day is one of the session''s zone');
SELECT volatility_is('once_a_day', ARRAY['care_history', 'text'], 'immutable', 'or of a zone that is named');
SELECT volatility_is('during', ARRAY['care_history', 'daterange'], 'stable', 'and so are those of a range');
SELECT volatility_is('during', ARRAY['care_history', 'daterange', 'text'], 'immutable', 'or of a zone that is named');

-- bounds and days, by hand

CREATE TEMP TABLE hand AS SELECT '[["2024-03-30T23:30Z","A"],["2024-03-31T00:30Z","A"],["2024-03-31T22:59Z","B"],["2024-03-31T23:01Z","A"]]'::care_history AS h;
SELECT is(during(h, '[2024-03-31T00:30Z,2024-03-31T22:59Z]')::text, '[["2024-03-31T00:30:00+00:00","A"],["2024-03-31T22:59:00+00:00","B"]]', 'closed bounds') FROM hand;
SELECT is(during(h, '(2024-03-31T00:30Z,2024-03-31T22:59Z)')::text, '[]', 'open bounds') FROM hand;
SELECT is(during(h, 'empty')::text, '[]', 'an empty range') FROM hand;
SELECT is(during(h, '(,)'), h, 'no bounds') FROM hand;
SELECT is(during(h, '[-infinity,infinity]'), h, 'infinite bounds') FROM hand;
SELECT is(during(h, NULL), NULL, 'no range') FROM hand;
SELECT is(during(h, daterange '(,)'), h, 'no days') FROM hand;
SELECT is(during(h, daterange '[-infinity,infinity]'), h, 'infinite days') FROM hand;
SELECT is(visits(during(h, r)), n, format('days %s', r)) FROM hand, (VALUES (daterange 'empty', 0), ('(,-infinity]', 0), ('[infinity,)', 0), ('[4713-01-01 BC,5874897-12-31)', 4), ('[,2024-03-31)', 1),
	('[2024-03-31,2024-03-31]', 2), ('(2024-03-31,)', 1), ('[300000-01-01,)', 0)) v(r, n);
SELECT is(visits(during(h, r)), n, format('periods %s', r)) FROM hand, (VALUES (tstzmultirange '{}', 0), ('{(,)}', 4), ('{(,2024-03-31T00:30Z),(2024-03-31T22:59Z,)}', 2),
	('{[2024-03-31T00:30Z,2024-03-31T00:30Z],[2024-03-31T22:59Z,infinity)}', 3)) v(r, n);
SELECT throws_ok($$SELECT during('[]'::care_history, 'March')$$, '22P02', NULL, 'a literal is a range of times');
SELECT is(once_a_day(h)::text, '[["2024-03-30T23:30:00+00:00","A"],["2024-03-31T00:30:00+00:00","A"],["2024-03-31T22:59:00+00:00","B"],["2024-03-31T23:01:00+00:00","A"]]', 'days of London') FROM hand;
SET LOCAL timezone = 'UTC';
SELECT is(once_a_day(h)::text, '[["2024-03-30T23:30:00+00:00","A"],["2024-03-31T00:30:00+00:00","A"],["2024-03-31T22:59:00+00:00","B"]]', 'days of UTC') FROM hand;
-- At one minute past midnight clocks went back to one minute past eleven: yesterday twice, and today twice.
SET LOCAL timezone = 'America/St_Johns';
SELECT is(once_a_day(care_history '[["2010-11-07T01:30Z","A"],["2010-11-07T02:30:30Z","A"],["2010-11-07T03:00Z","A"],["2010-11-07T04:00Z","A"],["2010-11-07T04:00Z","B"]]')::text,
	'[["2010-11-07T01:30:00+00:00","A"],["2010-11-07T02:30:30+00:00","A"],["2010-11-07T04:00:00+00:00","B"]]', 'days that come back');
SET LOCAL timezone = 'Europe/London';

-- equality and hashing

SELECT ok(h = '[["2024-01-01T09:00Z","A"]]' AND NOT h <> '[["2024-01-01 10:00+01","A"]]' AND h <> '[]' AND NOT h = '[]', '= and <>')
	FROM (SELECT '[["2024-01-01T09:00Z","A"]]'::care_history) x(h);
CREATE TEMP TABLE stored (h care_history);
INSERT INTO stored SELECT h FROM history;
INSERT INTO stored SELECT h || '[]' FROM history;
SELECT is(count(*), (SELECT count(DISTINCT h::text) FROM stored), 'GROUP BY finds equal histories') FROM (SELECT h FROM stored GROUP BY h) g;
SELECT is(count(*), (SELECT count(*) FROM stored a JOIN stored b ON a.h::text = b.h::text), 'hash join') FROM stored a JOIN stored b ON a.h = b.h;
SELECT is(count(*), 0::bigint, 'a hash does not depend on how a value is stored')
	FROM history JOIN LATERAL (SELECT (h || '[]') AS g OFFSET 0) o ON true
	WHERE care_history_hash(h) <> care_history_hash(g) OR care_history_hash_extended(h, 7) <> care_history_hash_extended(g, 7);
SELECT cmp_ok(count(DISTINCT care_history_hash(h)), '>', (count(DISTINCT h::text) * 0.99)::bigint, 'hashes differ') FROM history;

-- storage

SELECT is(pg_column_size('[]'::care_history), 8, 'an empty history takes a header and four bytes');
SELECT cmp_ok(sum(pg_column_size(h))::float8 / sum(visits(h)), '<', 4::float8, 'a visit a day at one provider takes a few bytes')
	FROM (SELECT care_history('G1', timestamptz '2024-01-01Z' + i * interval '1 day') AS h FROM generate_series(1, 100) i) x;
SELECT is(a, b, 'a history too long for a page reads back') FROM (
	SELECT care_history((i * 7919::bigint % 5003)::text, timestamptz '2024-01-01Z' + (i * 104729::bigint % 1000003) * interval '1 second') AS a FROM generate_series(1, 100000) i) x,
	LATERAL (SELECT a::text::care_history AS b) y;
SELECT is(providers(h), 100000, 'a hundred thousand providers') FROM (
	SELECT care_history(i, timestamptz '2024-01-01Z' - i * interval '1 second') AS h FROM generate_series(1, 100000) i) x;
SELECT is(h::text, g::text, 'numbers of 0 to 32 bits')
	FROM unnest(ARRAY[1, 2, 3, 4, 5, 16, 17, 256, 257, 65536, 65537]) k,
	LATERAL (SELECT care_history(lpad(i::text, 6, '0'), timestamptz '2024-01-01Z' + i * interval '1 hour') AS h,
		'[' || string_agg(format('["%s","%s"]', to_char((timestamptz '2024-01-01Z' + i * interval '1 hour') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS+00:00'), lpad(i::text, 6, '0')), ',' ORDER BY i) || ']' AS g
		FROM generate_series(1, k) i) x;

-- one million visits to one provider

SELECT is(ARRAY[visits(h), providers(h)], ARRAY[1000000, 1], 'a million visits to one provider')
	FROM (SELECT care_history('X', timestamptz '2000-01-01Z' + (i * 15485863::bigint % 32452843) * interval '1 second') AS h FROM generate_series(1, 1000000) i) x;

-- windows: the final function is asked again and again, and the state stays as it was

SELECT is(count(*), 0::bigint, 'a running history is the history of the rows so far')
	FROM (SELECT patient, at, provider, care_history(provider, at) OVER w AS h, array_agg(at) OVER w AS ats FROM visit
		WHERE patient <= 100 WINDOW w AS (PARTITION BY patient ORDER BY at, provider COLLATE "C" ROWS UNBOUNDED PRECEDING)) x
	WHERE visits(h) <> cardinality(ats) OR last_visit(h) <> at;

-- parallel plans

CREATE TABLE care_parallel AS SELECT * FROM visit;
ANALYZE care_parallel;
CREATE FUNCTION digest(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text; BEGIN EXECUTE query INTO answer; RETURN answer; END $$;
CREATE FUNCTION plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; answer text := ''; BEGIN FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP answer := answer || line || E'\n'; END LOOP; RETURN answer; END $$;
\set by_patient 'SELECT md5(string_agg(h::text, chr(10) ORDER BY patient)) FROM (SELECT patient, care_history(provider, at) h FROM care_parallel GROUP BY patient) x'
\set merged 'SELECT md5(rollup(h)::text) FROM (SELECT patient, care_history(provider, at) h FROM care_parallel GROUP BY patient) x'
\set whole 'SELECT md5(care_history(provider, at)::text) FROM care_parallel'
CREATE TEMP TABLE serial AS SELECT digest(:'by_patient') AS by_patient, digest(:'merged') AS merged, digest(:'whole') AS whole;
SET LOCAL max_parallel_workers_per_gather = 4;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT matches(plan(:'by_patient'), 'Partial (Hash|Group)Aggregate', 'the plan is parallel');
SELECT is(digest(:'by_patient'), by_patient, 'parallel histories are the same') FROM serial;
SELECT is(digest(:'merged'), merged, 'a parallel rollup is the same') FROM serial;
SELECT is(digest(:'whole'), whole, 'one parallel history is the same') FROM serial;
SELECT is(digest($$SELECT count(*) FROM (SELECT patient, care_history(provider, at) FILTER (WHERE patient < 0) h FROM care_parallel GROUP BY patient) x WHERE h IS NULL$$),
	'10000', 'groups that a filter empties are NULL');

SELECT * FROM finish();
ROLLBACK;

-- continuity: every index against published tables, plain SQL and the identities between them

BEGIN;
SET LOCAL client_min_messages = warning;
SELECT no_plan();
SET LOCAL timezone = 'Europe/London';

CREATE FUNCTION pg_temp.history(providers text) RETURNS care_history LANGUAGE sql AS $$
	SELECT coalesce(care_history(p, timestamptz '2024-01-01 09:00' + i * interval '1 day'), '[]')
	FROM string_to_table(providers, NULL) WITH ORDINALITY v(p, i) $$;

-- by hand

SELECT is(continuity(pg_temp.history('AABAC'))::text, (5, 3, 'A', 3 / 5::float8, 6 / 20::float8, 11 / 25::float8, 1 / 4::float8, 2 / 4::float8, 21 / 41::float8)::text,
	'A A B A C');
SELECT is(ARRAY[usual_provider_of_care(h), bice_boxerman(h), herfindahl(h), sequential_continuity(h), k_index(h), modified_continuity(h),
	modified_modified_continuity(h), known_provider_continuity(h), assigned_provider_continuity(h, 'B'), stickiness(h)],
	ARRAY[3 / 5::float8, 6 / 20::float8, 11 / 25::float8, 1 / 4::float8, 2 / 4::float8, 21 / 51::float8, 21 / 41::float8, 2 / 5::float8, 1 / 5::float8, -1 / 20::float8],
	'each index of A A B A C') FROM pg_temp.history('AABAC') h;
SELECT is(row(visits(h), providers(h), handoffs(h), usual_provider(h), first_visit(h), last_visit(h))::text,
	row(5, 3, 3, 'A', timestamptz '2024-01-02 09:00', timestamptz '2024-01-06 09:00')::text, 'counts of A A B A C') FROM pg_temp.history('AABAC') h;
SELECT is(row(visits(h), providers(h), handoffs(h), usual_provider(h), first_visit(h), last_visit(h))::text,
	row(0, 0, 0, NULL, NULL, NULL)::text, 'counts of no visit') FROM pg_temp.history('') h;
SELECT is(continuity(h)::text, '(0,0,,,,,,,)', 'no visit has no index') FROM pg_temp.history('') h;
SELECT is(continuity(h)::text, '(1,1,A,,,,,,)', 'one visit has no index') FROM pg_temp.history('A') h;
SELECT is(continuity(h, 4)::text, '(3,1,A,,,,,,)', 'three visits have no index of at least four') FROM pg_temp.history('AAA') h;
SELECT is(continuity(h, 3)::text, '(3,1,A,1,1,1,1,1,1)', 'all the same') FROM pg_temp.history('AAA') h;
SELECT is(continuity(h)::text, (4, 4, 'D', 0.25::float8, 0, 0.25::float8, 0, 0, 1 / 31::float8)::text, 'all different') FROM pg_temp.history('ABCD') h;
SELECT is(ARRAY[usual_provider_of_care(h), bice_boxerman(h), bice_boxerman_error(h), herfindahl(h), sequential_continuity(h), k_index(h), modified_continuity(h),
	modified_modified_continuity(h), known_provider_continuity(h), stickiness(h)], array_fill(NULL::float8, '{10}'), 'one visit is below two')
	FROM pg_temp.history('A') h;
SELECT is(ARRAY[usual_provider_of_care(h, 1), herfindahl(h, 1), modified_continuity(h, 1), modified_modified_continuity(h, 1),
	known_provider_continuity(h, '1 year', 1), assigned_provider_continuity(h, 'A'), assigned_provider_continuity(h, 'B')],
	ARRAY[1, 1, 1 / 11::float8, 1, 0, 1, 0], 'one visit where one is enough') FROM pg_temp.history('A') h;
SELECT is(ARRAY[usual_provider_of_care(h, 1), herfindahl(h, 1), modified_continuity(h, 1), modified_modified_continuity(h, 1),
	known_provider_continuity(h, '1 year', 1), assigned_provider_continuity(h, 'A')], array_fill(NULL::float8, '{6}'), 'no visit has no index')
	FROM pg_temp.history('') h;

SELECT throws_ok(format('SELECT %s(%L::care_history, %s)', f, '[]', n), '22023', NULL, format('%s of at least %s is refused', f, n))
	FROM (VALUES ('usual_provider_of_care', '0'), ('herfindahl', '0'), ('modified_continuity', '0'), ('modified_modified_continuity', '-1'),
		('bice_boxerman', '1'), ('bice_boxerman_error', '1'), ('sequential_continuity', '1'), ('k_index', '0'), ('stickiness', '1'), ('continuity', '1'),
		('known_provider_continuity', $$'1 year', 0$$), ('assigned_provider_continuity', $$'A', 0$$),
		('known_provider_continuity', $$'-1 day'$$)) v(f, n);
SELECT is(bice_boxerman('[]', NULL), NULL, 'min_visits of NULL');
SELECT is(assigned_provider_continuity('[["2024-01-01","A"]]', NULL), NULL, 'no named provider');
SELECT throws_ok($$SELECT assigned_provider_continuity('[["2024-01-01","A"]]', ' ')$$, '22023', 'provider code must not be blank', 'a blank is what an export has for none');

-- the usual provider: most visits, then most recent visit, then smallest code

SELECT is(usual_provider(pg_temp.history(p)), u, format('usual provider of %s is %s', p, u))
	FROM (VALUES ('ABA', 'A'), ('AABB', 'B'), ('BBAA', 'A'), ('ABABC', 'B'), ('CAB', 'B')) v(p, u);
SELECT is(usual_provider(h::care_history), u, h) FROM (VALUES
	('[["2024-01-01","A"],["2024-01-01","B"]]', 'A'),
	('[["2024-01-01","B"],["2024-01-02","A"],["2024-01-02","B"],["2024-01-01","A"],["2024-01-02","0"]]', 'A'),
	('[["2024-01-01","C"],["2024-01-02","B"],["2024-01-02","C"],["2024-01-01","B"],["2024-01-03","A"]]', 'B'),
	('[["2024-01-01","C"],["2024-01-02","B"],["2024-01-03","C"],["2024-01-03","A"],["2024-01-03","B"]]', 'B'),
	('[["2024-01-01","B"],["2024-01-02","A"],["2024-01-02","B"],["2024-01-02","C"],["2024-01-02","C"]]', 'B')) v(h, u);

-- known provider: the boundary counts, and a year is a year of the calendar

SELECT is(known_provider_continuity(h::care_history, w, 1), k, format('known within %s: %s', w, h)) FROM (VALUES
	('[["2023-01-01 09:00","A"],["2024-01-01 09:00","A"]]', interval '1 year', 0.5::float8),
	('[["2023-01-01 08:59:59.999999","A"],["2024-01-01 09:00","A"]]', '1 year', 0),
	('[["2024-03-01 09:00","A"],["2025-03-01 09:00","A"]]', '365 days', 0.5),
	('[["2023-03-01 09:00","A"],["2024-03-01 09:00","A"]]', '365 days', 0),
	('[["2024-03-30 09:00","A"],["2024-03-31 09:00","A"]]', '1 day', 0.5),
	('[["2024-03-30 09:00","A"],["2024-03-31 09:00","A"]]', '23 hours', 0.5),
	('[["2024-03-30 09:00","A"],["2024-03-31 09:00","A"]]', '22 hours 59 minutes', 0),
	('[["2024-01-01","A"],["2024-01-01","A"],["2024-01-01","B"]]', '0', 1 / 3::float8),
	('[["2024-01-01","A"],["2024-01-02","B"],["2024-01-03","A"],["2024-01-09","B"]]', '2 days', 0.25),
	('[["2024-01-01","A"],["2024-02-01","A"]]', '10000 years', 0.5),
	('[["4713-01-02 BC","A"],["4713-01-03 BC","A"],["4713-01-03 BC","B"]]', '36 hours', 1 / 3::float8),
	('[["294276-12-30","A"],["294276-12-31","A"]]', '290000 years', 0.5)) v(h, w, k);

-- So long before a visit is to the microsecond what SQL says in that zone: over clock changes, leap days and the ends of months, in any century.
CREATE FUNCTION pg_temp.otherwise(zone text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('timezone', zone, true);
	RETURN QUERY SELECT format('%s before %s in %s', w, at, zone) FROM (
		SELECT at, w, format('[["%s","A"],["%s","A"]]', at - w, at)::care_history AS boundary, format('[["%s","A"],["%s","A"]]', at - w - interval '1 microsecond', at)::care_history AS beyond
		FROM (SELECT CASE i % 3 WHEN 0 THEN timestamptz '1800-01-01Z' WHEN 1 THEN '2010-11-07 03:30Z' ELSE '2023-12-31Z' END + (random() * 9000)::int * interval '1 hour' + (random() * 1e6)::int * interval '1 microsecond' AS at,
				make_interval(months => (random() * 40)::int * (i % 2), days => (random() * 50)::int - 20 * (i % 2), secs => (random() * 1e5)::int * (i % 5)) AS w
			FROM generate_series(1, 1500) i) r
		WHERE at - w < at AND w >= interval '0' OFFSET 0) s
	WHERE known_provider_continuity(boundary, w, 1, zone) <> 0.5 OR known_provider_continuity(beyond, w, 1, zone) <> 0
		OR known_provider_continuity(boundary, w, 1) <> 0.5 OR known_provider_continuity(beyond, w, 1) <> 0;
END $$;
SELECT is_empty(format('SELECT pg_temp.otherwise(%L)', zone), 'so long before, in ' || zone) FROM unnest(ARRAY['Europe/London', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC', 'EST5EDT']) zone;
SET LOCAL timezone = 'Europe/London';
SELECT is(known_provider_continuity('[["2024-03-30 09:00Z","A"],["2024-03-31 08:00Z","A"]]', '1 day', 1, zone), known, 'a day before the clocks change, in ' || zone)
	FROM (VALUES ('Europe/London', 0.5::float8), ('UTC', 0.5), ('Pacific/Auckland', 0.5)) v(zone, known);
SELECT is(known_provider_continuity('[["2024-03-30 09:00Z","A"],["2024-03-31 09:00Z","A"]]', '1 day', 1, zone), known, 'a day before the clocks change, an hour later, in ' || zone)
	FROM (VALUES ('Europe/London', 0::float8), ('UTC', 0.5)) v(zone, known);
SELECT throws_ok($$SELECT known_provider_continuity('[]', '1 day', 1, 'Nowhere')$$, '22023', 'time zone "Nowhere" not recognized', 'a zone that is none');

-- laid out

SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_depend ON objid = p.oid AND classid = 'pg_proc'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'placebase')
	WHERE prokind = 'f' AND procost < 10 AND proargnames[1] = 'history' AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')$$, 'no question of a history costs as little as an addition');

SELECT results_eq($$SELECT * FROM timeline('[["2024-01-01 09:00","A"],["2024-01-08 09:30","B"],["2024-01-08 09:30","A"],["2024-04-08 10:30","A"]]')$$,
	$$VALUES (1, timestamptz '2024-01-01 09:00', 'A', NULL::interval, NULL::boolean, 0),
		(2, '2024-01-08 09:30', 'A', '7 days 00:30', false, 1), (3, '2024-01-08 09:30', 'B', '0', true, 0),
		(4, '2024-04-08 10:30', 'A', '91 days', true, 2)$$, 'timeline');
SELECT results_eq($$SELECT * FROM provider_visits('[["2024-01-01","A"],["2024-01-02","B"],["2024-01-03","C"],["2024-01-03","B"],["2024-01-04","A"],["2024-01-05","0"],["2024-01-03","1"]]')$$,
	$$VALUES ('A', 2, timestamptz '2024-01-01', timestamptz '2024-01-04'), ('B', 2, '2024-01-02', '2024-01-03'),
		('0', 1, '2024-01-05', '2024-01-05'), ('1', 1, '2024-01-03', '2024-01-03'), ('C', 1, '2024-01-03', '2024-01-03')$$, 'provider_visits');
SELECT is_empty($$SELECT * FROM timeline('[]')$$, 'no visit, no line');
SELECT is_empty($$SELECT * FROM provider_visits('[]')$$, 'no visit, no provider');
SELECT results_eq($$SELECT visit FROM timeline('[["2024-01-01","A"],["2024-01-02","B"]]') LIMIT 1$$, $$VALUES (1)$$, 'a timeline can be left early');

-- twelve thousand random histories against plain SQL

SELECT setseed(0.1977);
CREATE TEMP TABLE visit AS
	SELECT patient, 'P' || floor(random() * (pool + 1)) ^ (1 + patient % 2) AS provider,
		timestamptz '2022-01-01Z' + date_trunc((ARRAY['day', 'minute'])[1 + patient % 2], random() * interval '800 days') AS at
	FROM (SELECT patient, (random() * 9)::int AS pool, 1 + floor(-ln(1 - random()) * 6)::int AS n FROM generate_series(1, 12000) patient) p,
		generate_series(1, n);
CREATE TEMP TABLE history AS SELECT patient, care_history(provider, at) AS h FROM visit GROUP BY patient;
CREATE TEMP TABLE plain AS
	WITH per_provider AS (
		SELECT patient, provider, count(*) AS n, max(at) AS last FROM visit GROUP BY 1, 2),
	usual AS (
		SELECT DISTINCT ON (patient) patient, provider FROM per_provider ORDER BY patient, n DESC, last DESC, provider COLLATE "C"),
	counted AS (
		SELECT patient, sum(n) AS n, count(*) AS k, max(n) AS most, sum(n * n) AS squares, sum(n * n * n) AS cubes,
			coalesce(sum(n) FILTER (WHERE provider = 'P1'), 0) AS own FROM per_provider GROUP BY 1),
	sequence AS (
		SELECT patient, at, provider, lag(provider) OVER by_time AS before, max(at) OVER earlier AS seen FROM visit
		WINDOW by_time AS (PARTITION BY patient ORDER BY at, provider COLLATE "C"),
			earlier AS (PARTITION BY patient, provider ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
	followed AS (
		SELECT patient, count(*) FILTER (WHERE provider = before) AS s, count(*) FILTER (WHERE provider <> before) AS handoffs,
			count(*) FILTER (WHERE seen >= at - interval '3 months') AS known FROM sequence GROUP BY 1)
	SELECT patient, n::int, k::int, most, s, handoffs::int, usual.provider AS usual, squares, cubes, own, known
	FROM counted JOIN usual USING (patient) JOIN followed USING (patient);
SELECT cmp_ok(count(*), '>=', 10000::bigint, 'enough histories of two visits or more') FROM plain WHERE n >= 2;
SELECT is(count(*), 0::bigint, 'continuity is what plain SQL says, to the last bit')
	FROM plain JOIN history USING (patient), continuity(h) c
	WHERE (c.visits, c.providers, c.usual_provider) IS DISTINCT FROM (n, k, usual)
		OR (n >= 2 AND (c.usual_provider_of_care, c.bice_boxerman, c.herfindahl, c.sequential_continuity, c.k_index, c.modified_modified_continuity)
			IS DISTINCT FROM (most / n::float8, (squares - n)::float8 / (n::bigint * (n - 1)), squares / (n::float8 * n), s / (n - 1)::float8, (n - k) / (n - 1)::float8,
				(10 * (n - k) + 1) / (10 * (n - 1) + 1)::float8))
		OR (n < 2 AND num_nonnulls(c.usual_provider_of_care, c.bice_boxerman, c.herfindahl, c.sequential_continuity, c.k_index, c.modified_modified_continuity) <> 0);
SELECT is(count(*), 0::bigint, 'each question answers as continuity does')
	FROM history, continuity(h, 3) c
	WHERE (c.visits, c.providers, c.usual_provider, c.usual_provider_of_care, c.bice_boxerman, c.herfindahl, c.sequential_continuity, c.k_index, c.modified_modified_continuity)
		IS DISTINCT FROM (visits(h), providers(h), usual_provider(h), usual_provider_of_care(h, 3), bice_boxerman(h, 3), herfindahl(h, 3),
			sequential_continuity(h, 3), k_index(h, 3), modified_modified_continuity(h, 3));
SELECT is(count(*), 0::bigint, 'and so do the questions outside it')
	FROM plain JOIN history USING (patient)
	WHERE handoffs(h) <> handoffs OR modified_continuity(h, 1) <> (10 * (n - k) + 1) / (10 * n + 1)::float8
		OR assigned_provider_continuity(h, 'P1') <> own / n::float8
		OR known_provider_continuity(h, '3 months', 1) <> known / n::float8
		OR n >= 2 AND abs(stickiness(h) - (s / (n - 1)::numeric - (squares - n)::numeric / (n::bigint * (n - 1)))) > 1e-15;
SELECT is(count(*), 0::bigint, 'the standard error of COC')
	FROM plain JOIN history USING (patient),
		LATERAL (SELECT n::numeric AS m, squares / (n::numeric * n) AS s2, cubes / (n::numeric * n * n) AS s3) p
	WHERE n >= 2 AND abs(bice_boxerman_error(h) ^ 2
		- (4 * m * (m - 1) * (m - 2) * s3 + 2 * m * (m - 1) * s2 - 2 * m * (m - 1) * (2 * m - 3) * s2 * s2) / (m * (m - 1)) ^ 2) > 1e-13;
SELECT is(count(*), 0::bigint, 'which is 0 when there is one provider')
	FROM history WHERE providers(h) = 1 AND bice_boxerman_error(h) <> 0;

-- identities

SELECT is(count(*), 0::bigint, 'identities between the indices')
	FROM history, continuity(h) c(n, k, u, upc, coc, hi, secon, ki, mmci)
	WHERE n >= 2 AND NOT (
		abs(coc - (hi - 1.0 / n) / (1 - 1.0 / n)) < 1e-12
		AND coc <= hi AND hi <= upc AND upc ^ 2 <= hi + 1e-15 AND coc <= ki AND ki <= mmci AND secon <= ki
		AND (coc = 1) = (ki = 1) AND (ki = 1) = (k = 1) AND (coc = 0) = (ki = 0)
		AND handoffs(h) = n - 1 - round(secon * (n - 1)) AND known_provider_continuity(h, '100 years') = (n - k)::float8 / n
		AND abs(stickiness(h) - (secon - coc)) < 1e-15 AND modified_continuity(h) < mmci
		AND assigned_provider_continuity(h, u) = upc);
SELECT is(count(*), 0::bigint, 'COC is the mean of SECON over all orders of the visits')
	FROM (VALUES ('AAB'), ('ABC'), ('AABB'), ('AAAB'), ('AABC'), ('AAABB'), ('AABBC')) v(p),
		LATERAL (WITH RECURSIVE orders AS (
				SELECT '' AS done, string_to_array(p, NULL) AS rest, cardinality(string_to_array(p, NULL)) AS left
				UNION ALL SELECT done || rest[i], rest[:i - 1] || rest[i + 1:], orders.left - 1 FROM orders, generate_series(1, orders.left) i)
			SELECT avg(sequential_continuity(pg_temp.history(done))) AS mean FROM orders WHERE orders.left = 0) o
	WHERE abs(mean - bice_boxerman(pg_temp.history(p))) > 1e-12;
SELECT is(count(*), 0::bigint, 'hand-offs of a timeline')
	FROM history, LATERAL (SELECT count(*) FILTER (WHERE handoff) AS n, count(*) FILTER (WHERE seen_before > 0) AS known, max(visit) AS visits,
		max(at) AS last, sum(gap) AS gaps FROM timeline(h)) t
	WHERE t.n <> handoffs(h) OR t.known <> visits(h) - providers(h) OR t.visits <> visits(h) OR t.last <> last_visit(h);
SELECT is(count(*), 0::bigint, 'the first of provider_visits is the usual provider')
	FROM history, LATERAL (SELECT (array_agg(provider))[1] AS usual, sum(visits) AS n, count(*) AS k, min(first_visit) AS first, max(last_visit) AS last FROM provider_visits(h)) p
	WHERE (p.usual, p.n, p.k, p.first, p.last) IS DISTINCT FROM (usual_provider(h), visits(h), providers(h), first_visit(h), last_visit(h));

-- large histories

SELECT is(continuity(h)::text, (100000, 100000, '1', 1e-5::float8, 0, 1e-5::float8, 0, 0, 1 / 999991::float8)::text, 'a hundred thousand providers')
	FROM (SELECT care_history(i, timestamptz '2024-01-01Z' - i * interval '1 second') AS h FROM generate_series(1, 100000) i) x;
SELECT is(row(bice_boxerman(h), stickiness(h), bice_boxerman_error(h), known_provider_continuity(h, '1 second'))::text, '(1,0,0,0.999999)', 'a million visits to one provider')
	FROM (SELECT care_history('X', timestamptz '2000-01-01Z' + i * interval '1 second') AS h FROM generate_series(1, 1000000) i) x;

-- published tables, and the test suites of other tools

\if :{?shared}
\else
\set shared ''
\endif
\set vectors :shared /vectors/continuity
\set have `test -r :'vectors'/vectors.csv && echo true || echo false`
\if :have
CREATE TEMP TABLE vectors (case_id text, seq int, patient text, provider text, visit_time timestamptz, assigned_provider text);
CREATE TEMP TABLE expected (case_id text, patient text, index text, value text, source text);
\set load '\\copy vectors FROM \'' :vectors '/vectors.csv\' CSV HEADER'
:load
\set load '\\copy expected FROM \'' :vectors '/expected.csv\' CSV HEADER'
:load
CREATE TEMP TABLE patients AS
	SELECT case_id, patient, max(assigned_provider) AS own, care_history(provider, visit_time ORDER BY seq DESC) AS h
	FROM vectors GROUP BY 1, 2;
CREATE TEMP TABLE lists AS
	SELECT case_id, coalesce('LIST:' || own, 'PRACTICE') AS list, avg(usual_provider_of_care(h)) AS upc, avg(bice_boxerman(h)) AS coc,
		avg(sequential_continuity(h)) AS secon, avg(modified_modified_continuity(h)) AS mmci,
		sum(visits(only_providers(h, ARRAY[own])))::float8 / sum(visits(h)) AS slicc
	FROM patients GROUP BY GROUPING SETS ((case_id, own), (case_id)) HAVING grouping(own) = 1 OR own IS NOT NULL;
CREATE TEMP TABLE doctors AS
	SELECT case_id, coalesce('GP:' || p.provider, 'PRACTICE') AS doctor, sum(p.visits) FILTER (WHERE p.provider = own)::float8 / sum(p.visits) AS opr
	FROM patients, provider_visits(h) p WHERE p.provider IN (SELECT own FROM patients)
	GROUP BY GROUPING SETS ((case_id, p.provider), (case_id));
CREATE TEMP TABLE computed AS
	SELECT case_id, patient, index, value FROM patients, LATERAL (VALUES
		('upc', usual_provider_of_care(h)), ('upc@2', usual_provider_of_care(h)), ('coc', bice_boxerman(h)), ('coc@2', bice_boxerman(h)),
		('secon', sequential_continuity(h)), ('mci', modified_continuity(h)), ('mmci', modified_modified_continuity(h))) v(index, value)
	UNION ALL
	SELECT case_id, list, index, value FROM lists, LATERAL (VALUES
		('mean_upc@2', upc), ('mean_coc@2', coc), ('mean_mmci@2', mmci), ('mean_secon', secon), ('slicc', slicc)) v(index, value)
	UNION ALL
	SELECT case_id, doctor, 'opr', opr FROM doctors;
SELECT is(format('%s %s %s', e.case_id, e.patient, e.index), NULL, format('published %s, computed %s', e.value, c.value))
	FROM expected e LEFT JOIN computed c USING (case_id, patient, index)
	WHERE CASE
		WHEN e.value IS NULL THEN c.value IS NULL AND c.index IS NOT NULL
		WHEN e.value LIKE '%/%' THEN c.value = split_part(e.value, '/', 1)::float8 / split_part(e.value, '/', 2)::float8
		-- printed 0.639, while the table's own counts give 22 of 35
		WHEN e.case_id = 'bjgp2023' AND e.patient = 'GP:A' THEN c.value = 22 / 35::float8
		-- printed 0.66, cut off
		WHEN e.case_id = 'bjgp2023' AND e.patient IN ('P14', 'P15') AND e.index = 'upc@2' THEN c.value = 2 / 3::float8
		-- printed 0.67, cut off, in a report that rounds everything else
		WHEN e.case_id = 'recoca_report' AND e.patient IN ('R1', 'R2', 'R5') AND e.index = 'mmci' THEN c.value = 21 / 31::float8
		-- printed from numbers that were rounded already
		WHEN e.case_id = 'magill1987' AND e.index = 'mmci' THEN abs(c.value - e.value::float8) < 0.025
		ELSE abs(c.value - e.value::float8) <= 0.5 * 10.0 ^ -length(split_part(e.value, '.', 2)) + 1e-12 END IS NOT TRUE;
SELECT cmp_ok(count(*), '>=', 180::bigint, 'every published value was compared') FROM expected JOIN computed USING (case_id, patient, index);
\else
SELECT skip('published tables are not here', 1);
\endif

-- A month is as long as the time zone says.
SELECT volatility_is('known_provider_continuity', ARRAY['care_history', 'interval', 'integer', 'text'], 'immutable', 'known_provider_continuity in a zone that is named depends on nothing else');
SELECT volatility_is('known_provider_continuity', ARRAY['care_history', 'interval', 'integer'], 'stable', 'known_provider_continuity depends on the time zone');

-- A literal without a type is a history, whatever else has the same name.
SELECT is(visits('[["2024-01-01", "A"]]') + providers('[["2024-01-01", "A"]]'), 2, 'visits and providers of a literal');
SELECT is(first_visit('[["2024-01-01", "A"]]'), last_visit('[["2024-01-01", "A"]]'), 'first and last visit of a literal');
SELECT is(continuity('[["2024-01-01", "A"], ["2024-01-02", "A"]]'), continuity(care_history '[["2024-01-01", "A"], ["2024-01-02", "A"]]'), 'all indices of a literal');
SELECT is((continuity('[["2024-01-01", "A"]]', 3)).usual_provider_of_care, NULL, 'with its option');
SELECT is(once_a_day('[["2024-01-01 09:00", "A"], ["2024-01-01 11:00", "A"]]'), '[["2024-01-01 09:00", "A"]]', 'a literal by day');
SELECT is(only_providers('[["2024-01-01", "A"], ["2024-01-02", "B"]]', '{A}') || except_providers('[["2024-01-01", "A"], ["2024-01-02", "B"]]', '{A}'), '[["2024-01-01", "A"], ["2024-01-02", "B"]]', 'some providers of a literal');
SELECT is(during('[["2024-01-01", "A"], ["2024-01-02", "B"]]', '[2024-01-02,2024-01-03)'), '[["2024-01-02", "B"]]', 'a literal in a literal period');
SELECT is(during('[["2024-01-01", "A"], ["2024-01-02", "B"]]', tstzrange '[2024-01-02,2024-01-03)'), '[["2024-01-02", "B"]]', 'of times');
SELECT is(during('[["2024-01-01", "A"], ["2024-01-02", "B"]]', daterange '[2024-01-02,2024-01-03)'), '[["2024-01-02", "B"]]', 'of days');
SELECT is(visits(NULL), NULL, 'NULL without a type');
SELECT throws_ok($$SELECT visits('A')$$, '22P02', NULL, 'a literal that is no history');

SELECT * FROM finish();
ROLLBACK;

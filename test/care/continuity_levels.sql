-- continuity by practice, list, doctor, month and age: the queries of doc/continuity.md, against plain SQL

BEGIN;
SELECT no_plan();
SET LOCAL timezone = 'UTC';
SELECT setseed(0.62);

-- Two practices, eight doctors in teams of two, every patient on the list of one of them.
CREATE TEMP TABLE patient AS
	SELECT p AS patient, 'N' || p % 2 AS practice, 'D' || p % 8 AS list_holder, (random() * 99)::int AS age FROM generate_series(1, 2000) p;
CREATE TEMP TABLE doctor AS SELECT 'D' || d AS doctor, 'T' || d / 2 AS team, 'N' || d % 2 AS practice FROM generate_series(0, 7) d;
CREATE TABLE visit AS
	SELECT patient, CASE WHEN random() < 0.6 THEN list_holder WHEN random() < 0.1 THEN NULL ELSE 'D' || floor(random() * 8)::int END AS doctor,
		timestamptz '2023-01-01' + date_trunc('minute', random() * interval '730 days') AS at
	FROM patient, generate_series(1, 1 + patient % 17);
CREATE INDEX ON visit (patient);
ANALYZE visit;
CREATE MATERIALIZED VIEW care AS SELECT patient, care_history(doctor, at) AS history FROM visit GROUP BY patient;
CREATE UNIQUE INDEX ON care (patient);
ANALYZE care;

-- a stored history answers as the rows do, for any period
SELECT is(count(*), 0::bigint, 'a rolling year by month') FROM (
	SELECT month, patient, during(history, tstzrange(month - interval '1 year', month)) AS h
	FROM care, generate_series(timestamptz '2024-01-01', '2025-01-01', '3 months') month) stored
	JOIN LATERAL (SELECT max(n)::float8 / sum(n)::float8 AS upc, (sum(n * n) - sum(n))::float8 / nullif(sum(n) * (sum(n) - 1), 0)::float8 AS coc, sum(n) AS n FROM (
		SELECT count(*) AS n FROM visit WHERE visit.patient = stored.patient AND doctor IS NOT NULL AND at >= month - interval '1 year' AND at < month GROUP BY doctor) n) plain ON true
	WHERE visits(h) <> coalesce(n, 0) OR n >= 3 AND (upc <> usual_provider_of_care(h, 3) OR coc <> bice_boxerman(h, 3));

-- months stored apart roll up to the same rolling year
CREATE TEMP TABLE monthly AS SELECT patient, date_trunc('month', at) AS month, care_history(doctor, at) AS history FROM visit GROUP BY patient, month;
SELECT is(count(*), 0::bigint, 'a rolling year of stored months') FROM (
	SELECT patient, month, rollup(history) OVER (PARTITION BY patient ORDER BY month RANGE BETWEEN interval '11 months' PRECEDING AND CURRENT ROW) AS rolled FROM monthly) m
	JOIN care USING (patient) WHERE rolled <> during(care.history, tstzrange(month - interval '11 months', month + interval '1 month'));

-- SLICC and OPR of personal lists by month
CREATE TEMP VIEW slicc AS
	SELECT list_holder, month, sum(visits(only_providers(h, ARRAY[list_holder]))) AS own, sum(visits(h)) AS all_visits,
		(proportion(sum(visits(only_providers(h, ARRAY[list_holder]))), sum(visits(h)))).*
	FROM care JOIN patient USING (patient), generate_series(timestamptz '2024-01-01', '2024-12-01', '1 month') month,
		LATERAL (SELECT during(history, tstzrange(month, month + interval '1 month')) AS h) cut
	GROUP BY list_holder, month;
SELECT results_eq('SELECT list_holder, month, own, all_visits, value FROM slicc ORDER BY 1, 2',
	$$SELECT list_holder, date_trunc('month', at), count(*) FILTER (WHERE doctor = list_holder), count(*), count(*) FILTER (WHERE doctor = list_holder)::float8 / count(*)
		FROM visit JOIN patient USING (patient) WHERE doctor IS NOT NULL AND at >= '2024-01-01' GROUP BY 1, 2 ORDER BY 1, 2$$, 'SLICC by list and month');
SELECT is(count(*), 0::bigint, 'with the interval of Wilson') FROM slicc, LATERAL (SELECT 1.959963984540054 AS z, own::float8 AS x, all_visits::float8 AS n) v
	WHERE abs(lower - (2 * x + z * z - z * sqrt(z * z + 4 * x * (1 - x / n))) / (2 * (n + z * z))) > 1e-12
		OR abs(upper - (2 * x + z * z + z * sqrt(z * z + 4 * x * (1 - x / n))) / (2 * (n + z * z))) > 1e-12;
SELECT results_eq($$
	SELECT provider, month, (proportion(sum(p.visits) FILTER (WHERE provider = list_holder), sum(p.visits))).value
	FROM care JOIN patient USING (patient), generate_series(timestamptz '2024-01-01', '2024-12-01', '1 month') month,
		provider_visits(during(history, tstzrange(month, month + interval '1 month'))) p
	GROUP BY provider, month ORDER BY provider, month$$,
	$$SELECT doctor, date_trunc('month', at), count(*) FILTER (WHERE doctor = list_holder)::float8 / count(*)
		FROM visit JOIN patient USING (patient) WHERE doctor IS NOT NULL AND at >= '2024-01-01' GROUP BY 1, 2 ORDER BY 1, 2$$, 'OPR by doctor and month');

-- mSLICC: the regular doctor was seen at least twice in the year before the month, most often, then most recently
SELECT results_eq($$
	SELECT month, sum(visits(only_providers(seen, ARRAY[regular]))), sum(visits(seen))
	FROM care, generate_series(timestamptz '2024-01-01', '2024-12-01', '1 month') month,
		LATERAL (SELECT during(history, tstzrange(month - interval '1 year', month)) AS earlier, during(history, tstzrange(month, month + interval '1 month')) AS seen) cut,
		LATERAL (SELECT usual_provider(earlier) AS regular WHERE visits(earlier) > providers(earlier)) known
	GROUP BY month ORDER BY month$$, $$
	SELECT month, count(*) FILTER (WHERE now.doctor = regular.doctor), count(*)
	FROM generate_series(timestamptz '2024-01-01', '2024-12-01', '1 month') month, LATERAL (
		SELECT DISTINCT ON (patient) patient, doctor FROM (
			SELECT patient, doctor, count(*) AS n, max(at) AS last FROM visit WHERE doctor IS NOT NULL AND at >= month - interval '1 year' AND at < month GROUP BY 1, 2 HAVING count(*) >= 2) y
		ORDER BY patient, n DESC, last DESC, doctor COLLATE "C") regular, visit now
	WHERE now.patient = regular.patient AND now.doctor IS NOT NULL AND at >= month AND at < month + interval '1 month'
	GROUP BY month ORDER BY month$$, 'mSLICC by month');

-- the usual provider as known just before each visit, without looking ahead
SELECT is(count(*), 0::bigint, 'the usual provider before a visit') FROM (SELECT patient, history FROM care WHERE patient <= 200) few, timeline(history) t,
	LATERAL (SELECT usual_provider(during(history, tstzrange(NULL, t.at))) AS before) b
	WHERE before IS DISTINCT FROM (SELECT doctor FROM visit WHERE visit.patient = few.patient AND doctor IS NOT NULL AND visit.at < t.at
		GROUP BY doctor ORDER BY count(*) DESC, max(visit.at) DESC, doctor COLLATE "C" LIMIT 1);

-- one pass over the same rows: by provider, team and practice
SELECT results_eq($$
	SELECT patient, bice_boxerman(care_history(doctor, at)), bice_boxerman(care_history(team, at)), bice_boxerman(care_history(practice, at))
	FROM visit JOIN doctor USING (doctor) GROUP BY patient ORDER BY patient$$,
	$$SELECT patient, a.coc, b.coc, c.coc FROM (SELECT DISTINCT patient FROM visit WHERE doctor IS NOT NULL) p,
		LATERAL (SELECT CASE WHEN sum(n) >= 2 THEN ((sum(n * n) - sum(n)) / (sum(n) * (sum(n) - 1)))::float8 END AS coc FROM (SELECT count(*) AS n FROM visit JOIN doctor USING (doctor) WHERE visit.patient = p.patient GROUP BY doctor) n) a,
		LATERAL (SELECT CASE WHEN sum(n) >= 2 THEN ((sum(n * n) - sum(n)) / (sum(n) * (sum(n) - 1)))::float8 END AS coc FROM (SELECT count(*) AS n FROM visit JOIN doctor USING (doctor) WHERE visit.patient = p.patient GROUP BY team) n) b,
		LATERAL (SELECT CASE WHEN sum(n) >= 2 THEN ((sum(n * n) - sum(n)) / (sum(n) * (sum(n) - 1)))::float8 END AS coc FROM (SELECT count(*) AS n FROM visit JOIN doctor USING (doctor) WHERE visit.patient = p.patient GROUP BY practice) n) c
		ORDER BY patient$$, 'continuity with the provider, the team and the practice');

-- a materialised view, refreshed; a table of histories, appended to
CREATE TEMP TABLE kept AS SELECT patient, care_history(doctor, at) AS history FROM visit WHERE at < '2024-06-01' AND doctor IS NOT NULL GROUP BY patient;
CREATE UNIQUE INDEX ON kept (patient);
INSERT INTO kept AS k SELECT patient, care_history(doctor, at) FROM visit WHERE at >= '2024-06-01' AND doctor IS NOT NULL GROUP BY patient
	ON CONFLICT (patient) DO UPDATE SET history = k.history || excluded.history;
SELECT is(count(*), 0::bigint, 'appending new visits gives the whole history')
	FROM kept FULL JOIN (SELECT * FROM care WHERE history IS NOT NULL) care USING (patient) WHERE kept.history IS DISTINCT FROM care.history;
INSERT INTO visit SELECT patient, 'D0', timestamptz '2025-01-01' + patient * interval '1 minute' FROM patient WHERE patient % 10 = 0;
REFRESH MATERIALIZED VIEW CONCURRENTLY care;
SELECT is(count(*), 200::bigint, 'a refreshed view has the new visits') FROM care WHERE last_visit(history) >= '2025-01-01';

-- storage: delta-coded, a few bytes a visit, a quarter of the rows
SELECT cmp_ok(sum(pg_column_size(history) - (SELECT sum(octet_length(provider) + 1) FROM provider_visits(history)))::float8 / sum(visits(history)), '<=', 8::float8, 'at most 8 bytes a visit')
	FROM care;
CREATE TEMP TABLE appointment AS
	SELECT patient, 'D' || 10000 + patient % 1000 * 10 + CASE WHEN hashint4(i + 1) & 1 = 0 THEN patient / 1000 % 10 ELSE (hashint4(i + 2) & 2147483647) % 10 END AS clinician,
		timestamptz '2023-01-01' + (i * 104729::bigint % 1051200) * interval '1 minute' AS at
	FROM (SELECT i, (hashint4(i) & 2147483647) % 15000 AS patient FROM generate_series(1, 100000) i) v;
CREATE TEMP TABLE folded AS SELECT patient, care_history(clinician, at) AS history FROM appointment GROUP BY patient;
-- pages with rows in them: since PostgreSQL 16 a table grows by more than it fills
SELECT cmp_ok((SELECT count(DISTINCT split_part(ctid::text, ',', 1)) FROM folded) * 4, '<=',
	(SELECT count(DISTINCT split_part(ctid::text, ',', 1)) FROM appointment), 'at most a quarter of the heap of the rows');
SELECT cmp_ok(sum(pg_column_size(history) - (SELECT sum(octet_length(provider) + 1) FROM provider_visits(history)))::float8 / sum(visits(history)), '<=', 8::float8, 'at most 8 bytes an appointment')
	FROM folded;

-- memory: a hash aggregate spills at work_mem, and a row leaves nothing behind
CREATE TABLE many AS SELECT i % 60000 AS patient, 'D' || i % 13 AS doctor, timestamptz '2024-01-01' + i * interval '1 second' AS at FROM generate_series(1, 300000) i;
ANALYZE many;
CREATE FUNCTION pg_temp.aggregate_node(query text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE plan jsonb; BEGIN EXECUTE 'EXPLAIN (ANALYZE, FORMAT json) ' || query INTO plan; RETURN plan -> 0 -> 'Plan'; END $$;
SET LOCAL work_mem = '2MB';
SET LOCAL hash_mem_multiplier = 1;
SET LOCAL enable_sort = off;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE spilled AS SELECT pg_temp.aggregate_node('SELECT patient, care_history(doctor, at) FROM many GROUP BY patient') AS node;
SELECT is(node ->> 'Strategy', 'Hashed', 'patients are hashed') FROM spilled;
SELECT cmp_ok((node ->> 'HashAgg Batches')::int, '>', 1, 'and spilled') FROM spilled;
SELECT cmp_ok((node ->> 'Peak Memory Usage')::int, '<', 2 * 2048, 'within work_mem, give or take a block') FROM spilled;
CREATE TABLE deep AS SELECT i % 15000 AS patient, 'D' || i % 13 AS doctor, timestamptz '2024-01-01' + i * interval '1 minute' AS at FROM generate_series(1, 600000) i;
ANALYZE deep;
TRUNCATE spilled;
INSERT INTO spilled SELECT pg_temp.aggregate_node('SELECT patient, care_history(doctor, at) FROM deep GROUP BY patient') AS node;
SELECT cmp_ok((node ->> 'HashAgg Batches')::int, '>', 1, 'patients with forty visits spill too') FROM spilled;
SELECT cmp_ok((node ->> 'Peak Memory Usage')::int, '<', 2 * 2048, 'and within work_mem, since there is room for them to grow') FROM spilled;
CREATE TABLE long_codes AS SELECT repeat(chr(65 + i % 26), 4000) AS doctor, CASE WHEN i % 20 = 0 THEN now() END AS at FROM generate_series(1, 20000) i;
ANALYZE long_codes;
SET LOCAL work_mem = '64MB';
SELECT cmp_ok((pg_temp.aggregate_node('SELECT 1 AS one, care_history(doctor, at) FROM long_codes GROUP BY clock_timestamp() IS NULL') ->> 'Peak Memory Usage')::int, '<', 8300,
	'a thousand codes of 4 kB take 8 MB, and the rows left out nothing');
CREATE TABLE one_code AS SELECT 'A' AS doctor, timestamptz '2024-01-01' + i * interval '1 minute' AS at FROM generate_series(1, 200000) i;
ANALYZE one_code;
SELECT cmp_ok((pg_temp.aggregate_node('SELECT 1 AS one, care_history(doctor, at) FROM one_code GROUP BY clock_timestamp() IS NULL') ->> 'Peak Memory Usage')::int, '<', 2200,
	'two hundred thousand visits take 2 MB');

SELECT * FROM finish();
ROLLBACK;

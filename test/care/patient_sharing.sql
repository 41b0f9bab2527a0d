-- patient_sharing(history [, min_visits]): against panels, plain SQL and published figures
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

-- ---- worked figures ------------------------------------------------------------

CREATE TEMP TABLE worked (patient text, h care_history);
INSERT INTO worked VALUES ('1', '[["2024-01-01","A"],["2024-01-02","B"],["2024-01-03","A"],["2024-01-04","B"]]'), ('2', '[["2024-01-01","A"],["2024-01-02","C"],["2024-01-03","C"]]'),
	('3', '[["2024-01-01","B"]]'), ('4', '[]'), ('5', NULL);
SELECT is(patient_sharing(h), '{"A": {"A": 2, "B": 1, "C": 1}, "B": {"A": 1, "B": 2}, "C": {"A": 1, "C": 1}}', 'each two share whom both saw') FROM worked;
SELECT is(patient_sharing(h, 2), '{"A": {"A": 1, "B": 1}, "B": {"A": 1, "B": 1}, "C": {"C": 1}}', 'twice or more') FROM worked;
SELECT is(patient_sharing(h, 3), '{}', 'nobody saw anybody so often') FROM worked;
SELECT is(patient_sharing(h, CASE patient WHEN '1' THEN 3 ELSE 1 END), '{"A": {"A": 1, "C": 1}, "B": {"B": 1}, "C": {"A": 1, "C": 1}}', 'so often is asked of each row') FROM worked;
SELECT is(patient_sharing(h, NULL), NULL, 'a row with a NULL is left out') FROM worked;
SELECT is(patient_sharing(h), NULL, 'no history') FROM worked WHERE h IS NULL;
SELECT is(patient_sharing(h) FILTER (WHERE false), NULL, 'no row') FROM worked;
SELECT is(patient_sharing(h), '{}', 'a history without a visit') FROM worked WHERE patient = '4';
SELECT is(array_agg(n ORDER BY patient), '{4,8,9,9,9}'::float8[], 'a window that grows')
	FROM (SELECT patient, total(f) AS n FROM (SELECT patient, patient_sharing(h) OVER (ORDER BY patient) AS f FROM worked) AS w) AS t;

-- ---- errors --------------------------------------------------------------------

SELECT throws_ok(format('SELECT patient_sharing(h, %s) FROM worked', n), '22023', format('min_visits must be at least 1, not %s', n), 'min_visits ' || n) FROM unnest('{0,-1}'::integer[]) AS n;
CREATE TEMP TABLE busy AS SELECT n, care_history('P' || i, timestamptz '2024-01-01' + i * interval '1 hour') AS h FROM unnest('{1000,1001}'::integer[]) AS n, generate_series(1, n) AS i GROUP BY n;
SELECT is(total(patient_sharing(h)), 1000000::float8, 'a thousand providers') FROM busy WHERE n = 1000;
SELECT throws_ok('SELECT patient_sharing(h) FROM busy', '54000', 'a patient has 1001 providers', 'one more');
SELECT is(patient_sharing(h, 2), '{}', 'of whom none was seen twice') FROM busy;
SELECT throws_ok(format('SELECT patient_sharing(h) FROM (SELECT care_history(%L, now()) AS h) AS s', repeat('x', 1025)), '22023', NULL, 'a code that is too long for a place');
SELECT lives_ok(format('SELECT patient_sharing(h) FROM (SELECT care_history(%L, now()) AS h) AS s', repeat('x', 1024)), 'and one that is not');

-- ---- 10,000 random patients --------------------------------------------------------

SELECT setseed(0.3);
CREATE TABLE shared_out_history WITH (parallel_workers = 2) AS
	SELECT patient, care_history('D' || CASE WHEN random() < 0.5 THEN patient % 90 ELSE floor(random() * 90) END, timestamptz '2024-01-01' + random() * interval '1 year') AS h
	FROM (SELECT patient, generate_series(1, 1 + floor(-ln(1 - random()) * 6)::integer) FROM generate_series(1, 10000) AS patient) AS v GROUP BY patient;
ANALYZE shared_out_history;
CREATE TEMP TABLE sharing AS SELECT m, patient_sharing(h, m) AS f FROM shared_out_history, generate_series(1, 4) AS m GROUP BY m;

SELECT is((SELECT patient_sharing(h) FROM shared_out_history), f, 'once or more, unless told') FROM sharing WHERE m = 1;
SELECT is(patient_sharing(panel, m), f, format('as the panel says: %s', m)) FROM sharing, (SELECT care_panel(patient, h) AS panel FROM shared_out_history) AS p;
CREATE TEMP TABLE seen AS SELECT patient, provider, visits FROM shared_out_history, provider_visits(h);
SELECT is((SELECT place_flows(a.provider, b.provider, 1) FROM seen AS a JOIN seen AS b USING (patient) WHERE a.visits >= m AND b.visits >= m), f, format('by plain SQL: %s', m)) FROM sharing;
SELECT is(transpose(f), f, 'the same both ways') FROM sharing;
SELECT is_empty('SELECT m FROM sharing, cells(f) AS c WHERE c.n > least(f -> c.origin -> c.origin, f -> c.destination -> c.destination)', 'no two share more than either has');
SELECT is_empty('SELECT a.m FROM sharing AS a JOIN sharing AS b ON b.m = a.m + 1, cells(b.f) AS c WHERE c.n > coalesce(a.f -> c.origin -> c.destination, 0)', 'to ask for more visits ties nobody');

-- Parts add up, whoever adds them: on the way as values, and with what else is a place_flows.
SELECT is((SELECT rollup(part) FROM (SELECT patient_sharing(h) AS part FROM shared_out_history GROUP BY patient % 17) AS p), f, 'rolled up') FROM sharing WHERE m = 1;
SELECT is((SELECT patient_sharing(h ORDER BY md5(patient::text)) FROM shared_out_history), f, 'in any order') FROM sharing WHERE m = 1;
CREATE AGGREGATE pg_temp.goes_on(care_history) (SFUNC = patient_sharing_transition, STYPE = place_flows, FINALFUNC = place_flows_final, INITCOND = '{"A": {"D7": 2}, "D3": {"B": 1, "D3": 5}}');
SELECT is((SELECT pg_temp.goes_on(h) FROM shared_out_history), f + '{"A": {"D7": 2}, "D3": {"B": 1, "D3": 5}}', 'on top of flows that are not the same both ways') FROM sharing WHERE m = 1;

-- Folded by two workers, which the plan must show.
\ir ../workers.psql
SELECT alike(plan_of('SELECT patient_sharing(h, 2) FROM shared_out_history'), '%Partial Aggregate%', 'a plan with workers');
SELECT is((SELECT patient_sharing(h, 2) FROM shared_out_history), f, 'by two workers, the same bytes') FROM sharing WHERE m = 2;

-- ---- published figures ---------------------------------------------------------

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE visit (patient text, provider text, day integer);
\copy visit FROM PROGRAM 'cat "$VECTORS/network/sharing_visits.csv"' CSV HEADER
CREATE TEMP TABLE expected (min_visits integer, a text, b text, n float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/network/sharing_expected.csv"' CSV HEADER
CREATE TEMP TABLE patient AS SELECT patient, care_history(provider, timestamptz '2024-01-01' + day * interval '1 day') AS h FROM visit GROUP BY patient;
SELECT is(patient_sharing(h, m), (SELECT place_flows(x, y, n) FROM (SELECT a AS x, b AS y, n FROM expected WHERE min_visits = m UNION SELECT b, a, n FROM expected WHERE min_visits = m) AS both_ways WHERE n > 0), format('sharing as scipy has it: %s', m))
	FROM patient, (SELECT DISTINCT min_visits FROM expected) AS e (m) GROUP BY m;
\endif

SELECT * FROM finish();
ROLLBACK;

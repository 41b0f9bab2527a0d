-- care_density, fragmented_care_density: how well a patient's providers know each other.
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE patient (history care_history);
INSERT INTO patient VALUES ('[["2024-01-01", "A"], ["2024-01-02", "B"], ["2024-01-03", "C"], ["2024-01-04", "A"]]');
CREATE FUNCTION pg_temp.sharing() RETURNS place_flows LANGUAGE sql IMMUTABLE AS $$SELECT '{"A": {"A": 90, "B": 6, "C": 1.5}, "B": {"A": 6, "B": 70}, "C": {"A": 1.5}}'::place_flows$$;

SELECT is(care_density(history, pg_temp.sharing()), 2.5::float8, 'three pairs, of which one shares nobody') FROM patient;
SELECT is(care_density('[["2024-01-01", "A"], ["2024-01-02", "X"], ["2024-01-02", "Y"]]', pg_temp.sharing()), 0::float8, 'providers unknown to the sharing');
SELECT is(answer, NULL, 'fewer than two providers') FROM (VALUES (care_density('[["2024-01-01", "A"], ["2024-01-02", "A"]]', pg_temp.sharing())), (care_density('[]', pg_temp.sharing()))) AS v (answer);
SELECT is(care_density(history, '{}'), 0::float8, 'nothing shared') FROM patient;
SELECT is(fragmented_care_density(history, pg_temp.sharing(), '{"A": "gp", "B": "gp", "C": "é", "D": 7}', '{"gp|gp": 0.5, "gp|é": 2, "é|é": 100}'), 2::float8, 'weights of pairs of types') FROM patient;
SELECT is(fragmented_care_density(history, pg_temp.sharing(), '{"A": "b", "B": "a", "C": "b"}', '{"a|b": 1, "b|b": 1}'), care_density(history, pg_temp.sharing()), 'where every pair counts 1, and no pair of the first type is needed') FROM patient;
SELECT is(fragmented_care_density('[["2024-01-01", "A"]]', pg_temp.sharing(), '7', '{}'), NULL, 'one provider: NULL before types are looked at');
SELECT is(answer, NULL, 'NULL for NULL') FROM (VALUES (care_density(NULL, pg_temp.sharing())), (care_density('[]', NULL)), (fragmented_care_density('[]', '{}', NULL, '{}')), (fragmented_care_density('[]', '{}', '{}', NULL))) AS v (answer);

SELECT throws_ok(format('SELECT fragmented_care_density(history, %L, %L, %L) FROM patient', pg_temp.sharing(), types, weights), state, message, message) FROM (VALUES
	('{"A": "gp", "B": "gp"}', '{"gp|gp": 1}', '22023', 'provider "C" has no type'),
	('{"A": "gp", "B": "gp", "C": 3}', '{"gp|gp": 1}', '22023', 'provider "C" has no type'),
	('{"A": "gp", "B": "gp", "C": "hospital"}', '{"gp|gp": 1, "hospital|gp": 1}', '22023', 'types "gp|hospital" have no weight'),
	('{"A": "gp", "B": "gp", "C": "hospital"}', '{"gp|gp": "1", "gp|hospital": 1}', '22023', 'types "gp|gp" have no weight'),
	('{"A": "a|b", "B": "gp", "C": "gp"}', '{}', '22023', 'type "a|b" of provider "A" contains "|"'),
	('["A"]', '{}', '22023', 'types must be a JSON object'),
	('{"A": "gp", "B": "gp", "C": "gp"}', '2', '22023', 'weights must be a JSON object'),
	('{"A": "gp", "B": "gp", "C": "gp"}', '{"gp|gp": -1}', '22003', 'weight must be a finite number that is not negative, not -1')) AS v (types, weights, state, message);
SELECT throws_ok($$SELECT care_density(history, '{"A": {"B": 3}, "B": {"A": 2}}') FROM patient$$, '22023', 'the tie from "A" to "B" is 3, from "B" to "A" 2', 'sharing that is not symmetric');
SELECT throws_ok($$SELECT fragmented_care_density(history, '{"A": {"B": 1e308, "C": 1e308}, "B": {"A": 1e308}, "C": {"A": 1e308}}', '{"A": "x", "B": "x", "C": "x"}', '{"x|x": 1e5}') FROM patient$$, '22003', 'care density of 3 providers is out of range', 'more than a number can hold');

-- Against plain SQL.
SELECT setseed(0.7);
CREATE TEMP TABLE visit AS SELECT 'p' || i % 60 AS patient, 'd' || floor(14 * random() ^ 2 + 0 * i) AS provider, timestamptz '2024-01-01' + i * interval '1 hour' AS at FROM generate_series(1, 400) AS i;
CREATE TEMP TABLE shared AS SELECT a.provider AS a, b.provider AS b, count(*) AS n FROM (SELECT DISTINCT patient, provider FROM visit) AS a JOIN (SELECT DISTINCT patient, provider FROM visit) AS b USING (patient) GROUP BY a.provider, b.provider;
CREATE TEMP TABLE panel AS SELECT care_panel(patient, provider, at) AS p FROM visit;
CREATE FUNCTION pg_temp.type_of(provider text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT CASE WHEN substr(provider, 2)::int % 3 = 0 THEN 'hospital' WHEN substr(provider, 2)::int % 3 = 1 THEN 'gp' ELSE 'community' END$$;
CREATE TEMP TABLE weight AS SELECT a, b, length(a) + 0.25 * length(b) AS weight FROM (VALUES ('community', 'community'), ('community', 'gp'), ('community', 'hospital'), ('gp', 'gp'), ('gp', 'hospital'), ('hospital', 'hospital')) AS v (a, b);
CREATE TEMP TABLE expected AS
SELECT patient, sum(coalesce(n, 0)) / count(*)::float8 AS density, sum(coalesce(n, 0) * weight) / count(*)::float8 AS fragmented
FROM (SELECT DISTINCT patient, provider FROM visit) AS a JOIN (SELECT DISTINCT patient, provider FROM visit) AS b USING (patient)
	LEFT JOIN shared AS s ON s.a = a.provider AND s.b = b.provider JOIN weight AS w ON w.a = least(pg_temp.type_of(a.provider), pg_temp.type_of(b.provider)) AND w.b = greatest(pg_temp.type_of(a.provider), pg_temp.type_of(b.provider))
WHERE a.provider < b.provider GROUP BY patient;
CREATE TEMP TABLE answer AS
SELECT patient, care_density(history, sharing) AS density, fragmented_care_density(history, sharing, (SELECT jsonb_object_agg(provider, pg_temp.type_of(provider)) FROM (SELECT DISTINCT provider FROM visit) AS d), (SELECT jsonb_object_agg(a || '|' || b, weight) FROM weight)) AS fragmented
FROM (SELECT p, patient_sharing(p) AS sharing FROM panel) AS s, histories(p);
SELECT is_empty('SELECT patient, a.density, e.density FROM answer AS a LEFT JOIN expected AS e USING (patient) WHERE abs(a.density - e.density) > 1e-9 OR (a.density IS NULL) <> (e.density IS NULL)', 'care density by plain SQL');
SELECT is_empty('SELECT patient, a.fragmented, e.fragmented FROM answer AS a LEFT JOIN expected AS e USING (patient) WHERE abs(a.fragmented - e.fragmented) > 1e-9 OR (a.fragmented IS NULL) <> (e.fragmented IS NULL)', 'fragmented care density by plain SQL');
SELECT cmp_ok(count(density), '>', 40::bigint, 'of many patients') FROM answer;

-- C4: what patient_sharing is.
SELECT is_empty($$SELECT m FROM panel, generate_series(1, 4) AS m, cells(patient_sharing(p, m)) AS c WHERE n > least(patient_sharing(p, m) -> c.origin -> c.origin, patient_sharing(p, m) -> c.destination -> c.destination)$$, 'two share no more patients than either has');
SELECT is_empty($$SELECT origin FROM panel, cells(patient_sharing(p)) WHERE origin = destination AND n <> (SELECT count(DISTINCT patient) FROM visit WHERE provider = origin)$$, 'on the diagonal stand a provider''s own patients');
SELECT is_empty($$SELECT m FROM panel, generate_series(1, 4) AS m, cells(patient_sharing(p, m + 1)) AS c WHERE n > coalesce(patient_sharing(p, m) -> c.origin -> c.destination, 0)$$, 'more visits asked for, never more shared');

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE published_visit (patient int, provider text, day int);
\copy published_visit FROM PROGRAM 'cat "$VECTORS/network/sharing_visits.csv"' CSV HEADER
CREATE TEMP TABLE published_type (provider text, type text);
\copy published_type FROM PROGRAM 'cat "$VECTORS/network/sharing_provider_types.csv"' CSV HEADER
CREATE TEMP TABLE published_weight (a_type text, b_type text, weight numeric);
\copy published_weight FROM PROGRAM 'cat "$VECTORS/network/sharing_type_weights.csv"' CSV HEADER
CREATE TEMP TABLE published_sharing (min_visits int, a text, b text, shared_patients int);
\copy published_sharing FROM PROGRAM 'cat "$VECTORS/network/sharing_expected.csv"' CSV HEADER
CREATE TEMP TABLE published_density (patient int, providers int, care_density float8, fragmented_care_density float8);
\copy published_density FROM PROGRAM 'cat "$VECTORS/network/care_density_random_expected.csv"' CSV HEADER
CREATE TEMP TABLE published_degree (provider text, patients int, degree int, strength float8, adjusted_degree float8, patients_shared_with_anyone int);
\copy published_degree FROM PROGRAM 'cat "$VECTORS/network/adjusted_degree_expected.csv"' CSV HEADER
CREATE TEMP TABLE published_panel AS SELECT care_panel(patient, provider, timestamptz '2024-01-01 00:00+00' + day * interval '1 day') AS p FROM published_visit;
SELECT set_eq('SELECT m, origin, destination, n::int FROM published_panel, unnest(ARRAY(SELECT DISTINCT min_visits FROM published_sharing)) AS m, cells(patient_sharing(p, m)) WHERE origin <= destination', 'SELECT * FROM published_sharing WHERE shared_patients > 0', 'published sharing');
SELECT set_eq('SELECT place, (sharing -> place -> place)::int, degree, strength, 100.0::float8 * degree / (sharing -> place -> place) FROM (SELECT patient_sharing(p) AS sharing FROM published_panel) AS s, network_places(sharing)',
	'SELECT provider, patients, degree, strength, adjusted_degree FROM published_degree', 'published adjusted degrees');
SELECT set_eq('SELECT provider, count(*) FILTER (WHERE providers(history) > 1)::int FROM published_panel, histories(p), provider_visits(history) GROUP BY provider',
	'SELECT provider, patients_shared_with_anyone FROM published_degree', 'published patients shared with anyone');
SELECT is_empty($$SELECT d.patient FROM published_panel, LATERAL (SELECT patient_sharing(p) AS sharing) AS s, histories(p) AS h JOIN published_density AS d ON d.patient = h.patient::int
	WHERE providers(history) <> d.providers OR NOT near(care_density(history, sharing), d.care_density)
		OR NOT near(fragmented_care_density(history, sharing, (SELECT jsonb_object_agg(provider, type) FROM published_type), (SELECT jsonb_object_agg(a_type || '|' || b_type, weight) FROM published_weight)), d.fragmented_care_density)$$, 'published densities');
SELECT is(count(*), 100::bigint, 'of 100 patients') FROM published_panel, histories(p) AS h JOIN published_density AS d ON d.patient = h.patient::int;
\endif

SELECT * FROM finish();
ROLLBACK;

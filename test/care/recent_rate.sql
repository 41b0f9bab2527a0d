-- recent_rate, recent_rates: published figures, plain SQL, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

SET timezone = 'UTC';
SELECT is(round(recent_rate(care_history('A', '2024-07-01'::timestamptz), '2024-07-01', '90 days')::numeric, 4), 2.8130, 'a visit today');
SELECT is(round(recent_rate(care_history('A', '2024-07-01'::timestamptz - interval '90 days'), '2024-07-01', '90 days')::numeric, 4), 1.4065, 'a visit a half-life ago');
SELECT is(recent_rate('[]', '2024-07-01', '90 days'), 0::float8, 'no visit');
SELECT is(recent_rate(care_history('A', '2024-07-01 00:00:00.000001'::timestamptz), '2024-07-01', '90 days'), 0::float8, 'a visit to come is none');
SELECT is(recent_rate(care_history('A', '2024-01-01'::timestamptz), '2024-07-01', '90 days', '2024-01-01 00:00:00.000001'), 0::float8, 'nor is one before observation');
SELECT ok(recent_rate(care_history('A', '2024-01-01'::timestamptz), '2024-07-01', '90 days', '2024-01-01') > 0, 'which begins at since, itself included');
SELECT is(recent_rate(h, a, l), NULL, 'NULL') FROM (VALUES (NULL::care_history, '2024-07-01'::timestamptz, '90 days'::interval), ('[]', NULL, '90 days'), ('[]', '2024-07-01', NULL)) AS v (h, a, l);
SELECT is_empty($$SELECT * FROM recent_rates(NULL, '2024-07-01', '90 days') UNION ALL SELECT * FROM recent_rates('{"P": [["2024-01-01", "A"]]}', NULL, '90 days') UNION ALL SELECT * FROM recent_rates('{"P": [["2024-01-01", "A"]]}', '2024-07-01', NULL)$$, 'no row of NULL');
SELECT is_empty($$SELECT * FROM recent_rates('{}', '2024-07-01', '90 days')$$, 'nor of nobody');

-- A steady patient has the rate at which he is seen, whatever the half-life.
SELECT is_empty($$SELECT h, every FROM unnest(ARRAY[30, 90, 365]) AS h, unnest(ARRAY[1, 7, 14]) AS every,
		LATERAL (SELECT recent_rate(care_history('A', '2024-07-01'::timestamptz - make_interval(days => every * k, hours => 12 * every)), '2024-07-01', make_interval(days => h), '2024-07-01'::timestamptz - make_interval(days => every * 200)) AS r FROM generate_series(0, 199) AS k) AS s
	WHERE NOT near(r, 365.25 / every, 0.01)$$, 'steady visits');

SELECT throws_ok(format('SELECT recent_rate(''[]'', ''2024-07-01'', %L)', l), '22023', format('half_life must not have months or years, but is "%s"', l::interval), 'half-life ' || l) FROM unnest(ARRAY['3 mons', '1 year', '1 mon -30 days']) AS l;
SELECT throws_ok(format('SELECT recent_rate(''[]'', ''2024-07-01'', %L)', l), '22023', format('half_life must be above 0, but is "%s"', l::interval), 'half-life ' || l) FROM unnest(ARRAY['0', '-1 day', '1 day -24 hours']) AS l;
SELECT throws_ok($$SELECT recent_rate('[]', '2024-07-01', '90 days', '2024-07-01')$$, '22023', 'since must be before at: 2024-07-01 00:00:00+00 is not before 2024-07-01 00:00:00+00', 'since at at');
SELECT throws_ok(format('SELECT recent_rate(''[]'', %L, ''90 days'')', t), '22008', NULL, 'at ' || t) FROM unnest(ARRAY['infinity', '-infinity']) AS t;
SELECT throws_ok($$SELECT recent_rate('[]', '2024-07-01', '90 days', '-infinity')$$, '22008', NULL, 'since -infinity');
SELECT throws_ok($$SELECT recent_rates('{}', '2024-07-01', '3 months')$$, '22023', 'half_life must not have months or years, but is "3 mons"', 'of a panel as well');
SELECT lives_ok($$SELECT recent_rate('[["294276-01-01", "A"], ["4700-01-01 BC", "A"]]', '294276-12-31', '1 microsecond', '4700-01-01 BC')$$, 'the ends of time');

-- Random patients: the sum in plain SQL; a panel answers as its histories do, bit for bit.
CREATE TEMP TABLE visit AS SELECT 'P' || i % 60 AS patient, 'G' || hashint4(i) % 5 AS clinician, '2023-01-01'::timestamptz + (hashint4(-i) & 1023) * interval '17 hours' + i * interval '1 second' AS seen_at FROM generate_series(1, 700) AS i;
CREATE TEMP TABLE asked AS SELECT * FROM (VALUES ('2024-07-01'::timestamptz, '90 days'::interval, NULL::timestamptz), ('2024-07-01', '36 hours 12.5 s', NULL), ('2024-03-01 10:30', '200 days', '2023-06-01'), ('2030-01-01', '10 days', '2023-01-01')) AS v (at, half_life, since);
SELECT is_empty($$SELECT patient, at, half_life, since FROM (SELECT patient, care_history(clinician, seen_at) AS h FROM visit GROUP BY patient) AS p, asked,
		LATERAL (SELECT coalesce(sum(2 ^ (-extract(epoch FROM at - seen_at) / extract(epoch FROM half_life)::float8)), 0) * ln(2::float8) / extract(epoch FROM half_life)::float8 * 86400 * 365.25
			/ coalesce(1 - 2 ^ (-extract(epoch FROM at - since) / extract(epoch FROM half_life)::float8), 1) AS r FROM visit AS v WHERE v.patient = p.patient AND seen_at <= at AND seen_at >= coalesce(since, '-infinity')) AS plain
	WHERE NOT abs(recent_rate(h, at, half_life, since) - r) <= 1e-9 * r + 1e-12$$, 'in plain SQL');
SELECT is_empty($$SELECT * FROM (SELECT r.*, at, half_life FROM (SELECT care_panel(patient, clinician, seen_at) AS panel FROM visit) AS p, asked, recent_rates(panel, at, half_life, since) AS r) AS r
	FULL JOIN (SELECT patient, visits(h), recent_rate(h, at, half_life, since) AS rate, at, half_life FROM (SELECT patient, care_history(clinician, seen_at) AS h FROM visit GROUP BY patient) AS h, asked) AS h USING (patient, at, half_life)
	WHERE r.visits IS DISTINCT FROM h.visits OR recent_rate IS DISTINCT FROM rate$$, 'a panel answers as its histories do');

\if :vectors
CREATE TEMP TABLE expected (name text, days text, half_life int, observed int, rate float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/risk/recent_rate_expected.csv"' CSV HEADER
SELECT ok(near(recent_rate(coalesce((SELECT care_history('A', '2024-07-01'::timestamptz - make_interval(days => d::int)) FROM regexp_split_to_table(nullif(days, ''), ' ') AS d), '[]'), '2024-07-01', make_interval(days => half_life), '2024-07-01'::timestamptz - make_interval(days => observed)), rate, 1e-12), 'published: ' || name) FROM expected;
\else
SELECT skip('no published figures here', 6);
\endif

SELECT * FROM finish();
ROLLBACK;

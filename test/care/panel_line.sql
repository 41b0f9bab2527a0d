-- care_panel: rows wait in line for their groups, whatever else folds, fails or starts again meanwhile

\pset fieldsep '\n'
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT no_plan();
SET LOCAL timezone = 'UTC';

CREATE TEMP TABLE visit AS SELECT i % 37 AS patient, 'D' || i % 11 AS provider, timestamptz '2024-01-01' + (i * 7919 % 1000) * interval '1 minute' AS at,
	i % 5 AS practice, i % 3 AS area, i FROM generate_series(1, 2000) i;

-- what no line is part of: each patient's history first
CREATE TEMP VIEW expected AS SELECT practice, area, care_panel(patient, history) AS p
	FROM (SELECT practice, area, patient, care_history(provider, at) AS history FROM visit GROUP BY 1, 2, 3) x GROUP BY ROLLUP (practice, area);

SELECT is((SELECT count(*) FROM (SELECT practice, care_panel(patient, provider, at) AS p FROM visit GROUP BY 1) x JOIN expected e USING (practice, p) WHERE e.area IS NULL), 5::bigint, 'hashed groups');
SET LOCAL enable_hashagg = off;
SELECT is((SELECT count(*) FROM (SELECT practice, area, care_panel(patient, provider, at) AS p FROM visit GROUP BY ROLLUP (practice, area)) x
	JOIN expected e ON (x.practice, x.area) IS NOT DISTINCT FROM (e.practice, e.area) AND x.p = e.p), 21::bigint, 'sorted grouping sets');
SET LOCAL enable_hashagg = on;
SELECT is((SELECT count(*) FROM (SELECT practice, area, care_panel(patient, provider, at) AS p FROM visit GROUP BY GROUPING SETS ((practice, area), (practice), ())) x
	JOIN expected e ON (x.practice, x.area) IS NOT DISTINCT FROM (e.practice, e.area) AND x.p = e.p), 21::bigint, 'hashed grouping sets');
SELECT is(care_panel(patient, provider, at), care_panel(patient::text, provider, at), 'two aggregates at once'),
	is(care_panel(patient, provider, at ORDER BY i DESC), care_panel(DISTINCT patient, provider, at), 'in order, and distinct') FROM visit WHERE i <= 407;
SELECT is(n, (i - 1) % 50 + 1, 'a window of ' || n) FROM (SELECT i, visits(care_panel(patient, provider, at) OVER (PARTITION BY (i - 1) / 50 ORDER BY i)) AS n FROM visit) x WHERE i IN (1, 17, 50, 51, 120);
SELECT is((SELECT count(*) FROM generate_series(0, 4) g, LATERAL (SELECT care_panel(patient, provider, at) AS p FROM visit WHERE practice = g) x
	JOIN expected e USING (p) WHERE e.practice = g AND e.area IS NULL), 5::bigint, 'started again for each practice');

-- an aggregate of somebody's that begins with a value, and one that begins with NULL

CREATE AGGREGATE pg_temp.and_one(bigint, text, timestamptz) (SFUNC = care_panel_visit, STYPE = care_panel, FINALFUNC = care_panel_final, INITCOND = '{"99":[["2024-01-01","Z"]]}');
CREATE AGGREGATE pg_temp.same(bigint, text, timestamptz) (SFUNC = care_panel_visit, STYPE = care_panel, FINALFUNC = care_panel_final);
SELECT is(pg_temp.and_one(patient, provider, at), care_panel(patient, provider, at) || '{"99":[["2024-01-01","Z"]]}', 'begun with a value'),
	is(pg_temp.same(patient, provider, at), care_panel(patient, provider, at), 'begun with NULL') FROM visit;

-- states that another aggregate reads as they are, since they have no final function

CREATE AGGREGATE pg_temp.open(bigint, text, timestamptz) (SFUNC = care_panel_visit, STYPE = care_panel);
SET LOCAL enable_sort = off;
SELECT is((SELECT rollup(p) FROM (SELECT practice, pg_temp.open(patient, provider, at) AS p FROM visit WHERE i <= n GROUP BY practice) x GROUP BY practice * 0),
	(SELECT care_panel(patient, provider, at) FROM visit WHERE i <= n), n || ' rows in open states') FROM unnest(ARRAY[1, 7, 31, 32, 33, 2000]) n;
SET LOCAL enable_sort = on;

-- and one that is replaced between the start of its query and the first row

CREATE FUNCTION pg_temp.replaced(before text, since text, patients text) RETURNS care_panel LANGUAGE plpgsql AS $$
DECLARE
	aggregate CONSTANT text := format('CREATE OR REPLACE AGGREGATE pg_temp.replaced(%1$s, text, timestamptz) (SFUNC = care_panel_visit, STYPE = care_panel, FINALFUNC = care_panel_final', patients);
	folding refcursor;
	p care_panel;
BEGIN
	EXECUTE aggregate || before || ')';
	OPEN folding FOR EXECUTE format('SELECT pg_temp.replaced(patient::%s, provider, at) FROM visit', patients);
	EXECUTE aggregate || since || ')';
	FETCH folding INTO p;
	RETURN p;
END $$;
SELECT is(pg_temp.replaced($$, INITCOND = '{"99":[["2024-01-01","Z"]]}'$$, '', t), (SELECT care_panel(patient, provider, at) || '{"99":[["2024-01-01","Z"]]}' FROM visit), 'began with a value, does no longer: patients of ' || t),
	is(pg_temp.replaced('', $$, INITCOND = '{"99":[["2024-01-01","Z"]]}'$$, t), (SELECT care_panel(patient, provider, at) FROM visit), 'began with NULL, does no longer: patients of ' || t) FROM unnest(ARRAY['bigint', 'text']) t;

-- a fold within the arguments of another, whole or failing

CREATE FUNCTION pg_temp.folded(n integer) RETURNS integer LANGUAGE sql AS $$
	SELECT sum(visits(p))::integer FROM (SELECT care_panel(i, 'E' || i % 3, timestamptz '2024-02-01' + i * interval '1 hour') AS p FROM generate_series(1, n) i GROUP BY i % 4) x $$;
CREATE FUNCTION pg_temp.failed(n integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	PERFORM care_panel(i, 'E' || i % 3, CASE WHEN i = n THEN 'infinity' ELSE timestamptz '2024-02-01' END) FROM generate_series(1, n) i;
EXCEPTION WHEN datetime_field_overflow THEN
	RETURN n;
END $$;
SELECT is((SELECT count(*) FROM (SELECT practice, care_panel(patient, provider, at + pg_temp.folded(i % 45 + 1) * interval '1 second' - (i % 45 + 1) * interval '1 second') AS p
	FROM visit GROUP BY 1) x JOIN expected e USING (practice, p) WHERE e.area IS NULL), 5::bigint, 'a fold within a fold');
SELECT is((SELECT count(*) FROM (SELECT practice, care_panel(patient, provider, at + pg_temp.failed(i % 45 + 1) * interval '1 second' - (i % 45 + 1) * interval '1 second') AS p
	FROM visit GROUP BY 1) x JOIN expected e USING (practice, p) WHERE e.area IS NULL), 5::bigint, 'one that fails within a fold');

-- of each row that cannot wait: patients and providers with long codes, blank ones

CREATE TEMP VIEW mixed AS SELECT CASE i % 3 WHEN 0 THEN 'P' ELSE '' END || patient AS patient, repeat(provider, i % 4 + 1) AS provider, at FROM visit;
SELECT is((SELECT care_panel(patient, provider, at) FROM mixed),
	(SELECT care_panel(patient, history) FROM (SELECT patient, care_history(provider, at) AS history FROM mixed GROUP BY patient) x), 'long codes among short ones');
SELECT throws_ok(format('SELECT care_panel(%s, CASE i WHEN 20 THEN %L ELSE ''D'' END, timestamptz ''2024-01-01'') FROM generate_series(1, 100) i', patient, blank),
	'22023', format('provider code must not be %s', what), format('a provider of %L', blank))
	FROM (VALUES ('i', ' ', 'blank'), ('i', '', 'empty'), ('i::text', U&'\00A0', 'blank')) v(patient, blank, what);
CREATE TEMP SEQUENCE row;
SELECT throws_ok($$SELECT care_panel(i, CASE WHEN nextval('row') = 20 THEN E'\t' ELSE 'D' END, timestamptz '2024-01-01') FROM generate_series(1, 100) i$$, '22023', 'provider code must not be blank', 'a blank provider among rows that wait'),
	is(currval('row'), 20::bigint, 'is refused before the next row is read');
SELECT is(visits(care_panel(patient, provider, at)), 2000, 'and on') FROM visit;

-- more providers than stand in the log itself

SELECT is(care_panel(patient, 'D' || i % n, at), (SELECT care_panel(patient, history) FROM (SELECT patient, care_history('D' || i % n, at) AS history FROM visit GROUP BY patient) x),
	n || ' providers') FROM visit, (VALUES (15), (16), (17), (33), (64), (65), (700)) v(n) GROUP BY n;

SELECT * FROM finish();
ROLLBACK;

-- reconcile: registered against resident people.
BEGIN;
SELECT no_plan();

-- A place known to one side only keeps its row, with NULL for what is not known.
SELECT results_eq(
	$$SELECT * FROM reconcile('{"X": {"X": 90, "Y": 8, "NO2011": 2}, "Y": {"X": 50, "Y": 40, "W1": 5, "L9": 5}, "P3": {"X": 10, "Y": 20}}',
		'{"X": 140, "Y": 70, "Z": 0}')$$,
	$$VALUES
		('L9',      0::float8, NULL::float8, 0::float8, 0::float8, 5::float8, 5::float8, NULL::float8, NULL::float8, NULL::float8),
		('NO2011',  0,         NULL,         0,         0,         2,         2,         NULL,         NULL,         NULL),
		('P3',     30,         NULL,         0,        30,         0,         0,         NULL,         NULL,         NULL),
		('W1',      0,         NULL,         0,         0,         5,         5,         NULL,         NULL,         NULL),
		('X',     100,          140,        90,        10,        60,       150,            0,           10,  150.0 / 140),
		('Y',     100,           70,        40,        60,        28,        68,            2,            0,   68.0 / 70),
		('Z',    NULL,            0,      NULL,      NULL,      NULL,      NULL,         NULL,         NULL,         NULL)$$,
	'every column');
SELECT is_empty($$SELECT * FROM reconcile('{}', '{}')$$, 'nothing against nothing');
SELECT is_empty($$SELECT * FROM reconcile(NULL, '{"A": 1}')$$, 'NULL flows');
SELECT results_eq($$SELECT place, registered_per_resident, list_excess FROM reconcile('{"A": {"A": 3}}', '{"A": 0}')$$,
	$$VALUES ('A', NULL::float8, 3::float8)$$, 'no ratio to 0 residents');
SELECT throws_ok($$SELECT * FROM reconcile('{"A": {"A": 1e300}}', '{"A": 1e-300}')$$, '22003', NULL, 'a ratio out of range');

-- Identities over random flows
SELECT setseed(0.2);
CREATE TEMP TABLE random_flows AS SELECT place_flows('p' || floor(random() * 20), 'p' || floor(random() * 25), floor(random() * 100)) AS f FROM generate_series(1, 300);
CREATE TEMP TABLE random_residents AS SELECT place_counts('p' || i, floor(random() * 1000)) AS c FROM generate_series(0, 30, 2) i;
CREATE TEMP TABLE r AS SELECT r.*, total(f) AS total FROM random_flows, random_residents, reconcile(f, c) r;
SELECT is(sum(registered), max(total), 'registered sums to the total') FROM r;
SELECT is(sum(living_here_registered), max(total), 'so do those living somewhere') FROM r;
SELECT is_empty('SELECT * FROM r WHERE registered - living_here_registered
	<> registered_here_living_elsewhere - living_here_registered_elsewhere', 'net flow');
SELECT is_empty('SELECT * FROM r WHERE registered <> registered_here_living_here + registered_here_living_elsewhere
	OR living_here_registered <> registered_here_living_here + living_here_registered_elsewhere
	OR resident <> living_here_registered + unregistered - list_excess OR least(unregistered, list_excess) <> 0', 'columns add up');
SELECT is_empty($$SELECT place, registered, registered_here_living_here, living_here_registered FROM r WHERE registered IS NOT NULL
	EXCEPT SELECT place, coalesce(sum(n) FILTER (WHERE origin = place), 0), coalesce(sum(n) FILTER (WHERE origin = place AND destination = place), 0),
		coalesce(sum(n) FILTER (WHERE destination = place), 0)
	FROM (SELECT DISTINCT place FROM r) places, random_flows, cells(f) GROUP BY place$$, 'as plain SQL counts it');

-- London: published registrations and residents, borough by borough
\ir ../london.psql
\if :has_shared
\ir ../london_tables.psql
CREATE TEMP TABLE expected (area text, name text, registered float8, here_here float8, inflow float8, inflow_out float8, inflow_wales float8,
	unknown_lsoa float8, outflow float8, outflow_out float8, register_residents float8, resident float8, net_flow float8,
	ratio_registered_resident float8, ratio_register_residents_resident float8, retained float8, self_contained float8);
\copy expected FROM PROGRAM 'cat "$EXPECTED"/recon_borough.csv' CSV HEADER
-- Practices and areas out of scope are places of their own, and so are Wales and the unknown.
CREATE TEMP TABLE london AS
	SELECT place_flows(
			CASE WHEN p.scope = 'in' THEN p.borough ELSE 'practice out of scope' END,
			CASE WHEN l.scope = 'in' THEN l.borough WHEN r.lsoa = 'NO2011' THEN 'unknown'
				WHEN r.lsoa LIKE 'W%' THEN 'Wales' ELSE 'area out of scope' END, patients::float8) AS f,
		(SELECT place_counts(borough, mid2020::float8) FROM resident JOIN lookup USING (lsoa) WHERE resident.scope = 'in') AS residents
	FROM registered r JOIN practice p USING (practice) LEFT JOIN lookup l USING (lsoa);
SELECT is(total(f), 10729941::float8, 'everybody in the file is placed') FROM london;
SELECT is(sum(n), 10697223::float8, 'registered with practices in scope') FROM london, cells(f) WHERE origin <> 'practice out of scope';
-- E08000025 is no London borough, only the place where one London practice stands:
-- its residents are not known, which the published table writes as 0.
SELECT results_eq(
	$$SELECT r.place, r.registered, coalesce(r.resident, 0), r.registered_here_living_here, r.registered_here_living_elsewhere,
			r.living_here_registered_elsewhere, r.living_here_registered, r.registered_per_resident
		FROM london, reconcile(f, residents) r
		WHERE place NOT IN ('practice out of scope', 'area out of scope', 'Wales', 'unknown')$$,
	$$SELECT area, registered, resident, here_here, inflow + inflow_out + inflow_wales + unknown_lsoa, outflow + outflow_out,
			register_residents, ratio_register_residents_resident
		FROM expected ORDER BY area COLLATE "C"$$, 'every borough as published');
SELECT is(sum(n), 1157491::float8, 'flows between boroughs in scope')
	FROM london, cells(f), (SELECT array_agg(area) AS areas FROM expected) e
	WHERE origin = ANY (areas) AND destination = ANY (areas) AND origin <> destination;
SELECT results_eq(
	$$SELECT living_here_registered FROM london, reconcile(f, residents) WHERE place IN ('Wales', 'unknown') ORDER BY place COLLATE "C"$$,
	$$SELECT unnest(ARRAY[sum(inflow_wales), sum(unknown_lsoa)]) FROM expected$$, 'Wales and the unknown are places of their own');
\endif

-- Sides that speak of different places are an error that shows a code of each.
SELECT throws_ok($$SELECT * FROM reconcile('{"P1": {"E01": 5}, "P2": {"E01": 1}}', '{"E01": 9}')$$, '22023', 'no origin of the flows is among the destinations', 'practices and areas');
SELECT throws_ok($$SELECT * FROM reconcile('{"A": {"A": 5}}', '{"A21": 9, "B21": 1}')$$, '22023', 'no destination of the flows is among the places with residents', 'another vintage');
SELECT throws_ok($$SELECT accountable_population('{"A": {"A": 5}}', '{"A21": 9}', 'either')$$, '22023', 'no destination of the flows is among the places with residents', 'accountable_population asks the same');
\ir ../said.psql
SELECT is(pg_temp.said($$SELECT * FROM reconcile('{"A": {"A": 5}}', '{"A21": 9, "B21": 1}')$$),
	'One side has codes such as "A", the other such as "A21". | Are the codes of another vintage or level, or do the flows point the other way, as transpose() would turn them?', 'what it says');
SELECT is((SELECT count(*) FROM reconcile('{"A": {"A": 5}}', '{}')), 1::bigint, 'empty residents keep working');
SELECT is((SELECT count(*) FROM reconcile('{}', '{"A": 5}')), 1::bigint, 'empty flows too');
SELECT is_empty($$SELECT * FROM reconcile('{"A": {"A": 5}}', NULL)$$, 'no rows for NULL residents');
SELECT is((SELECT count(*) FROM reconcile('{"A": {"B": 5}, "B": {"X": 1}}', '{"B": 1, "Q": 2}')), 4::bigint, 'one place in common is enough');

SELECT * FROM finish();
ROLLBACK;

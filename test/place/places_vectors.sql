-- The questions of places against cases computed elsewhere: raking, rounding, crosswalks, catchments.
-- Skipped where the published cases are not at hand.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql
\if :vectors

CREATE FUNCTION pg_temp.same(x float8, y float8, tolerance float8 DEFAULT 1e-9) RETURNS boolean LANGUAGE sql IMMUTABLE AS
	$$ SELECT coalesce(abs(x - y) <= tolerance * greatest(abs(x), abs(y), 1), false) $$;
-- An array as counts of places A, B, C, ..., in that order.
CREATE FUNCTION pg_temp.vector(side text, numbers jsonb) RETURNS place_counts LANGUAGE sql IMMUTABLE AS
	$$ SELECT place_counts(side || chr(64 + i::int), n::float8) FROM jsonb_array_elements(numbers) WITH ORDINALITY v(n, i) $$;
CREATE FUNCTION pg_temp.matrix(numbers jsonb) RETURNS place_flows LANGUAGE sql IMMUTABLE AS $$
	SELECT place_flows('r' || chr(64 + i::int), 'c' || chr(64 + j::int), n::float8)
	FROM jsonb_array_elements(numbers) WITH ORDINALITY v(line, i), jsonb_array_elements(line) WITH ORDINALITY w(n, j)
$$;
-- The error of a query, NULL if there is none.
CREATE FUNCTION pg_temp.error_of(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

-- Two-way raking.
\set json `cat "$VECTORS/population/ipf_2d.json"`
CREATE TEMP TABLE ipf AS
SELECT v->>'name' AS name, v->>'expect' AS expect, pg_temp.matrix(v->'seed') AS seed, pg_temp.vector('r', v->'row_target') AS rows,
	pg_temp.vector('c', v->'col_target') AS columns, pg_temp.matrix(v->'fitted') AS fitted
FROM jsonb_array_elements(:'json'::jsonb) v;
SELECT is(count(*), 12::bigint, 'cases of raking') FROM ipf;
CREATE TEMP TABLE ipf_fit AS SELECT name, fitted, rake(seed, rows, columns, 1e-14) AS ours FROM ipf WHERE expect = 'converges';
SELECT is(bool_and(pg_temp.same(a.n, b.n)), true, 'raking: ' || name)
FROM ipf_fit, LATERAL (SELECT a.n, b.n AS bn FROM cells(fitted) a FULL JOIN cells(ours) b USING (origin, destination)) a, LATERAL (SELECT a.bn AS n) b GROUP BY name;
SELECT matches(pg_temp.error_of(format('SELECT rake(%L, %L, %L)', seed, rows, columns)), '^(22023|54000) .*(\d|no cell of the seed)', 'raking fails: ' || name)
FROM ipf WHERE expect <> 'converges';
SELECT is(count(*), 4::bigint, 'cases of raking that must fail') FROM ipf WHERE expect <> 'converges';

-- A three-way table with two margins, one of them joint, is a two-way table of pairs.
\set json `cat "$VECTORS/population/ipf_nd.json"`
WITH v AS (SELECT v FROM jsonb_array_elements(:'json'::jsonb) v WHERE v->>'name' = 'mipfp_manual_ex2'),
	axis AS (SELECT i, j, k FROM generate_series(0, 1) i, generate_series(0, 3) j, generate_series(0, 1) k),
	seed AS (SELECT place_flows(i::text, j || '/' || k, CASE (i, j, k) WHEN (0, 0, 0) THEN 4 WHEN (0, 2, 0) THEN 10 WHEN (0, 3, 1) THEN 6 ELSE 1 END) AS f FROM axis),
	fit AS (SELECT rake(f, (SELECT place_counts(i::text, (v->'margins'->'0'->>i)::float8) FROM generate_series(0, 1) i),
		(SELECT place_counts(j || '/' || k, (v->'margins'->'1,2'->j->>k)::float8) FROM generate_series(0, 3) j, generate_series(0, 1) k), 1e-14) AS f FROM v, seed)
SELECT is(bool_and(pg_temp.same(f -> i::text -> (j || '/' || k), (v->'fitted_column_major'->>(i + 2 * j + 8 * k))::float8)), true, 'raking: a joint margin')
FROM v, fit, axis;

-- Largest remainders.
\set json `cat "$VECTORS/population/largest_remainder.json"`
SELECT is(apportion(pg_temp.vector('', v->'values'), (v->>'total')::bigint), pg_temp.vector('', v->'expected'), 'rounding: ' || (v->>'name'))
FROM jsonb_array_elements(:'json'::jsonb) v;

-- Old codes to new.
\set json `cat "$VECTORS/population/crosswalk_small.json"`
CREATE TEMP TABLE crosswalk AS
SELECT place_flows(r->>0, r->>2, (j->'pop21'->>(r->>2))::float8) AS by_people, place_flows(r->>0, r->>2, 1) AS equal, j
FROM (SELECT :'json'::jsonb AS j) q, jsonb_array_elements(j->'rows') r GROUP BY j;
SELECT is(shares(by_people), (j->'population')::text::place_flows, 'crosswalk by people') FROM crosswalk;
SELECT is(shares(equal) -> 'B', (j->'equal'->'B')::text::place_counts, 'crosswalk with equal weights') FROM crosswalk;
SELECT is(recode('{"A": 10, "B": 40, "C": 20, "D": 30}'::place_counts, shares(by_people)), (j->'pop21')::text::place_counts, 'converted') FROM crosswalk;

-- Areas by the land they share.
\set json `cat "$VECTORS/population/areal_hand.json"`
WITH v AS (SELECT :'json'::jsonb AS v), f AS (SELECT shares(place_flows(r->>0, r->>1, (r->>2)::float8)) AS f FROM v, jsonb_array_elements(v->'crosswalk') r)
SELECT is(bool_and(abs(c.n - (v->'target'->>c.place)::float8) < 0.01), true, 'areal interpolation by hand')
FROM v, f, counts(recode((v->'source_values')::text::place_counts, f)) c;
CREATE TEMP TABLE tract (tract text, area float8, total float8, white float8, black float8, asthma float8);
\copy tract FROM PROGRAM 'cat "$VECTORS/population/areal_stl_source.csv"' CSV HEADER
CREATE TEMP TABLE piece (wards text, tract text, ward text, area float8);
\copy piece FROM PROGRAM 'cd "$VECTORS/population" && for w in wards wardsClipped; do tail -n +2 areal_stl_${w}_crosswalk.csv | sed "s/^/$w,/"; done' CSV
CREATE TEMP TABLE expected_ward (wards text, ward text, weight text, total float8, white float8, black float8, asthma float8);
\copy expected_ward FROM PROGRAM 'cd "$VECTORS/population" && for w in wards wardsClipped; do tail -n +2 areal_stl_${w}_expected.csv | sed "s/^/$w,/"; done' CSV
CREATE TEMP TABLE measure AS
SELECT m.measure, place_counts(tract, n) AS counts FROM tract, LATERAL (VALUES ('total', total), ('white', white), ('black', black), ('asthma', asthma)) m(measure, n) GROUP BY 1;
CREATE TEMP TABLE expected AS
SELECT wards, weight, m.measure, place_counts(ward, n) AS counts FROM expected_ward, LATERAL (VALUES ('total', total), ('white', white), ('black', black), ('asthma', asthma)) m(measure, n) GROUP BY 1, 2, 3;
CREATE TEMP TABLE land AS
SELECT wards, 'sum' AS weight, shares(place_flows(tract, ward, area)) AS weights FROM piece GROUP BY 1
UNION ALL SELECT wards, 'total', place_flows(tract, ward, p.area / t.area) FROM piece p JOIN tract t USING (tract) GROUP BY 1;
-- Counts are handed on; a rate, asthma, is the mean over the land of the ward instead.
SELECT is(bool_and(pg_temp.same(d.first, d.second)), true, format('St Louis: %s of %s by %s of land', e.measure, e.wards, e.weight))
FROM expected e JOIN land USING (wards, weight) JOIN measure m USING (measure), differences(m.counts * weights, e.counts) d
WHERE e.measure <> 'asthma' GROUP BY e.measure, e.wards, e.weight;
SELECT is(bool_and(pg_temp.same(d.first, d.second)), true, 'St Louis: mean of a rate, ' || e.wards)
FROM expected e JOIN measure m USING (measure), LATERAL (SELECT transpose(shares(transpose(place_flows(tract, ward, area)))) AS weights FROM piece p WHERE p.wards = e.wards) w,
	differences(m.counts * weights, e.counts) d
WHERE e.measure = 'asthma' AND e.weight = 'sum' GROUP BY e.wards;
SELECT is(round(total(recode(counts, weights))::numeric, 6), 314867.000000, 'St Louis keeps its people: ' || wards) FROM land, measure WHERE weight = 'sum' AND measure = 'total';
SELECT is(total(apportion(recode(counts, weights))), 314867::float8, 'also as whole people: ' || wards) FROM land, measure WHERE weight = 'sum' AND measure = 'total';
SELECT matches(pg_temp.error_of(format('SELECT recode(%L::place_counts, %L)', counts, weights)), '^22023 weights of place "\d+" sum to 0.\d+, not 1',
	'shares of all land, some of it in no ward, do not convert: ' || wards) FROM land, measure WHERE weight = 'total' AND measure = 'total';

-- Catchments.
\set json `cat "$VECTORS/population/catchment_small.json"`
CREATE TEMP TABLE small AS
SELECT v, (v->'columns')::text::place_flows AS f, (v->'by_practice')::text::place_flows AS lists, (v->'resident')::text::place_counts AS residents FROM (SELECT :'json'::jsonb AS v) q;
SELECT is(jsonb_object_agg(m.origin, m.destination), v->'fptp', 'first past the post') FROM small, main_destinations(f) m GROUP BY v;
SELECT is(jsonb_agg(c.destination ORDER BY c.rank), v->'catchment80_P1', '80 % of a list') FROM small, catchments(lists) c WHERE c.origin = 'P1' AND c.in_catchment GROUP BY v;
SELECT is(jsonb_object_agg(origin, practices), v->'min_share_30pct', 'at least 30 % of an area')
FROM (SELECT v, c.origin, jsonb_agg(c.destination ORDER BY c.destination) AS practices FROM small, catchments_by_minimum_share(f) c WHERE c.in_catchment GROUP BY 1, 2) q GROUP BY v;
SELECT is(bool_and(pg_temp.same(d.first, d.second)), true, 'proportionate flow')
FROM small, differences(residents * shares(f), (v->'proportionate_flow')::text::place_counts) d;

-- Reconciliation, with practices and areas beyond, and an unknown residence.
\set json `cat "$VECTORS/population/reconcile_small.json"`
CREATE TEMP TABLE recon AS
SELECT v, place_flows(coalesce(v->'practice_area'->>(r->>0), '#out'), coalesce(v->'lsoa_area'->>(r->>1), CASE r->>1 WHEN 'NO2011' THEN '#unknown' WHEN 'W1' THEN '#wales' ELSE '#out' END), (r->>2)::float8) AS f,
	(SELECT place_counts(v->'lsoa_area'->>key, value::float8) FROM jsonb_each_text(v->'resident')) AS residents
FROM (SELECT :'json'::jsonb AS v) q, jsonb_array_elements(v->'registered') r GROUP BY v;
SELECT is(ARRAY[r.registered, r.registered_here_living_here, r.registered_here_living_elsewhere, r.living_here_registered_elsewhere, r.living_here_registered, r.resident, r.registered_per_resident, r.registered / r.resident, s.supply, s.demand],
	ARRAY[e.registered, e.here_here, e.inflow + e.inflow_out + e.inflow_wales + e.unknown_lsoa, e.outflow + e.outflow_out, e.register_residents, e.resident,
		e.ratio_register_residents_resident, e.ratio_registered_resident, e.self_contained, e.retained], 'reconciled: ' || e.area)
FROM recon, jsonb_to_recordset(v->'expected') e(area text, registered float8, here_here float8, inflow float8, inflow_out float8, inflow_wales float8, unknown_lsoa float8, outflow float8,
	outflow_out float8, register_residents float8, resident float8, ratio_registered_resident float8, ratio_register_residents_resident float8, retained float8, self_contained float8)
	LEFT JOIN LATERAL reconcile(f, residents) r ON r.place = e.area LEFT JOIN LATERAL self_containment(f) s ON s.place = e.area;
\endif

SELECT * FROM finish();
ROLLBACK;

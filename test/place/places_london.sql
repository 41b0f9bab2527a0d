-- The algebra of places on a whole city: London's registrations of July 2022 and residents of mid-2020,
-- against figures computed elsewhere.  Skipped where the published data is not at hand.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql
\if :vectors

CREATE TEMP TABLE registered (practice text, lsoa text, patients integer);
\copy registered FROM PROGRAM 'zcat "$VECTORS/../data/london/registered.csv.gz"' CSV HEADER
CREATE TEMP TABLE resident (lsoa text, scope text, mid2020 integer, mid2019 integer, mid2017 integer);
\copy resident FROM PROGRAM 'zcat "$VECTORS/../data/london/resident.csv.gz"' CSV HEADER
CREATE TEMP TABLE practice (practice text, name text, scope text, postcode text, lat float8, lon float8, located_lsoa text, borough text,
	borough_name text, borough_basis text, status text, open_date text, close_date text, pcn text, pcn_name text, sub_icb text, sub_icb_ons text,
	sub_icb_name text, icb text, icb_ons text, icb_name text, nhse_region text, nhse_region_name text, org_year text, list_jul2022 integer,
	list_unknown_lsoa integer, list_wales integer, lsoas integer, qof_list_total integer, qof_list_18ov integer, qof_list_17ov integer);
\copy practice FROM PROGRAM 'zcat "$VECTORS/../data/london/practice.csv.gz"' CSV HEADER
CREATE TEMP TABLE area (lsoa text, lsoa_name text, scope text, msoa text, msoa_name text, borough text, borough_name text, ltla21_code text,
	ltla21_name text, ward17_code text, ccg21_code text, ccg21_name text, stp21_code text, stp21_name text, sicbl22_code text, sicbl22_code_h text,
	sicbl22_name text, icb22_code text, icb text, icb22_name text, region_name text, imd2019_income_decile text, imd2019_decile text);
\copy area FROM PROGRAM 'zcat "$VECTORS/../data/london/lsoa_lookup.csv.gz"' CSV HEADER
CREATE TEMP TABLE qof (practice text, condition text, register integer, list_size integer, list_type text, basis text);
\copy qof FROM PROGRAM 'zcat "$VECTORS/../data/london/qof.csv.gz"' CSV HEADER
CREATE TEMP TABLE sanity (key text, value float8);
\copy sanity FROM PROGRAM 'cat "$VECTORS/population/london/sanity.csv"' CSV HEADER
CREATE TEMP TABLE recon (level text, area text, name text, registered float8, here_here float8, inflow float8, inflow_out float8, inflow_wales float8,
	unknown_lsoa float8, outflow float8, outflow_out float8, register_residents float8, resident float8, net_flow float8,
	ratio_registered_resident float8, ratio_register_residents_resident float8, retained float8, self_contained float8);
\copy recon FROM PROGRAM 'cd "$VECTORS/population/london" && for level in borough icb; do tail -n +2 recon_$level.csv | sed "s/^/$level,/"; done' CSV
CREATE TEMP TABLE expected_flow (resident_area text, registered_area text, patients float8);
\copy expected_flow FROM PROGRAM 'cat "$VECTORS/population/london/flows_borough.csv"' CSV HEADER
CREATE TEMP TABLE expected_pcn (pcn text, name text, practices integer, registered float8, fptp_lsoas integer, fptp_resident float8, band text);
\copy expected_pcn FROM PROGRAM 'cat "$VECTORS/population/london/pcn.csv"' CSV HEADER
CREATE TEMP TABLE expected_measure (condition text, borough text, register_est float8, list_est float8, prevalence_est float8, resident_cases float8);
\copy expected_measure FROM PROGRAM 'cat "$VECTORS/population/london/apportion_borough.csv"' CSV HEADER
CREATE TEMP TABLE expected_whole (borough text, estimate float8, rounded float8);
\copy expected_whole FROM PROGRAM 'cat "$VECTORS/population/london/rounded_borough_AF.csv"' CSV HEADER
CREATE TEMP TABLE recode (lsoa11 text, change text, lsoa21 text, lsoa21_name text, ltla22 text);
\copy recode FROM PROGRAM 'zcat "$VECTORS/../data/london/lsoa11_lsoa21.csv.gz"' CSV HEADER
CREATE TEMP TABLE census (lsoa21 text, residents float8);
\copy census FROM PROGRAM 'zcat "$VECTORS/../data/london/census2021_lsoa21.csv.gz"' CSV HEADER
ANALYZE;

CREATE FUNCTION pg_temp.same(x float8, y float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
	$$ SELECT abs(x - y) <= 1e-9 * greatest(abs(x), abs(y)) $$;

-- One pass over the rows; everything below asks these values.
CREATE TEMP TABLE london AS
SELECT f, residents, inside, areas, practices
FROM (SELECT place_flows(practice, lsoa, patients) AS f FROM registered) a,
	(SELECT place_counts(lsoa, mid2020) AS residents FROM resident WHERE scope = 'in') b,
	(SELECT place_flows(lsoa, 'in', 1) AS inside, place_flows(lsoa, lsoa, 1) AS areas FROM area WHERE scope = 'in') c,
	(SELECT place_flows(practice, practice, 1) AS practices FROM practice WHERE scope = 'in') d;

SELECT is(total(f), value, 'registrations') FROM london, sanity WHERE key = 'patients_all_rows';
SELECT is(total(residents), value, 'residents') FROM london, sanity WHERE key = 'resident_mid2020_in';
SELECT is(total(practices * f), value, 'on the lists of London practices') FROM london, sanity WHERE key = 'registered_with_in_practices';
SELECT is(total(f * inside), value, 'of people living in London') FROM london, sanity WHERE key = 'register_residents_of_in_lsoas';
SELECT is(total(practices * f * inside), value, 'both') FROM london, sanity WHERE key = 'in_practice_and_in_lsoa';
SELECT is(destinations(practices * f) -> 'NO2011', value, 'unknown residence') FROM london, sanity WHERE key = 'unknown_lsoa_NO2011';
SELECT is(count(*), 1::bigint, 'a Welsh area') FROM london, counts(destinations(practices * f)) WHERE place LIKE 'W%';
SELECT is(count(*), 8237::bigint, 'areas of one practice that takes patients from everywhere') FROM london, counts(f -> 'E85124') WHERE place <> 'NO2011';
SELECT is(total(f -> 'E85124'), 111330::float8, 'and its patients') FROM london;

-- Reconciliation: both sides taken to boroughs and commissioners, what is unknown or beyond as places of their own.
CREATE TEMP TABLE level AS
SELECT 'borough' AS level, place_flows(practice, CASE scope WHEN 'in' THEN borough ELSE '#out_of_scope' END, 1) AS registration,
	(SELECT place_flows(lsoa, CASE scope WHEN 'in' THEN borough ELSE '#out_of_scope' END, 1) FROM area) AS residence FROM practice
UNION ALL
SELECT 'icb', place_flows(practice, CASE scope WHEN 'in' THEN coalesce(icb, '#none') ELSE '#out_of_scope' END, 1),
	(SELECT place_flows(lsoa, CASE scope WHEN 'in' THEN icb ELSE '#out_of_scope' END, 1) FROM area) FROM practice;
UPDATE level SET residence = residence + (SELECT place_flows(lsoa, CASE WHEN lsoa LIKE 'W%' THEN '#wales' ELSE '#unknown' END, 1)
	FROM (SELECT DISTINCT lsoa FROM registered) q WHERE lsoa NOT LIKE 'E%');
CREATE TEMP TABLE levelled AS
SELECT level, transpose(registration) * (f * residence) AS flow, recode(residents, residence) AS residents FROM level, london;

SELECT is(total(l.flow), total(f), level || ': nobody is lost') FROM levelled l, london;
SELECT is(total(l.residents), total(london.residents), level || ': no resident is lost') FROM levelled l, london;
SELECT is_empty($$
	WITH ours AS (SELECT f.destination, f.origin, f.n FROM levelled, cells(flow) f WHERE level = 'borough' AND (f.origin NOT LIKE '#%' OR f.destination NOT LIKE '#%'))
	(TABLE ours EXCEPT TABLE expected_flow) UNION ALL (TABLE expected_flow EXCEPT TABLE ours)$$, 'flows between boroughs');
SELECT is_empty($$
	WITH ours AS (SELECT level, r.*, coalesce(flow -> place -> '#out_of_scope', 0) AS beyond, coalesce(flow -> place -> '#wales', 0) AS wales,
			coalesce(flow -> place -> '#unknown', 0) AS unknown, coalesce(flow -> '#out_of_scope' -> place, 0) + coalesce(flow -> '#none' -> place, 0) AS from_beyond
		FROM levelled l, reconcile(flow, l.residents) r WHERE place NOT LIKE '#%')
	SELECT o.level, o.place, e.area FROM ours o FULL JOIN recon e ON e.level = o.level AND e.area = o.place
	WHERE o.place IS NULL OR e.area IS NULL OR o.registered <> e.registered OR o.registered_here_living_here <> e.here_here
		OR o.registered_here_living_elsewhere <> e.inflow + e.inflow_out + e.inflow_wales + e.unknown_lsoa
		OR o.beyond <> e.inflow_out OR o.wales <> e.inflow_wales OR o.unknown <> e.unknown_lsoa OR o.from_beyond <> e.outflow_out
		OR o.living_here_registered_elsewhere <> e.outflow + e.outflow_out OR o.living_here_registered <> e.register_residents
		OR coalesce(o.resident, 0) <> e.resident OR NOT pg_temp.same(o.registered_per_resident, e.ratio_register_residents_resident)
		OR NOT pg_temp.same(o.registered / o.resident, e.ratio_registered_resident)$$, 'reconciliation of boroughs and commissioners');
SELECT is_empty($$
	SELECT e.area FROM recon e JOIN levelled l USING (level) LEFT JOIN LATERAL self_containment(flow) s ON s.place = e.area
	WHERE s.place IS NULL OR NOT pg_temp.same(s.supply, e.self_contained) OR NOT pg_temp.same(s.demand, e.retained)$$, 'self containment');
SELECT is_empty($$
	SELECT d.place FROM levelled l, differences(accountable_population(flow, l.residents, 'registered'), accountable_population(flow, l.residents, 'resident')) d
		JOIN recon e ON e.area = d.place WHERE e.level = l.level AND e.resident > 0 AND d.difference IS DISTINCT FROM e.registered - e.resident$$, 'one rule less another');
-- First past the post, by practice and by network; practices beyond London win areas too.
CREATE TEMP TABLE area_resident AS SELECT r.* FROM london, counts(residents) r;
ANALYZE area_resident;
CREATE TEMP TABLE network AS
SELECT place_flows(practice, coalesce(pcn, '#none'), 1) FILTER (WHERE scope = 'in') AS networks,
	place_flows(practice, practice, 1) FILTER (WHERE scope <> 'in') AS beyond FROM practice;
SELECT is(count(*), 212::bigint, 'practices that win no area')
FROM (SELECT practice FROM practice WHERE scope = 'in' EXCEPT SELECT m.destination FROM london, main_destinations(transpose(practices * f * areas)) m) q;
SELECT is_empty($$
	WITH ours AS (SELECT n.place, n.n FROM london, network, counts(origins(practices * f) * networks) n)
	(TABLE ours EXCEPT SELECT pcn, registered FROM expected_pcn) UNION ALL (SELECT pcn, registered FROM expected_pcn EXCEPT TABLE ours)$$,
	'registered people of each network');
SELECT is_empty($$
	WITH main AS MATERIALIZED (SELECT m.origin, m.destination FROM london, network, main_destinations(transpose(f * areas) * (networks + beyond)) m),
		ours AS (SELECT destination AS pcn, count(*) AS areas, sum(r.n) AS residents
			FROM main JOIN area_resident r ON r.place = main.origin GROUP BY 1)
	SELECT e.pcn, o.areas, fptp_lsoas, o.residents, fptp_resident FROM expected_pcn e LEFT JOIN ours o USING (pcn) WHERE coalesce(o.areas, 0) <> fptp_lsoas OR coalesce(o.residents, 0) <> fptp_resident$$,
	'areas and residents of each network, first past the post');

-- Proportionate flow keeps every resident.
SELECT is(pg_temp.same(total(recode(residents, shares(transpose(f * areas)))), value), true, 'proportionate flow') FROM london, sanity WHERE key = 'proportionate_flow_total';
SELECT is(total(apportion(recode(residents, shares(transpose(f * areas))))), value, 'to whole people') FROM london, sanity WHERE key = 'attributed_residents_whole_total';

-- Disease registers to areas and boroughs, by the patients whose residence is known.
CREATE TEMP TABLE measure AS
SELECT condition, place_counts(practice, register) AS register, place_counts(practice, list_size) AS list FROM qof JOIN practice USING (practice)
WHERE scope = 'in' AND condition IN (SELECT condition FROM expected_measure) GROUP BY 1;
CREATE TEMP TABLE spread_measure AS
SELECT condition, s.* FROM (SELECT practices * f - (SELECT place_flows(practice, lsoa, patients) FROM registered JOIN practice USING (practice)
		WHERE scope = 'in' AND lsoa = 'NO2011') AS f FROM london OFFSET 0) b, measure, spread(register, list, b.f) s WHERE s.numerator IS NOT NULL;
CREATE TEMP TABLE area_measure AS
SELECT condition, place_counts(place, s.numerator) AS above, place_counts(place, s.denominator) AS below,
	sum(s.numerator) FILTER (WHERE r.n IS NULL) AS elsewhere
FROM spread_measure s LEFT JOIN area_resident r USING (place) GROUP BY 1;
SELECT is(total(register), value, condition || ': register') FROM measure JOIN sanity ON key = 'apportion_' || condition || '_register_total';
SELECT is(pg_temp.same(elsewhere, value), true, condition || ': beyond London') FROM area_measure JOIN sanity ON key = 'apportion_' || condition || '_allocated_elsewhere';
SELECT is(pg_temp.same(total(above), total(register)), true, condition || ': nobody on the register is lost') FROM area_measure JOIN measure USING (condition);
CREATE TEMP TABLE borough AS SELECT place_flows(lsoa, borough, 1) AS boroughs FROM area WHERE scope = 'in';
-- Residents times the prevalence of their practices: the mean over the people of the area whose practice reported.
CREATE TEMP TABLE area_cases AS
SELECT condition, place_counts(place, x.n * r.n) AS cases
FROM (SELECT condition, place_counts(practice, register / list_size::float8) AS prevalence, place_flows(practice, practice, 1) AS reporting
		FROM qof JOIN practice USING (practice) WHERE scope = 'in' AND condition IN (SELECT condition FROM expected_measure) GROUP BY 1) p,
	london, counts(prevalence * transpose(shares(transpose(reporting * f * areas)))) x JOIN area_resident r USING (place)
GROUP BY 1;
SELECT is_empty($$
	SELECT e.condition, e.borough FROM expected_measure e LEFT JOIN area_measure m USING (condition) LEFT JOIN area_cases c USING (condition), borough
	WHERE (pg_temp.same(above * boroughs -> e.borough, e.register_est) AND pg_temp.same(below * boroughs -> e.borough, e.list_est)
		AND pg_temp.same((above * boroughs -> e.borough) / (below * boroughs -> e.borough), e.prevalence_est)
		AND pg_temp.same(cases * boroughs -> e.borough, e.resident_cases)) IS NOT TRUE$$, 'registers, lists, prevalence and cases of boroughs');
SELECT is_empty($$
	WITH ours AS (SELECT c.* FROM area_measure, borough, counts(apportion(above * boroughs)) c WHERE condition = 'AF')
	(TABLE ours EXCEPT SELECT borough, rounded FROM expected_whole) UNION ALL (SELECT borough, rounded FROM expected_whole EXCEPT TABLE ours)$$, 'whole people by borough');

-- Areas of 2011 to areas of 2021, people preserved to the person.
CREATE TEMP TABLE crosswalk AS
SELECT shares(place_flows(lsoa11, lsoa21, 1)) AS equal, shares(place_flows(lsoa11, lsoa21, residents)) AS by_people FROM recode LEFT JOIN census USING (lsoa21);
SELECT is(pg_temp.same(total(recode(destinations(f * areas), equal)), value), true, 'equal weights') FROM london, crosswalk, sanity WHERE key = 'lsoa21_equal_total';
SELECT is(pg_temp.same(total(recode(destinations(f * areas), by_people)), value), true, 'weighted by people') FROM london, crosswalk, sanity WHERE key = 'lsoa21_popweighted_total';
SELECT is(total(apportion(recode(residents, by_people))), total(residents), 'residents preserved to the person') FROM london, crosswalk;
SELECT is(count(*), 0::bigint, 'and whole people everywhere') FROM london, crosswalk, counts(apportion(recode(residents, by_people))) c WHERE c.n <> floor(c.n);
SELECT throws_like($$SELECT recode(destinations(f), equal) FROM london, crosswalk$$, '% places of the counts are no origins of the flows: "E0%" and % more', 'areas beyond London are named');

-- The same at other levels: small area, ward, and network, where an area is the network's with most of its people.
CREATE TEMP TABLE part_of AS
WITH of_practice AS (SELECT DISTINCT ON (practice) practice, located_lsoa, pcn FROM practice ORDER BY practice),
	of_area AS (SELECT lsoa, ward17_code FROM area UNION ALL SELECT DISTINCT lsoa, NULL FROM registered WHERE lsoa NOT IN (SELECT lsoa FROM area))
SELECT 'area' AS level, practice AS place, coalesce(located_lsoa, 'nowhere') AS part FROM of_practice UNION ALL SELECT 'area', lsoa, lsoa FROM of_area
UNION ALL SELECT 'ward', practice, coalesce(ward17_code, 'nowhere') FROM of_practice LEFT JOIN area ON lsoa = located_lsoa UNION ALL SELECT 'ward', lsoa, coalesce(ward17_code, 'beyond') FROM of_area
UNION ALL SELECT 'network', practice, coalesce(pcn, 'none') FROM of_practice
UNION ALL SELECT 'network', lsoa, coalesce(pcn, 'none') FROM (SELECT lsoa, pcn, row_number() OVER (PARTITION BY lsoa ORDER BY sum(patients) DESC, coalesce(pcn, 'none') COLLATE "C") AS rank
	FROM registered JOIN of_practice USING (practice) GROUP BY lsoa, pcn) m WHERE rank = 1;
CREATE TEMP TABLE reconciled AS
SELECT level, r.* FROM london, (SELECT level, place_flows(place, part, 1) AS parts FROM part_of GROUP BY level) p,
	reconcile(recode(f, parts, parts), recode(residents, parts)) r;
CREATE TEMP TABLE plain AS
WITH flow AS (SELECT p.level, p.part AS here, a.part AS there, sum(patients) AS n
		FROM registered r JOIN part_of p ON p.place = r.practice JOIN part_of a ON a.place = r.lsoa AND a.level = p.level GROUP BY 1, 2, 3),
	living AS (SELECT level, part AS place, sum(mid2020) AS resident FROM resident JOIN part_of ON place = lsoa WHERE scope = 'in' GROUP BY 1, 2)
SELECT level, place, coalesce(registered, 0) AS registered, resident, coalesce(both_here, 0) AS both_here, coalesce(living_here, 0) AS living_here
FROM (SELECT level, here AS place, sum(n) AS registered, sum(n) FILTER (WHERE here = there) AS both_here FROM flow GROUP BY 1, 2) a
	FULL JOIN (SELECT level, there AS place, sum(n) AS living_here FROM flow GROUP BY 1, 2) b USING (level, place) FULL JOIN living USING (level, place);
SELECT is(count(*), n, format('%s places of the level %s, as plain SQL has them', n, level))
FROM (SELECT level, count(*) OVER (PARTITION BY level) AS n, place, registered, resident, both_here, living_here FROM plain) p JOIN reconciled r USING (level, place)
WHERE r.registered = p.registered AND r.registered_here_living_here = p.both_here AND r.living_here_registered = p.living_here AND r.resident IS NOT DISTINCT FROM p.resident
	AND r.registered_here_living_elsewhere = p.registered - p.both_here AND r.living_here_registered_elsewhere = p.living_here - p.both_here
GROUP BY level, n;
SELECT is(sum(registered), (SELECT sum(patients)::float8 FROM registered), 'everybody at the level ' || level) FROM reconciled GROUP BY level;

-- Registers of practices spread to networks: the practice's own figures, since each belongs to one.
SELECT is_empty($$SELECT s.place FROM (SELECT place_flows(practice, coalesce(pcn, 'none'), list_size) AS lists, place_counts(practice, register) AS ill, place_counts(practice, list_size) AS list
		FROM qof JOIN practice USING (practice) WHERE condition = 'DM' AND list_size > 0) q, spread(ill, list, lists) s
	JOIN (SELECT coalesce(pcn, 'none') AS place, sum(register) AS ill, sum(list_size) AS list FROM qof JOIN practice USING (practice) WHERE condition = 'DM' AND list_size > 0 GROUP BY 1) p USING (place)
	WHERE NOT (pg_temp.same(s.numerator, p.ill) AND pg_temp.same(s.rate, p.ill / p.list::float8) AND s.coverage = 1)$$, 'a register by network');

-- Raking: every practice keeps its share of London's residents, every area has its own residents.
CREATE TEMP TABLE fit AS
SELECT f * areas AS seed, origins(f * areas) * (total(residents) / total(f * areas)) AS targets, residents FROM london;
CREATE TEMP TABLE raked AS SELECT rake(seed, targets, residents, 1e-10) AS fitted FROM fit;
SELECT is((SELECT count(*) FROM cells(seed)), 281880::bigint, 'cells to rake') FROM fit;
SELECT is(pg_temp.same(targets -> 'E85124', (origins(seed) -> 'E85124') * 0.8463592448876637), true, 'one constant for all practices') FROM fit;
SELECT is(max(abs(d.difference)) <= 1e-10 * total(residents), true, 'practices are met') FROM fit, raked, differences(origins(fitted), targets) d GROUP BY residents;
SELECT is(max(abs(d.difference)) < 1e-8, true, 'areas are met') FROM fit, raked, differences(destinations(fitted), residents) d;
SELECT throws_like($$SELECT rake(seed, targets, residents, 1e-10, 548) FROM fit$$, 'no fit after 548 sweeps: %', 'as many sweeps as plain alternate scaling, no fewer');
SELECT lives_ok($$SELECT rake(seed, targets, residents, 1e-10, 549) FROM fit$$, 'and no more');
CREATE FUNCTION pg_temp.error_after(sweeps integer) RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	PERFORM rake(seed, targets, residents, 1e-10, sweeps) FROM fit;
	RETURN NULL;
EXCEPTION WHEN program_limit_exceeded THEN
	RETURN substring(SQLERRM FROM ' by ([0-9.e+-]+)$')::float8;
END $$;
CREATE TEMP TABLE summary (key text, value float8);
\copy summary FROM PROGRAM 'cat "$VECTORS/population/london/ipf_summary.csv"' CSV HEADER
SELECT is(abs(pg_temp.error_after(sweeps) / value - 1) < 1e-5, true, format('the error after %s sweeps is that of plain alternate scaling', sweeps))
FROM summary, LATERAL (SELECT substring(key FROM 'error_after_(\d+)')::integer AS sweeps) s WHERE sweeps IN (1, 2, 10, 50, 100, 200);
SELECT is(total(apportion(destinations(fitted))), total(residents), 'whole people, exact total') FROM fit, raked;
-- Every cell is the seed's times a factor of its practice and one of its area.  With the margins that is the one fit there is.
CREATE TEMP TABLE factor AS SELECT origin, destination, ln(r.n / s.n) AS ratio FROM fit, raked, cells(fitted) r JOIN LATERAL cells(seed) s USING (origin, destination);
CREATE INDEX ON factor (origin, destination);
ANALYZE factor;
SELECT cmp_ok(max(abs(pa.ratio + qb.ratio - pb.ratio - qa.ratio)), '<', 1e-9::float8, 'cells are seed times row factor times column factor')
FROM (SELECT * FROM factor WHERE abs(hashtext(origin || destination)) % 400 = 0) pa JOIN factor pb ON pb.origin = pa.origin AND pb.destination > pa.destination
	JOIN factor qa ON qa.destination = pa.destination AND qa.origin > pa.origin JOIN factor qb ON qb.origin = qa.origin AND qb.destination = pb.destination;
\endif

SELECT * FROM finish();
ROLLBACK;

-- scale_band, scale_fit, scales: bands, the gaps between them, and schemes.
BEGIN;
SELECT no_plan();

-- Both ends belong to a scale; what lies between has its own name.
SELECT results_eq(
	$$SELECT people::float8, scale_band(people) FROM unnest(ARRAY[0, 14000, 14000.5, 29999, 30000, 50000, 100000,
		100001, 149999, 150000, 350000, 350001, 1e300]::float8[]) people$$,
	$$VALUES (0::float8, 'community'), (14000, 'community'), (14000.5, 'between community and locality'),
		(29999, 'between community and locality'), (30000, 'locality'), (50000, 'locality'), (100000, 'locality'),
		(100001, 'between locality and borough'), (149999, 'between locality and borough'), (150000, 'borough'),
		(350000, 'borough'), (350001, 'beyond borough'), (1e300, 'beyond borough')$$,
	'bands of the placebase scheme');
SELECT is(scale_band(20000::int), 'between community and locality', 'integer people');
SELECT is(scale_band(20000::bigint), 'between community and locality', 'bigint people');
SELECT is(scale_band(20000.0::numeric), 'between community and locality', 'numeric people');
SELECT is(scale_band(NULL), NULL, 'band of NULL people');
SELECT is(scale_band(1, NULL), NULL, 'band in a NULL scheme');
SELECT throws_ok('SELECT scale_band(-1)', '22003', 'people must be a finite number that is not negative, not -1');
SELECT throws_ok($$SELECT scale_band('NaN')$$, '22003', NULL, 'NaN people');
SELECT throws_ok($$SELECT scale_band('Infinity')$$, '22003', NULL, 'infinitely many people');
SELECT throws_ok('SELECT scale_fit(-0.5)', '22003', NULL, 'fit of negative people');

-- How far from the nearest scale; of two equally near, the smaller.
SELECT results_eq(
	$$SELECT people, f.* FROM unnest(ARRAY[0, 14000, 20000, 22000, 22001, 28617, 50000, 120000, 125000, 130000, 400000]::float8[]) people,
		scale_fit(people) f$$,
	$$VALUES (0::float8, 'community', 'community', 0::float8, 0::float8),
		(14000, 'community', 'community', 0, 0),
		(20000, 'between community and locality', 'community', 0, 6000),
		(22000, 'between community and locality', 'community', 0, 8000),
		(22001, 'between community and locality', 'locality', 7999, 0),
		(28617, 'between community and locality', 'locality', 1383, 0),
		(50000, 'locality', 'locality', 0, 0),
		(120000, 'between locality and borough', 'locality', 0, 20000),
		(125000, 'between locality and borough', 'locality', 0, 25000),
		(130000, 'between locality and borough', 'borough', 20000, 0),
		(400000, 'beyond borough', 'borough', 0, 50000)$$,
	'fit in the placebase scheme');
SELECT results_eq('SELECT * FROM scale_fit(NULL)', 'SELECT NULL::text, NULL::text, NULL::float8, NULL::float8', 'fit of NULL people');

-- Whatever the number: the fit moves it onto an end of the nearest scale, and no other scale is nearer.
SELECT is(count(*), 0::bigint, 'the fit always leads to the nearest scale')
FROM (SELECT n * 137.5 AS people FROM generate_series(0, 4000) n) p, scale_fit(people) f
WHERE scale_band(people + f.too_few - f.too_many) <> f.nearest_scale
	OR f.band <> scale_band(people)
	OR f.too_few + f.too_many <> (SELECT min(greatest(s.smallest - people, people - s.largest, 0)) FROM scales() s);

-- What each scale is for.
SELECT results_eq('SELECT scale, smallest, largest FROM scales()',
	$$VALUES ('community', 0::float8, 14000::float8), ('locality', 30000, 100000), ('borough', 150000, 350000)$$, 'scales of the placebase scheme');
SELECT is(count(*), 3::bigint, 'each of them says what it is for')
FROM scales() WHERE works_for <> '' AND relationship <> '' AND organisation <> '' AND capability <> '';
SELECT results_eq($$SELECT scale, smallest, largest FROM scales('nhs')$$,
	$$VALUES ('neighbourhood', 30000::float8, 50000::float8), ('place', 250000, 500000), ('system', 1000000, 3000000)$$, 'scales of the NHS');
SELECT is_empty('SELECT * FROM scales(NULL)', 'scales of NULL');

-- Other schemes.
SELECT is(scale_band(12000, 'nhs'), 'below neighbourhood', 'below the first scale');
SELECT is(scale_band(50000, 'nhs'), 'neighbourhood', 'a neighbourhood');
SELECT is(scale_band(50001, 'nhs'), 'between neighbourhood and place', 'between NHS scales');
SELECT is(scale_band(3e6 + 1, 'nhs'), 'beyond system', 'beyond the last NHS scale');
SELECT results_eq($$SELECT * FROM scale_fit(12000, 'nhs')$$,
	$$VALUES ('below neighbourhood', 'neighbourhood', 18000::float8, 0::float8)$$, 'fit below the first scale');
SELECT results_eq($$SELECT n, scale_band(n, '{"small": [null, 10], "large": [10, 20], "very large": [25, null]}')
		FROM unnest(ARRAY[0, 9.5, 10, 20, 22, 25, 1e9]::float8[]) n$$,
	$$VALUES (0::float8, 'small'), (9.5, 'small'), (10, 'large'), (20, 'large'), (22, 'between large and very large'), (25, 'very large'), (1e9, 'very large')$$,
	'a scheme of one''s own: open ends, scales that touch');
SELECT results_eq($$SELECT * FROM scales('{"small": [null, 10], "large": [12, null]}')$$,
	$$VALUES ('small', 0::float8, 10::float8, NULL::text, NULL::text, NULL::text, NULL::text), ('large', 12, NULL, NULL, NULL, NULL, NULL)$$, 'scales of a scheme of one''s own');
SELECT results_eq($$SELECT scale_band(15, s) FROM (VALUES (1, '{"a": [0, 10]}'), (2, '{"a": [0, 20]}'), (3, 'nhs'), (4, '{"b": [0, 20]}'), (5, NULL), (6, '{"b": [0, 20]}')) v(i, s) ORDER BY i$$,
	$$VALUES ('beyond a'), ('a'), ('below neighbourhood'), ('b'), (NULL), ('b')$$, 'another scheme in every row');
SELECT is(scale_band(5, '{"Höhe \u00e9": [0, 10]}'), 'Höhe é', 'a name beyond ASCII');
SELECT is(scale_band(5, (SELECT json_object_agg('s' || i, json_build_array(i, i + 1) ORDER BY i) FROM generate_series(0, 99) i)::text), 's5', 'a scheme of a hundred scales');

SELECT throws_ok($$SELECT scale_band(1, 'nsh')$$, '22023', 'there is no scale scheme "nsh"');
SELECT throws_ok($$SELECT scale_band(1, '')$$, '22023', 'there is no scale scheme ""');
SELECT results_eq($$SELECT scale FROM scales('NHS')$$, $$SELECT scale FROM scales('nhs')$$, 'a scheme in capitals');
SELECT is(scale_band(5, 'PlaceBase'), 'community', 'a scheme in any case');
SELECT throws_ok($$SELECT * FROM scales('nh')$$, '22023', 'there is no scale scheme "nh"');
SELECT throws_ok($$SELECT scale_band(1, '{}')$$, '22P02', NULL, 'a scheme without scales');
SELECT throws_ok($$SELECT scale_band(1, '{"a": 1}')$$, '22P02', NULL, 'a scale without bounds');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1]}')$$, '22P02', NULL, 'a scale with one bound');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1, 2, 3]}')$$, '22P02', NULL, 'a scale with three bounds');
SELECT throws_ok($$SELECT scale_band(1, '{"a": ["1", 2]}')$$, '22P02', NULL, 'a bound that is no number');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1, 2]')$$, '22P02', NULL, 'a scheme that ends early');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1, 2]} {')$$, '22P02', NULL, 'a scheme with something after it');
SELECT throws_ok($$SELECT scale_band(1, '{"": [1, 2]}')$$, '22023', 'a scale must have a name');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [-1, 2]}')$$, '22023', 'scale "a" must not begin at -1 people');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [2, 2]}')$$, '22023', 'scale "a" ends at 2 people, which is not above its beginning at 2');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1, 2], "a": [3, 4]}')$$, '22023', 'scale "a" stands twice in the scheme');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [5, 6], "b": [3, 4]}')$$, '22023', 'scale "b" begins at 3 people, before "a", which begins at 5');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1, 6], "b": [5, 8]}')$$, '22023', 'scale "b" begins at 5 people, but "a" ends at 6 only');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1, null], "b": [5, 8]}')$$, '22023', NULL, 'nothing follows a scale without an upper end');
SELECT throws_ok($$SELECT scale_band(1, '{"a": [1, 1e999]}')$$, '22003', NULL, 'a bound beyond all numbers');
SELECT throws_ok($$SELECT scale_band(5, (SELECT json_object_agg('s' || i, json_build_array(i, i + 1) ORDER BY i) FROM generate_series(0, 100) i)::text)$$,
	'54000', 'a scheme must not have more than 100 scales');

-- From community to borough: a lookup table is a place_flows of weights 1, and people * lookup climbs a level.
CREATE TEMP TABLE ladder AS
	SELECT area, 'ward ' || area / 4 AS ward, 'network ' || area / 16 AS network, 'borough ' || area / 80 AS borough, 'commissioner ' || area / 240 AS commissioner,
		1500 + 37 * (area % 11) AS people
	FROM generate_series(0, 479) area;
CREATE TEMP TABLE climbed AS
	SELECT place_counts(area::text, people) AS areas, place_flows(area::text, ward, 1) AS wards FROM ladder;
ALTER TABLE climbed ADD networks place_flows, ADD boroughs place_flows, ADD commissioners place_flows;
UPDATE climbed SET networks = (SELECT place_flows(ward, network, 1) FROM (SELECT DISTINCT ward, network FROM ladder) x),
	boroughs = (SELECT place_flows(network, borough, 1) FROM (SELECT DISTINCT network, borough FROM ladder) x),
	commissioners = (SELECT place_flows(borough, commissioner, 1) FROM (SELECT DISTINCT borough, commissioner FROM ladder) x);
SELECT set_eq(
	$$SELECT place, n, scale_band(n) FROM climbed, LATERAL (
		SELECT * FROM counts(areas) UNION ALL SELECT * FROM counts(areas * wards) UNION ALL SELECT * FROM counts(areas * wards * networks)
		UNION ALL SELECT * FROM counts(areas * (wards * networks) * boroughs) UNION ALL SELECT * FROM counts(areas * (wards * networks * boroughs * commissioners))) level$$,
	$$SELECT coalesce(area::text, ward, network, borough, commissioner), sum(people)::float8, scale_band(sum(people)) FROM ladder
		GROUP BY ROLLUP (commissioner, borough, network, ward, area) HAVING commissioner IS NOT NULL$$,
	'people times lookups gives the levels of GROUP BY ROLLUP, and their bands');
SELECT results_eq(
	$$SELECT level, band, count(*) FROM (SELECT CASE GROUPING(commissioner, borough, network, ward, area) WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 3 THEN 3 WHEN 7 THEN 4 ELSE 5 END AS level, scale_band(sum(people)) AS band
		FROM ladder GROUP BY ROLLUP (commissioner, borough, network, ward, area) HAVING commissioner IS NOT NULL) x GROUP BY 1, 2 ORDER BY 1$$,
	$$VALUES (1, 'community', 480::bigint), (2, 'community', 120), (3, 'between community and locality', 30), (4, 'between locality and borough', 6), (5, 'beyond borough', 2)$$,
	'each level stands at its scale');

-- London: networks, boroughs and everything between in published bands.
\ir ../london.psql
\if :has_shared
\ir ../london_tables.psql
CREATE TEMP TABLE expected (unit text, n int, smallest float8, median float8, largest float8, band text, count bigint);
\copy expected FROM PROGRAM 'cat "$EXPECTED"/scale_bands.csv' CSV HEADER
CREATE TEMP TABLE published AS
	SELECT json_object_agg(band, json_build_array(s, e) ORDER BY s)::text AS scheme FROM (VALUES
		('community <14k', 0, 14000), ('14k-30k', 14000, 30000), ('PCN/neighbourhood 30-50k', 30000, 50000), ('50-100k (upper locality)', 50000, 100000),
		('100-150k', 100000, 150000), ('150-250k (borough only)', 150000, 250000), ('250-350k (borough & place)', 250000, 350000),
		('350-500k (place only)', 350000, 500000), ('500k-1m', 500000, 1000000), ('system 1-2m', 1000000, 2000000), ('>=2m', 2000000, NULL)) band(band, s, e);
CREATE TEMP TABLE unit AS
	WITH area AS (SELECT r.lsoa, mid2020::float8 AS people, msoa, ward17_code, borough, icb22_code FROM resident r JOIN lookup l USING (lsoa) WHERE r.scope = 'in'),
		people AS (SELECT place_counts(lsoa, people) AS c FROM area)
	SELECT 'LSOA resident' AS unit, c.* FROM people, counts(c) c
	UNION ALL SELECT 'MSOA resident', c.* FROM people, (SELECT place_flows(lsoa, msoa, 1) AS f FROM area) f, counts(c * f) c
	UNION ALL SELECT 'ward2017 resident', c.* FROM people, (SELECT place_flows(lsoa, ward17_code, 1) AS f FROM area) f, counts(c * f) c
	UNION ALL SELECT 'borough resident', c.* FROM people, (SELECT place_flows(lsoa, borough, 1) AS f FROM area) f, counts(c * f) c
	UNION ALL SELECT 'ICB resident (in scope part)', c.* FROM people, (SELECT place_flows(lsoa, icb22_code, 1) AS f FROM area) f, counts(c * f) c
	UNION ALL SELECT 'practice list', practice, list_jul2022::float8 FROM practice WHERE scope = 'in'
	UNION ALL SELECT 'PCN registered', pcn, sum(list_jul2022::float8) FROM practice WHERE scope = 'in' AND pcn <> 'U' GROUP BY pcn;
SELECT is_empty($$(SELECT unit, band, count FROM expected WHERE count > 0 EXCEPT SELECT unit, scale_band(n, scheme), count(*) FROM unit, published GROUP BY 1, 2)
	UNION ALL (SELECT unit, scale_band(n, scheme), count(*) FROM unit, published GROUP BY 1, 2 EXCEPT SELECT unit, band, count FROM expected)$$,
	'London in the published bands: areas, wards, practices, networks, boroughs, commissioners');
SELECT results_eq($$SELECT unit, scale_band(n), count(*) FROM unit WHERE unit IN ('PCN registered', 'borough resident') GROUP BY 1, 2 ORDER BY 1, min(n)$$,
	$$VALUES ('PCN registered', 'between community and locality', 5::bigint), ('PCN registered', 'locality', 185), ('PCN registered', 'between locality and borough', 5), ('PCN registered', 'borough', 3),
		('borough resident', 'community', 1), ('borough resident', 'borough', 29), ('borough resident', 'beyond borough', 3)$$,
	'London''s networks and boroughs in the placebase scheme');
\endif

SELECT * FROM finish();
ROLLBACK;

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
SELECT throws_ok($$SELECT * FROM scales('NHS')$$, '22023', 'there is no scale scheme "NHS"');
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

SELECT * FROM finish();
ROLLBACK;

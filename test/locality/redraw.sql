-- redraw_localities, same_size_localities, locality_frontier.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand: a line of six areas, of which the ends are worth keeping.
CREATE TEMP TABLE line AS SELECT
	'{"0": 100, "1": 120, "2": 80, "3": 90, "4": 110, "5": 100}'::place_counts AS people,
	'{"0": {"1": 1}, "1": {"0": 1, "2": 1}, "2": {"1": 1, "3": 1}, "3": {"2": 1, "4": 1}, "4": {"3": 1, "5": 1}, "5": {"4": 1}}'::place_flows AS neighbours,
	'{"0": {"A": 90, "B": 10}, "1": {"A": 100, "B": 20}, "2": {"A": 60, "B": 20}, "3": {"A": 20, "B": 70}, "4": {"A": 10, "B": 100}, "5": {"A": 5, "B": 95}}'::place_flows AS lists,
	'{"0": {"x": 1}, "1": {"x": 1}, "2": {"y": 1}, "3": {"y": 1}, "5": {"x": 1}}'::place_flows AS today;
SELECT results_eq('SELECT r.* FROM line, redraw_localities(people, neighbours, 250, 350, lists) r', $$VALUES ('0', 1, NULL::text, NULL::boolean, NULL::text), ('1', 1, NULL, NULL, NULL), ('2', 1, NULL, NULL, NULL),
	('3', 2, NULL, NULL, NULL), ('4', 2, NULL, NULL, NULL), ('5', 2, NULL, NULL, NULL)$$, 'without today''s map nothing continues and nobody moves');
SELECT results_eq('SELECT r.* FROM line, redraw_localities(people, neighbours, 250, 350, lists, today, 0.1) r', $$VALUES ('0', 1, 'x', false, NULL::text), ('1', 1, 'x', false, NULL), ('2', 1, 'x', true, NULL),
	('3', 2, 'y', false, NULL), ('4', 2, 'y', NULL, NULL), ('5', 2, 'y', true, NULL)$$, 'an area in no network is not moved, a part torn off is');
SELECT results_eq($$SELECT r.place, locality, moved FROM line, redraw_localities(people, neighbours, 100, 600, lists, '{"0": {"x": 1}, "1": {"x": 1}, "2": {"y": 1}, "3": {"y": 1}, "4": {"y": 1}, "5": {"y": 1}}', 1) r$$,
	$$VALUES ('0', 1, false), ('1', 1, false), ('2', 2, false), ('3', 2, false), ('4', 2, false), ('5', 2, false)$$, 'where moving costs more than it brings nobody moves');
SELECT results_eq('SELECT max(locality), count(note) FROM line, generate_series(2, 5) n, redraw_localities(people, neighbours, 100, 400, lists, number => n) r GROUP BY n ORDER BY n',
	'VALUES (2, 0::bigint), (3, 0), (4, 0), (5, 0)', 'so many localities');
SELECT results_eq($$SELECT bool_or(place = '1' AND locality = 1), bool_or(place = '2' AND locality = 1), count(note) > 0 FROM line, redraw_localities(people, neighbours, 250, 350, lists, apart => '{"1": {"2": 1}}') r$$,
	$$VALUES (true, false, true)$$, 'two that must be apart, whatever else');
SELECT results_eq($$SELECT string_agg(locality::text, '' ORDER BY place), max(note) FROM redraw_localities('{"a": 10, "b": 10, "c": 10}', '{"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {"b": 1}}', 20, 40, number => 1, apart => '{"a": {"c": 1}}')$$,
	$$VALUES ('111', 'areas "a" and "c" are not apart: no division found that fits')$$, 'what cannot be apart is named');
SELECT results_eq($$SELECT count(DISTINCT locality), min(note) FROM redraw_localities('{"a1": 0, "a2": 2, "a3": 2}', '{"a1": {"a2": 1, "a3": 1}, "a2": {"a1": 1, "a3": 1}, "a3": {"a1": 1, "a2": 1}}', 0, 4, number => 3, measures => ARRAY['{"a2": 2, "a3": 2}'::place_counts], at_least => '{1}')$$,
	$$VALUES (2::bigint, '2 localities instead of 3: no division found that fits')$$, 'a number that is not kept is noted');
SELECT results_eq($$SELECT string_agg(locality::text, '' ORDER BY place), max(note) FROM redraw_localities('{"a": 30, "b": 30, "c": 10}', '{"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {"b": 1}}', 10, 40, together => '{"a": {"g": 1}, "b": {"g": 1}}')$$,
	$$VALUES ('112', 'too many people: areas that must stay together')$$, 'together too many');
SELECT results_eq($$SELECT string_agg(locality::text, '' ORDER BY place), max(note) FROM redraw_localities('{"a": 10, "b": 10, "c": 10, "d": 10}', '{"a": {"b": 5}, "b": {"a": 5, "c": 1}, "c": {"b": 1, "d": 5}, "d": {"c": 5}}', 10, 30,
	measures => ARRAY['{"a": 3, "b": 1, "d": 4}'::place_counts, '{"c": 1}'], at_least => '{3,NULL}', at_most => '{4,NULL}')$$, $$VALUES ('1122', NULL::text)$$, 'measures within their bounds');
SELECT results_eq($$SELECT max(note) FROM redraw_localities('{"a": 10, "b": 10}', '{"a": {"b": 1}, "b": {"a": 1}}', 10, 20, measures => ARRAY['{"a": 3}'::place_counts], at_least => '{4}')$$,
	$$VALUES ('too little of measure 1: no division found that fits')$$, 'a measure that cannot be had');
SELECT results_eq($$SELECT max(note) FROM redraw_localities('{"a": 10, "b": 10}', '{"a": {"b": 1}, "b": {"a": 1}}', 10, 20, measures => ARRAY['{"a": 3}'::place_counts], at_most => '{2}')$$,
	$$VALUES ('too much of measure 1: no division found that fits')$$, 'or is too much');
SELECT results_eq('SELECT string_agg(locality::text, '''' ORDER BY r.place), count(note) FROM line, same_size_localities(people, neighbours, lists, today) r', $$VALUES ('112222', 0::bigint)$$, 'sizes of 320 and 170 of 490 grow in proportion');

-- NULL and errors
SELECT is_empty('SELECT r.* FROM line, redraw_localities(NULL, neighbours, 250, 350) r', 'NULL people');
SELECT is_empty('SELECT r.* FROM line, redraw_localities(people, NULL, 250, 350) r', 'NULL neighbours');
SELECT is_empty('SELECT r.* FROM line, redraw_localities(people, neighbours, NULL, 350) r', 'NULL smallest');
SELECT is_empty('SELECT r.* FROM line, redraw_localities(people, neighbours, 250, NULL) r', 'NULL largest');
SELECT is_empty('SELECT r.* FROM line, redraw_localities(people, neighbours, 250, 350, keep => NULL) r', 'NULL keep');
SELECT is_empty('SELECT r.* FROM line, redraw_localities(people, neighbours, 250, 350, seed => NULL) r', 'NULL seed');
SELECT is_empty('SELECT r.* FROM line, redraw_localities(people, neighbours, 250, 350, effort => NULL) r', 'NULL effort');
SELECT is_empty('SELECT r.* FROM line, redraw_localities(people, neighbours, 250, 350, may_stay => NULL) r', 'NULL may_stay');
SELECT is_empty('SELECT r.* FROM line, same_size_localities(people, neighbours, lists, NULL) r', 'sizes of NULL');
SELECT is_empty('SELECT r.* FROM line, same_size_localities(people, neighbours, lists, ''{}'') r', 'sizes of nothing');
SELECT is_empty('SELECT r.* FROM line, locality_frontier(people, neighbours, 250, 350, lists, today, NULL) r', 'no prices');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, lists, today, -1) FROM line', '22023', 'keep must not be negative, not -1');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, lists, today, ''NaN'') FROM line', '22023', NULL, 'NaN as keep');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, lists, keep => 1) FROM line', '22023', 'keep has nothing to keep: there is no start');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, lists, may_stay => true) FROM line', '22023', 'nothing may stay: there is no start');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, ''{}'') FROM line', '22023', 'nobody is on the lists');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 350, 250) FROM line', '22023', 'smallest (350) must not be above largest (250)');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, effort => 1001) FROM line', '22023', 'effort must be between 0 and 1000, not 1001');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, '{"9": {"x": 1}}') FROM line$$, '22023', 'unknown area "9" in start');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, '{"0": {"x": 1, "y": 1}}') FROM line$$, '22023', 'area "0" belongs to both "x" and "y" in start');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, together => '{"0": {"g": 1}, "2": {"g": 1}}') FROM line$$, '22023',
	'areas "0" and "2" must stay together, but no neighbours that must stay with them connect them');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, within => '{"0": {"w": 1}, "1": {"v": 1}, "2": {"v": 1}, "3": {"v": 1}, "4": {"v": 1}, "5": {"v": 1}}', together => '{"0": {"g": 1}, "1": {"g": 1}}') FROM line$$, '22023',
	'areas "0" and "1" must stay together, but belong to different groups in within');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, together => '{"0": {"g": 1}, "1": {"g": 1}}', apart => '{"1": {"0": 1}}') FROM line$$, '22023', 'areas "1" and "0" must stay together, but also apart');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, apart => '{"1": {"1": 1}}') FROM line$$, '22023', 'area "1" cannot be apart from itself');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, apart => '{"1": {"9": 1}}') FROM line$$, '22023', 'unknown area "9" in apart');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, lists, number => 3) FROM line', '22023', '600 people cannot be in 3 localities of 250 to 350 people');
SELECT throws_ok($$SELECT redraw_localities('{"a": 1234567}', '{}', 250000, 1350000, number => 20)$$, '22023', '1234567 people cannot be in 20 localities of 250000 to 1350000 people');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 0, 350, lists, number => 7) FROM line', '22023', '6 areas in 1 pieces cannot be in 7 localities');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, measures => ARRAY[people], at_least => ''{1,2}'') FROM line', '22023', 'there must be as many numbers in at_least as measures, not 2 and 1');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, at_most => ''{1}'') FROM line', '22023', 'there must be as many numbers in at_most as measures, not 1 and 0');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, measures => ARRAY[people], at_least => ''{5}'', at_most => ''{4}'') FROM line', '22023', 'the least (5) of measure 1 must not be above its most (4)');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, measures => ARRAY[people], at_least => ''{NaN}'') FROM line', '22023', NULL, 'NaN as a bound');
SELECT throws_ok('SELECT redraw_localities(people, neighbours, 250, 350, measures => ARRAY[NULL::place_counts]) FROM line', '22004', 'measure 1 must not be NULL');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, measures => ARRAY['{"z": 1}'::place_counts]) FROM line$$, '22023', 'unknown area "z" in measures');
SELECT throws_ok('SELECT same_size_localities(people, neighbours, lists, today, 1.5) FROM line', '22023', 'tolerance must be between 0 and 1, not 1.5');
SELECT throws_ok('SELECT locality_frontier(people, neighbours, 250, 350, lists, NULL, ''{1}'') FROM line', '22023', 'a frontier needs a start');
SELECT throws_ok('SELECT locality_frontier(people, neighbours, 250, 350, lists, today, ''{}'') FROM line', '22023', 'there must be 1 to 50 prices, not 0');
SELECT throws_ok('SELECT locality_frontier(people, neighbours, 250, 350, lists, today, array_fill(1::float8, ARRAY[51])) FROM line', '22023', 'there must be 1 to 50 prices, not 51');
SELECT throws_ok('SELECT locality_frontier(people, neighbours, 250, 350, lists, today, ''{1,NULL}'') FROM line', '22023', 'a price must not be NULL');
SELECT throws_ok('SELECT locality_frontier(people, neighbours, 250, 350, lists, today, ''{-2}'') FROM line', '22023', 'a price must not be negative, not -2');
SELECT is_empty($$SELECT * FROM redraw_localities('{}', '{}', 1, 2)$$, 'no area');
SELECT results_eq($$SELECT * FROM redraw_localities('{"a": 0, "b": 0}', '{"a": {"b": 1}, "b": {"a": 1}}', 0, 1, NULL, '{"a": {"N": 1}}', 'Infinity')$$,
	$$VALUES ('a', 1, NULL::text, true, NULL::text), ('b', 1, NULL, NULL, NULL)$$, 'nobody continues nothing');

-- What one locality could hold is divided where terms are against that, though nothing else is within reach
SELECT results_eq($$SELECT kind, largest, count(DISTINCT locality) > 1, count(note) FROM line, (VALUES ('apart'), ('measure')) k(kind), unnest('{600,1e308}'::float8[]) largest, redraw_localities(people, neighbours, 100, largest, lists,
		apart => CASE kind WHEN 'apart' THEN '{"1": {"2": 1}}'::place_flows END, measures => CASE kind WHEN 'measure' THEN ARRAY['{"0": 10, "1": 10, "2": 10, "3": 10, "4": 10, "5": 10}'::place_counts] END, at_most => CASE kind WHEN 'measure' THEN '{40}'::float8[] END) r
	WHERE kind = 'apart' OR largest = 600 GROUP BY kind, largest ORDER BY 1, 2$$,
	$$VALUES ('apart', 600::float8, true, 0::bigint), ('apart', 1e308, true, 0), ('measure', 600, true, 0)$$, 'all that touches is not one locality where terms are against it');
SELECT results_eq($$SELECT kind, count(DISTINCT locality), count(note) FROM (VALUES ('apart'), ('number')) k(kind), redraw_localities('{"a": 0, "b": 0, "c": 0, "d": 0}', '{"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {"b": 1, "d": 1}, "d": {"c": 1}}', 0, 5, '{"a": {"p": 1}, "b": {"p": 1}, "c": {"q": 1}, "d": {"q": 1}}',
		apart => CASE kind WHEN 'apart' THEN '{"a": {"b": 1}}'::place_flows END, number => CASE kind WHEN 'number' THEN 3 END) r GROUP BY kind ORDER BY kind$$,
	$$VALUES ('apart', 2::bigint, 0::bigint), ('number', 3, 0)$$, 'terms are kept where nobody lives');

-- Networks that may stay out of bounds count for the number as they are
SELECT results_eq($$SELECT n, count(DISTINCT locality), count(note), bool_or(moved) FROM line, (VALUES (1, '{"0": {"x": 1}, "1": {"x": 1}, "2": {"x": 1}, "3": {"x": 1}, "4": {"x": 1}, "5": {"x": 1}}'::place_flows), (3, '{"0": {"x": 1}, "1": {"x": 1}, "2": {"y": 1}, "3": {"y": 1}, "4": {"z": 1}, "5": {"z": 1}}')) t(n, today),
		redraw_localities(people, neighbours, 250, 350, lists, t.today, 1, may_stay => true, number => n) r GROUP BY n ORDER BY n$$,
	$$VALUES (1, 1::bigint, 0::bigint, false), (3, 3, 0, false)$$, 'as many as networks that are too large or too small today and may stay so');
SELECT throws_ok($$SELECT redraw_localities(people, neighbours, 250, 350, lists, today, may_stay => true, number => 5) FROM line$$, '22023', '600 people cannot be in 5 localities of 250 to 350 people');

-- A frontier has maps within the bounds, as far as any map can be
CREATE TEMP TABLE torn AS SELECT
	'{"a": 100, "b": 100, "c1": 50, "c2": 50, "c3": 50, "c4": 50, "c5": 50, "c6": 50, "d": 100, "island": 40}'::place_counts AS people,
	'{"a": {"A": 1}, "b": {"A": 1}, "d": {"A": 1}, "c1": {"B": 1}, "c2": {"B": 1}, "c3": {"B": 1}, "c4": {"B": 1}, "c5": {"B": 1}, "c6": {"B": 1}, "island": {"I": 1}}'::place_flows AS today,
	f + transpose(f) AS neighbours FROM (SELECT place_flows(a, b, 1) AS f FROM (VALUES ('a', 'b'), ('b', 'c1'), ('c1', 'c2'), ('c2', 'c3'), ('c3', 'c4'), ('c4', 'c5'), ('c5', 'c6'), ('c6', 'd')) e(a, b)) e;
SELECT results_eq($$SELECT moved, localities FROM torn, locality_frontier(people, neighbours, 200, 300, NULL, today, '{1,0}', effort => 1, may_stay => true)$$, 'VALUES (200::float8, 3)',
	'an island that may stay too small makes no room for a part that is torn off');
SELECT results_eq($$SELECT moved, localities FROM torn, locality_frontier(people, neighbours, 200, 300, NULL, today, '{1,0}', effort => 1, measures => ARRAY['{"a": 9}'::place_counts], at_most => '{5}')$$, 'VALUES (200::float8, 3)',
	'an area that has too much alone has too much on every map');
SELECT is_empty($$SELECT k FROM generate_series(1, 200) k, LATERAL (SELECT place_counts('p' || i, (i * k * 7919 % 97) / 10.0) AS people, place_flows('p' || i, 'A', 1) AS today FROM generate_series(1, 7) i) x
	WHERE NOT EXISTS (SELECT FROM locality_frontier(people, '{}', 3.3, 5.7, NULL, today, '{0}', effort => 0))$$, 'people out of bounds everywhere, and tenths of them, do not empty a frontier');

-- Of a size from 102.5 to 169.5, neither 102 nor 170 people are within the bounds
SELECT results_eq($$SELECT place, note FROM same_size_localities('{"a": 60, "b": 76, "c": 65}', '{}', NULL, '{"a": {"A": 1}, "b": {"A": 1}, "c": {"B": 1}}')$$,
	$$VALUES ('a', 'more localities than networks today: no division found that fits'), ('b', '76 people instead of 103 to 169: no division found that fits'), ('c', NULL)$$, 'whole people that would be within the bounds');
SELECT results_eq($$SELECT count(DISTINCT locality), note FROM same_size_localities('{"a": 100, "b": 1, "c": 1, "d": 100}', '{"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {"b": 1, "d": 1}, "d": {"c": 1}}', NULL, '{"a": {"A": 1}, "b": {"B": 1}}') GROUP BY note$$,
	$$VALUES (1::bigint, '1 localities instead of 2: no division found that fits')$$, 'and a network that none continues');
SELECT results_eq($$SELECT place, note FROM same_size_localities('{"a": 0.6, "b": 0.76, "c": 0.65}', '{}', NULL, '{"a": {"A": 1}, "b": {"A": 1}, "c": {"B": 1}}') WHERE place = 'b'$$,
	$$VALUES ('b', '0.76 people instead of 1.025 to 1.695: no division found that fits')$$, 'figures that are not whole');

-- A network holds together however many people a double can count
SELECT results_eq($$SELECT people, string_agg(s.locality || continues, ' ' ORDER BY place), count(note) FROM unnest('{1000,1e39,1e300}'::float8[]) AS people,
		same_size_localities('{"a": 1, "b": 1, "c": 1, "d": 1}'::place_counts * people, '{"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {"b": 1, "d": 1}, "d": {"c": 1}}', NULL,
			'{"a": {"N": 1}, "b": {"N": 1}, "c": {"M": 1}, "d": {"M": 1}}') AS s GROUP BY people ORDER BY people$$,
	$$VALUES (1e3::float8, '1N 1N 2M 2M', 0::bigint), (1e39, '1N 1N 2M 2M', 0), (1e300, '1N 1N 2M 2M', 0)$$, 'vast networks are not cut into areas');

-- Random maps: a grid, whose networks today are torn and out of bounds.
SELECT setseed(0.75);
CREATE TEMP TABLE cell AS
	SELECT map, x, y, format('a%s_%s', x, y) AS code, floor(50 + 300 * random())::float8 AS people,
		CASE WHEN random() < 0.1 THEN NULL WHEN random() < 0.2 THEN 'N' || floor(4 * random()) ELSE 'N' || (x / 2) || (y / 2) END AS today
	FROM generate_series(1, 6) map, generate_series(0, 5) x, generate_series(0, 4) y;
CREATE TEMP TABLE region AS
	SELECT map, place_counts(code, people) AS people, place_flows(code, today, 1) FILTER (WHERE today IS NOT NULL) AS today FROM cell GROUP BY map;
ALTER TABLE region ADD neighbours place_flows, ADD lists place_flows;
UPDATE region SET neighbours = f + transpose(f) FROM (SELECT a.map, place_flows(a.code, b.code, floor(1 + 9 * random())) AS f FROM cell a JOIN cell b ON a.map = b.map AND (b.x, b.y) IN ((a.x + 1, a.y), (a.x, a.y + 1)) GROUP BY a.map) f WHERE f.map = region.map;
UPDATE region SET lists = f FROM (SELECT map, place_flows(code, 'P' || floor((x + 3 * random()) / 2) || floor((y + 3 * random()) / 2), floor(1 + people * random() / 3)) AS f FROM cell, generate_series(1, 4) GROUP BY map) f WHERE f.map = region.map;
SELECT is_empty($$SELECT map FROM region, LATERAL (SELECT string_agg(place || locality || coalesce(note, ''), ',' ORDER BY place) AS r FROM redraw_localities(people, neighbours, 1000, 2000, CASE WHEN map % 2 = 0 THEN lists END, seed => map, effort => map % 3)) r,
		LATERAL (SELECT string_agg(place || locality || coalesce(note, ''), ',' ORDER BY place) AS l FROM localities(people, neighbours, 1000, 2000, CASE WHEN map % 2 = 0 THEN lists END, map, NULL, map % 3)) l WHERE r <> l$$,
	'without any new argument the rows of localities');
CREATE TEMP TABLE run AS
	SELECT map, kind, keep, r.*, lists AS l, region.people AS p, today, neighbours FROM region,
		(VALUES ('lists', 0::float8), ('lists', 0.1), ('lists', 'Infinity'), ('compact', 0.01), ('stay', 0.2), ('stay', 'Infinity'), ('apart', 0), ('apart', 0.1), ('together', 0.1), ('number', 0.1), ('measure', 0.1)) k(kind, keep),
		LATERAL (SELECT place_flows(place, locality::text, 1) AS after, count(DISTINCT locality) AS localities, count(note) AS noted, coalesce(sum(people -> place) FILTER (WHERE moved), 0) AS moved,
				string_agg(place || locality || coalesce(continues, ''), ',' ORDER BY place) AS rows, count(DISTINCT locality) FILTER (WHERE place IN ('a0_0', 'a1_0')) AS a, count(DISTINCT locality) FILTER (WHERE place IN ('a2_2', 'a3_3')) AS b
			FROM redraw_localities(region.people, neighbours, 1000, 2000, CASE WHEN kind <> 'compact' THEN lists END, today, keep, map, effort => 1, may_stay => kind = 'stay',
				apart => CASE WHEN kind = 'apart' THEN '{"a0_0": {"a1_0": 1}, "a2_2": {"a3_3": 1}}'::place_flows END,
				together => CASE WHEN kind = 'together' THEN '{"a0_0": {"g": 1}, "a1_0": {"g": 1}, "a2_2": {"h": 1}, "a2_3": {"h": 1}, "a3_3": {"h": 1}}'::place_flows END,
				number => CASE WHEN kind = 'number' THEN 4 END, measures => CASE WHEN kind = 'measure' THEN ARRAY[origins(lists)] END, at_most => CASE WHEN kind = 'measure' THEN ARRAY[total(lists) / 3.5] END)) r;
CREATE TEMP TABLE checked AS
	SELECT run.*, c.moved AS compared, q.* FROM run, compare_assignments(today, after, p) c,
		LATERAL (SELECT bool_and(contiguous) AS contiguous, count(*) FILTER (WHERE people NOT BETWEEN 1000 AND 2000) AS outside FROM locality_quality(after, p, neighbours, l)) q;
SELECT is_empty('SELECT map, kind, keep FROM checked WHERE NOT contiguous', 'never torn');
SELECT is_empty('SELECT map, kind, keep, outside, noted FROM checked WHERE kind <> ''stay'' AND (outside > 0 OR noted > 0)', 'never out of bounds');
SELECT is_empty('SELECT map, kind, keep, moved, compared FROM checked WHERE moved <> compared', 'who moved by the rows is who moved by comparison');
SELECT is_empty('SELECT map, keep FROM run WHERE kind = ''apart'' AND (a <> 2 OR b <> 2)', 'apart is held');
SELECT is_empty('SELECT map, keep FROM run WHERE kind = ''together'' AND (a <> 1 OR b <> 1)', 'together is held');
SELECT is_empty('SELECT map FROM run WHERE kind = ''number'' AND localities <> 4', 'the number is held');
SELECT is_empty('SELECT map FROM run, counts(origins(l) * after) c WHERE kind = ''measure'' AND c.n > total(l) / 3.5 + 1e-9', 'the measure is within its bounds');
SELECT is_empty($$SELECT map, keep, c.place, c.n, people_before FROM run, counts(p * after) c, match_assignments(today, after, p) m WHERE kind = 'stay' AND m.after = c.place AND noted = 0
	AND c.n NOT BETWEEN least(1000, coalesce(people_before, 1000)) AND greatest(2000, coalesce(people_before, 0))$$, 'what may stay out of bounds is no further out than today');
SELECT is_empty($$SELECT map FROM run, LATERAL (SELECT place_flows(place, locality::text, 1) AS free FROM localities(p, neighbours, 1000, 2000, l, map, NULL, 1)) f, compare_assignments(today, free, p) c
	WHERE kind = 'lists' AND keep < 'Infinity' AND own_locality_share(after, l) * total(l) - keep * run.moved < own_locality_share(free, l) * total(l) - keep * c.moved - 1e-6$$, 'never worse at its price than localities');
SELECT is_empty($$SELECT run.map FROM run, LATERAL (SELECT string_agg(place || locality || coalesce(continues, ''), ',' ORDER BY place) AS rows FROM redraw_localities(p, neighbours, 1000, 2000, l, today, 0.1, map, effort => 1)) again
	WHERE kind = 'lists' AND keep = 0.1 AND map < 4 AND again.rows <> run.rows$$, 'the same seed, the same answer');
SELECT is_empty($$SELECT map, k FROM run, unnest(ARRAY[0.1, 2, 'Infinity'::float8]) k,
		LATERAL (SELECT place_flows(place, locality::text, 1) AS again, coalesce(sum(p -> place) FILTER (WHERE moved), 0) AS gone FROM redraw_localities(p, neighbours, 1000, 2000, l, after, k, map + 1, effort => 0)) r
	WHERE kind = 'lists' AND keep = 0.1 AND own_locality_share(again, l) * total(l) - CASE WHEN gone > 0 THEN k * gone ELSE 0 END < own_locality_share(after, l) * total(l) - 1e-6$$, 'never worse than today where that fits');

-- Frontiers
CREATE TEMP TABLE frontier AS
	SELECT map, stay, f.*, people AS p, lists AS l, neighbours AS nb, today AS t
	FROM region, unnest(ARRAY[false, true]) stay, locality_frontier(people, neighbours, 1000, 2000, lists, today, '{0.05,1,0.3,0.05,0}', map, effort => 1, may_stay => stay) WITH ORDINALITY f(moved, moved_share, own, own_share, localities, keep, assignment, n);
SELECT is(count(DISTINCT (map, stay)), 12::bigint, 'a frontier for every map') FROM frontier;
SELECT is_empty('SELECT * FROM (SELECT map, stay, n, moved - lag(moved) OVER w AS more, own - lag(own) OVER w AS better FROM frontier WINDOW w AS (PARTITION BY map, stay ORDER BY n)) x WHERE more <= 0 OR better <= 0', 'both columns rise strictly');
SELECT is_empty('SELECT map, n, f.moved, c.moved, f.own, c.own_after FROM frontier f, compare_assignments(t, assignment, p, l) c WHERE (f.moved, f.own, f.localities) IS DISTINCT FROM (c.moved, c.own_after, c.localities_after)
	OR abs(f.moved_share - c.moved_share) > 1e-12 OR abs(f.own_share - c.own_share_after) > 1e-12', 'figures of the assignment');
SELECT is_empty('SELECT map, stay, n, q.locality FROM frontier, locality_quality(assignment, p, nb, l) q WHERE NOT contiguous OR (NOT stay AND people NOT BETWEEN 1000 AND 2000)', 'maps of a frontier are in one piece and within the bounds');
SELECT is_empty('SELECT map FROM (SELECT map, max(own_share) AS best FROM frontier WHERE NOT stay GROUP BY map) f JOIN region USING (map),
	LATERAL (SELECT place_flows(place, locality::text, 1) AS free FROM localities(people, neighbours, 1000, 2000, lists, map, NULL, 1)) x WHERE best < own_locality_share(free, lists) - 1e-12', 'the last is no worse than localities');
SELECT is_empty('SELECT * FROM (SELECT map, stay, n, keep - lag(keep) OVER w AS dearer FROM frontier WHERE keep IS NOT NULL WINDOW w AS (PARTITION BY map, stay ORDER BY n)) x WHERE dearer >= 0', 'the fewer move, the dearer the price');
SELECT is_empty('SELECT a.map, a.n FROM frontier a JOIN frontier b USING (map, stay) WHERE a.keep IS NOT NULL AND b.own - a.keep * b.moved > a.own - a.keep * a.moved + 1e-6', 'at its price a map is the best of all');

-- Today mended, at the dearest of the prices: no search, so effort 0.
SELECT is_empty('SELECT region.map, stay, first, mended FROM region JOIN (SELECT map, stay, min(moved) AS first FROM frontier GROUP BY map, stay) f USING (map),
	LATERAL (SELECT coalesce(sum(people -> place) FILTER (WHERE moved), 0) AS mended, count(note) AS noted FROM redraw_localities(people, neighbours, 1000, 2000, lists, today, 1, map, effort => 0, may_stay => stay)) m
	WHERE noted = 0 AND first > mended', 'the first moves no more people than today mended');
-- What a map gains is on the lists of those who moved or had no network.
SELECT is_empty('SELECT run.map, kind, keep FROM run, compare_assignments(today, after, p, l) c, LATERAL (SELECT sum(list.n) AS registered FROM counts(origins(l)) list
		LEFT JOIN cells(today) t ON t.origin = list.place LEFT JOIN cells(after) a ON a.origin = list.place LEFT JOIN match_assignments(today, after, p) m ON m.after = a.destination
		WHERE t.destination IS DISTINCT FROM m.before OR t.destination IS NULL) r WHERE c.own_after - c.own_before > registered + 1e-6', 'no more is gained than was moved');

-- The same sizes
CREATE TEMP TABLE same AS
	SELECT map, s.*, people AS p, today AS t, neighbours AS nb FROM region,
		LATERAL (SELECT place_flows(place, locality::text, 1) AS map_same, count(DISTINCT locality) AS localities, count(note) AS noted FROM same_size_localities(people, neighbours, lists, today, 0.1, map, 1)) s;
SELECT is_empty('SELECT map, localities, noted FROM same WHERE localities <> (SELECT count(*) FROM counts(p * t) WHERE n > 0)', 'as many localities as networks');
SELECT is_empty('SELECT map, q.locality FROM same, locality_quality(map_same, p, nb) q WHERE NOT contiguous', 'of the same sizes, in one piece');
SELECT is_empty($$SELECT map, s, z FROM same, LATERAL (SELECT array_agg(n ORDER BY n DESC) AS size FROM counts(p * map_same)) a, LATERAL (SELECT array_agg(n * total(p) / (SELECT sum(n) FROM counts(p * t)) ORDER BY n DESC) AS today FROM counts(p * t) WHERE n > 0) b, unnest(size, today) u(s, z)
	WHERE noted = 0 AND abs(s - z) > greatest(0.1 * z, total(p) / 30 / 2) + 1e-6$$, 'each within the tolerance of its size');

\if :vectors
CREATE TEMP TABLE instance (instance text, areas int, practices int, smallest float8, largest float8, people float8, divisions int, worth_today float8, contiguous text, within text, bound float8, partition_bound float8);
\copy instance FROM PROGRAM 'cat "$VECTORS/maps/instances.csv"' CSV HEADER
CREATE TEMP TABLE instance_area (instance text, area text, people float8, workload float8, today text);
\copy instance_area FROM PROGRAM 'cat "$VECTORS/maps/areas.csv"' CSV HEADER
CREATE TEMP TABLE instance_neighbour (instance text, a text, b text);
\copy instance_neighbour FROM PROGRAM 'cat "$VECTORS/maps/neighbours.csv"' CSV HEADER
CREATE TEMP TABLE instance_list (instance text, area text, practice text, people float8);
\copy instance_list FROM PROGRAM 'cat "$VECTORS/maps/lists.csv"' CSV HEADER
CREATE TEMP TABLE keep_optimum (instance text, keep float8, objective float8, worth float8, moved_fewest float8, moved_most float8, divisions int);
\copy keep_optimum FROM PROGRAM 'cat "$VECTORS/maps/keep_optimum.csv"' CSV HEADER
CREATE TEMP TABLE constrained_optimum (instance text, kind text, argument text, best_worth float8, divisions int);
\copy constrained_optimum FROM PROGRAM 'cat "$VECTORS/maps/constrained_optimum.csv"' CSV HEADER
CREATE TEMP TABLE moved_worth (instance text, moved_at_most float8, best_worth float8);
\copy moved_worth FROM PROGRAM 'cat "$VECTORS/maps/moved_worth.csv"' CSV HEADER
CREATE TEMP TABLE given AS
	SELECT i.*, a.people AS by_area, a.today, a.workload, n.neighbours, l.lists
	FROM instance i, LATERAL (SELECT place_counts(area, a.people) AS people, place_flows(area, today, 1) FILTER (WHERE today IS NOT NULL) AS today,
			place_counts(area, workload) FILTER (WHERE workload IS NOT NULL) AS workload FROM instance_area a WHERE a.instance = i.instance) a,
		LATERAL (SELECT f + transpose(f) AS neighbours FROM (SELECT place_flows(a, b, 1) AS f FROM instance_neighbour n WHERE n.instance = i.instance) f) n,
		LATERAL (SELECT place_flows(area, practice, people) AS lists FROM instance_list l WHERE l.instance = i.instance) l;

-- Prices of moving people.
CREATE TEMP TABLE redrawn AS
	SELECT instance, keep, seed, r.*, people FROM given JOIN keep_optimum USING (instance), generate_series(1, 10) seed,
		LATERAL (SELECT place_flows(place, locality::text, 1) AS map, count(note) AS noted, coalesce(sum(by_area -> place) FILTER (WHERE moved), 0) AS moved
			FROM redraw_localities(by_area, neighbours, smallest, largest, lists, today, keep, seed, effort => 1)) r;
CREATE TEMP TABLE worth AS
	SELECT r.*, r.moved AS moved_people, own_locality_share(map, lists) * total(lists) AS worth, c.moved AS compared, q.torn, q.outside
	FROM redrawn r JOIN given USING (instance), compare_assignments(today, map, by_area) c,
		LATERAL (SELECT count(*) FILTER (WHERE NOT contiguous) AS torn, count(*) FILTER (WHERE q.people NOT BETWEEN smallest AND largest) AS outside FROM locality_quality(map, by_area, neighbours) q) q;
SELECT is(count(*), (SELECT 10 * count(*) FROM keep_optimum), 'the vectors: a map for every price and seed') FROM worth;
SELECT is_empty('SELECT * FROM worth WHERE torn > 0', 'the vectors: never torn');
SELECT is_empty('SELECT * FROM worth JOIN instance USING (instance) WHERE divisions > 0 AND (outside > 0 OR noted > 0)', 'the vectors: never out of bounds');
SELECT is_empty('SELECT * FROM worth WHERE (outside > 0) <> (noted > 0)', 'the vectors: or noted');
SELECT is_empty('SELECT * FROM worth WHERE moved_people <> compared', 'the vectors: whoever moved, moved');
SELECT is_empty('SELECT w.*, o.objective FROM worth w JOIN keep_optimum o USING (instance, keep) WHERE w.worth - keep * w.moved_people > o.objective + 1e-6', 'the vectors: never above the best there is');
SELECT is_empty('SELECT instance, keep, max(w.worth - keep * w.moved_people) AS found, o.objective FROM worth w JOIN keep_optimum o USING (instance, keep) GROUP BY instance, keep, o.objective
	HAVING max(w.worth - keep * w.moved_people) < o.objective - 0.02 * abs(o.objective)', 'the vectors: the best of ten seeds is within 2 %');
SELECT diag(format('optimum met by the best of ten in %s of %s, by one seed in %s of %s', count(*) FILTER (WHERE best), count(*), sum(n), 10 * count(*)))
FROM (SELECT max(w.worth - keep * w.moved_people) > o.objective - 1e-6 AS best, count(*) FILTER (WHERE w.worth - keep * w.moved_people > o.objective - 1e-6) AS n FROM worth w JOIN keep_optimum o USING (instance, keep) GROUP BY instance, keep, o.objective) x;

-- One division that is the best at each price, in the figures of its own.
CREATE TEMP TABLE one_best (instance text, keep float8, area text, locality text);
\copy one_best FROM PROGRAM 'cat "$VECTORS/maps/one_best.csv"' CSV HEADER
SELECT is_empty('SELECT o.*, b.worth, c.moved, q.* FROM keep_optimum o JOIN given USING (instance) LEFT JOIN (SELECT instance, keep, place_flows(area, locality, 1) AS map FROM one_best GROUP BY instance, keep) m USING (instance, keep)
	LEFT JOIN LATERAL (SELECT own_locality_share(map, lists) * total(lists) AS worth) b ON true LEFT JOIN LATERAL compare_assignments(today, map, by_area) c ON true
	LEFT JOIN LATERAL (SELECT bool_and(contiguous AND people BETWEEN smallest AND largest) AS fits FROM locality_quality(map, by_area, neighbours)) q ON true
	WHERE (abs(b.worth - keep * c.moved - o.objective) <= 1e-6 AND c.moved BETWEEN o.moved_fewest AND o.moved_most AND q.fits) IS NOT TRUE AND given.divisions > 0',
	'the vectors: the division given as the best is in one piece, within the bounds and worth the optimum');

-- The exact frontier: the most worth with so many moved.
CREATE TEMP TABLE ours AS
	SELECT instance, seed, f.moved, f.own, q.fits FROM given, generate_series(1, 3) seed,
		LATERAL locality_frontier(by_area, neighbours, smallest, largest, lists, today, ARRAY(SELECT keep FROM keep_optimum k WHERE k.instance = given.instance), seed, effort => 1) f,
		LATERAL (SELECT bool_and(contiguous AND q.people BETWEEN smallest AND largest) AS fits FROM locality_quality(f.assignment, by_area, neighbours) q) q
	WHERE divisions > 0;
SELECT is(count(DISTINCT (instance, seed)), (SELECT 3 * count(DISTINCT instance) FROM moved_worth), 'the vectors: a frontier for every map and seed') FROM ours;
SELECT is_empty('SELECT * FROM ours WHERE fits IS NOT TRUE', 'the vectors: a frontier of maps in one piece and within the bounds');
SELECT is_empty('SELECT o.* FROM ours o LEFT JOIN LATERAL (SELECT max(best_worth) AS best FROM moved_worth m WHERE m.instance = o.instance AND moved_at_most <= o.moved) e ON true WHERE (own <= best + 1e-6) IS NOT TRUE',
	'the vectors: no row of a frontier above the best with so many moved');
SELECT is_empty('SELECT instance, k.keep, objective, max(own - k.keep * moved) FROM ours JOIN keep_optimum k USING (instance) GROUP BY instance, k.keep, objective HAVING max(own - k.keep * moved) < objective - 0.02 * abs(objective)',
	'the vectors: the best row of three frontiers is within 2 % at every price');
SELECT is_empty('SELECT instance, max(own), best FROM ours JOIN (SELECT instance, max(best_worth) AS best FROM moved_worth GROUP BY instance) e USING (instance) GROUP BY instance, best HAVING max(own) < 0.98 * best',
	'the vectors: the last row of three frontiers is within 2 % of the best there is');
SELECT diag(format('%s of the %s corners of the exact frontiers met by the best of three, all within %s', count(*) FILTER (WHERE found >= best_worth - 1e-6), count(*), max(1 - found / best_worth)))
FROM (SELECT best_worth, (SELECT max(own) FROM ours o WHERE o.instance = m.instance AND o.moved <= m.moved_at_most) AS found FROM moved_worth m WHERE EXISTS (SELECT FROM keep_optimum k WHERE k.instance = m.instance AND k.moved_fewest = m.moved_at_most)) x;

-- One term at a time.
CREATE FUNCTION pg_temp.flow(a text, b text) RETURNS place_flows LANGUAGE sql AS 'SELECT place_flows(a, b, 1)';
CREATE TEMP TABLE termed AS
	SELECT instance, kind, argument, best_worth, c.divisions, seed, r.* FROM given JOIN constrained_optimum c USING (instance), generate_series(1, 10) seed,
		LATERAL (SELECT string_to_array(argument, ' ') AS word) w,
		LATERAL (SELECT place_flows(w, 'g', 1) AS one_group FROM unnest(word) w) g,
		LATERAL (SELECT map, localities, noted, own_locality_share(map, lists) * total(lists) AS worth
			FROM (SELECT place_flows(place, locality::text, 1) AS map, count(DISTINCT locality) AS localities, count(note) AS noted
			FROM redraw_localities(by_area, neighbours, smallest, largest, lists, seed => seed, effort => 1,
				number => CASE kind WHEN 'count' THEN word[1]::int END,
				together => CASE kind WHEN 'together' THEN one_group END,
				apart => CASE kind WHEN 'apart' THEN pg_temp.flow(word[1], word[2]) END,
				measures => CASE kind WHEN 'workload' THEN ARRAY[workload] END,
				at_least => CASE kind WHEN 'workload' THEN ARRAY[word[1]::float8] END, at_most => CASE kind WHEN 'workload' THEN ARRAY[word[2]::float8] END)) d) r;
SELECT diag(format('%s %s %s: best %s of %s, noted %s', instance, kind, argument, max(worth), best_worth, sum(noted))) FROM termed GROUP BY instance, kind, argument, best_worth, divisions
	HAVING divisions > 0 AND (sum(noted) > 0 OR max(worth) < best_worth - 1e-6) OR max(worth) > best_worth + 1e-6;
SELECT is_empty('SELECT * FROM termed WHERE noted = 0 AND (worth > best_worth + 1e-6 OR divisions = 0)', 'the vectors: never above the best under any term');
SELECT is_empty('SELECT instance, kind, argument FROM termed WHERE divisions > 0 GROUP BY instance, kind, argument, best_worth HAVING max(worth) FILTER (WHERE noted = 0) < 0.98 * best_worth OR count(*) FILTER (WHERE noted = 0) = 0',
	'the vectors: the best of ten seeds is within 2 % under every term');
SELECT is_empty('SELECT * FROM termed WHERE divisions > 0 AND noted > 0', 'the vectors: every seed keeps to the terms');
\endif

SELECT * FROM finish();
ROLLBACK;

-- localities, locality_quality, own_locality_share.
BEGIN;
SELECT no_plan();

-- A small case with one best answer.
CREATE TEMP TABLE small AS SELECT
	'{"0": 100, "1": 120, "2": 80, "3": 90, "4": 110, "5": 100}'::place_counts AS people,
	'{"0": {"1": 1}, "1": {"0": 1, "2": 1}, "2": {"1": 1, "3": 1}, "3": {"2": 1, "4": 1}, "4": {"3": 1, "5": 1}, "5": {"4": 1}}'::place_flows AS neighbours,
	'{"0": {"A": 90, "B": 10}, "1": {"A": 100, "B": 20}, "2": {"A": 60, "B": 20}, "3": {"A": 20, "B": 70}, "4": {"A": 10, "B": 100}, "5": {"A": 5, "B": 95}}'::place_flows AS lists,
	'{"0": {"1": 1}, "1": {"1": 1}, "2": {"1": 1}, "3": {"2": 1}, "4": {"2": 1}, "5": {"2": 1}}'::place_flows AS best;
SELECT results_eq('SELECT l.* FROM small, localities(people, neighbours, 250, 350, lists) l',
	$$VALUES ('0', 1, NULL::text), ('1', 1, NULL), ('2', 1, NULL), ('3', 2, NULL), ('4', 2, NULL), ('5', 2, NULL)$$, 'the one best answer');
SELECT is(count(DISTINCT a), 1::bigint, 'whatever the seed and the effort')
FROM (SELECT (SELECT string_agg(locality::text, '' ORDER BY place) FROM small, localities(people, neighbours, 250, 350, lists, seed, NULL, effort)) AS a
	FROM generate_series(-3, 10) seed, unnest(ARRAY[0, 1, 3]) effort) x;
SELECT is(own_locality_share(best, lists), 515 / 600.0::float8, 'people with a practice of their own locality') FROM small;
SELECT results_eq('SELECT q.* FROM small, locality_quality(best, people, neighbours, lists) q',
	$$VALUES ('1', 3, 300::float8, 'community', true, 1, 0, 300::float8, 250::float8, 250 / 300.0::float8, 285::float8, 250 / 285.0::float8),
		('2', 3, 300, 'community', true, 1, 0, 300, 265, 265 / 300.0, 315, 265 / 315.0)$$, 'quality of both');
SELECT results_eq($$SELECT q.* FROM small, locality_quality('{"0": {"x": 1}, "1": {"y": 1}, "2": {"x": 1}, "3": {"z": 1}, "4": {"z": 1}, "5": {"z": 1}}', people, neighbours, NULL, '{"few": [0, 120], "some": [180, 500]}') q$$,
	$$VALUES ('x', 2, 180::float8, 'some', false, NULL::int, NULL::int, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8),
		('y', 1, 120, 'few', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
		('z', 3, 300, 'some', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL)$$, 'a locality in two pieces, a scheme of one''s own, no lists');
SELECT results_eq($$SELECT locality, practices, cross_practices, registered, own_registered, own_share, list, list_share
		FROM locality_quality('{"a": {"L": 1}, "b": {"M": 1}, "c": {"N": 1}}', '{"a": 10, "b": 10, "c": 0}', '{"a": {"b": 1, "c": 1}, "b": {"a": 1}, "c": {"a": 1}}',
			'{"a": {"P": 5, "Q": 0}, "b": {"P": 5, "R": 3}, "c": {"P": 4}}')$$,
	$$VALUES ('L', 1, 1, 5::float8, 5::float8, 1::float8, 14::float8, 5 / 14.0::float8), ('M', 1, 0, 8, 3, 3 / 8.0, 3, 1), ('N', 0, 0, 4, 0, 0, 0, NULL)$$,
	'equal parts go to the smallest code; less than half is cross-locality; a practice of nobody counts nowhere');
SELECT is(string_agg(locality, ' ') FILTER (WHERE practices = 1), first, format('a practice half in %s, half in %s', first, second))
FROM unnest('{K,L,M,N,O}'::text[]) first, unnest('{K,L,M,N,O}'::text[]) second, LATERAL (SELECT place_flows('in ' || l, l, 1) AS today, place_counts('in ' || l, 10) AS people FROM unnest('{K,L,M,N,O}'::text[]) l) map,
	LATERAL locality_quality(today, people, '{}', (SELECT place_flows('in ' || l, 'P', 5) FROM unnest(ARRAY[first, second]) l)) q
WHERE first < second GROUP BY first, second;

SELECT results_eq($$SELECT locality, practices, cross_practices FROM locality_quality('{"a": {"L": 1}, "b": {"M": 1}}', '{"a": 10, "b": 10}', '{"a": {"b": 1}, "b": {"a": 1}}',
		'{"a": {"P": 5, "Q": 4, "R": 6}, "b": {"P": 5, "Q": 5, "R": 6}}')$$,
	$$VALUES ('L', 2, 0), ('M', 1, 0)$$, 'a practice with exactly half of its list in a locality is not a cross-locality practice');

-- What cannot be is not forced, and says why.
SELECT results_eq($$SELECT * FROM localities('{"a": 400, "b": 90, "c": 90, "d": 20, "e": 150, "f": 60, "g": 60}',
		'{"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {"b": 1}, "e": {"f": 1}, "f": {"e": 1, "g": 1}, "g": {"f": 1}}', 150, 200)$$,
	$$VALUES ('a', 1, 'too many people: one area alone'), ('b', 2, NULL), ('c', 2, NULL),
		('d', 3, 'too few people: nobody else within reach'),
		('e', 4, NULL), ('f', 5, 'too few people: no division found that fits'), ('g', 5, 'too few people: no division found that fits')$$,
	'a large area, an island, a component between one locality and two');
SELECT results_eq($$SELECT * FROM localities('{"a": 0, "b": 0}', '{"a": {"b": 1}, "b": {"a": 1}}', 0, 1)$$,
	$$VALUES ('a', 1, NULL::text), ('b', 1, NULL)$$, 'nobody at all');
SELECT is(count(*), 0::bigint, 'a locality may hang on one area: the cut goes through what it holds together')
FROM localities('{"0": 11, "1": 4, "2": 6, "3": 14, "4": 6, "5": 5, "6": 15, "7": 6, "8": 5, "9": 2}', (
	SELECT f + transpose(f) FROM (SELECT '{"0": {"1": 1, "3": 1, "5": 1}, "1": {"2": 1, "4": 1, "6": 1, "8": 1}, "2": {"7": 1, "8": 1}, "7": {"9": 1}}'::place_flows AS f) x), 26, 48)
WHERE note IS NOT NULL;

-- Fractions, as conversions make them: moving people to and fro leaves nobody behind.
SET LOCAL statement_timeout = '60s';
SELECT is(count(*), 10::bigint, 'lists of fractions') FROM
	(SELECT place_counts(i::text, p) AS people FROM unnest('{30,25,15,9,10,3,8,26,25,21}'::float8[]) WITH ORDINALITY u(p, i)) a,
	(SELECT f + transpose(f) AS neighbours FROM (SELECT place_flows(i::text, (i + 1)::text, 1) AS f FROM generate_series(1, 9) i) x) n,
	(SELECT place_flows(i::text, p, v) AS lists FROM (VALUES (4, 'P0', 13.4), (5, 'P0', 28), (9, 'P0', 17.0), (10, 'P0', 22.2)) v(i, p, v)) l,
	localities(people, neighbours, 25, 32, lists, effort => 0);
SET LOCAL statement_timeout = 0;
SELECT is(array_agg(note ORDER BY place), array_fill(NULL::text, ARRAY[3]), 'fractions that add up to the largest')
FROM localities('{"a": 1.1, "b": 1.8, "c": 0.4}', '{"a": {"b": 1}, "b": {"a": 1, "c": 1}, "c": {"b": 1}}', 3.3, 3.3);
SELECT is(count(*) FILTER (WHERE note IS NULL), 29::bigint, 'and to the smallest')
FROM (SELECT place_counts('a' || i, 85.4) AS people FROM generate_series(1, 29) i) p,
	(SELECT f + transpose(f) AS neighbours FROM (SELECT place_flows('a' || i, 'a' || i + 1, 1) AS f FROM generate_series(1, 28) i) x) n, localities(people, neighbours, 85.4, 85.4);
CREATE TEMP TABLE grid AS
SELECT m, (SELECT place_counts('a' || x || y, (1 + hashint4(m * 100 + x * 10 + y) & 31) * 0.1) FROM generate_series(0, 5) x, generate_series(0, 5) y) AS people,
	(SELECT place_flows('a' || a.x || a.y, 'a' || b.x || b.y, 0.1 + 0.2) FROM (SELECT x, y FROM generate_series(0, 5) x, generate_series(0, 5) y) a, (SELECT x, y FROM generate_series(0, 5) x, generate_series(0, 5) y) b
		WHERE abs(a.x - b.x) + abs(a.y - b.y) = 1) AS neighbours,
	(SELECT place_flows('a' || x || y, 'P' || (hashint4(m + x * 7 + y * k) & 7), (1 + hashint4(m * k + x + 31 * y) & 63) * 0.7) FROM generate_series(0, 5) x, generate_series(0, 5) y, generate_series(1, 3) k) AS lists
FROM generate_series(1, 60) m;
SELECT is_empty($$SELECT m, locality FROM grid, LATERAL (SELECT place, locality, note FROM localities(people, neighbours, 3.51, 3.9, CASE WHEN m % 2 = 0 THEN lists END, effort => m % 3 / 2)) l JOIN LATERAL counts(people) c USING (place)
	GROUP BY m, locality HAVING count(*) > 1 AND sum(n) > 3.9000001 OR bool_or(note = 'too many people: one area alone') AND count(*) > 1
		OR (min(note) IS NULL) <> (sum(n) BETWEEN 3.5099999 AND 3.9000001)$$, 'bounds and notes of fractions');

SELECT is_empty($$SELECT l.* FROM small, localities(NULL, neighbours, 1, 2) l$$, 'NULL people');
SELECT is_empty($$SELECT l.* FROM small, localities(people, neighbours, NULL, 2) l$$, 'NULL bound');
SELECT is_empty($$SELECT l.* FROM small, localities(people, neighbours, 1, 2, lists, NULL) l$$, 'NULL seed');
SELECT is_empty($$SELECT q.* FROM small, locality_quality(NULL, people, neighbours) q$$, 'quality of NULL');
SELECT is(own_locality_share(NULL, lists), NULL, 'share of NULL') FROM small;
SELECT is(own_locality_share(best, '{}'), NULL, 'share of nobody') FROM small;
SELECT results_eq($$SELECT l.* FROM small, localities(people, neighbours, 250, 350, lists) l$$,
	$$SELECT l.* FROM small, localities(people, neighbours + '{"0": {"0": 5}, "3": {"3": 1}}', 250, 350, lists) l$$, 'an area beside itself is left out');

-- Errors
SELECT throws_ok($$SELECT localities(people, neighbours, 250, 350, '{}') FROM small$$, '22023', 'nobody is on the lists');
SELECT throws_ok($$SELECT localities(people, neighbours + '{"9": {"0": 1}, "0": {"9": 1}}', 250, 350) FROM small$$, '22023', 'unknown area "9" in neighbours');
SELECT throws_ok($$SELECT localities(people, neighbours, 250, 350, lists + '{"9": {"A": 1}}') FROM small$$, '22023', 'unknown area "9" in lists');
SELECT throws_ok($$SELECT localities(people, neighbours, 250, 350, transpose(lists)) FROM small$$, '22023', 'unknown area "A" in lists');
SELECT throws_ok($$SELECT localities(people, NULL, 250, 350) FROM small$$, '22004', 'neighbours must not be NULL');
SELECT throws_ok($$SELECT locality_quality(best, people, NULL) FROM small$$, '22004', 'neighbours must not be NULL');
SELECT throws_ok($$SELECT localities(people, '{"0": {"1": 1}}', 250, 350) FROM small$$, '22023', 'area "0" has neighbour "1", but not the other way round');
SELECT throws_ok($$SELECT localities(people, '{"0": {"1": 1}, "1": {"0": 2}}', 250, 350) FROM small$$, '22023', 'areas "0" and "1" share a boundary of 1, but of 2 the other way round');
SELECT throws_ok($$SELECT localities(people, neighbours, 351, 350) FROM small$$, '22023', 'smallest (351) must not be above largest (350)');
SELECT throws_ok($$SELECT localities(people, neighbours, 'NaN', 350) FROM small$$, '22023', NULL, 'NaN as smallest');
SELECT throws_ok($$SELECT localities(people, neighbours, -1, 350) FROM small$$, '22023', NULL, 'less than nobody as smallest');
SELECT throws_ok($$SELECT localities(people, neighbours, 0, 'NaN') FROM small$$, '22023', NULL, 'NaN as largest');
SELECT throws_ok($$SELECT localities(people, neighbours, 0, 'Infinity') FROM small$$, '22023', NULL, 'infinity as largest');
SELECT throws_ok($$SELECT localities(people, neighbours, 0, 0) FROM small$$, '22023', NULL, 'nobody as largest');
SELECT throws_ok($$SELECT localities(people, neighbours, 1, 2, effort => -1) FROM small$$, '22023', 'effort must be between 0 and 1000, not -1');
SELECT throws_ok($$SELECT localities(people, neighbours, 1, 2, effort => 1001) FROM small$$, '22023', NULL, 'too much effort');
SELECT throws_ok($$SELECT localities(people, neighbours, 250, 350, within => '{"0": {"X": 1}}') FROM small$$, '22023', 'area "1" belongs to nothing in within');
SELECT throws_ok($$SELECT localities(people, neighbours, 250, 350, within => best + '{"3": {"9": 1}}') FROM small$$, '22023', 'area "3" belongs to both "2" and "9" in within');
SELECT throws_ok($$SELECT locality_quality(best + '{"9": {"1": 1}}', people, neighbours) FROM small$$, '22023', 'unknown area "9" in assignment');
SELECT throws_ok($$SELECT locality_quality('{"0": {"1": 0}}', people, neighbours) FROM small$$, '22023', 'area "0" belongs to nothing in assignment');
SELECT throws_ok($$SELECT locality_quality(best, people, neighbours, lists, 'none') FROM small$$, '22023', 'there is no scale scheme "none"');
SELECT throws_ok($$SELECT own_locality_share('{"0": {"1": 1}}', lists) FROM small$$, '22023', 'unknown area "1" in lists');

SELECT is_empty($$SELECT localities('{}', '{}', 1, 2)$$, 'no area');
SELECT is_empty($$SELECT locality_quality('{}', '{}', '{}')$$, 'and nothing to say of it');
SELECT results_eq($$SELECT * FROM localities('{"a": 300}', '{}', 250, 350)$$, $$VALUES ('a', 1, NULL)$$, 'one area');
SELECT results_eq($$SELECT * FROM localities('{"a": 300}', '{}', 250, 350, '{"a": {"P": 10}}')$$, $$VALUES ('a', 1, NULL)$$, 'one area with lists');
SELECT results_eq($$SELECT * FROM localities('{"a": 200, "b": 200, "i": 300, "j": 3}', '{"a": {"b": 1}, "b": {"a": 1}}', 250, 400)$$,
	$$VALUES ('a', 1, NULL), ('b', 1, NULL), ('i', 2, NULL), ('j', 3, 'too few people: nobody else within reach')$$, 'islands');
SELECT results_eq($$SELECT locality, areas, people, contiguous, practices, own_share FROM locality_quality('{"a": {"X": 1}}', '{"a": 300}', '{}', '{"a": {"P": 10}}')$$,
	$$VALUES ('X', 1, 300::float8, true, 1, 1::float8)$$, 'what one area is worth');
SELECT results_eq($$SELECT locality, areas, contiguous FROM locality_quality('{"a": {"X": 1}, "b": {"X": 1}, "i": {"X": 1}}', '{"a": 1, "b": 1, "i": 1}', '{"a": {"b": 1}, "b": {"a": 1}}')$$,
	$$VALUES ('X', 3, false)$$, 'an island is not in one piece with the rest');

-- A star whose centre nobody lives in: it joins the two leaves with the longest boundary, and the others stand alone.
SELECT results_eq($$SELECT count(*), count(DISTINCT locality), count(note), max(place) FILTER (WHERE locality = 1)
	FROM (SELECT place_counts('L' || i, 50000) + '{"C": 0}'::place_counts AS people, place_flows('C', 'L' || i, i) + place_flows('L' || i, 'C', i) AS neighbours
		FROM generate_series(1, 50000) AS i) AS star, localities(people, neighbours, 30000, 100000, effort => 0)$$,
	$$VALUES (50001::bigint, 49999::bigint, 0::bigint, 'L50000')$$, 'a star');
-- Of small leaves it takes as many as fit; of the others each is alone, and nothing helps them.
CREATE TEMP TABLE star AS
	SELECT kind, place_counts('L' || i, CASE WHEN kind = 'mixed' AND i % 2 = 0 THEN 40000 ELSE 100 END) + '{"C": 0}'::place_counts AS people,
		place_flows('C', 'L' || i, 1 + i % 7) + place_flows('L' || i, 'C', 1 + i % 7) AS neighbours
	FROM (VALUES ('small', 2500), ('mixed', 2500), ('vast', 100000)) v(kind, leaves), generate_series(1, leaves) i GROUP BY kind;
SELECT set_eq($$SELECT kind, sum(areas) AS areas, max(areas) AS largest, count(*) AS localities, sum(flagged) AS flagged FROM (
		SELECT kind, locality, count(*) AS areas, (count(note) > 0)::integer AS flagged FROM star, localities(people, neighbours, 30000, 100000, effort => 0) GROUP BY 1, 2) x GROUP BY 1$$,
	$$VALUES ('mixed', 2501::numeric, 1001::bigint, 1501::bigint, 250::bigint), ('small', 2501, 1001, 1501, 1500), ('vast', 100001, 1001, 99001, 99000)$$, 'stars of small leaves, and of small and large ones');
SELECT results_eq($$SELECT effort, count(DISTINCT locality), count(note) FROM (SELECT place_counts('a' || i, 100) AS people FROM generate_series(1, 1000) i) p,
		(SELECT place_flows('a' || i, 'a' || j, 1) AS neighbours FROM generate_series(1, 1000) i, generate_series(1, 1000) j) n, unnest(ARRAY[0, 5]) effort, localities(people, neighbours, 30000, 50000, effort => effort) GROUP BY effort ORDER BY effort$$,
	$$VALUES (0, 2::bigint, 0::bigint), (5, 2, 0)$$, 'each beside all others');
-- Islands beside a map change nothing there.
SELECT is_empty($$SELECT place, l.locality, i.locality FROM small, localities(people, neighbours, 250, 350, lists) l JOIN LATERAL (SELECT place, locality FROM small, localities(people + '{"X": 300, "Y": 300}', neighbours, 250, 350, lists)) i USING (place) WHERE l.locality <> i.locality$$,
	'the same map beside islands');
SELECT throws_ok($$SELECT localities('{"a": 1e308, "b": 1e308}', '{"a": {"b": 1}, "b": {"a": 1}}', 1, 2)$$, '22003', NULL, 'more people than a number can hold');
SELECT throws_ok($$SELECT localities('{"a": 1, "b": 1}', '{"a": {"b": 1e308}, "b": {"a": 1e308}}', 1, 2)$$, '22003', NULL, 'more boundary than a number can hold');
SELECT throws_ok($$SELECT own_locality_share('{"a": {"1": 1}}', '{"a": {"P": 1e308, "Q": 1e308}}')$$, '22003', NULL, 'more registrations than a number can hold');

-- It can be cancelled.
SELECT set_config('placebase_test.cancelled', 'no', true);
SET LOCAL statement_timeout = '200ms';
DO $$BEGIN
	PERFORM localities(people, neighbours, 250, 350, lists, effort => 1000) FROM small, generate_series(1, 100);
EXCEPTION WHEN query_canceled THEN
	PERFORM set_config('placebase_test.cancelled', 'yes', true);
END$$;
SET LOCAL statement_timeout = 0;
SELECT is(current_setting('placebase_test.cancelled'), 'yes', 'drawing localities can be cancelled');

-- Random planar maps: a grid of areas whose diagonals are drawn at random, so that no two boundaries cross.
\set seed 0.5
\ir ../random.psql
CREATE TEMP TABLE area AS
	SELECT map, x, y, format('a%s_%s', x, y) AS code, floor(50 + 300 * random())::float8 AS people, random() < 0.5 AS falling, CASE WHEN x < 4 THEN 'west' ELSE 'east' END AS side
	FROM generate_series(1, 12 * :rounds) map, generate_series(0, 5 + map % 3) x, generate_series(0, 4 + map % 4) y;
CREATE TEMP TABLE map AS SELECT map, place_counts(code, people) AS people, place_flows(code, side, 1) AS within FROM area GROUP BY map;
ALTER TABLE map ADD neighbours place_flows, ADD lists place_flows;
UPDATE map SET neighbours = f + transpose(f) FROM (
	SELECT a.map, place_flows(a.code, b.code, floor(1 + 9 * random())) AS f FROM area a JOIN area b ON a.map = b.map
		AND ((b.x, b.y) = (a.x + 1, a.y) OR (b.x, b.y) = (a.x, a.y + 1) OR (b.x, b.y) = (a.x + 1, a.y + 1) AND a.falling
			OR (b.x, b.y) = (a.x - 1, a.y + 1) AND NOT (SELECT c.falling FROM area c WHERE c.map = a.map AND (c.x, c.y) = (a.x - 1, a.y)))
	GROUP BY a.map) f WHERE f.map = map.map;
UPDATE map SET lists = f FROM (
	SELECT map, place_flows(code, 'P' || floor((x + 3 * random()) / 2) || floor((y + 3 * random()) / 2), floor(1 + people * random() / 3)) AS f
	FROM area, generate_series(1, 4) GROUP BY map) f WHERE f.map = map.map;
CREATE TEMP TABLE drawn AS
	SELECT map, kind, effort, seed, l.* FROM map, unnest(ARRAY['lists', 'compact', 'within']) kind, unnest(ARRAY[0, 1]) effort, unnest(ARRAY[1, 2]) seed,
		localities(people, neighbours, 1000, 2000, CASE WHEN kind <> 'compact' THEN lists END, seed, CASE WHEN kind = 'within' THEN within END, effort) l;
CREATE TEMP TABLE assigned AS SELECT map, kind, effort, seed, place_flows(place, locality::text, 1) AS assignment, count(note) AS flagged FROM drawn GROUP BY map, kind, effort, seed;
SELECT is(count(*), 12 * :rounds * 3 * 2 * 2::bigint, 'a set of localities for every map, kind, effort and seed') FROM assigned;
SELECT is_empty('SELECT map, code FROM area EXCEPT SELECT map, place FROM drawn', 'every area has a locality');
SELECT is_empty('SELECT map, kind, effort, seed, place FROM drawn GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1', 'and only one');
SELECT is_empty($$SELECT map, kind, effort, seed FROM drawn GROUP BY 1, 2, 3, 4 HAVING max(locality) <> count(DISTINCT locality) OR min(locality) <> 1$$, 'numbers from 1 without a gap');
CREATE TEMP TABLE quality AS SELECT map, kind, effort, seed, q.* FROM assigned JOIN map USING (map), locality_quality(assignment, people, neighbours, lists) q;
SELECT is_empty('SELECT * FROM quality WHERE NOT contiguous', 'every locality is contiguous');
SELECT is_empty('SELECT * FROM quality WHERE people > 2000', 'none is too large');
SELECT is_empty($$SELECT map, kind, effort, seed, locality FROM quality WHERE people < 1000 EXCEPT SELECT map, kind, effort, seed, locality::text FROM drawn WHERE note LIKE 'too few%'$$, 'one that is too small says so');
SELECT is_empty($$SELECT map, kind, effort, seed, locality::text FROM drawn WHERE note IS NOT NULL EXCEPT SELECT map, kind, effort, seed, locality FROM quality WHERE people < 1000$$, 'no other does');
SELECT is(sum(flagged), 0::numeric, 'on these maps every locality finds its size') FROM assigned;
SELECT is_empty($$SELECT map, effort, seed, locality FROM drawn JOIN area USING (map) WHERE kind = 'within' AND code = place GROUP BY 1, 2, 3, 4 HAVING count(DISTINCT side) > 1$$, 'within is never crossed');
SELECT is_empty($$SELECT d.* FROM drawn d, LATERAL (SELECT l.locality FROM map, localities(people, neighbours, 1000, 2000, lists, d.seed, NULL, 1) l WHERE map.map = d.map AND l.place = d.place) again
	WHERE d.map = 3 AND kind = 'lists' AND effort = 1 AND again.locality <> d.locality$$, 'the same seed gives the same answer');
-- F by plain SQL: each practice's largest part, added up.
CREATE TEMP TABLE share AS
	SELECT map, kind, effort, seed, own_locality_share(assignment, lists) AS share,
		(SELECT sum(largest) / sum(list) FROM (SELECT max(n) AS largest, sum(n) AS list FROM (
			SELECT destination AS practice, locality, sum(n) AS n FROM cells(lists) JOIN drawn d ON d.place = origin
			WHERE (d.map, d.kind, d.effort, d.seed) = (a.map, a.kind, a.effort, a.seed) GROUP BY 1, 2) part GROUP BY practice) practice) AS plain,
		(SELECT sum(n) / total(neighbours) FROM cells(neighbours) JOIN drawn d ON d.place = origin JOIN drawn e ON e.place = destination
			WHERE (d.map, d.kind, d.effort, d.seed) = (a.map, a.kind, a.effort, a.seed) AND (e.map, e.kind, e.effort, e.seed) = (a.map, a.kind, a.effort, a.seed)
				AND d.locality = e.locality) AS inside
	FROM assigned a JOIN map USING (map);
SELECT is_empty('SELECT * FROM share WHERE abs(share - plain) > 1e-12', 'the share is what plain SQL computes');
SELECT is_empty('SELECT map, kind, effort, seed FROM share JOIN quality USING (map, kind, effort, seed) GROUP BY 1, 2, 3, 4, share HAVING abs(sum(own_registered) / sum(registered) - share) > 1e-12',
	'and what the columns of the quality add up to');
SELECT is_empty($$SELECT * FROM share one JOIN share none USING (map, kind, seed) WHERE one.effort = 1 AND none.effort = 0 AND kind <> 'compact' AND one.share < none.share - 1e-12$$, 'effort is never worse than agglomeration');
SELECT is_empty($$SELECT * FROM share one JOIN share none USING (map, kind, seed) WHERE one.effort = 1 AND none.effort = 0 AND kind = 'compact' AND one.inside < none.inside - 1e-12$$, 'nor is it less compact');
SELECT is_empty($$SELECT * FROM share l JOIN share c USING (map, effort, seed) WHERE l.kind = 'lists' AND c.kind = 'compact' AND effort = 1 AND l.share < c.share$$, 'lists are followed better with them than without');
SELECT is_empty($$SELECT * FROM share l JOIN share c USING (map, effort, seed) WHERE l.kind = 'lists' AND c.kind = 'compact' AND effort = 1 AND l.inside > c.inside$$, 'and without them localities are more compact');

-- Localities from communities: people, neighbours and lists climb a level by the membership of areas.
CREATE TEMP TABLE community AS
	SELECT people, neighbours, lists, within, (SELECT place_flows(place, 'c' || lpad(locality::text, 2, '0'), 1) FROM localities(people, neighbours, 250, 600, lists)) AS membership FROM map WHERE map = 3;
CREATE TEMP TABLE nested AS
	SELECT place_flows(place, locality::text, 1) AS assignment FROM community, localities(people * membership, transpose(membership) * neighbours * membership, 1000, 2000, transpose(membership) * lists);
SELECT is(bool_and(contiguous AND people BETWEEN 1000 AND 2000), true, 'localities built from communities hold for areas too')
FROM (SELECT membership * assignment AS a, c.people AS p, neighbours, lists FROM community c, nested) x, locality_quality(a, p, neighbours, lists);

-- London: all registrations of areas in scope.
\ir ../london.psql
\if :has_shared
CREATE TEMP TABLE centroid (lsoa text, lon float8, lat float8, easting float8, northing float8, area float8);
\copy centroid FROM PROGRAM 'zcat "$LONDON"/centroids.csv.gz' CSV HEADER
CREATE TEMP TABLE registered (practice text, lsoa text, patients float8);
\copy registered FROM PROGRAM 'zcat "$LONDON"/registered.csv.gz' CSV HEADER
CREATE TEMP TABLE adjacency (a text, b text, rook boolean, shared_m float8);
\copy adjacency FROM PROGRAM 'zcat "$LONDON"/adjacency.csv.gz' CSV HEADER
CREATE TEMP TABLE london AS
	SELECT place_counts(lsoa, patients) AS people, place_flows(lsoa, practice, patients) AS lists,
		(SELECT f + transpose(f) FROM (SELECT place_flows(a, b, shared_m) AS f FROM adjacency) x) AS neighbours
	FROM registered JOIN centroid USING (lsoa);
CREATE TEMP TABLE divided AS
	SELECT largest, (SELECT place_flows(place, locality::text, 1) FROM localities(people, neighbours, 30000, largest, lists, effort => 1)) AS assignment
	FROM london, unnest(ARRAY[50000, 100000]) largest;
SELECT results_eq('SELECT largest, bool_and(contiguous), bool_and(q.people BETWEEN 30000 AND largest), sum(q.people) FROM london, divided, locality_quality(assignment, people, neighbours, lists) q GROUP BY 1 ORDER BY 1',
	'VALUES (50000, true, true, 10636722::float8), (100000, true, true, 10636722)', 'London: all within, all contiguous');
SELECT cmp_ok(own_locality_share(assignment, lists), '>=', CASE largest WHEN 50000 THEN 0.664 ELSE 0.772 END::float8, 'London: share of people in localities of 30,000 to ' || largest) FROM london, divided;
\endif

SELECT * FROM finish();
ROLLBACK;

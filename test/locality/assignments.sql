-- assignment_overlap, match_assignments, compare_assignments, own_locality_bound, least_moved.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand: N1 is divided, N2 takes a part of it, and N3 ends.
CREATE TEMP TABLE hand AS SELECT
	'{"a": 100, "b": 60, "c": 50, "d": 40, "e": 7, "f": 5, "g": 0}'::place_counts AS people,
	'{"a": {"N1": 1}, "b": {"N1": 1}, "c": {"N2": 1}, "d": {"N3": 1}, "e": {"N2": 1}, "g": {"N0": 1}}'::place_flows AS before,
	'{"a": {"X": 1}, "b": {"Y": 1}, "c": {"Y": 1}, "d": {"X": 1}, "f": {"Z": 1}, "g": {"Y": 1}}'::place_flows AS after,
	'{"a": {"P": 50, "Q": 1}, "b": {"P": 30, "Q": 20}, "c": {"Q": 19, "R": 9}, "e": {"S": 4}, "f": {"R": 20}}'::place_flows AS lists;
SELECT is(assignment_overlap(before, after, people), '{"N0": {"Y": 0}, "N1": {"X": 100, "Y": 60}, "N2": {"Y": 50}, "N3": {"X": 40}}', 'people in common') FROM hand;
SELECT results_eq('SELECT m.* FROM hand, match_assignments(before, after, people) m',
	$$VALUES ('N1', 'X', 100::float8, 160::float8, 140::float8), ('N2', 'Y', 50, 57, 110), ('N0', NULL, 0, 0, NULL), ('N3', NULL, 0, 40, NULL), (NULL, 'Z', 0, NULL, 5)$$,
	'pairs, then what ended, then what is new');
SELECT is(c::text, '(262,250,5,7,150,100,0.4,60,90,0.7,4,3,2,2,1,3,2,69,114,109,0.7450980392156863,0.7124183006535948)', 'side by side')
FROM hand, compare_assignments(before, after, people, lists) c;
SELECT is(c::text, '(262,250,5,7,150,100,0.4,60,90,0.7,4,3,2,2,1,,,,,,,)', 'without lists') FROM hand, compare_assignments(before, after, people) c;
SELECT results_eq('SELECT moved, moved_share, companions_kept, practices, own_share_after FROM hand, compare_assignments(before, after, ''{"a": 0, "b": 0, "c": 0, "d": 0, "e": 0, "f": 0, "g": 0}'', ''{}'')',
	'VALUES (0::float8, NULL::float8, NULL::float8, 0, NULL::float8)', 'shares of nobody');
SELECT results_eq($$SELECT before, after FROM match_assignments('{"a": {"N1": 1}, "b": {"N2": 1}}', '{"a": {"Y": 1}, "b": {"Y": 1}}', '{"a": 5, "b": 5}')$$,
	$$VALUES ('N1', 'Y'), ('N2', NULL)$$, 'of equal claims the first');
SELECT results_eq($$SELECT before, after FROM match_assignments('{"a": {"N1": 1}, "b": {"N1": 1}, "c": {"N2": 1}, "d": {"N2": 1}}', '{"a": {"Y": 1}, "b": {"X": 1}, "c": {"X": 1}, "d": {"Y": 1}}', '{"a": 5, "b": 5, "c": 5, "d": 5}')$$,
	$$VALUES ('N1', 'X'), ('N2', 'Y')$$, 'of equal matchings the one with the smallest codes');
SELECT results_eq($$SELECT before, after, people FROM match_assignments('{"a": {"N1": 1}, "b": {"N1": 1}, "c": {"N2": 1}}', '{"a": {"X": 1}, "b": {"Y": 1}, "c": {"X": 1}}', '{"a": 10, "b": 9, "c": 8}')$$,
	$$VALUES ('N1', 'Y', 9::float8), ('N2', 'X', 8)$$, 'greedy would keep 10 people, not 17');
SELECT is(own_locality_bound('{"a": 100, "b": 120, "c": 80, "d": 90, "e": 110, "f": 100}',
	'{"a": {"A": 90, "B": 10}, "b": {"A": 100, "B": 20}, "c": {"A": 60, "B": 20}, "d": {"A": 20, "B": 70}, "e": {"A": 10, "B": 100}, "f": {"A": 5, "B": 95}}', 350),
	(538.0 + 11.0 / 18) / 600::float8, 'the line by hand');
SELECT is(own_locality_bound('{"a": 500, "b": 0, "c": 10, "d": 10}', '{"a": {"P": 40}, "b": {"P": 3}, "c": {"P": 10}, "d": {"P": 10}}', 15), 40 / 63.0::float8, 'one large area may be more than the rest');
SELECT is(own_locality_bound('{"a": 500, "b": 0, "c": 10, "d": 10}', '{"a": {"P": 4}, "b": {"P": 3}, "c": {"P": 10}, "d": {"P": 10}}', 15), 18 / 27.0::float8, 'or less');
SELECT is(own_locality_bound('{"a": 10, "b": 10}', '{"a": {"P": 4}, "b": {"P": 3}}', 50, '{"a": {"W": 1}, "b": {"E": 1}}'), 4 / 7.0::float8, 'no locality crosses within');
SELECT is(least_moved(before, people, 100), 60::float8, 'who must leave a network that is too large') FROM hand;

-- NULL, nobody, and errors
SELECT is_empty('SELECT m.* FROM hand, match_assignments(NULL, after, people) m', 'matches of NULL');
SELECT is(c IS NULL, true, 'comparison of NULL') FROM hand, compare_assignments(before, after, NULL, lists) c;
SELECT is(assignment_overlap('{}', '{}', '{}'), '{}', 'nothing in common');
SELECT is_empty($$SELECT * FROM match_assignments('{}', '{}', '{"a": 1}')$$, 'nothing to match');
SELECT is(own_locality_bound(people, NULL, 10), NULL, 'a bound without lists') FROM hand;
SELECT is(own_locality_bound(people, '{}', 10), NULL, 'a bound for nobody') FROM hand;
SELECT throws_ok($$SELECT assignment_overlap('{"z": {"N": 1}}', '{}', '{"a": 1}')$$, '22023', 'unknown area "z" in before');
SELECT throws_ok($$SELECT match_assignments('{}', '{"a": {"N": 1, "M": 1}}', '{"a": 1}')$$, '22023', 'area "a" belongs to both "M" and "N" in after');
SELECT throws_ok($$SELECT compare_assignments('{}', '{}', '{"a": 1}', '{"z": {"P": 1}}')$$, '22023', 'unknown area "z" in lists');
SELECT throws_ok($$SELECT own_locality_bound('{"a": 1}', '{"a": {"P": 1}}', 0)$$, '22023', 'largest must be a finite number above 0, not 0');
SELECT throws_ok($$SELECT own_locality_bound('{"a": 1}', '{"a": {"P": 1}}', 1, '{}')$$, '22023', 'area "a" belongs to nothing in within');
SELECT throws_ok($$SELECT least_moved('{"z": {"N": 1}}', '{"a": 1}', 5)$$, '22023', 'unknown area "z" in start');
SELECT throws_ok($$SELECT least_moved('{}', '{"a": 1}', 'NaN')$$, '22023', 'largest must be a finite number above 0, not NaN');

-- Random maps with few people, so that there are many ties: every way to match is tried by plain SQL.
\set seed 0.25
\ir ../random.psql
CREATE TEMP TABLE cell AS
	SELECT map, 'a' || area AS area, floor(4 * random())::float8 AS people, 'N' || floor(4 * random()) AS before, 'L' || floor(4 * random()) AS after, random() < 0.1 AS free_before, random() < 0.1 AS free_after
	FROM generate_series(1, 60 * :rounds) map, generate_series(1, 14) area;
CREATE TEMP TABLE map AS
	SELECT map, place_counts(area, people) AS people, place_flows(area, before, 1) FILTER (WHERE NOT free_before) AS before, place_flows(area, after, 1) FILTER (WHERE NOT free_after) AS after FROM cell GROUP BY map;
CREATE TEMP TABLE shared AS SELECT map, before, after, sum(people) AS o FROM cell WHERE NOT free_before AND NOT free_after GROUP BY 1, 2, 3;
SELECT is_empty('(SELECT map, before, after, o FROM shared EXCEPT SELECT map, origin, destination, n FROM map, cells(assignment_overlap(before, after, people)))
	UNION ALL (SELECT map, origin, destination, n FROM map, cells(assignment_overlap(before, after, people)) EXCEPT SELECT map, before, after, o FROM shared)', 'overlaps by plain SQL');
CREATE TEMP TABLE matching AS
	WITH RECURSIVE way AS (
		SELECT map, 0 AS n, ARRAY[]::text[] AS codes, 0::float8 AS kept FROM map
		UNION ALL
		SELECT map, n + 1, codes || c, kept + coalesce(o, 0) FROM (
			SELECT w.*, s.c, (SELECT o FROM shared x WHERE x.map = w.map AND x.before = 'N' || n AND x.after = s.c) AS o FROM way w, unnest(ARRAY['L0', 'L1', 'L2', 'L3', '~']) s(c)
			WHERE n < 4 AND (s.c = '~' OR s.c <> ALL (codes))) x
		WHERE c = '~' OR o > 0)
	SELECT DISTINCT ON (map) map, codes, kept FROM way WHERE n = 4 ORDER BY map, kept DESC, codes COLLATE "C";
SELECT is_empty($$SELECT map, before, after FROM matching, unnest(ARRAY['N0', 'N1', 'N2', 'N3'], codes) u(before, after) WHERE after <> '~'
	EXCEPT SELECT map, m.before, m.after FROM map, match_assignments(before, after, people) m$$, 'the best matching with the smallest codes, by trying all');
SELECT is_empty('SELECT map FROM map JOIN matching USING (map), compare_assignments(before, after, people) c WHERE c.kept <> matching.kept OR c.moved <> c.in_both - c.kept', 'people kept, and so moved');

-- Identities
CREATE TEMP TABLE compared AS SELECT map, c.*, d.moved AS moved_back, d.split AS split_back, d.joined AS joined_back, e.moved AS moved_to_itself
	FROM map m, compare_assignments(m.before, m.after, m.people) c, compare_assignments(m.after, m.before, m.people) d, compare_assignments(m.after, m.after, m.people) e;
SELECT is(count(*) FILTER (WHERE moved = moved_back AND split = joined_back AND joined = split_back AND moved_to_itself = 0 AND greatest(split, joined) <= moved AND moved <= people
	AND localities_before = continued + ended AND localities_after = continued + new AND companions_kept BETWEEN 0 AND 1), 60::bigint, 'moving back and forth') FROM compared;
SELECT is_empty($$SELECT map FROM map m JOIN compared c USING (map), compare_assignments(m.before, m.after * '{"L0": {"L": 1}, "L1": {"L": 1}, "L2": {"M": 1}, "L3": {"N": 1}}'::place_flows, m.people) u
	WHERE u.joined < c.joined OR u.split > c.split$$, 'uniting two never lowers joined nor raises split');
SELECT is_empty($$SELECT map FROM map m JOIN compared c USING (map), compare_assignments(m.before, m.after * '{"L0": {"z": 1}, "L1": {"y": 1}, "L2": {"x": 1}, "L3": {"w": 1}}'::place_flows, m.people) u
	WHERE (u.moved, u.split, u.joined) IS DISTINCT FROM (c.moved, c.split, c.joined) OR abs(u.companions_kept - c.companions_kept) > 1e-12$$, 'names make no difference');

\if :vectors
CREATE TEMP TABLE compare_area ("case" text, area text, people float8, before text, after text);
\copy compare_area FROM PROGRAM 'cat "$VECTORS/maps/compare_areas.csv"' CSV HEADER
CREATE TEMP TABLE compare_list ("case" text, area text, practice text, people float8);
\copy compare_list FROM PROGRAM 'cat "$VECTORS/maps/compare_lists.csv"' CSV HEADER
CREATE TEMP TABLE compare_match ("case" text, before text, after text, shared float8);
\copy compare_match FROM PROGRAM 'cat "$VECTORS/maps/compare_match.csv"' CSV HEADER
CREATE TEMP TABLE compare_expected ("case" text, people float8, in_both float8, unplaced_before float8, unplaced_after float8, moved float8, split float8, joined float8, companions_kept float8, practices int, practices_moved int, list_moved float8, registrations float8, own_before float8, own_after float8);
\copy compare_expected FROM PROGRAM 'cat "$VECTORS/maps/compare_expected.csv"' CSV HEADER
CREATE TEMP TABLE published AS
	SELECT "case", place_counts(area, people) AS people, place_flows(area, before, 1) FILTER (WHERE before IS NOT NULL) AS before, place_flows(area, after, 1) FILTER (WHERE after IS NOT NULL) AS after,
		(SELECT place_flows(area, practice, people) FROM compare_list l WHERE l."case" = a."case") AS lists
	FROM compare_area a GROUP BY "case";
SELECT set_eq('SELECT "case", m.before, m.after, m.people FROM published, match_assignments(before, after, people) m', 'SELECT "case", before, after, shared FROM compare_match', 'the vectors: what continues what');
SELECT is_empty('SELECT "case" FROM compare_expected e JOIN published p USING ("case"), compare_assignments(before, after, p.people, lists) c
	WHERE (c.people, c.in_both, c.unplaced_before, c.unplaced_after, c.moved, c.split, c.joined, c.practices, c.practices_moved, c.list_moved, c.own_before, c.own_after)
		IS DISTINCT FROM (e.people, e.in_both, e.unplaced_before, e.unplaced_after, e.moved, e.split, e.joined, e.practices, e.practices_moved, e.list_moved, e.own_before, e.own_after)
		OR abs(c.companions_kept - e.companions_kept) > 1e-12 OR abs(c.own_share_after - e.own_after / e.registrations) > 1e-12', 'the vectors: every figure');
CREATE TEMP TABLE instance (instance text, areas int, practices int, smallest float8, largest float8, people float8, divisions int, worth_today float8, contiguous text, within text, bound float8, partition_bound float8);
\copy instance FROM PROGRAM 'cat "$VECTORS/maps/instances.csv"' CSV HEADER
CREATE TEMP TABLE instance_area (instance text, area text, people float8, workload float8, today text);
\copy instance_area FROM PROGRAM 'cat "$VECTORS/maps/areas.csv"' CSV HEADER
CREATE TEMP TABLE instance_list (instance text, area text, practice text, people float8);
\copy instance_list FROM PROGRAM 'cat "$VECTORS/maps/lists.csv"' CSV HEADER
SELECT is_empty('SELECT instance FROM instance i, LATERAL (SELECT place_counts(area, people) AS people FROM instance_area a WHERE a.instance = i.instance) a,
	LATERAL (SELECT place_flows(area, practice, people) AS lists FROM instance_list l WHERE l.instance = i.instance) l
	WHERE abs(own_locality_bound(a.people, lists, largest) - bound / total(lists)) > 1e-9', 'the vectors: bounds');
CREATE TEMP TABLE instance_neighbour (instance text, a text, b text);
\copy instance_neighbour FROM PROGRAM 'cat "$VECTORS/maps/neighbours.csv"' CSV HEADER
SELECT set_eq('SELECT instance, own_before, q.contiguous, q.within FROM instance i,
		LATERAL (SELECT place_counts(area, a.people) AS people, place_counts(area, a.people) FILTER (WHERE today IS NOT NULL) AS placed, place_flows(area, today, 1) FILTER (WHERE today IS NOT NULL) AS today,
			coalesce(array_agg(area) FILTER (WHERE today IS NULL), ''{}'') AS free FROM instance_area a WHERE a.instance = i.instance) a,
		LATERAL (SELECT without_places(f + transpose(f), free) AS neighbours FROM (SELECT place_flows(a, b, 1) AS f FROM instance_neighbour n WHERE n.instance = i.instance) f) n,
		LATERAL (SELECT place_flows(area, practice, people) AS lists FROM instance_list l WHERE l.instance = i.instance) l, compare_assignments(today, today, a.people, lists),
		LATERAL (SELECT bool_and(contiguous) AS contiguous, bool_and(q.people BETWEEN smallest AND largest) AS within FROM locality_quality(today, placed, neighbours) q) q',
	'SELECT instance, worth_today, contiguous::boolean, within::boolean FROM instance', 'the vectors: what today''s map is worth, and whether it is in one piece and within the bounds');
\else
SELECT skip('no published data', 4);
\endif

SELECT is(own_locality_bound('{"a": 5, "b": 10}', '{"a": {"P": 5}, "b": {"P": 8}}', 10), 9 / 13.0::float8, 'an area of just the largest size fills what room is left');

-- A bound on random lists: no division within largest passes it, in one piece or not.
CREATE TEMP TABLE populated AS
	SELECT map, 'a' || area AS area, floor(1 + 9 * random())::float8 AS people, random() AS place, 'W' || floor(3 * random()) AS within FROM generate_series(1, 40 * :rounds) map, generate_series(1, 14) area;
CREATE TEMP TABLE bounded AS
	SELECT map, place_counts(area, people) AS people, place_flows(area, within, 1) AS within, max(people) AS greatest,
		(SELECT place_flows('a' || area, 'P' || floor(5 * random()), floor(10 * random())) FROM generate_series(1, 14) area, generate_series(1, 3) WHERE p.map > 0) AS lists FROM populated p GROUP BY map;
CREATE TEMP TABLE divided AS -- in an order of no meaning, cut into localities of at most largest
	SELECT map, b.people, lists, b.within, largest, place_flows(area, 'L' || part, 1) AS division, place_flows(area, p.within || 'L' || part, 1) AS division_within
	FROM bounded b, LATERAL (VALUES (greatest), (15), (25), (40), (70)) v (largest), LATERAL (SELECT area, within, floor(sum(people) OVER (ORDER BY place) / greatest(largest - greatest, 1)) AS part FROM populated p WHERE p.map = b.map) p
	WHERE largest >= greatest GROUP BY map, b.people, lists, b.within, largest;
DELETE FROM divided WHERE EXISTS (SELECT FROM counts(people * division) WHERE n > largest);
SELECT ok(count(*) > 100, 'random divisions') FROM divided;
SELECT is_empty('SELECT map, largest FROM divided WHERE own_locality_share(division, lists) > own_locality_bound(people, lists, largest) + 1e-12', 'no division passes the bound');
SELECT is_empty('SELECT map, largest FROM divided WHERE own_locality_share(division_within, lists) > own_locality_bound(people, lists, largest, within) + 1e-12', 'nor one within groups theirs');
SELECT is_empty('SELECT map, largest FROM divided WHERE own_locality_bound(people, lists, largest, within) > own_locality_bound(people, lists, largest) + 1e-12', 'groups never raise the bound');
SELECT ok(count(*) > 100, 'and often lower it') FROM divided WHERE own_locality_bound(people, lists, largest, within) < own_locality_bound(people, lists, largest) - 1e-6;
SELECT is_empty('SELECT map, l FROM (SELECT map, l, bound, lag(bound) OVER (PARTITION BY map ORDER BY l) AS before FROM bounded, generate_series(1, 90) l, own_locality_bound(people, lists, l) bound WHERE l >= greatest) b WHERE bound < before - 1e-12',
	'the bound rises with the largest');
SELECT is_empty('SELECT map FROM bounded WHERE abs(own_locality_bound(people, lists, total(people)) - 1) > 1e-12', 'and is 1 where one locality may hold everybody');

SELECT * FROM finish();
ROLLBACK;

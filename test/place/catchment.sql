-- main_destinations, catchments, catchments_by_minimum_share, self_containment; proportionate flow.
BEGIN;
SELECT no_plan();

-- From areas to the practices of their people.
CREATE TEMP TABLE area AS
SELECT place_flows '{"L1": {"P1": 60, "P3": 10}, "L2": {"P1": 30, "P2": 50}, "L3": {"P1": 8, "P2": 40, "P3": 20}}' AS f,
	place_counts '{"L1": 65, "L2": 75, "L3": 70}' AS residents;

-- First past the post.
SELECT results_eq('SELECT m.* FROM area, main_destinations(f) m',
	$$VALUES ('L1', 'P1', 60::float8, 60/70::float8, 50::float8), ('L2', 'P2', 50, 50/80::float8, 20), ('L3', 'P2', 40, 40/68::float8, 20)$$, 'main destinations');
SELECT results_eq($$SELECT * FROM main_destinations('{"A": {"z": 5, "B": 5, "a": 5}}')$$,
	$$VALUES ('A', 'B', 5::float8, 5/15::float8, 0::float8)$$, 'of equal ones the smallest code, with no margin');
SELECT results_eq($$SELECT * FROM main_destinations('{"A": {"x": 5}}')$$,
	$$VALUES ('A', 'x', 5::float8, 1::float8, 5::float8)$$, 'no runner-up');
SELECT results_eq($$SELECT * FROM main_destinations('{"A": {"x": 0, "y": 0}, "B": {"x": 0, "y": 1}}')$$,
	$$VALUES ('A', NULL, 0::float8, NULL::float8, NULL::float8), ('B', 'y', 1, 1, 1)$$, 'nobody goes anywhere');
SELECT is_empty($$SELECT * FROM main_destinations('{}')$$, 'no flows');
SELECT is_empty($$SELECT * FROM main_destinations(NULL)$$, 'NULL');

-- A cumulative share: whoever crosses it is in.
SELECT results_eq($$SELECT c.destination, c.n, c.rank, c.share, c.cumulative_share, c.in_catchment
		FROM area, catchments(transpose(f)) c WHERE c.origin = 'P1'$$,
	$$VALUES ('L1', 60::float8, 1, 60/98::float8, 60/98::float8, true), ('L2', 30, 2, 30/98::float8, 90/98::float8, true), ('L3', 8, 3, 8/98::float8, 1, false)$$,
	'catchment of a practice');
SELECT results_eq($$SELECT destination, in_catchment FROM catchments('{"A": {"a": 50, "b": 30, "c": 20}}', 0.8)$$,
	$$VALUES ('a', true), ('b', true), ('c', false)$$, 'a share that is reached exactly');
SELECT is(array_agg(destination ORDER BY rank), '{a,b,c}', 'or up to rounding errors; of equal ones the smallest codes')
FROM catchments('{"A": {"a": 0.1, "b": 0.1, "c": 0.1, "d": 0.1, "e": 0.1, "f": 0.1, "g": 0.1, "h": 0.1, "i": 0.1, "j": 0.1}}', 0.3) WHERE in_catchment;
SELECT is(array_agg(destination ORDER BY rank), '{c,b}', 'a sum that misses the share by a rounding error')
FROM catchments('{"A": {"a": 0.1, "b": 0.2, "c": 0.7}}', 0.9) WHERE in_catchment;
SELECT is(array_agg(destination ORDER BY rank), '{a,b,c}', 'all of it, but for destinations without anybody')
FROM catchments('{"A": {"a": 3, "b": 2, "c": 1, "d": 0}}', 1) WHERE in_catchment;
SELECT is(max(cumulative_share), 1::float8, 'cumulative shares end at 1') FROM catchments('{"A": {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.7}}');
SELECT results_eq($$SELECT * FROM catchments('{"A": {"x": 0}}')$$,
	$$VALUES ('A', 'x', 0::float8, 1, NULL::float8, NULL::float8, false)$$, 'nobody goes anywhere');
SELECT is_empty($$SELECT * FROM catchments('{}')$$, 'no flows');
SELECT throws_ok($$SELECT * FROM catchments('{}', 0)$$, '22023', 'share must be above 0 and at most 1, not 0');
SELECT throws_ok($$SELECT * FROM catchments('{}', 1.5)$$, '22023', 'share must be above 0 and at most 1, not 1.5');
SELECT throws_ok($$SELECT * FROM catchments('{}', 'NaN')$$, '22023', 'share must be above 0 and at most 1, not NaN');

-- A minimum share.
SELECT results_eq('SELECT c.origin, array_agg(c.destination ORDER BY c.destination) FROM area, catchments_by_minimum_share(f) c WHERE c.in_catchment GROUP BY 1 ORDER BY 1',
	$$VALUES ('L1', '{P1}'::text[]), ('L2', '{P1,P2}'), ('L3', '{P2}')$$, 'practices with 30 % of an area');
SELECT results_eq($$SELECT destination, in_catchment FROM catchments_by_minimum_share('{"A": {"a": 40, "b": 30, "c": 30}}', 0.3)$$,
	$$VALUES ('a', true), ('b', true), ('c', true)$$, 'exactly the minimum is enough');
SELECT is(count(*) FILTER (WHERE in_catchment), 0::bigint, 'an origin may have none')
FROM catchments_by_minimum_share('{"A": {"a": 1, "b": 1, "c": 1, "d": 1}}', 0.26);
SELECT throws_ok($$SELECT * FROM catchments_by_minimum_share('{}', 0)$$, '22023', 'minimum_share must be above 0 and at most 1, not 0');

-- Both against plain SQL on random flows.
CREATE TEMP TABLE random_flow AS
SELECT 'O' || o AS origin, 'D' || d AS destination, (hashtext(concat_ws('/', o, d))::bigint & 15)::float8 AS n
FROM generate_series(1, 300) o, generate_series(1, 12) d WHERE (hashtext(concat_ws('/', d, o))::bigint & 3) > 0;
SELECT is_empty($$
	WITH f AS (SELECT place_flows(origin, destination, n) AS f FROM random_flow),
		ranked AS (SELECT *, row_number() OVER w AS rank, sum(n) OVER w AS together, sum(n) OVER (PARTITION BY origin) AS total FROM random_flow
			WINDOW w AS (PARTITION BY origin ORDER BY n DESC, destination COLLATE "C" ROWS UNBOUNDED PRECEDING)),
		plain AS (SELECT origin, destination, n, rank::int, n / total AS share, together / total AS cumulative_share,
			n > 0 AND (together - n) / total < 0.8 AS in_catchment FROM ranked WHERE total > 0),
		ours AS (SELECT c.* FROM f, catchments(f) c WHERE c.share IS NOT NULL)
	(TABLE plain EXCEPT TABLE ours) UNION ALL (TABLE ours EXCEPT TABLE plain)$$, 'catchments as in plain SQL');
SELECT is_empty($$
	WITH f AS (SELECT place_flows(origin, destination, n) AS f FROM random_flow),
		ranked AS (SELECT *, row_number() OVER w AS rank, lead(n) OVER w AS runner_up, sum(n) OVER (PARTITION BY origin) AS total FROM random_flow
			WINDOW w AS (PARTITION BY origin ORDER BY n DESC, destination COLLATE "C")),
		plain AS (SELECT origin, destination, n, n / total AS share, n - coalesce(runner_up, 0) AS margin FROM ranked WHERE rank = 1 AND total > 0),
		ours AS (SELECT m.* FROM f, main_destinations(f) m WHERE m.share IS NOT NULL)
	(TABLE plain EXCEPT TABLE ours) UNION ALL (TABLE ours EXCEPT TABLE plain)$$, 'main destinations as in plain SQL');

-- Proportionate flow: residents of each area shared out as its patients are.
SELECT is(residents * shares(f), recode(residents, shares(f)), 'proportionate flow converts everybody') FROM area;
SELECT is(round((residents * shares(f) -> practice)::numeric, 9), people, 'proportionate flow of ' || practice)
FROM area, (VALUES ('P1', 92.074579832), ('P2', 88.051470588), ('P3', 29.873949580)) v(practice, people);
SELECT is(round(total(residents * shares(f))::numeric, 9), 210.000000000, 'and keeps the total') FROM area;

-- What stays at home.
SELECT results_eq($$SELECT * FROM self_containment('{"X": {"X": 90, "Y": 8, "NO2011": 2}, "Y": {"X": 50, "Y": 40, "B": 10}, "Z": {"X": 0}}')$$,
	$$VALUES ('B', NULL::float8, 0::float8), ('NO2011', NULL, 0), ('X', 0.9, 90/140::float8), ('Y', 0.4, 40/48::float8), ('Z', NULL, NULL)$$, 'self containment');
SELECT is_empty($$SELECT * FROM self_containment('{}')$$, 'no flows');

-- Layers: two services of one hospital are two flows, and their sum is the hospital.
CREATE TEMP TABLE service AS
SELECT 'general' AS layer, place_flows '{"L1": {"H1": 70, "H2": 10}, "L2": {"H1": 20, "H2": 60}, "L9": {"H3": 50}}' AS f
UNION ALL SELECT 'specialised', '{"L1": {"H1": 7}, "L2": {"H1": 8}, "L9": {"H1": 5}}';
SELECT results_eq($$SELECT layer, array_agg(c.destination ORDER BY c.rank) FROM service, catchments(transpose(f)) c
		WHERE c.origin = 'H1' AND c.in_catchment GROUP BY layer ORDER BY layer$$,
	$$VALUES ('general', '{L1,L2}'::text[]), ('specialised', '{L2,L1,L9}')$$, 'one hospital, two catchments');
SELECT is(transpose(rollup(f)) -> 'H1', '{"L1": 77, "L2": 28, "L9": 5}', 'and both together') FROM service;

-- Care homes: how aligned each is with one practice.
SELECT results_eq($$SELECT origin, destination, n, share, margin FROM main_destinations(
		'{"Home 1": {"P1": 38, "P2": 2}, "Home 2": {"P1": 9, "P2": 10, "P3": 11}}')$$,
	$$VALUES ('Home 1', 'P1', 38::float8, 0.95::float8, 36::float8), ('Home 2', 'P3', 11, 11/30::float8, 1)$$, 'alignment of care homes');

-- A million cells.
CREATE TEMP TABLE million AS
SELECT place_flows('E' || i / 10, 'P' || i % 1000, 1 + i % 10) AS f FROM generate_series(1, 1000000) i;
SELECT is(count(*), 100001::bigint, 'an origin a row') FROM million, main_destinations(f);
SELECT is(count(*), 1000000::bigint, 'a cell a row') FROM million, catchments(f);
SELECT is(count(*), 101001::bigint, 'a place a row') FROM million, self_containment(f);

SELECT * FROM finish();
ROLLBACK;

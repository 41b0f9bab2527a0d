-- rake: flows fitted to margins; every failure names the place and the size of what is wrong.
BEGIN;
SELECT no_plan();

-- Largest difference between two flows with the same cells.
CREATE FUNCTION pg_temp.distance(a place_flows, b place_flows) RETURNS float8 LANGUAGE sql AS $$
	SELECT coalesce(max(abs(coalesce(x.n, 'Infinity') - coalesce(y.n, 'Infinity'))), 0)
	FROM cells(a) x FULL JOIN cells(b) y USING (origin, destination)
$$;

SELECT is(rake('{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}}', '{"a": 52, "b": 48}', '{"x": 87, "y": 13}'),
	'{"a": {"x": 45.24, "y": 6.76}, "b": {"x": 41.76, "y": 6.24}}', 'no association in the seed, none in the fit');
SELECT is(rake('{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}}', '{"a": 52, "b": 48}', '{"x": 87, "y": 13}', max_sweeps => 1) IS NOT NULL,
	true, 'in one sweep');
SELECT is(pg_temp.distance(
	rake('{"a": {"w": 8, "x": 4, "y": 6, "z": 7}, "b": {"w": 3, "x": 6, "y": 5, "z": 2}, "c": {"w": 9, "x": 11, "y": 3, "z": 1}}',
		'{"a": 20, "b": 18, "c": 22}', '{"w": 18, "x": 16, "y": 12, "z": 14}', 1e-14),
	'{"a": {"w": 5.579361394022624, "x": 2.1624669416370588, "y": 3.891873715185509, "z": 8.366297949155806},
		"b": {"w": 3.43319967645567, "x": 5.322602556147903, "y": 5.3218275299375755, "z": 3.922370237458924},
		"c": {"w": 8.987438929521709, "x": 8.514930502215039, "y": 2.7862987548769147, "z": 1.7113318133852715}}') < 1e-11,
	true, 'three by four');
SELECT is(pg_temp.distance(
	rake('{"a": {"x": 5, "z": 2}, "b": {"x": 0, "y": 7, "z": 1}, "c": {"x": 3, "y": 4}}',
		'{"a": 30, "b": 40, "c": 30}', '{"x": 25, "y": 45, "z": 30}', 1e-14),
	'{"a": {"x": 12.619173295908762, "z": 17.380826704095124}, "b": {"x": 0, "y": 27.380826704092456, "z": 12.619173295904874},
		"c": {"x": 12.380826704091238, "y": 17.619173295907547}}') < 1e-9,
	true, 'zeros stay, written or not');
SELECT is(pg_temp.distance(
	rake('{"a": {"x": 5, "y": 1, "z": 2}, "b": {"x": 3, "y": 7, "z": 1}}', '{"a": 10, "b": 20}', '{"x": 0, "y": 18, "z": 12}', 1e-14),
	'{"a": {"x": 0, "y": 2.1455964961472427, "z": 7.8544035038500715}, "b": {"x": 0, "y": 15.854403503852756, "z": 4.145596496149928}}') < 1e-10,
	true, 'a target of 0');
-- The fit tends to the identity, its corner to 1/(2 * sweeps): never within a small tolerance.
SELECT is(pg_temp.distance(rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 1, "b": 1}', '{"x": 1, "y": 1}', 0.000249875063),
	'{"a": {"x": 1, "y": 0.0004997501249375319}, "b": {"y": 0.9995002498750625}}') < 1e-15, true, 'as far as plain scaling comes in 1000 sweeps');
SELECT throws_like($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 1, "b": 1}', '{"x": 1, "y": 1}', 0.000249875062, 1000)$$,
	'no fit after 1000 sweeps: origin "_" misses its target of 1 by 0.00049975', 'and no further');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 1, "b": 1}', '{"x": 1, "y": 1}')$$, '54000', NULL, 'no convergence');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1e-308}}', '{"a": 1e10}', '{"x": 1e10}')$$, '54000',
	'origin "a" has 1e-308 in the seed, and no factor in range makes that its target of 10000000000', 'a seed too small to scale');
SELECT is(rake(place_flows '{"a": {"x": 1e-308}}' * 1e300, '{"a": 1e10}', '{"x": 1e10}'), '{"a": {"x": 10000000000}}', 'until it is brought near the targets');

-- Empty, one place, seeds of any size.
SELECT is(rake('{}', '{}', '{}'), '{}', 'nothing');
SELECT is(rake('{"a": {"x": 7}}', '{"a": 3}', '{"x": 3}'), '{"a": {"x": 3}}', 'one cell');
SELECT is(rake('{"a": {"x": 7}, "b": {"x": 0}}', '{"a": 0, "b": 0}', '{"x": 0}'), '{"a": {"x": 0}, "b": {"x": 0}}', 'nobody');
SELECT is(rake('{"a": {"x": 1e-300}, "b": {"y": 1e300}}', '{"a": 3, "b": 4}', '{"x": 3, "y": 4}'), '{"a": {"x": 3}, "b": {"y": 4}}', 'tiny and huge cells');
SELECT is(rake('{"a": {"x": 7}}', '{"a": 3, "b": 0}', '{"x": 3, "y": 0}'), '{"a": {"x": 3}}', 'a target of 0 needs no place in the seed');
SELECT is(rake(NULL, '{}', '{}'), NULL, 'NULL');

-- Margins that the seed cannot have.
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}, "b": {"y": 1}}', '{"a": 10, "b": 20}', '{"x": 20, "y": 10}')$$, '22023',
	'origin "b" has a target of 20, but the destinations that its cells lead to have 10 together');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 10, "b": 20}', '{"x": 15, "y": 15}')$$, '22023',
	'origin "b" has a target of 20, but the destinations that its cells lead to have 15 together');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}, "c": {"y": 1}, "d": {"y": 1}}', '{"a": 10, "b": 10, "c": 6, "d": 5}', '{"x": 21, "y": 10}')$$, '22023',
	'destination "x" has a target of 21, but the origins that its cells lead to have 20 together');
SELECT throws_ok($$SELECT rake('{"a": {"x": 0, "y": 0}, "b": {"x": 1, "y": 1}}', '{"a": 5, "b": 5}', '{"x": 5, "y": 5}')$$, '22023',
	'origin "a" has a target of 5, but no cell of the seed can hold anybody', 'a line of zeros');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}, "b": {"y": 1}}', '{"a": 5, "b": 0}', '{"x": 3, "y": 2}')$$, '22023',
	'origin "a" has a target of 5, but the destinations that its cells lead to have 3 together');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}, "b": {"x": 1, "y": 1}}', '{"a": 5, "b": 0}', '{"x": 3, "y": 2}', 0.5)$$, '22023',
	'destination "y" has a target of 2, but no cell of the seed can hold anybody');
SELECT throws_ok($$SELECT rake('{"a": {"w": 1, "x": 1}, "b": {"w": 1, "x": 1}, "c": {"y": 1, "z": 1}, "d": {"y": 1, "z": 1}}',
		'{"a": 10, "b": 10, "c": 12, "d": 12}', '{"w": 12, "x": 12, "y": 10, "z": 10}')$$, '22023',
	'the part of the seed around origin "a" has targets of 20 for its origins, but 24 for its destinations');
-- a and b, 60 people, lead to x and y, 50 places; no single place shows it.
SELECT throws_like($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}, "c": {"x": 1, "y": 1, "z": 1, "w": 1}, "d": {"x": 1, "y": 1, "z": 1, "w": 1}}',
		'{"a": 30, "b": 30, "c": 10, "d": 10}', '{"x": 25, "y": 25, "z": 15, "w": 15}')$$,
	'no fit after % sweeps: origin "_" misses its target of _0 by 5%', 'infeasible for two places together');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1, "y": 1, "z": 1}, "b": {"x": 1, "y": 1, "z": 1}}', '{"a": 40, "b": 60}', '{"x": 50, "y": 31, "z": 20}')$$, '22023',
	'targets of origins total 100, targets of destinations 101');
SELECT lives_ok($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}}', '{"a": 40, "b": 60}', '{"x": 50, "y": 50.0000001}', 1e-8)$$,
	'totals within the tolerance');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}}', '{"a": 40, "b": 60}', '{"x": 50, "y": 50.0000001}', 1e-10)$$, '22023',
	'targets of origins total 100, targets of destinations 100.0000001');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}, "b": {"x": 1}}', '{"a": 1}', '{"x": 1}')$$, '22023', '1 origin of the seed has no target: "b"');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1, "y": 0, "z": 0}}', '{"a": 1}', '{"x": 1}')$$, '22023', '2 destinations of the seed have no target: "y", "z"');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}}', '{"a": 1}', '{"x": 1, "y": 2}')$$, '22023', '1 destination has a target but no cells in the seed: "y"');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}}', (SELECT place_counts('o' || i, 1) + '{"a": 1}' FROM generate_series(10, 21) i), '{"x": 1}')$$, '22023',
	'12 origins have a target but no cells in the seed: "o10", "o11", "o12", "o13", "o14", "o15", "o16", "o17", "o18", "o19" and 2 more');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}}', '{"a": 1}', '{"x": 1}', 0)$$, '22023', 'tolerance must be above 0 and below 1, not 0');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}}', '{"a": 1}', '{"x": 1}', 'NaN')$$, '22023', 'tolerance must be above 0 and below 1, not NaN');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}}', '{"a": 1}', '{"x": 1}', max_sweeps => 0)$$, '22023', 'max_sweeps must be at least 1, not 0');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}, "b": {"x": 1}}', '{"a": 1e308, "b": 1e308}', '{"x": 1}')$$, '22003', NULL, 'targets that overflow');
SELECT throws_ok($$SELECT rake('{"a": {"x": 1}}', '{"a": -1}', '{"x": -1}')$$, '22P02', NULL, 'a negative target does not exist');

-- It can be interrupted.
CREATE FUNCTION pg_temp.is_cancelled(query text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN false;
EXCEPTION WHEN query_canceled THEN
	RETURN true;
END $$;
SET LOCAL statement_timeout = '200ms';
SELECT is(pg_temp.is_cancelled($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 1, "b": 1}', '{"x": 1, "y": 1}', 1e-100, 2147483647)$$), true,
	'a fit that takes for ever can be cancelled');
SET LOCAL statement_timeout = 0;

-- By age group it is a GROUP BY, and apportion makes whole people of each group.
CREATE TEMP TABLE by_age AS
SELECT band, place_flows(p, l, n) AS f FROM (VALUES ('0-64', 'P1', 'L1', 60), ('0-64', 'P1', 'L2', 20), ('0-64', 'P2', 'L2', 50),
	('65+', 'P1', 'L1', 20), ('65+', 'P2', 'L1', 5), ('65+', 'P2', 'L2', 15)) v(band, p, l, n) GROUP BY band;
SELECT results_eq($$
	WITH target AS (SELECT *, CASE band WHEN '0-64' THEN place_counts '{"L1": 55, "L2": 60}' ELSE '{"L1": 30, "L2": 10}' END AS residents FROM by_age)
	SELECT band, bool_and(abs(r.registered - (residents -> r.place)) < 1e-6), total(apportion(destinations(fitted)))
	FROM target, LATERAL (SELECT rake(f, origins(f) * (total(residents) / total(f)), residents) AS fitted) q,
		LATERAL (SELECT place, n AS registered FROM counts(destinations(fitted))) r
	GROUP BY band, fitted ORDER BY band$$,
	$$VALUES ('0-64', true, 115::float8), ('65+', true, 40)$$, 'one fit a group');

-- A known fit: the seed with every origin and destination scaled, from which only the margins are given.
-- Then the fit is that matrix and no other.
CREATE TEMP TABLE known AS
SELECT 'P' || p AS origin, 'E' || l AS destination, n, n * (0.5 + p % 7) * (0.5 + l % 11) AS fitted
FROM (SELECT p, (p * 5 + (hashtext(concat_ws('/', p, k))::bigint & 63) + CASE WHEN k > 15 THEN 500 * (k - 15) ELSE 0 END) % 3000 AS l,
		1 + (hashtext(concat_ws('/', k, p))::bigint & 31) AS n
	FROM generate_series(0, 599) p, generate_series(1, 20) k) q;
CREATE TEMP TABLE fit AS
SELECT place_flows(origin, destination, n) AS seed, place_flows(origin, destination, fitted) AS fitted FROM known;
SELECT is(pg_temp.distance(rake(seed, origins(fitted), destinations(fitted), 1e-13), fitted) < 1e-6, true, 'the only matrix with these margins') FROM fit;
SELECT is(pg_temp.distance(rake(transpose(seed), destinations(fitted), origins(fitted), 1e-13), transpose(fitted)) < 1e-6, true, 'seen from the other side') FROM fit;
SELECT is(rake(seed, origins(fitted), destinations(fitted)), rake(seed * 1024, origins(fitted), destinations(fitted)), 'the size of the seed does not matter') FROM fit;

-- Against alternate scaling in plain SQL, 30 sweeps of the same seed.
CREATE TEMP TABLE plain AS SELECT origin, destination, sum(n)::float8 AS n FROM known WHERE hashtext(origin) % 10 = 0 GROUP BY 1, 2;
CREATE TEMP TABLE plain_seed AS SELECT place_flows(origin, destination, n) AS f FROM plain;
CREATE TEMP TABLE target_o AS SELECT origin, sum(n * (1 + (hashtext(origin || destination)::bigint & 7))) AS t FROM plain GROUP BY 1;
CREATE TEMP TABLE target_d AS SELECT destination, sum(n * (1 + (hashtext(origin || destination)::bigint & 7))) AS t FROM plain GROUP BY 1;
DO $$
BEGIN
	FOR sweep IN 1..30 LOOP
		UPDATE plain p SET n = p.n * t.t / s.n FROM target_o t, (SELECT origin, sum(n) AS n FROM plain GROUP BY 1) s WHERE t.origin = p.origin AND s.origin = p.origin;
		UPDATE plain p SET n = p.n * t.t / s.n FROM target_d t, (SELECT destination, sum(n) AS n FROM plain GROUP BY 1) s WHERE t.destination = p.destination AND s.destination = p.destination;
	END LOOP;
END $$;
SELECT is(pg_temp.distance(
	-- The tolerance is what those 30 sweeps reached, so that ours are as many.
	rake(f, o, d, e * (1 + 1e-9), 30), (SELECT place_flows(origin, destination, n) FROM plain)) < 1e-9, true, 'as alternate scaling in plain SQL')
FROM plain_seed, (SELECT place_counts(origin, t) AS o FROM target_o) a, (SELECT place_counts(destination, t) AS d, sum(t) AS total FROM target_d) b,
	LATERAL (SELECT max(abs(s.n - t.t)) / total AS e FROM target_o t JOIN (SELECT origin, sum(n) AS n FROM plain GROUP BY 1) s USING (origin)) c;

-- Margins that are only a limit: the hint names them.
\ir ../said.psql
SELECT throws_ok($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 1, "b": 1}', '{"x": 1, "y": 1}')$$, '54000', NULL, 'a limit that is never reached');
SELECT matches(pg_temp.said($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 1, "b": 1}', '{"x": 1, "y": 1}')$$), 'or only such as leave some of those cells empty', 'the hint');
SELECT lives_ok($$SELECT rake('{"a": {"x": 1, "y": 1}, "b": {"y": 1}}', '{"a": 1, "b": 1}', '{"x": 1, "y": 1}', 1e-3)$$, 'what it advises helps');

SELECT * FROM finish();
ROLLBACK;

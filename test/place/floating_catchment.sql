-- floating_catchment: a capacity shared among all who reach it; step_decay, gaussian_decay.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand
SELECT is(floating_catchment('{"a": {"G": 1}, "b": {"G": 1, "H": 1}}', '{"a": 100, "b": 300}', '{"G": 4, "H": 3}'), '{"a": 0.01, "b": 0.02}', 'two practices');
SELECT is(floating_catchment('{"a": {"G": 1}, "b": {"G": 0.5}}', '{"a": 100, "b": 200}', '{"G": 4}'), '{"a": 0.02, "b": 0.01}', 'a reach of a half counts half, of people as of capacity');
SELECT is(floating_catchment('{"a": {"G": 1}, "c": {"G": 1}}', '{"a": 100, "b": 200, "c": 0}', '{"G": 4}'), '{"a": 0.04, "b": 0, "c": 0.04}', 'an area without reach has none, one without people its own');
SELECT is(floating_catchment('{"z": {"G": 1}}', '{"a": 100}', '{"G": 4}'), '{"a": 0, "z": 0}', 'a practice that nobody reaches gives nothing');
SELECT is(floating_catchment('{"a": {"G": 1, "H": 1}}', '{"a": 100}', '{"G": 4, "I": 9}'), '{"a": 0.04}', 'a reach to a practice without capacity, and a capacity without reach');
SELECT is(floating_catchment('{}', '{"a": 100}', '{"G": 4}'), '{"a": 0}', 'no reach');
SELECT is(floating_catchment('{}', '{}', '{"G": 4}'), '{}', 'no place');
SELECT is(floating_catchment('{"a": {"G": 1}}', NULL, '{"G": 4}'), NULL, 'NULL');
SELECT throws_ok($$SELECT floating_catchment('{"a": {"G": 1}, "b": {"H": 1.5}}', '{"a": 1}', '{"G": 4}')$$, '22023', 'reach from place "b" to "H" must be at most 1, not 1.5', 'a reach above 1');
SELECT throws_ok($$SELECT floating_catchment('{"a": {"G": 1}, "b": {"G": 1}}', '{"a": 1e308, "b": 1e308}', '{"G": 4}')$$, '22003', NULL, 'people out of range');

-- Against plain SQL, on made-up places; supply is conserved.
CREATE TEMP TABLE made AS SELECT t, place_flows('A' || a, 'G' || g, (h % 5) / 4.0) AS reach FROM generate_series(1, 40) t, generate_series(1, 9) a, generate_series(1, 6) g,
	LATERAL (SELECT hashtext(t || '/' || a || '/' || g)::bigint & 1048575 AS h) r WHERE h % 3 > 0 GROUP BY t;
CREATE TEMP TABLE side AS SELECT t, place_counts('A' || i, hashtext('p' || t || i)::bigint & 4095) FILTER (WHERE i % 8 <> t % 8) AS people,
	place_counts('G' || i, (hashtext('c' || t || i)::bigint & 255) / 8.0) FILTER (WHERE i < 8) AS capacity FROM generate_series(1, 40) t, generate_series(1, 11) i GROUP BY t;
CREATE TEMP TABLE plain AS
	WITH r AS (SELECT t, origin, destination, n FROM made, cells(reach)), p AS (SELECT t, place, n FROM side, counts(people)), c AS (SELECT t, place, n FROM side, counts(capacity)),
		ratio AS (SELECT r.t, destination, max(c.n) / nullif(sum(r.n * p.n), 0) AS ratio FROM r JOIN p ON p.t = r.t AND place = origin LEFT JOIN c ON c.t = r.t AND c.place = destination GROUP BY r.t, destination)
	SELECT t, place, coalesce((SELECT sum(r.n * ratio) FROM r JOIN ratio USING (t, destination) WHERE r.t = a.t AND r.origin = a.place), 0) AS n
	FROM (SELECT t, place FROM p UNION SELECT t, origin FROM r) a;
SELECT is_empty($$SELECT * FROM plain FULL JOIN (SELECT t, a.place, a.n FROM made JOIN side USING (t), counts(floating_catchment(reach, people, capacity)) a) o USING (t, place)
	WHERE NOT (plain.n IS NOT NULL AND o.n IS NOT NULL AND near(o.n, plain.n))$$, 'by plain SQL');
SELECT is_empty($$SELECT t FROM made JOIN side USING (t), LATERAL (SELECT coalesce(sum(n), 0) AS unreached FROM counts(capacity) WHERE coalesce((people * reach) -> place, 0) = 0) u
	WHERE NOT near(total(people * floating_catchment(reach, people, capacity)) + unreached, total(capacity))$$, 'supply is conserved: what is reached, and what nobody reaches');
SELECT isnt_empty($$SELECT t FROM made JOIN side USING (t), counts(capacity) WHERE n > 0 AND coalesce((people * reach) -> place, 0) = 0$$, 'and there is some');
SELECT ok(near((floating_catchment(place_flows(a, g, 1), people, capacity)) -> max(a), total(capacity) / total(people)), 'where everybody reaches everything, access is the same')
FROM side, LATERAL (SELECT x.place AS a, y.place AS g FROM counts(people) x, counts(capacity) y) q WHERE t < 5 GROUP BY t, people, capacity;

-- Decay
SELECT is(step_decay(d, '{10,20,30}', '{1,0.68,0.22}'), w, format('step at %s', d)) FROM (VALUES (0, 1::float8), (10, 1), (10.5, 0.68), (20, 0.68), (30, 0.22), (30.1, 0), ('Infinity', 0), (NULL, NULL)) v (d, w);
SELECT is(step_decay(1, '{}', '{}'), 0::float8, 'no zone');
SELECT throws_ok($$SELECT step_decay(-1, '{10}', '{1}')$$, '22023', 'distance must be at least 0, not -1');
SELECT throws_ok($$SELECT step_decay('NaN', '{10}', '{1}')$$, '22023', 'distance must be at least 0, not NaN');
SELECT throws_ok($$SELECT step_decay(1, '{10,10}', '{1,0.5}')$$, '22023', 'edges must rise, but 10 follows 10');
SELECT throws_ok($$SELECT step_decay(1, '{10,20}', '{1}')$$, '22023', 'there must be as many weights as edges, not 1 and 2');
SELECT throws_ok($$SELECT step_decay(1, '{10}', '{1.5}')$$, '22023', 'weights must be from 0 to 1, not 1.5');
SELECT throws_ok($$SELECT step_decay(1, '{NULL}', '{1}')$$, '22023', 'edges must have one dimension and no NULL');
SELECT throws_ok($$SELECT step_decay(1, '{{1},{2}}', '{1,0}')$$, '22023', 'edges must have one dimension and no NULL', 'a matrix');
SELECT throws_ok($$SELECT step_decay(1, '{10}', '{NaN}')$$, '22023', 'weights must be finite numbers, not NaN');
SELECT is(gaussian_decay(0, 30), 1::float8, 'at the door');
SELECT is(gaussian_decay(30, 30), 0::float8, 'at the end');
SELECT is(gaussian_decay('Infinity', 30), 0::float8, 'beyond it');
SELECT is(gaussian_decay(NULL, 30), NULL, 'NULL');
SELECT throws_ok($$SELECT gaussian_decay(-1, 30)$$, '22023', 'distance must be at least 0, not -1');
SELECT throws_ok($$SELECT gaussian_decay(1, 0)$$, '22023', 'reach must be a finite number above 0, not 0');
SELECT is_empty('SELECT d FROM generate_series(0, 60) d WHERE gaussian_decay(d, 50) < gaussian_decay(d + 1, 50) OR gaussian_decay(d, 50) NOT BETWEEN 0 AND 1', 'it never rises');

\if :vectors
CREATE TEMP TABLE input (kind text, area text, practice text, value float8);
CREATE TEMP TABLE expected (method text, what text, place text, value float8);
CREATE TEMP TABLE decay (kind text, distance float8, reach float8, value float8);
\copy input FROM PROGRAM 'cat "$VECTORS/equity/catchment_access_input.csv"' CSV HEADER
\copy expected FROM PROGRAM 'cat "$VECTORS/equity/catchment_access_expected.csv"' CSV HEADER
\copy decay FROM PROGRAM 'cat "$VECTORS/equity/decay_expected.csv"' CSV HEADER
CREATE TEMP TABLE answered AS
	WITH way AS (SELECT method, area, practice, CASE method WHEN '2sfca_30' THEN step_decay(value, '{30}', '{1}') WHEN '2sfca_15' THEN step_decay(value, '{15}', '{1}')
			WHEN 'e2sfca_luo_qi_slow' THEN step_decay(value, '{10,20,30}', '{1,0.68,0.22}') WHEN 'dai_30' THEN gaussian_decay(value, 30) END AS w
		FROM input, (SELECT DISTINCT method FROM expected) m WHERE kind = 'minutes')
	SELECT method, floating_catchment(place_flows(area, practice, w), (SELECT place_counts(area, value) FROM input WHERE kind = 'people'), (SELECT place_counts(practice, value) FROM input WHERE kind = 'capacity')) AS access
	FROM way WHERE w IS NOT NULL GROUP BY method;
SELECT ok(near(access -> place, value), method || ': ' || place) FROM expected JOIN answered USING (method) WHERE what = 'access_per_person';
SELECT cmp_ok(count(DISTINCT method), '>=', 3::bigint, 'methods') FROM expected JOIN answered USING (method) WHERE what = 'access_per_person';
SELECT ok(near(total((SELECT place_counts(area, e.value) FROM input e WHERE kind = 'people') * access), value), method || ': capacity that is reached') FROM expected JOIN answered USING (method) WHERE what = 'capacity_reached';
SELECT ok(near(CASE WHEN kind LIKE 'gauss%' THEN gaussian_decay(distance, reach) ELSE step_decay(distance, '{10,20,30}', '{1,0.68,0.22}') END, value), kind || ' at ' || distance) FROM decay;
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

-- weighted_capitation: people times indices, as many as before; distance_from_target.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is(weighted_capitation('{"A": 100, "B": 300}', ARRAY['{"A": 2, "B": 1}'::place_counts]), '{"A": 160, "B": 240}', 'one index');
SELECT is(weighted_capitation('{"A": 100, "B": 300}', ARRAY['{"A": 2, "B": 1}', '{"A": 1.5, "B": 1}']::place_counts[]), '{"A": 200, "B": 200}', 'two');
SELECT is(weighted_capitation('{"A": 100, "B": 300.5}', '{}'), '{"A": 100, "B": 300.5}', 'none');
SELECT is(weighted_capitation('{"A": 100, "B": 0}', ARRAY['{"A": 2, "C": 3}'::place_counts]), '{"A": 100, "B": 0}', 'nobody needs no index, and places of an index alone are left out');
SELECT is(weighted_capitation('{}', ARRAY['{"A": 2}'::place_counts]), '{}', 'no place');
SELECT is(weighted_capitation('{"A": 0}', ARRAY['{"A": 2}'::place_counts]), '{"A": 0}', 'nobody');
SELECT is(weighted_capitation(NULL, '{}'), NULL, 'NULL people');
SELECT is(weighted_capitation('{"A": 1}', NULL), NULL, 'NULL indices');
SELECT throws_ok($$SELECT weighted_capitation('{"A": 100, "B": 300}', ARRAY['{"A": 1, "B": 1}', '{"A": 2}']::place_counts[])$$, '22023', 'place "B" has people, but index 2 does not have it', 'a place without an index');
SELECT throws_ok($$SELECT weighted_capitation('{"A": 100}', ARRAY['{"A": 1}', NULL]::place_counts[])$$, '22023', 'index 2 must not be NULL', 'a NULL index');
SELECT throws_ok($$SELECT weighted_capitation('{"A": 100}', ARRAY['{"A": 0}'::place_counts])$$, '22023', 'weighted people come to 0, people to 100', 'indices of 0');
SELECT throws_ok($$SELECT weighted_capitation('{"A": 1e200}', ARRAY['{"A": 1e200}'::place_counts])$$, '22003', 'count of place "A" is infinite: Infinity', 'out of range');

-- Random people and indices, by plain SQL
CREATE TEMP TABLE line AS SELECT g, 'P' || i AS place, 500 + h % 9000 AS people, 0.5 + h / 9000 % 100 / 100.0 AS need, 0.8 + h / 900000 % 50 / 100.0 AS cost
FROM generate_series(1, 30) g, generate_series(1, 2 + g) i, LATERAL (SELECT hashtext(g || '/' || i)::bigint & 1073741823 AS h) r;
CREATE TEMP TABLE side AS SELECT g, place_counts(place, people) AS people, place_counts(place, need) AS need, place_counts(place, cost) AS cost, place_counts(place, 1) AS one FROM line GROUP BY g;
SELECT is_empty('SELECT g FROM side WHERE weighted_capitation(people, ARRAY[one, one]) <> people', 'indices of 1 give the people');
SELECT is_empty('SELECT g FROM side WHERE abs(total(weighted_capitation(people, ARRAY[need, cost])) - total(people)) > 1e-9 * total(people)', 'the people remain as many');
SELECT is_empty($$SELECT side.g, place FROM side, counts(weighted_capitation(side.people, ARRAY[side.need, side.cost])) c JOIN
	(SELECT g, place, people * need * cost * sum(people) OVER w / sum(people * need * cost) OVER w AS n FROM line WINDOW w AS (PARTITION BY g)) s USING (place)
	WHERE s.g = side.g AND NOT near(c.n, s.n::float8)$$, 'by plain SQL');

-- Distance from target
SELECT results_eq($$SELECT * FROM distance_from_target('{"A": 110, "B": 95, "D": 5}', '{"A": 100, "B": 100, "C": 20, "D": 0}')$$,
	$$VALUES ('A', 110::float8, 100::float8, 10::float8, 0.1::float8), ('B', 95, 100, -5, -0.05), ('C', 0, 20, -20, -1), ('D', 5, 0, 5, NULL)$$, 'over target, under it, without money, without a target');
SELECT is_empty($$SELECT * FROM distance_from_target('{}', '{}')$$, 'no place');
SELECT is_empty($$SELECT * FROM distance_from_target(NULL, '{}')$$, 'NULL');
SELECT is((SELECT share FROM distance_from_target('{"A": 1e308}', '{"A": 1e-308}')), NULL, 'a share out of range');
SELECT is_empty('SELECT g FROM side, LATERAL (SELECT sum(distance) AS d FROM distance_from_target(allocate(people, 1000000), allocate(need, 1000000))) s WHERE d <> 0', 'distances of equal totals sum to 0');

\if :vectors
CREATE TEMP TABLE weights (sex text, age text, workload float8);
CREATE TEMP TABLE list (practice text, sex text, age text, people float8);
CREATE TEMP TABLE expected (practice text, list float8, workload float8, normalised float8, need float8);
\copy weights FROM PROGRAM 'cat "$VECTORS/money/carr_hill_age_sex.csv"' CSV HEADER
\copy list FROM PROGRAM 'cat "$VECTORS/money/weighted_list_input.csv"' CSV HEADER
\copy expected FROM PROGRAM 'cat "$VECTORS/money/weighted_list_expected.csv"' CSV HEADER
CREATE TEMP TABLE weighted AS
SELECT f, (SELECT place_counts(sex || age, workload) FROM weights) * transpose(f) AS workload FROM (SELECT place_flows(practice, sex || age, people) AS f FROM list) q;
SELECT is(count(*), 6::bigint, 'practices') FROM expected;
SELECT ok(near(w.workload -> practice, e.workload), 'workload of ' || practice) FROM weighted w, expected e;
SELECT ok(near(weighted_capitation(origins(f), ARRAY[workload / origins(f)]) -> practice, normalised), 'weighted list of ' || practice) FROM (SELECT f, workload FROM weighted) w, (SELECT practice, normalised FROM expected) e;
\endif

SELECT * FROM finish();
ROLLBACK;

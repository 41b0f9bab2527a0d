-- What every type has: an order of its bytes, and JSON.
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE c (id serial, v place_counts);
INSERT INTO c (v) VALUES ('{"A": 1}'), ('{"B": 1}'), ('{"A": 1}'), ('{}'), ('{"A": 1, "B": 0.30000000000000004}'), ('{"é\"\\": 1e+300, "診療": 5e-324}');
CREATE TEMP TABLE f (id serial, v place_flows);
INSERT INTO f (v) VALUES ('{"A": {"B": 1}}'), ('{"B": {"A": 1}}'), ('{"A": {"B": 1}}'), ('{}'), ('{"é\"\\": {"診療": 1e+300, "A": 5e-324}}');

-- An order: arbitrary, but total
SELECT is((SELECT count(DISTINCT v) FROM c), 5::bigint, 'place_counts: count(DISTINCT)');
SELECT is((SELECT count(DISTINCT v) FROM f), 4::bigint, 'place_flows: count(DISTINCT)');
SELECT is((SELECT max(n) FROM (SELECT count(*) OVER (PARTITION BY v) AS n FROM c) s), 2::bigint, 'place_counts: PARTITION BY');
SELECT is((SELECT max(n) FROM (SELECT count(*) OVER (PARTITION BY v) AS n FROM f) s), 2::bigint, 'place_flows: PARTITION BY');
CREATE TEMP TABLE unique_counts (v place_counts UNIQUE);
CREATE TEMP TABLE unique_flows (v place_flows PRIMARY KEY);
INSERT INTO unique_counts SELECT DISTINCT v FROM c;
INSERT INTO unique_flows SELECT DISTINCT v FROM f;
SELECT throws_ok('INSERT INTO unique_counts VALUES (''{"A":1}'')', '23505', NULL, 'place_counts: unique');
SELECT throws_ok('INSERT INTO unique_flows VALUES (''{"A":{"B":1}}'')', '23505', NULL, 'place_flows: unique');
SELECT is((SELECT count(*) FROM c x, c y WHERE (x.v < y.v)::int + (x.v = y.v)::int + (x.v > y.v)::int <> 1
	OR (x.v <= y.v) <> (x.v < y.v OR x.v = y.v) OR (x.v >= y.v) <> (x.v > y.v OR x.v = y.v)
	OR sign(place_counts_cmp(x.v, y.v)) <> (x.v > y.v)::int - (x.v < y.v)::int), 0::bigint, 'place_counts: one of before, equal, after');
SELECT is((SELECT count(*) FROM f x, f y WHERE (x.v < y.v)::int + (x.v = y.v)::int + (x.v > y.v)::int <> 1
	OR (x.v <= y.v) <> (x.v < y.v OR x.v = y.v) OR (x.v >= y.v) <> (x.v > y.v OR x.v = y.v)
	OR sign(place_flows_cmp(x.v, y.v)) <> (x.v > y.v)::int - (x.v < y.v)::int), 0::bigint, 'place_flows: one of before, equal, after');
SELECT is((SELECT count(*) FROM c x, c y, c z WHERE x.v < y.v AND y.v < z.v AND NOT x.v < z.v), 0::bigint, 'place_counts: transitive');
SELECT is((SELECT count(*) FROM f x, f y, f z WHERE x.v < y.v AND y.v < z.v AND NOT x.v < z.v), 0::bigint, 'place_flows: transitive');

-- JSON there and back
SELECT is((SELECT count(*) FROM c WHERE v::json::place_counts <> v OR v::jsonb::place_counts <> v OR v::json::text <> v::text), 0::bigint, 'place_counts through json and jsonb');
SELECT is((SELECT count(*) FROM f WHERE v::json::place_flows <> v OR v::jsonb::place_flows <> v OR v::json::text <> v::text), 0::bigint, 'place_flows through json and jsonb');
SELECT is(to_jsonb(place_counts '{"A": 1}'), '{"A": 1}', 'to_jsonb gives an object');
SELECT is(to_json(place_flows '{"A": {"B": 1}}')::text, '{"A": {"B": 1}}', 'to_json gives an object');
SELECT is(jsonb_agg(v ORDER BY id) -> 1 ->> 'B', '1', 'jsonb_agg of objects') FROM c;
SELECT is(json_agg(v ORDER BY id) -> 1 -> 'B' ->> 'A', '1', 'json_agg of objects') FROM f;
SELECT is(row_to_json(c)::jsonb, '{"id": 1, "v": {"A": 1}}', 'row_to_json') FROM c WHERE id = 1;
SELECT is((jsonb_populate_record(NULL::unique_counts, '{"v": {"A": 1}}')).v, '{"A": 1}', 'and back from a record');
SELECT is(NULL::place_counts::jsonb, NULL, 'NULL is NULL');
SELECT throws_ok($$SELECT '[1]'::json::place_counts$$, '22P02', 'invalid input syntax for type place_counts: "[1]"', 'another JSON is refused');
SELECT throws_ok($$SELECT '{"A": {"B": -1}}'::jsonb::place_flows$$, '22P02', 'count from place "A" to place "B" is negative: -1', 'a negative count is refused');
SELECT throws_ok($$SELECT 'null'::jsonb::place_counts$$, '22P02', '"null" is not the text of a value of type place_counts', 'JSON null is no value');

SELECT * FROM finish();
ROLLBACK;

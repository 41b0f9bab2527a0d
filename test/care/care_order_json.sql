-- care_history: an order of its bytes, and JSON.
BEGIN;
SELECT no_plan();
SET LOCAL timezone = 'Europe/London';

CREATE AGGREGATE pg_temp.left_open(text, timestamptz) (SFUNC = care_history_visit, STYPE = care_history);
CREATE TEMP TABLE ordered (id serial, v care_history);
INSERT INTO ordered (v) VALUES ('[["2024-01-01Z","A"]]'), ('[["2024-01-01Z","B"]]'), ('[["2024-01-01Z","A"]]'), ('[]'), ('[["2024-01-01Z","A"],["2024-07-01 09:00:00.000001Z","診療"]]'),
	('[["0044-03-15T12:00:00Z BC","\"\\"]]');
INSERT INTO ordered (v) SELECT pg_temp.left_open('A', timestamptz '2024-01-01Z'); -- the open form of a value that is there
SELECT is((SELECT count(DISTINCT v) FROM ordered), 5::bigint, 'count(DISTINCT)');
SELECT is((SELECT max(n) FROM (SELECT count(*) OVER (PARTITION BY v) AS n FROM ordered) s), 3::bigint, 'PARTITION BY');
CREATE TEMP TABLE only_once (v care_history PRIMARY KEY);
INSERT INTO only_once SELECT DISTINCT v FROM ordered;
SELECT throws_ok('INSERT INTO only_once VALUES (''[["2024-01-01Z","A"]]'')', '23505', NULL, 'unique');
SELECT is((SELECT count(*) FROM ordered x, ordered y WHERE (x.v < y.v)::int + (x.v = y.v)::int + (x.v > y.v)::int <> 1
	OR (x.v <= y.v) <> (x.v < y.v OR x.v = y.v) OR (x.v >= y.v) <> (x.v > y.v OR x.v = y.v)
	OR sign(care_history_cmp(x.v, y.v)) <> (x.v > y.v)::int - (x.v < y.v)::int), 0::bigint, 'one of before, equal, after');
SELECT is((SELECT count(*) FROM ordered x, ordered y, ordered z WHERE x.v < y.v AND y.v < z.v AND NOT x.v < z.v), 0::bigint, 'transitive');
SELECT is((SELECT count(*) FROM ordered x JOIN ordered y ON x.v = y.v WHERE care_history_hash(x.v) <> care_history_hash(y.v)), 0::bigint, 'equal values have equal hashes');

SELECT is((SELECT count(*) FROM ordered WHERE v::json::care_history <> v OR v::jsonb::care_history <> v OR v::json::text <> v::text), 0::bigint, 'through json and jsonb');
SELECT is(to_jsonb(care_history '[["2024-01-01Z","A"]]'), '[["2024-01-01T00:00:00+00:00","A"]]', 'to_jsonb gives an array of visits');
SELECT is(json_agg(v ORDER BY id) -> 1 -> 0 ->> 1, 'B', 'json_agg of arrays') FROM ordered;
SELECT is(row_to_json(o)::jsonb, '{"id": 1, "v": [["2024-01-01T00:00:00+00:00","A"]]}', 'row_to_json') FROM ordered o WHERE id = 1;
SELECT is((jsonb_populate_record(NULL::only_once, '{"v": [["2024-01-01Z","A"]]}')).v, '[["2024-01-01Z","A"]]', 'and back from a record');
SELECT throws_ok($$SELECT care_history(p) FROM (VALUES ('Dr Ash'::text)) v (p)$$, '22P02', '"Dr Ash" is not the text of a value of type care_history', 'care_history without a time');
SELECT throws_ok($$SELECT care_panel(p) FROM (VALUES ('Dr Ash'::text)) v (p)$$, '22P02', '"Dr Ash" is not the text of a value of type care_panel', 'care_panel without provider and time');
SELECT throws_ok($$SELECT '{}'::json::care_history$$, '22P02', 'invalid input syntax for type care_history: "{}"', 'another JSON is refused');
SELECT throws_ok($$SELECT '[["2024-01-01Z", ""]]'::jsonb::care_history$$, '22P02', 'provider code must not be empty', 'and so is a blank provider');

SELECT * FROM finish();
ROLLBACK;

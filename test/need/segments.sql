-- first_match, need_type, mdt_lead: published figures, plain SQL, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

SELECT is(first_match('{a,b,c}', '{f,t,t}'), 'b', 'the first that is true');
SELECT is(first_match('{a,b,c}', '{NULL,f,t}'), 'c', 'NULL is not true');
SELECT is(first_match('{a,b}', '{f,NULL}'), NULL, 'none');
SELECT is(first_match('{}', '{}'), NULL, 'no segment');
SELECT is(first_match('{NULL,b}', '{t,t}'), NULL, 'a segment without a name');
SELECT is(first_match(NULL, '{t}'), NULL, 'NULL');
SELECT throws_ok($$SELECT first_match('{a,b}', '{t}')$$, '22023', '2 segments need as many tests, not 1', 'tests are missing');

-- By CASE, over all that can be.
SELECT is_empty($$SELECT p, m, t, c, f FROM generate_series(0, 3) AS p, generate_series(0, 3) AS m, unnest(ARRAY[true, false]) AS t, generate_series(1, 3) AS c, unnest(ARRAY[true, false]) AS f
	WHERE need_type(p, m, t, c, f) <> CASE WHEN t AND p + m >= 1 AND f THEN 'trouble with life' WHEN p >= 1 AND m >= 1 THEN 'mental and physical' WHEN p >= 2 AND c >= 2 THEN 'increasingly complex physical'
		WHEN p + m >= 2 THEN 'multiple stable conditions' WHEN p + m = 1 THEN 'one condition' ELSE 'generally well' END$$, 'the first that fits');
SELECT is(need_type(p, 0, t, c, f), NULL, 'NULL gives NULL') FROM (VALUES (NULL::bigint, true, 1, true), (1, NULL, 1, true), (1, true, NULL, true), (1, true, 1, NULL)) AS v (p, t, c, f);
SELECT is(need_type(9223372036854775807, 9223372036854775807, false, 1, false), 'mental and physical', 'nothing overflows');
SELECT throws_ok(format('SELECT need_type(1, 1, true, %s, true)', c), '22023', format('complexity must be 1, 2 or 3, not %s', c), 'complexity ' || c) FROM unnest(ARRAY[0, 4, -1]) AS c;
SELECT throws_ok('SELECT need_type(-1, 1, true, 1, true)', '22003', 'physical must not be negative, not -1', 'physical conditions below 0');
SELECT throws_ok('SELECT need_type(1, -2, true, 1, true)', '22003', 'mental must not be negative, not -2', 'mental conditions below 0');

SELECT results_eq($$SELECT s, mdt_lead('mental and physical', s) FROM unnest(ARRAY[0.9, 1, 1.9, 2, 3, 40]) AS s$$,
	$$VALUES (0.9, NULL), (1, 'community nurse'), (1.9, 'community nurse'), (2, 'GP'), (3, 'psychiatrist'), (40, 'psychiatrist')$$, 'the rule of the source');
SELECT is(mdt_lead('frail', 2), NULL, 'which names leads of one group only');
SELECT is(mdt_lead('frail', -5, '{"frail": [[-10, "nurse"], [0, "geriatrician"]]}'), 'nurse', 'other rules are the user''s');
SELECT is(mdt_lead('frail', 2, '{"frail": []}'), NULL, 'an empty list');
SELECT is(mdt_lead(NULL, 2), NULL, 'NULL');
SELECT throws_ok(format('SELECT mdt_lead(''a'', 2, %L)', l), '22023', 'leads of "a" must be a list of pairs of a number and a name, by ascending numbers', 'leads ' || l)
FROM unnest(ARRAY['{"a": 1}', '{"a": {}}', '{"a": null}', '{"a": [1]}', '{"a": [[1]]}', '{"a": [[1, "x", 2]]}', '{"a": [["1", "x"]]}', '{"a": [[1, 2]]}', '{"a": [[1, "x"], [1, "y"]]}', '{"a": [[5, "x"], [3, "y"]]}', '{"a": [[1, "x"], "y"]}']) AS l;
SELECT throws_ok(format('SELECT mdt_lead(''a'', 2, %L)', l), '22023', 'leads must be a JSON object of need types', 'leads ' || l) FROM unnest(ARRAY['[]', '1', 'null', '"a"']) AS l;
SELECT throws_ok(format('SELECT mdt_lead(''a'', %L)', s), '22003', format('severity must be a finite number, not %s', s), 'severity ' || s) FROM unnest(ARRAY['NaN', 'Infinity']) AS s;

\if :vectors
CREATE TEMP TABLE input (person int, physical bigint, mental bigint, trouble boolean, complexity bigint, frequent boolean);
\copy input FROM PROGRAM 'cat "$VECTORS/need/need_type_input.csv"' CSV HEADER
CREATE TEMP TABLE expected (person int, need_type text, lead text);
\copy expected FROM PROGRAM 'cat "$VECTORS/need/need_type_expected.csv"' CSV HEADER
SELECT is((SELECT count(*) > 0 FROM expected), true, 'published people');
SELECT is_empty($$SELECT person FROM input JOIN expected AS e USING (person), LATERAL (SELECT need_type(physical, mental, trouble, complexity, frequent) AS t) AS x WHERE t IS DISTINCT FROM e.need_type OR mdt_lead(t, complexity) IS DISTINCT FROM e.lead$$, 'published need types and leads');
\endif

SELECT * FROM finish();
ROLLBACK;

-- condition_set: text, binary, equality, aggregates, cuts, questions; look-back and hierarchies against plain SQL.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- Text: any order in, canonical out, and round again.
SELECT is('{"b": ["2024-02-01", "2023-01-01", "2024-02-01"], "a": ["2024-02-01", "-infinity"]}'::condition_set::text,
	'{"a": ["-infinity", "2024-02-01"], "b": ["2023-01-01", "2024-02-01"]}', 'canonical order, each day once');
SELECT is('{"a": ["2024-01-01"], "a": ["2023-01-01"]}'::condition_set::text, '{"a": ["2023-01-01", "2024-01-01"]}', 'a condition given twice');
SELECT is('{}'::condition_set::text, '{}', 'no condition');
SELECT is('{"a": ["0044-03-15 BC", "12000-01-01"]}'::condition_set::text, '{"a": ["0044-03-15 BC", "12000-01-01"]}', 'days long ago and far ahead');
SET LOCAL datestyle = 'SQL, DMY';
SELECT is('{"a": ["2024-02-01"]}'::condition_set::text, '{"a": ["2024-02-01"]}', 'days are written the same under every setting');
RESET datestyle;
SELECT unnest(ARRAY[is(c::text::condition_set, c, 'text goes round'), is(c::json::condition_set, c, 'json goes round'), is(c::jsonb::condition_set, c, 'jsonb goes round')])
FROM (SELECT condition_set('C' || i % 40, '2000-01-01'::date + i * i) c FROM generate_series(1, 400) i) x;
SELECT throws_ok(format('SELECT %L::condition_set', t), '22P02', NULL, 'not a set: ' || t)
FROM unnest(ARRAY['', '[]', '{', '{"a"}', '{"a": []}', '{"a": "2024-01-01"}', '{"a": [2024]}', '{"": ["2024-01-01"]}', '{" ": ["2024-01-01"]}', '{"a": ["2024-01-01"]} {}', 'null', 'a']) t;
SELECT throws_ok($$SELECT '{"a": ["infinity"]}'::condition_set$$, '22008', 'day of a condition must not be "infinity"', 'infinity');
SELECT throws_ok($$SELECT '{"a": ["4714-11-24 BC"]}'::condition_set$$, '22008', 'day of a condition is out of range: 4714-11-24 BC', 'the day that stands for an unknown one');
SELECT throws_ok($$SELECT '{"a": ["300000-01-01"]}'::condition_set$$, '22008', 'day of a condition is out of range: 300000-01-01', 'a day beyond all timestamps');

-- Binary.
SELECT is(encode(condition_set_send('{"mi": ["2000-01-02", "-infinity"], "a": ["1999-12-31"]}'), 'hex'),
	'01' || '00000002' || '00000001' || '61' || '00000001' || 'ffffffff' || '00000002' || encode('mi', 'hex') || '00000002' || '80000000' || '00000001', 'binary form');

-- Equality, hash, order.
SELECT ok('{"a": ["2024-01-01"], "b": ["2023-01-01"]}'::condition_set = '{"b": ["2023-01-01"], "a": ["2024-01-01"]}', 'equal');
SELECT ok('{"a": ["2024-01-01"]}'::condition_set <> '{"a": ["2024-01-02"]}', 'another day');
SELECT is(count(*), 2::bigint, 'a hash that finds equals') FROM (SELECT c FROM (VALUES ('{"a": ["2024-01-01", "2024-01-01"]}'::condition_set), ('{"a": ["2024-01-01"]}'), ('{}')) v(c) GROUP BY c) s;
SELECT ok(count(DISTINCT h) > 90, 'a hash that tells others apart') FROM (SELECT condition_set_hash(condition_set('a', '2024-01-01'::date + x)) h FROM generate_series(1, 100) x GROUP BY x) s;
SELECT ok(a < b AND a <= b AND NOT a > b AND NOT a >= b AND condition_set_cmp(a, b) < 0, 'an order') FROM (VALUES ('{}'::condition_set, '{"a": ["2024-01-01"]}'::condition_set)) v(a, b);

-- Rows fold into a set.
SELECT is(condition_set(c, d)::text, '{"a": ["-infinity", "2024-01-01"], "b": ["2023-01-01"]}', 'rows with NULL are left out; a day counts once')
FROM (VALUES ('a', '2024-01-01'::date), ('a', '2024-01-01'), ('b', '2023-01-01'), ('a', '-infinity'), (NULL, '2024-01-01'), ('c', NULL)) v(c, d);
SELECT is(condition_set(c, '2024-01-01'::date), NULL, 'no row') FROM (SELECT 'a' c WHERE false) x;
SELECT is(condition_set('a', NULL::date), NULL, 'only NULL');
SELECT throws_ok($$SELECT condition_set(' ', '2024-01-01'::date)$$, '22023', 'condition code must not be blank', 'a blank condition');
SELECT throws_ok($$SELECT condition_set('a', 'infinity'::date)$$, '22008', 'day of a condition must not be "infinity"', 'infinity');
SELECT is(condition_set('[["mi","icd10","I21"],["chd","icd10","I2"]]'::code_map, s, c, d)::text, '{"chd": ["2024-01-01", "2024-03-01"], "mi": ["2024-01-01"]}', 'from raw codes in one pass')
FROM (VALUES ('icd10', 'I21.9', '2024-01-01'::date), ('icd10', 'I25X', '2024-03-01'), ('icd10', 'J45', '2024-02-01'), ('read2', 'I21', '2024-02-01'), ('icd10', 'I219', NULL)) v(s, c, d);
SELECT is(condition_set('[["mi","icd10","I21"]]'::code_map, 'icd10', 'J45', '2024-02-01')::text, '{}', 'codes that mean nothing make an empty set');
SELECT is(condition_set('[["mi","icd10","I21"]]'::code_map, 'icd10', 'J45', NULL), NULL, 'and NULL makes none');
SELECT throws_ok($$SELECT condition_set(m, 'icd10', 'I21', '2024-01-01') FROM (VALUES ('[["mi","icd10","I21"]]'::code_map), ('[["x","icd10","I21"]]')) v(m)$$, '22023', 'code map changes within a group', 'another map within a group');
SELECT lives_ok($$SELECT condition_set(m, 'icd10', 'I21', '2024-01-01') FROM (VALUES ('[["mi","icd10","I21"]]'::code_map), ('[["x","icd10","I21"]]')) v(m) GROUP BY m$$, 'another map in each group');
SELECT is(condition_set('c', d) OVER (ORDER BY d)::text, wanted, 'as a window function') FROM (VALUES ('2024-01-01'::date, '{"c": ["2024-01-01"]}'), ('2024-01-02', '{"c": ["2024-01-01", "2024-01-02"]}')) v(d, wanted);

CREATE TEMP TABLE list AS SELECT condition, system, code, match FROM (VALUES ('diab', 'icd10', 'E1', 'prefix'), ('diabwc', 'icd10', 'E112', 'prefix'), ('mi', 'icd10', 'I21', 'prefix'), ('canc', 'icd10', 'C', 'prefix'),
	('canc', 'icd10', 'C77', 'not prefix'), ('metacanc', 'icd10', 'C77', 'prefix'), ('asthma', 'read2', 'H33', 'prefix')) v(condition, system, code, match);
CREATE TEMP TABLE event AS SELECT 1 + i % 500 AS person, CASE WHEN i % 5 = 0 THEN 'read2' ELSE 'icd10' END AS system,
	(ARRAY['E112', 'E11', 'I219', 'C50', 'C779', 'H33..', 'J45', 'H3', 'Z00', 'E149'])[1 + (hashint4(i) & 7)] AS code, CASE WHEN i % 17 = 0 THEN '-infinity' ELSE '2020-01-01'::date + (hashint4(-i) & 2047) END AS day, i
FROM generate_series(1, 8000) i;
CREATE TEMP TABLE folded AS SELECT person, condition_set((SELECT code_map(condition, system, code, match) FROM list), system, code, day) AS c FROM event GROUP BY person;
SELECT is_empty($$SELECT person, c, plain FROM folded LEFT JOIN (SELECT person, condition_set(condition, day) AS plain
	FROM (SELECT DISTINCT e.person, l.condition, e.day FROM event e JOIN list l ON e.system = l.system AND starts_with(rtrim(e.code, '.'), l.code) AND l.match = 'prefix'
		WHERE NOT EXISTS (SELECT FROM list n WHERE n.condition = l.condition AND n.match = 'not prefix' AND n.system = e.system AND starts_with(e.code, n.code))) x GROUP BY person) p USING (person)
	WHERE c IS DISTINCT FROM coalesce(plain, '{}')$$, 'raw codes fold into what a join with the list gives');
SELECT is((SELECT rollup(c) FROM folded), (SELECT condition_set((SELECT code_map(condition, system, code, match) FROM list), system, code, day) FROM event), 'rollup of all persons is the set of all rows');
SELECT is_empty($$SELECT person FROM folded JOIN (SELECT person, rollup(c) AS parts FROM (SELECT person, condition_set((SELECT code_map(condition, system, code, match) FROM list), system, code, day ORDER BY hashint4(i)) c
	FROM event GROUP BY person, i % 3) x GROUP BY person) p USING (person) WHERE condition_set_send(c) <> condition_set_send(parts) OR c <> parts$$, 'rollup over any split of the rows: the same bytes');
SELECT is(rollup(c)::text, '{"a": ["2024-01-01"]}', 'rollup leaves NULL out') FROM (VALUES (NULL::condition_set), ('{"a": ["2024-01-01"]}'), ('{}')) v(c);
SELECT is_empty('SELECT a.person FROM folded a JOIN folded b ON b.person = a.person % 500 + 1 WHERE a.c || b.c IS DISTINCT FROM b.c || a.c OR (a.c || b.c) || a.c IS DISTINCT FROM a.c || b.c', '|| is a union');

-- The same with workers.
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS
	$$DECLARE line text; lines text := ''; BEGIN FOR line IN EXECUTE 'EXPLAIN ' || query LOOP lines := lines || line || E'\n'; END LOOP; RETURN lines; END$$;
CREATE TABLE shared_event AS SELECT * FROM event;
CREATE TABLE shared_list AS SELECT * FROM list;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 4;
ALTER TABLE shared_event SET (parallel_workers = 4);
SELECT ok(pg_temp.plan_of('SELECT person, condition_set((SELECT code_map(condition, system, code, match) FROM shared_list), system, code, day) FROM shared_event GROUP BY person') ~ 'Partial', 'workers share the rows');
CREATE TEMP TABLE by_workers AS SELECT person, condition_set((SELECT code_map(condition, system, code, match) FROM shared_list), system, code, day) AS c FROM shared_event GROUP BY person;
SELECT is_empty('SELECT person FROM by_workers w JOIN folded f USING (person) WHERE w.c <> f.c', 'workers fold the same sets');
SELECT throws_ok($$CREATE TEMP TABLE no_set AS SELECT condition_set(CASE WHEN i % 2 = 0 THEN code_map '[["a","icd10","E"]]' ELSE '[["b","icd10","E"]]' END, system, code, day) FROM shared_event$$, '22023', 'code map changes within a group', 'another map, with workers');
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;

-- Cuts.
CREATE TEMP TABLE one AS SELECT '{"a": ["-infinity", "2023-06-01", "2024-06-01"], "b": ["2024-06-02"], "é": ["-infinity"]}'::condition_set AS c;
SELECT is(during(c, period)::text, wanted, 'during ' || period) FROM one, LATERAL (VALUES ('[2023-06-01,2024-06-01)'::daterange, '{"a": ["2023-06-01"]}'), ('[2023-06-01,2024-06-01]', '{"a": ["2023-06-01", "2024-06-01"]}'), ('(,2024-01-01)', '{"a": ["-infinity", "2023-06-01"], "é": ["-infinity"]}'),
	('(,)', c::text), ('empty', '{}'), ('(2024-06-01,)', '{"b": ["2024-06-02"]}'), ('(-infinity,infinity)', c::text)) v(period, wanted);
SELECT is(only_conditions(c, '{a,x,NULL}')::text, '{"a": ["-infinity", "2023-06-01", "2024-06-01"]}', 'only') FROM one;
SELECT is(except_conditions(c, '{a,x,NULL}')::text, '{"b": ["2024-06-02"], "é": ["-infinity"]}', 'except') FROM one;
SELECT is_empty($$SELECT person FROM folded WHERE only_conditions(c, '{mi,diab}') || except_conditions(c, '{mi,diab}') <> c OR during(c, '(,2022-01-01)') || during(c, '[2022-01-01,)') <> c$$, 'cuts make the whole');

-- Questions.
SELECT is(conditions(c), '{a,b,é}', 'conditions') FROM one;
SELECT is(condition_count(c), 3, 'how many there are') FROM one;
SELECT is(has_any(c, '{x,b}'), true, 'has one') FROM one;
SELECT is(has_any(c, '{x}'), false, 'has none') FROM one;
SELECT is(has_any(c, '{}'), false, 'none of none') FROM one;
SELECT is(has_all(c, '{a,b,a}'), true, 'has all') FROM one;
SELECT is(has_all(c, '{a,x}'), false, 'has not all') FROM one;
SELECT is(has_all(c, '{}'), true, 'all of none') FROM one;
SELECT is(has_all(c, '{NULL,a}'), true, 'a NULL is left out') FROM one;
SELECT is(how_many(c, '{a,a,x,é,NULL}'), 2, 'a name given twice counts once') FROM one;
SELECT is(first_recorded(c, 'b'), '2024-06-02'::date, 'first day') FROM one;
SELECT is(first_recorded(c, n), NULL, 'no first day of ' || n) FROM one, unnest(ARRAY['a', 'é', 'x']) n;
SELECT is(last_recorded(c, 'a'), '2024-06-01'::date, 'last known day') FROM one;
SELECT is(last_recorded(c, n), NULL, 'no last day of ' || n) FROM one, unnest(ARRAY['é', 'x']) n;
SELECT is(array_agg(times_recorded(c, n) ORDER BY n), '{2,1,0,0}', 'known days') FROM one, unnest(ARRAY['a', 'b', 'c', 'é']) n;
SELECT is(gained(c, '2024-01-01', '2024-12-31'), '{b}', 'gained; what was recorded on an unknown day was not') FROM one;
SELECT is(gained(c, '2024-06-02', '2024-12-31'), '{}', 'since is not within') FROM one;
SELECT is(gained(c, '2024-06-01', '2024-06-02'), '{b}', 'at is within') FROM one;
SELECT is(gained(c, '-infinity', 'infinity'), '{b}', 'ever') FROM one;

-- Look-back.
SELECT is(conditions(active('{"cancer": ["2019-02-28", "2019-03-01"]}', '2024-02-29', '{"cancer": {"within": "5 years"}}')), '{cancer}', 'a day within');
SELECT is(active('{"cancer": ["2019-02-28", "2019-03-01"]}', '2024-02-29', '{"cancer": {"within": "5 years"}}')::text, '{"cancer": ["2019-03-01"]}', 'the start is not within, and only days that count are kept');
SELECT is(active('{"cancer": ["2019-02-28"]}', '2024-02-29', '{"cancer": {"within": "5 years"}}')::text, '{}', 'the start alone');
SELECT is(active('{"laxative": ["2024-01-01", "2024-01-02", "2024-01-03"]}', '2024-02-29', '{"laxative": {"within": "12 months", "at_least": 4}}')::text, '{}', 'three days of four');
SELECT is(conditions(active('{"laxative": ["2023-03-01", "2024-01-01", "2024-01-02", "2024-02-29"]}', '2024-02-29', '{"laxative": {"within": "12 months", "at_least": 4}}')), '{laxative}', 'four days');
SELECT is(conditions(active('{"laxative": ["2023-02-28", "2024-01-01", "2024-01-02", "2024-02-29"]}', '2024-02-29', '{"laxative": {"within": "12 months", "at_least": 4}}')), '{}', 'a year before 29 February is 28 February, which is not within');
SELECT is(active('{"a": ["-infinity", "2025-01-01"], "b": ["2025-01-01"]}', '2024-02-29', '{}')::text, '{"a": ["-infinity"]}', 'without a rule an unknown day counts, and later ones do not');
SELECT is(active('{"a": ["-infinity", "2024-01-01"]}', '2024-02-29', '{"a": {"at_least": 2}}')::text, '{"a": ["-infinity", "2024-01-01"]}', 'an unknown day is one day');
SELECT is(active('{"a": ["-infinity", "2024-01-01"]}', '2024-02-29', '{"a": {"within": "1 year"}}')::text, '{"a": ["2024-01-01"]}', 'with within it never counts');
SELECT is(conditions(active('{"a": ["2024-01-01"]}', '2024-02-29', r::jsonb)), '{a}', r) FROM unnest(ARRAY['{"a": {"within": "10000 years"}}', '{"a": {"within": "9999999999999999999999 days"}}', '{"a": {"within": "2 MONTHS"}}', '{"a": {"within": "1 year 2 mons"}}', '{"a": {"within": "9 weeks"}}', '{"a": {"at_least": 1.0}}', '{"x": {"within": "1 day"}}']) r;
SELECT is(active('{"a": ["2024-01-01"]}', '2024-02-29', '{"a": {"at_least": 99999999999999999999}}')::text, '{}', 'more than there could be');
SELECT throws_ok(format('SELECT active(%L, %L, %L)', '{"a": ["2024-01-01"]}', '2024-02-29', r), '22023', said, r)
FROM (VALUES ('[]', 'rules must be a JSON object'), ('{"a": 1}', 'rule of condition "a" must be a JSON object, not 1'), ('{"a": {"withn": "1 year"}}', 'rule of condition "a" has the unknown key "withn"'),
	('{"x": {"most": 1}}', 'rule of condition "x" has the unknown key "most"'), ('{"a": {"within": "-1 year"}}', '"within" of condition "a" must be whole days, weeks, months or years, not "-1 year"'),
	('{"a": {"within": "0 days"}}', '"within" of condition "a" must be whole days, weeks, months or years, not "0 days"'), ('{"a": {"within": "1.5 years"}}', NULL), ('{"a": {"within": "24 hours"}}', NULL), ('{"a": {"within": ""}}', NULL), ('{"a": {"within": "year"}}', NULL),
	('{"a": {"within": 5}}', NULL), ('{"a": {"at_least": 0}}', '"at_least" of condition "a" must be a whole number of days, 1 or more, not 0'), ('{"a": {"at_least": 1.5}}', NULL), ('{"a": {"at_least": "2"}}', NULL)) v(r, said);
SELECT throws_ok($$SELECT active('{}', 'infinity', '{}')$$, '22008', 'day on which conditions are active must be finite, not "infinity"', 'ever is no day');

-- Hierarchies.
CREATE TEMP TABLE hierarchy AS SELECT '{"diabwc": ["diab"], "metacanc": ["canc"], "msld": ["mld"]}'::jsonb AS h;
SELECT is(conditions(supersede('{"diab": ["2024-01-01"], "diabwc": ["2024-01-01"], "mi": ["2024-01-01"]}', h)), '{diabwc,mi}', 'the stronger one stays') FROM hierarchy;
SELECT is(conditions(supersede(condition_set(n, '2024-01-01'::date), '{"A": ["B"], "B": ["C"]}')), wanted, array_to_string(wanted, ''))
FROM (VALUES (1, 'A', '{A}'::text[]), (1, 'B', '{A}'), (1, 'C', '{A}'), (2, 'A', '{A,C}'), (2, 'C', '{A,C}'), (3, 'B', '{B}'), (3, 'C', '{B}')) v(g, n, wanted) GROUP BY g, wanted;
SELECT is(conditions(supersede('{"aids": ["2024-01-01"]}', '{"aids": ["hiv"]}', '{"aids": "hiv"}')), '{}', 'AIDS without HIV');
SELECT is(conditions(supersede('{"aids": ["2024-01-01"], "hiv": ["2024-01-01"]}', '{"aids": ["hiv"]}', '{"aids": "hiv"}')), '{aids}', 'AIDS with HIV');
SELECT is(conditions(supersede('{"a": ["2024-01-01"], "c": ["2024-01-01"]}', '{}', '{"a": ["b", "c"]}')), '{a,c}', 'one of several is required');
SELECT is(conditions(supersede('{"a": ["2024-01-01"], "b": ["2024-01-01"], "c": ["2024-01-01"]}', '{"a": ["c"]}', '{"a": "x"}')), '{b,c}', 'what was dropped supersedes nothing');
SELECT is(conditions(supersede('{"a": ["2024-01-01"], "b": ["2024-01-01"]}', '{}', '{"a": "b", "b": "x"}')), '{a}', 'requirements are judged on the whole set');
SELECT is(supersede(NULL, '{}'), NULL, 'NULL for NULL');
SELECT is(supersede('{"a": ["2024-01-01"]}', NULL), NULL, 'NULL for a NULL hierarchy');
SELECT is(conditions(supersede('{"a": ["2024-01-01"]}', '{"b": "a"}', NULL)), '{a}', 'a name alone, and no requirement');
SELECT throws_ok(format('SELECT supersede(%L, %L, %L)', '{}', s, r), '22023', said, said)
FROM (VALUES ('[]', '{}', 'stronger must be a JSON object'), ('{}', '1', 'requires must be a JSON object'), ('{"a": 1}', NULL, 'stronger of condition "a" must be the name of a condition or an array of names, not 1'), ('{"a": [1]}', NULL, 'stronger of condition "a" must be the name of a condition or an array of names, not [1]'),
	('{"a": []}', NULL, 'stronger of condition "a" must be the name of a condition or an array of names, not []'), ('{"a": ["b", "a"]}', NULL, 'stronger of condition "a" names the condition itself'), ('{}', '{"a": "a"}', 'requires of condition "a" names the condition itself')) v(s, r, said);

-- Ten thousand people at random, and plain SQL that shares nothing with the C.
CREATE TEMP TABLE recorded AS SELECT 1 + (hashint4(i) & 16383) % 10000 AS person, (ARRAY['A', 'B', 'C', 'D', 'E'])[1 + (hashint4(i * 3 + 1) & 1023) % 5] AS condition,
	CASE WHEN i % 23 = 0 THEN '-infinity' ELSE '2022-01-01'::date + (hashint4(-i) & 1023) END AS day FROM generate_series(1, 80000) i;
CREATE TEMP TABLE person AS SELECT person, condition_set(condition, day) AS c FROM recorded GROUP BY person;
SELECT cmp_ok(count(*), '>', 9900::bigint, 'ten thousand people') FROM person;
CREATE TEMP TABLE counted AS SELECT person, condition, count(DISTINCT day) FILTER (WHERE day <= '2024-02-29' AND (condition NOT IN ('A', 'B') OR day > CASE condition WHEN 'A' THEN '2023-02-28'::date ELSE '2024-01-30' END AND isfinite(day))) AS n FROM recorded GROUP BY 1, 2;
SELECT is_empty($$SELECT p.person FROM person p JOIN (SELECT person, array_agg(condition ORDER BY condition) FILTER (WHERE n >= CASE condition WHEN 'A' THEN 2 WHEN 'C' THEN 3 ELSE 1 END) AS wanted FROM counted GROUP BY person) w USING (person)
	WHERE conditions(active(c, '2024-02-29', '{"A": {"within": "12 months", "at_least": 2}, "B": {"within": "30 days"}, "C": {"at_least": 3}}')) IS DISTINCT FROM coalesce(wanted, '{}')$$, 'look-back is that of plain SQL');
SELECT is_empty($$SELECT p.person FROM person p JOIN (SELECT person, array_agg(condition ORDER BY condition) AS wanted FROM (SELECT person, condition FROM recorded GROUP BY person, condition HAVING bool_and(isfinite(day)) AND min(day) > '2022-06-01' AND min(day) <= '2023-06-01') x GROUP BY person) w USING (person)
	WHERE gained(c, '2022-06-01', '2023-06-01') IS DISTINCT FROM wanted$$, 'what was gained is that of plain SQL');
CREATE TEMP TABLE kept AS WITH had AS (SELECT DISTINCT person, condition FROM recorded), first AS (SELECT * FROM had h WHERE condition <> 'D' OR EXISTS (SELECT FROM had o WHERE o.person = h.person AND o.condition = 'E'))
	SELECT person, array_agg(condition ORDER BY condition) AS wanted FROM first f WHERE NOT EXISTS (SELECT FROM first s JOIN (VALUES ('A', 'B'), ('B', 'C'), ('D', 'E')) h (strong, weak) ON s.condition = h.strong WHERE s.person = f.person AND h.weak = f.condition) GROUP BY person;
SELECT is_empty($$SELECT p.person FROM person p LEFT JOIN kept USING (person) WHERE conditions(supersede(c, '{"A": ["B"], "B": ["C"], "D": "E"}', '{"D": "E"}')) IS DISTINCT FROM coalesce(wanted, '{}')$$, 'hierarchies are those of plain SQL');

-- Identities.
SELECT is_empty($$SELECT person FROM person WHERE conditions(active(c, '2030-01-01', '{}')) <> conditions(c)$$, 'after the last day, without rules, all are active');
SELECT is_empty($$SELECT person FROM person, (SELECT '{"A": ["B"], "B": ["C"]}'::jsonb AS h) x WHERE supersede(supersede(c, h), h) <> supersede(c, h)$$, 'what a hierarchy leaves, it leaves again');
SELECT is_empty($$SELECT person FROM person, hierarchy WHERE supersede(supersede(c, h), h) <> supersede(c, h)$$, 'the hierarchy of Charlson, applied twice');
SELECT is_empty($$SELECT a.person FROM person AS a JOIN person AS b ON b.person = a.person % 10000 + 1 JOIN (SELECT x.person, condition_set(condition, day) AS c FROM recorded AS r JOIN (SELECT person, person AS either FROM person UNION ALL SELECT person, person % 10000 + 1 FROM person) AS x ON r.person = either GROUP BY x.person) AS u ON u.person = a.person
	WHERE condition_set_send(a.c || b.c) <> condition_set_send(u.c)$$, 'the set of a union of rows is the union of their sets, byte for byte');
SELECT is_empty($$SELECT person FROM person WHERE how_many(c, '{A,B}') + how_many(c, '{C,D,x}') <> how_many(c, '{A,B,C,D,x}')$$, 'how many of disjoint lists add up');

\if :vectors
CREATE TEMP TABLE vector_input (person integer, condition text, on_day date);
\copy vector_input FROM PROGRAM 'cat "$VECTORS/need/lookback_input.csv"' (FORMAT csv, HEADER)
CREATE TEMP TABLE vector_expected (person integer, at date, active text, ever text, gained text);
\copy vector_expected FROM PROGRAM 'cat "$VECTORS/need/lookback_expected.csv"' (FORMAT csv, HEADER)
SELECT is(concat_ws(' | ', array_to_string(conditions(active(c, at, '{"cancer": {"within": "5 years"}, "laxative": {"within": "12 months", "at_least": 4}, "depression": {"within": "12 months"}}')), ';'),
	array_to_string(conditions(active(c, at, '{}')), ';'), array_to_string(gained(c, (at - interval '12 months')::date, at), ';')), concat_ws(' | ', coalesce(e.active, ''), coalesce(ever, ''), coalesce(e.gained, '')), 'look-back of person ' || person)
FROM vector_expected e JOIN (SELECT person, condition_set(condition, on_day) AS c FROM vector_input GROUP BY person) s USING (person);
SELECT is_empty('SELECT person FROM vector_expected e WHERE NOT EXISTS (SELECT FROM vector_input i WHERE i.person = e.person) AND ever IS NOT NULL', 'people without a row have nothing');
\endif

SELECT * FROM finish();
ROLLBACK;

-- code_map: text, binary, equality, the entries of a list, what codes mean, errors that name the entry.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- Text: any order in, canonical out, and round again.
SELECT is('[["b", "local", "x"], ["a", "icd10", "i25.2", "not prefix"], ["a", "icd10", "I25", "Prefix"], ["a","icd10","I25"]]'::code_map::text,
	'[["a","icd10","I25","prefix"],["a","icd10","I252","not prefix"],["b","local","x","prefix"]]', 'canonical order, normal forms, each entry once');
SELECT is('[]'::code_map::text, '[]', 'a list of nothing');
SELECT unnest(ARRAY[is(m::text::code_map, m, 'text goes round'), is(m::json::code_map, m, 'json goes round'), is(m::jsonb::code_map, m, 'jsonb goes round')])
FROM (SELECT code_map('C' || i % 7, s, 'A' || md5(i::text)) AS m FROM generate_series(1, 300) i, unnest(ARRAY['icd10', 'read2', 'ctv3', 'our "own" é']) s) x;
SELECT throws_ok(format('SELECT %L::code_map', t), '22P02', NULL, 'not a list: ' || t)
FROM unnest(ARRAY['', '{}', '[', '[[]]', '[["a"]]', '[["a","icd10"]]', '[["a","icd10","I21"]', '[["a","icd10","I21","exact","x"]]', '[["a","icd10",21]]', '[["","icd10","I21"]]', '[["a","","I21"]]',
	'[["a","icd10",".-"]]', '[["a","ICD10","I21"]]', '[["a","snomed","73211009","prefix"]]', '[["a","icd10","I21","not exact"]]', 'null', 'mi']) t;
SELECT throws_ok($$SELECT '[["a","icd10","I21","almost"]]'::code_map$$, '22023', $$match must be 'exact', 'not exact', 'not prefix' or 'prefix', not 'almost'$$, 'a match that is none');

-- Binary.
SELECT is(encode(code_map_send('[["mi","icd10","I21"]]'), 'hex'),
	'01' || '00000001' || '00000002' || encode('mi', 'hex') || '00000005' || encode('icd10', 'hex') || '00000003' || encode('I21', 'hex') || '03', 'binary form');

-- Equality, hash, order.
SELECT ok('[["a","icd10","I21"],["b","icd10","I22"]]'::code_map = '[["b","icd10","i22"],["a","icd10","I21"]]', 'equal');
SELECT ok('[["a","icd10","I21"]]'::code_map <> '[["a","icd10","I21","exact"]]', 'another match');
SELECT is(count(*), 2::bigint, 'a hash that finds equals') FROM (SELECT m FROM (VALUES ('[["a","icd10","I21"]]'::code_map), ('[["a","icd10","i21"]]'), ('[]')) v(m) GROUP BY m) s;
SELECT ok(count(DISTINCT h) > 90, 'a hash that tells others apart') FROM (SELECT code_map_hash(code_map('a', 'local', 'x' || x)) h FROM generate_series(1, 100) x GROUP BY x) s;
SELECT is(count(DISTINCT m), 1::bigint, 'any order of rows, the same bytes')
FROM (SELECT code_map(c, 'icd10', d ORDER BY k) m FROM (SELECT g, 'C' || i % 5 c, 'A' || i d, hashint4(i * g) k FROM generate_series(1, 200) i, generate_series(1, 9) g) x GROUP BY g) y;

-- Rows fold into a list.
SELECT is(code_map(c, s, d)::text, '[["a","icd10","I21","prefix"],["a","snomed","73211009","exact"]]', 'prefix, but exact in SNOMED; rows with NULL are left out')
FROM (VALUES ('a', 'icd10', 'I21'), ('a', 'snomed', ' 73211009 '), (NULL, 'icd10', 'I22'), ('a', NULL, 'I22'), ('a', 'icd10', NULL)) v(c, s, d);
SELECT is(code_map('a', 'ctv3', 'H33..', NULL)::text, '[["a","ctv3","H33..","exact"]]', 'without a match, though there is a column for it');
SELECT is(code_map(c, c, c), NULL, 'no row') FROM (SELECT 'a' c WHERE false) x;
SELECT is(code_map(c, c, c), NULL, 'only NULL') FROM (SELECT NULL::text c) x;
SELECT is(string_agg(m::text, ' ' ORDER BY i), '[["a","local","1","prefix"]] [["a","local","1","prefix"],["a","local","2","prefix"]]', 'as a window function')
FROM (SELECT i, code_map('a', 'local', i::text) OVER (ORDER BY i) m FROM generate_series(1, 2) i) x;

-- What is wrong is named.
CREATE FUNCTION pg_temp.list_of(VARIADIC rows text[]) RETURNS code_map LANGUAGE sql AS
	$$SELECT code_map(split_part(r, '/', 1), split_part(r, '/', 2), split_part(r, '/', 3), nullif(split_part(r, '/', 4), '')) FROM unnest(rows) r$$;
SELECT throws_ok($$SELECT pg_temp.list_of(' /icd10/I21')$$, '22023', 'condition code must not be blank', 'a blank condition');
SELECT throws_ok($$SELECT pg_temp.list_of('mi//I21')$$, '22023', 'system code must not be empty', 'no system');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/icd10/I21/beginning')$$, '22023', $$match must be 'exact', 'not exact', 'not prefix' or 'prefix', not 'beginning'$$, 'a match that is none');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/icd10/.- ')$$, '22023', 'code ".- " of condition "mi" is no code of system "icd10"', 'nothing left of a code');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/read2/....')$$, '22023', 'code "...." of condition "mi" is no code of system "read2"', 'nothing left of a Read code');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/read2/H3é')$$, '22023', 'code "H3é" of condition "mi" is no code of system "read2"', 'a Read code has no accents');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/read2/H3[] 30..1.')$$, '22023', 'code "H3[] 30..1." of condition "mi" is no code of system "read2"', 'nor a blank among its five characters');
SELECT is(conditions('[["asthma","read2","H33.."]]', 'read2', 'H33 .00'), '{}', 'and one that has is no code of any condition');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/local/ ')$$, '22023', 'code " " of condition "mi" is no code of system "local"', 'a blank code');
SELECT throws_ok($$SELECT pg_temp.list_of('diabetes/snomed/73211009/prefix')$$, '22023', $$code "73211009" of condition "diabetes" cannot have the match 'prefix'$$, 'no prefix in SNOMED');
SELECT throws_ok($$SELECT pg_temp.list_of('diabetes/snomed/44054006', 'diabetes/snomed/73211009/not prefix')$$, '22023', $$code "73211009" of condition "diabetes" cannot have the match 'not prefix'$$, 'nor its opposite');
SELECT throws_ok($$SELECT pg_temp.list_of('asthma/ctv3/H33../prefix')$$, '22023', $$code "H33.." of condition "asthma" cannot have the match 'prefix'$$, 'no prefix in CTV3');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/icd10/I21', 'chd/icd10/I25/not prefix')$$, '22023', 'condition "chd" excludes codes and includes none', 'an exclusion without an inclusion');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/icd10/I21', 'mi/icd10/I21/not prefix')$$, '22023', 'code "I21" of system "icd10" is both in and out of condition "mi"', 'in and out');
SELECT throws_ok($$SELECT pg_temp.list_of('mi/icd10/I21/not exact', 'mi/icd10/i2.1/exact')$$, '22023', 'code "I21" of system "icd10" is both in and out of condition "mi"', 'in and out, exactly');
SELECT lives_ok($$SELECT pg_temp.list_of('mi/icd10/I21', 'mi/icd10/I21/not exact', 'mi/icd10/I22')$$, 'below a code, but not the code itself');
SELECT throws_ok($$SELECT code_map(repeat('c', 1025), 'icd10', 'I21')$$, '22023', NULL, 'an overlong condition');
SELECT throws_ok(format('SELECT pg_temp.list_of(%L)', 'mi/' || s || '/I21'), '22023', format('unknown code system "%s"', s), 'not the name of a system: ' || s)
FROM unnest(ARRAY['ICD10', 'ICD-10', 'icd 10', 'OPCS4', 'opcs-4', 'ICD_9', 'Read 2', 'READ2', 'CTV-3', 'SNOMED', 'SNOMED CT', 'snomedct', 'snomed_ct', ' snomed']) s;
SELECT lives_ok(format('SELECT pg_temp.list_of(%L)', 'mi/' || s || '/I21'), 'the name of a system of somebody''s own: ' || s) FROM unnest(ARRAY['icd11', 'read', 'snomed2', 'emis', 'icd10cm']) s;
SELECT throws_ok($$SELECT conditions('[["mi","icd10","I21"]]', 'ICD10', 'I210')$$, '22023', 'unknown code system "ICD10"', 'nor is it in the data');
SELECT throws_ok($$SELECT conditions('[["mi","icd10","I21"]]', ' ', 'I210')$$, '22023', 'system code must not be blank', 'a blank system in the data');

-- The worked numbers.
SELECT is(array_to_string(conditions(pg_temp.list_of('chd/icd10/I25/prefix', 'chd/icd10/I252/not prefix', 'chd/icd10/I254/not exact', 'mi/icd10/I252/prefix'), 'icd10', code), ','), wanted, code || ': ' || wanted)
FROM (VALUES ('I250', 'chd'), ('I25.2', 'mi'), ('I254', ''), ('I2541', 'chd')) v(code, wanted);
SELECT is(conditions('[["mi","icd10","I21"]]', 'icd10', code), wanted, 'normal form of ' || code) FROM (VALUES ('I21X', '{mi}'::text[]), ('i-2 1.', '{mi}'), ('', '{}'), ('...', '{}'), ('é', '{}'), ('I2é1', '{mi}')) v(code, wanted);
SELECT is(conditions('[["mi","icd10","I21"]]', NULL, 'I21'), NULL, 'NULL for NULL');
SELECT is(conditions('[["a","icd10","I21"],["a","read2","I21","not prefix"]]', 'icd10', 'I21'), '{a}', 'an exclusion acts within its system');
SELECT is(conditions('[]', 'icd10', 'I21'), '{}', 'a list of nothing');
SELECT is(cardinality(conditions(m, 'local', 'xyz')), 1000, 'one code, many conditions') FROM (SELECT code_map('c' || i, 'local', left('xyz', 1 + i % 3)) m FROM generate_series(1, 1000) i) x;
SELECT is(conditions(code_map('a', 'local', repeat('x', 1000)), 'local', repeat('x', 5000)), '{a}', 'a long code');

-- Another list in each row.
SELECT is(string_agg(array_to_string(conditions(m, 'icd10', 'I210'), ','), ' ' ORDER BY i), 'a a b b', 'lists may change from row to row')
FROM (VALUES (1, '[["a","icd10","I21"]]'::code_map), (2, '[["a","icd10","I21"]]'), (3, '[["b","icd10","I21"]]'), (4, '[["b","icd10","I21"]]')) v(i, m);
CREATE TEMP TABLE stored AS SELECT i, code_map('c' || i, 'local', 'x' || j || '.' || md5(j::text)) AS m FROM generate_series(1, 3) i, generate_series(1, 4000) j GROUP BY i;
SELECT is(string_agg(DISTINCT array_to_string(conditions(m, 'local', 'x7.' || md5('7') || repeat(' ', j)), ','), ' '), 'c1 c2 c3', 'lists that are stored out of line') FROM stored, generate_series(1, 9) j;

-- The same in plain SQL: every entry against every code.
SELECT setseed(0.5);
CREATE TEMP TABLE entry AS SELECT DISTINCT ON (condition, system, code, match ~ 'exact') * FROM (
	SELECT 'C' || floor(random() * 9) AS condition, CASE WHEN random() < 0.7 THEN 'icd10' ELSE 'local' END AS system,
		left(translate(md5(random()::text), '0123456789abcdef', 'AB12AB12AB12AB12'), 1 + (random() * 4)::int) AS code, (ARRAY['prefix', 'exact', 'not prefix', 'not exact', 'prefix'])[1 + floor(random() * 5)] AS match
	FROM generate_series(1, 400)) x;
INSERT INTO entry SELECT DISTINCT condition, 'icd10', 'A', 'prefix' FROM entry e WHERE NOT EXISTS (SELECT FROM entry f WHERE f.condition = e.condition AND f.match !~ 'not');
CREATE TEMP TABLE asked AS SELECT CASE WHEN random() < 0.7 THEN 'icd10' ELSE 'local' END AS system, left(translate(md5(random()::text), '0123456789abcdef', 'AB12AB12AB12AB12'), 1 + (random() * 6)::int) AS code FROM generate_series(1, 3000);
CREATE TEMP TABLE plain AS SELECT a.system, a.code, array(SELECT condition FROM entry e WHERE e.system = a.system AND (e.match ~ 'exact' AND a.code = e.code OR e.match ~ 'prefix' AND starts_with(a.code, e.code))
	GROUP BY condition HAVING bool_and(match !~ 'not') ORDER BY condition COLLATE "C") AS wanted FROM asked a;
SELECT is_empty('SELECT * FROM plain, (SELECT code_map(condition, system, code, match) m FROM entry) x WHERE conditions(m, system, code) IS DISTINCT FROM wanted', 'look-ups are those of plain SQL');
SELECT cmp_ok(count(*), '>', 300::bigint, 'and many are not empty') FROM plain WHERE wanted <> '{}';
SELECT set_eq('SELECT e.* FROM (SELECT code_map(condition, system, code, match) m FROM entry) x, entries(m) e', 'SELECT condition, system, code, match FROM entry', 'entries as rows are those that were folded');
SELECT is((SELECT code_map(condition, system, code, match) FROM entries(m)), m, 'a list of its entries is the list') FROM (SELECT code_map(condition, system, code, match) m FROM entry) x;

-- Identifiers of SNOMED CT: a wrong digit, and neighbours that changed places.
SELECT ok(NOT bool_or(snomed_valid(overlay('73211009' PLACING d::text FROM p FOR 1))), 'one digit changed') FROM generate_series(1, 8) p, generate_series(0, 9) d WHERE substr('73211009', p, 1) <> d::text;
SELECT ok(NOT bool_or(snomed_valid(overlay('195967001' PLACING substr('195967001', p + 1, 1) || substr('195967001', p, 1) FROM p FOR 2))), 'two digits that changed places')
FROM generate_series(1, 8) p WHERE substr('195967001', p, 1) <> substr('195967001', p + 1, 1);
SELECT is(snomed_valid(NULL), NULL, 'NULL for NULL');

\if :vectors
CREATE TEMP TABLE list (system text, code text, condition text, match text);
\copy list FROM PROGRAM 'cat "$VECTORS/need/code_map_input.csv"' (FORMAT csv, HEADER)
CREATE TEMP TABLE expected (system text, code text, conditions text);
\copy expected FROM PROGRAM 'cat "$VECTORS/need/code_map_expected.csv"' (FORMAT csv, HEADER)
SELECT is(array_to_string(conditions((SELECT code_map(condition, system, code, match) FROM list), system, code), ';'), coalesce(conditions, ''), format('%s %s', system, code)) FROM expected;
CREATE TEMP TABLE snomed (code text, valid boolean, why text);
\copy snomed FROM PROGRAM 'cat "$VECTORS/need/snomed_valid.csv"' (FORMAT csv, HEADER)
SELECT is(snomed_valid(coalesce(code, '')), valid, format('%s: %s', code, why)) FROM snomed;
CREATE TEMP TABLE prefix (map text, condition text, code text);
\copy prefix FROM PROGRAM 'cat "$VECTORS/need/charlson_elixhauser_icd10_prefixes.csv"' (FORMAT csv, HEADER)
SELECT is_empty($$SELECT * FROM (SELECT code_map(map || '/' || condition, 'icd10', code) AS m FROM prefix) x, (SELECT DISTINCT code || tail AS code FROM prefix, unnest(ARRAY['', '0', 'X', '99']) tail) a
	WHERE conditions(m, 'icd10', a.code) IS DISTINCT FROM array(SELECT DISTINCT map || '/' || condition COLLATE "C" FROM prefix WHERE starts_with(a.code, prefix.code) ORDER BY 1)$$, 'Charlson and Elixhauser: every prefix and what lies below it');
\endif

SELECT * FROM finish();
ROLLBACK;

-- attendance_profile: text, binary, equality, hash, aggregates.
BEGIN;
SELECT no_plan();

-- Text: any order in, canonical out, and round again.
SELECT is('{"2.5": 1, "0": 12, "1e2": 3}'::attendance_profile::text, '{"0": 12, "2.5": 1, "100": 3}', 'canonical order');
SELECT is('{}'::attendance_profile::text, '{}', 'nobody');
SELECT is('{"-0": 2}'::attendance_profile::text, '{"0": 2}', 'no negative zero');
SELECT is(a::text::attendance_profile, a, 'text goes round') FROM
	(SELECT attendance_profile(i * i / 7.0::float8) a FROM generate_series(0, 500) i) s;
SELECT throws_ok(format('SELECT %L::attendance_profile', t), '22P02', NULL, 'not a profile: ' || t)
FROM unnest(ARRAY['', '[]', '{', '{"0"}', '{"0":}', '{"0": 1', '{"0": 1,}', '{0: 1}', '{"x": 1}', '{"": 1}', '{"0": "1"}', '{"0": 0}', '{"0": -1}', '{"0": 1.5}', '{"-1": 1}',
	'{"NaN": 1}', '{"Infinity": 1}', '{"1": 1, "1.0": 2}', '{"1000": 1, "1e3": 2}', '{"0": 1} {}', '{"0": 1e300}', '{"0": 9007199254740992, "1": 1}', 'null']) t;
SELECT lives_ok($$SELECT '{"0": 9007199254740992}'::attendance_profile$$, 'as many people as a double can count');

-- Binary.
SELECT is(encode(attendance_profile_send('{"0": 2, "3": 1}'), 'hex'), '01' || '00000002' || repeat('00', 8) || '0000000000000002' || '4008000000000000' || '0000000000000001', 'binary form');
-- Equality and hash.
SELECT ok('{"1": 2, "0": 1}'::attendance_profile = '{"0": 1, "1": 2}', 'equal');
SELECT ok('{"1": 2}'::attendance_profile <> '{"1": 3}', 'other people');
SELECT ok('{"1": 2}'::attendance_profile <> '{"2": 2}', 'other contacts');
SELECT is(count(*), 2::bigint, 'a hash that finds equals') FROM (SELECT a FROM (VALUES ('{"1": 2, "0": 1}'::attendance_profile), ('{"0": 1, "1": 2}'), ('{}')) v(a) GROUP BY a) s;
SELECT ok(count(DISTINCT h) > 90, 'a hash that tells others apart') FROM (SELECT attendance_profile_hash(attendance_profile(x)) h FROM generate_series(1, 100) x GROUP BY x) s;

-- Rows fold into a profile.
SELECT is(attendance_profile(x)::text, '{"0": 2, "1": 1, "7": 3}', 'people by contacts') FROM unnest(ARRAY[7, 0, NULL, 1, 7, 0, 7]) x;
SELECT is(attendance_profile(x), NULL, 'no row') FROM generate_series(1, 0) x;
SELECT is(attendance_profile(x), NULL, 'only NULL') FROM (VALUES (NULL::float8), (NULL)) v(x);
SELECT is(attendance_profile(x, n)::text, '{"0": 300, "2.5": 4}', 'weighted rows') FROM (VALUES (2.5, 4), (0, 100), (0, 200), (1, 0), (2, NULL), (NULL, 3)) v(x, n);
SELECT is(attendance_profile(x, 0)::text, '{}', 'rows of nobody') FROM generate_series(1, 3) x;
SELECT is(attendance_profile(x)::text, '{"0": 1, "63": 1, "64": 1, "65535": 1, "65536": 1, "1000000000000": 1}', 'many contacts') FROM unnest(ARRAY[1e12, 65536, 65535, 64, 63, 0]) x;
SELECT is(attendance_profile(x ORDER BY r)::text, '{"0": 900, "500": 100}', 'the array grows over what the hash table holds')
FROM (SELECT CASE WHEN i < 50 OR i >= 950 THEN 500 ELSE 0 END AS x, i AS r FROM generate_series(0, 999) i) s;
SELECT throws_ok('SELECT attendance_profile(-1)', '22003', 'contacts must be a finite number that is not negative, not -1', 'negative contacts');
SELECT throws_ok($$SELECT attendance_profile('NaN'::float8)$$, '22003', NULL, 'NaN contacts');
SELECT throws_ok($$SELECT attendance_profile('Infinity'::float8)$$, '22003', NULL, 'infinite contacts');
SELECT throws_ok('SELECT attendance_profile(1, -2)', '22003', NULL, 'negative people');
SELECT is((SELECT attendance_profile(c, p) FROM (VALUES (3, 4294967295), (3, 1), (3, 4294967295), (2, 4294967296), (2, 5), (4, 1)) v (c, p)), '{"2": 4294967301, "3": 8589934591, "4": 1}', 'more people than four bytes count');
SELECT is((SELECT rollup(a) FROM (SELECT attendance_profile(c, 4294967295) AS a FROM unnest(ARRAY[3, 3, 2000, 2000, 2000]) c GROUP BY c) x), '{"3": 8589934590, "2000": 12884901885}', 'and in profiles that become one');
SELECT throws_ok($$SELECT attendance_profile(1, 9007199254740992) FROM generate_series(1, 2)$$, '22003', NULL, 'more people than a double can count');

-- More people at a level than 32 bits count, one whose place in the array is new among them; minus zero is zero.
SELECT is(attendance_profile(contacts, people)::text, format('{"%s": %s}', abs(contacts), people), people || ' people with ' || contacts)
FROM unnest(ARRAY['-0', 10, 11, 20, 63]::float8[]) contacts, unnest(ARRAY[4294967295, 4294967296, 10000000000]) people GROUP BY contacts, people;

-- rollup is the profile of all rows.
CREATE TABLE contacts AS SELECT i % 11 AS practice, CASE WHEN i % 13 = 0 THEN i / 8.0::float8 ELSE (i::bigint * i * 7919) % 31 END AS n FROM generate_series(1, 20000) i;
CREATE TABLE profiles AS SELECT practice, attendance_profile(n) a FROM contacts GROUP BY practice;
SELECT is((SELECT rollup(a) FROM profiles), (SELECT attendance_profile(n) FROM contacts), 'rollup of groups');
SELECT is((SELECT rollup(a ORDER BY practice DESC) FROM profiles), (SELECT attendance_profile(n ORDER BY n) FROM contacts), 'in any order');
SELECT is(rollup(a), NULL, 'rollup of nothing') FROM profiles WHERE false;
SELECT is(rollup(a)::text, '{"0": 1}', 'rollup leaves NULL out') FROM (VALUES (NULL::attendance_profile), ('{"0": 1}'), ('{}')) v(a);
SELECT results_eq('SELECT practice, attendance_profile(n) OVER (PARTITION BY practice) FROM (SELECT DISTINCT ON (practice, n) * FROM contacts WHERE n < 3) c ORDER BY 1',
	'SELECT practice, a FROM (SELECT practice, attendance_profile(n) a FROM (SELECT DISTINCT practice, n FROM contacts WHERE n < 3) c GROUP BY practice) s JOIN (SELECT DISTINCT practice, n FROM contacts WHERE n < 3) c USING (practice) ORDER BY 1',
	'as a window function');

-- The same with workers.
\ir ../workers.psql
ALTER TABLE contacts SET (parallel_workers = 4);
SELECT ok(plan_of('SELECT practice, attendance_profile(n) FROM contacts GROUP BY practice') ~ 'Partial', 'workers share the rows');
-- (A cursor gets no workers, so the answers go into a table first.)
CREATE TABLE by_workers AS SELECT practice, attendance_profile(n) a FROM contacts GROUP BY practice UNION ALL SELECT -1, attendance_profile(n) FROM contacts;
SELECT results_eq('SELECT * FROM by_workers ORDER BY 1', 'SELECT -1 AS practice, rollup(a) FROM profiles UNION ALL SELECT * FROM profiles ORDER BY 1', 'the workers do not matter');
CREATE TABLE parted (LIKE contacts) PARTITION BY HASH (n);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT * FROM contacts;
SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT ok(plan_of('SELECT practice, attendance_profile(n) FROM parted GROUP BY practice') ~ 'Partial', 'each partition gives a part');
SELECT results_eq('SELECT practice, attendance_profile(n) FROM parted GROUP BY practice ORDER BY 1', 'SELECT * FROM profiles ORDER BY 1', 'the partitions do not matter');
SELECT results_eq('SELECT practice, attendance_profile(n) FILTER (WHERE practice = 1) IS NULL FROM contacts WHERE practice < 3 GROUP BY practice ORDER BY 1',
	'VALUES (0, true), (1, false), (2, true)', 'a filter that empties groups');

-- A value in a table: stored, compressed, read again.
CREATE TABLE stored AS SELECT attendance_profile(i / 3.0) a FROM generate_series(1, 20000) i;
SELECT is((SELECT a FROM stored), (SELECT attendance_profile(i / 3.0) FROM generate_series(1, 20000) i), 'a large value comes back from its table');

-- Counts as PostgreSQL's own aggregates return them.
CREATE TEMP TABLE counted AS SELECT contacts, count(*) AS n, sum(1::bigint) AS s, sum(1) AS i, 1 AS one FROM unnest(ARRAY[0, 0, 3, 7, 7, 7]) contacts GROUP BY contacts;
SELECT is(attendance_profile(contacts, n), '{"0": 2, "3": 1, "7": 3}', 'people as bigint') FROM counted;
SELECT is(attendance_profile(contacts, s), '{"0": 2, "3": 1, "7": 3}', 'people as numeric') FROM counted;
SELECT is(attendance_profile(contacts, i::integer), '{"0": 2, "3": 1, "7": 3}', 'people as integer') FROM counted;
SELECT is(attendance_profile(s), '{"1": 1, "2": 1, "3": 1}', 'contacts as numeric') FROM counted;
SELECT is(attendance_profile(n), '{"1": 1, "2": 1, "3": 1}', 'contacts as bigint') FROM counted;
SELECT is(attendance_profile(contacts, CASE WHEN n > 1 THEN s END), '{"0": 2, "7": 3}', 'a NULL is left out') FROM counted;
SELECT is(attendance_profile(contacts, s - 1), '{"0": 1, "7": 2}', 'and so is nobody') FROM counted;
SELECT is(attendance_profile(contacts, s - s), '{}', 'and everybody who is nobody') FROM counted;
SELECT throws_ok('SELECT attendance_profile(contacts, s / 2) FROM counted WHERE contacts = 3', '22003', 'people with 3 contacts must be a whole number of at least 1, not 0.5', 'half a person');
SELECT throws_ok('SELECT attendance_profile(7, -1.0)', '22003', 'people with 7 contacts must be a whole number of at least 1, not -1', 'less than nobody');
SELECT throws_ok('SELECT attendance_profile(7, 1e16)', '22003', 'people with 7 contacts must be a whole number of at least 1, not 1e+16', 'more than a double counts');
SELECT throws_ok($$SELECT attendance_profile(7, 'NaN'::numeric)$$, '22003', 'people with 7 contacts must be a whole number of at least 1, not NaN', 'NaN people');

-- A text is no number of contacts: an error that says what is missing.
SELECT throws_ok(format('SELECT attendance_profile(t) FROM (VALUES (%L::%s)) v(t)', 'E81001', type), '42804', 'attendance_profile needs numbers of contacts, one a person, not text', type || ' is no number')
	FROM unnest(ARRAY['text', 'varchar', 'varchar(6)', 'char(6)']) type;
SELECT is(attendance_profile('{"0": 2}'), '{"0": 2}'::attendance_profile, 'a literal is read still');
SELECT throws_ok($$SELECT attendance_profile('E81001')$$, '22P02', '"E81001" is not the text of a value of type attendance_profile', 'a literal that is none says what is missing');

-- An order: arbitrary, but total
CREATE TEMP TABLE ordered (id serial, v attendance_profile);
INSERT INTO ordered (v) VALUES ('{"0": 2}'), ('{"1": 2}'), ('{"0": 2}'), ('{}'), ('{"0": 2, "17.5": 1}'), ('{"1e+300": 9007199254740992}');
SELECT is((SELECT count(DISTINCT v) FROM ordered), 5::bigint, 'count(DISTINCT)');
SELECT is((SELECT max(n) FROM (SELECT count(*) OVER (PARTITION BY v) AS n FROM ordered) s), 2::bigint, 'PARTITION BY');
CREATE TEMP TABLE only_once (v attendance_profile UNIQUE);
INSERT INTO only_once SELECT DISTINCT v FROM ordered;
SELECT throws_ok('INSERT INTO only_once VALUES (''{"0":2}'')', '23505', NULL, 'unique');
SELECT is((SELECT count(*) FROM ordered x, ordered y WHERE (x.v < y.v)::int + (x.v = y.v)::int + (x.v > y.v)::int <> 1
	OR (x.v <= y.v) <> (x.v < y.v OR x.v = y.v) OR (x.v >= y.v) <> (x.v > y.v OR x.v = y.v)
	OR sign(attendance_profile_cmp(x.v, y.v)) <> (x.v > y.v)::int - (x.v < y.v)::int), 0::bigint, 'one of before, equal, after');

-- JSON there and back
SELECT is((SELECT count(*) FROM ordered WHERE v::json::attendance_profile <> v OR v::jsonb::attendance_profile <> v OR v::json::text <> v::text), 0::bigint, 'through json and jsonb');
SELECT is(to_jsonb(attendance_profile '{"0": 2}'), '{"0": 2}', 'to_jsonb gives an object');
SELECT is(json_agg(v ORDER BY id) -> 1 ->> '1', '2', 'json_agg of objects') FROM ordered;
SELECT throws_ok($$SELECT '[1]'::json::attendance_profile$$, '22P02', 'invalid input syntax for type attendance_profile: "[1]"', 'another JSON is refused');

SELECT * FROM finish();
ROLLBACK;

-- Questions of an attendance_profile, and queries about attendance that need no function of their own.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- Ten people by hand: 28 contacts, four of the people at 5.
CREATE TEMP TABLE ten AS SELECT attendance_profile(x) a FROM unnest(ARRAY[5, 0, 1, 2, 5, 1, 2, 5, 2, 5]) x;
SELECT is(people(a), 10::float8, 'people') FROM ten;
SELECT is(contacts(a), 28::float8, 'contacts') FROM ten;
SELECT is(gini(a), 51 / 140::float8, 'gini') FROM ten;
SELECT is(top_share(a, 0.1), 5 / 28::float8, 'top share of one person') FROM ten;
SELECT is(top_share(a, 0.05), 2.5 / 28::float8, 'of half a person') FROM ten;
SELECT is(top_share(a, 1), 1::float8, 'of all') FROM ten;
SELECT results_eq('SELECT t.* FROM ten, attendance_threshold(a, 0.1) t', 'VALUES (5::float8, 4::float8, 20 / 28::float8)', 'the tied people are all at the threshold');
SELECT results_eq('SELECT t.* FROM ten, attendance_threshold(a, 0.5) t', 'VALUES (2::float8, 7::float8, 26 / 28::float8)', 'threshold of the upper half');
SELECT results_eq('SELECT t.* FROM ten, attendance_threshold(a, 1) t', 'VALUES (0::float8, 10::float8, 1::float8)', 'threshold of all');
SELECT results_eq('SELECT b.* FROM ten, attendance_band(a, 0, 1) b', 'VALUES (1::float8, 0::float8, 0.1::float8, 0::float8)', 'who never attends');
SELECT results_eq('SELECT b.* FROM ten, attendance_band(a, 2) b', 'VALUES (7::float8, 26::float8, 0.7::float8, 26 / 28::float8)', 'who attends twice or more');
SELECT results_eq('SELECT b.* FROM ten, attendance_band(a, 3, 5) b', 'VALUES (0::float8, 0::float8, 0::float8, 0::float8)', 'a band with nobody');
SELECT results_eq('SELECT c.* FROM ten, counts(a) c', 'VALUES (0::float8, 1::float8), (1, 2), (2, 3), (5, 4)', 'levels');
SELECT results_eq('SELECT l.* FROM ten, lorenz(a) l', 'VALUES (0::float8, 0::float8), (0.1, 0), (0.3, 2 / 28::float8), (0.6, 8 / 28::float8), (1, 1)', 'corners of the Lorenz curve');
SELECT is(attendance_threshold(attendance_profile(x), 0.07), (93::float8, 7::float8, (93 + 94 + 95 + 96 + 97 + 98 + 99) / 4950::float8), 'a rank that is whole in decimals') FROM generate_series(0, 99) x;

-- No contacts, nobody, NULL.
SELECT is((gini(a), top_share(a, 0.1)), (NULL::float8, NULL::float8), 'no contacts: no inequality') FROM (SELECT attendance_profile(0) a) s;
SELECT results_eq($$SELECT t.* FROM attendance_threshold('{"0": 3}', 0.1) t$$, 'SELECT NULL::float8, NULL::float8, NULL::float8', 'no contacts: no threshold');
SELECT is_empty($$SELECT * FROM lorenz('{"0": 3}')$$, 'no contacts: no curve');
SELECT is((people(attendance_profile '{}'), contacts('{}'), gini('{}'), top_share('{}', 1)), (0::float8, 0::float8, NULL::float8, NULL::float8), 'nobody');
SELECT results_eq($$SELECT b.* FROM attendance_band('{}', 0) b$$, 'SELECT 0::float8, 0::float8, NULL::float8, NULL::float8', 'a band of nobody');
SELECT is(gini('{"7": 1}'), 0::float8, 'one person');
SELECT is(attendance_band(NULL, 0), NULL, 'NULL profile');
SELECT throws_ok('SELECT ' || f || '(a, ' || x || ') FROM ten', '22023', 'fraction must be above 0 and at most 1, not ' || x, f || ' of ' || x)
FROM unnest(ARRAY['top_share', 'attendance_threshold']) f, unnest(ARRAY['0', '-0.1', '1.01', '3']) x;
SELECT throws_ok($$SELECT top_share('{"1": 1}', 'NaN')$$, '22023', NULL, 'fraction NaN');
SELECT throws_ok($$SELECT attendance_band('{"1": 1}', 5, 2)$$, '22023', 'a band of attendance cannot begin at 5 and end below 2', 'a band the wrong way round');
SELECT is((attendance_band('{"1": 1}', 5, 5)).people, 0::float8, 'a band of no width');
SELECT throws_ok($$SELECT attendance_band('{"1": 1}', 'NaN')$$, '22023', NULL, 'band from NaN');
SELECT throws_ok($$SELECT contacts('{"1e308": 3}')$$, '22003', 'total of all contacts is out of range', 'more contacts than a double holds');

-- Whatever the profile: shares rise with the fraction, and the curve and the shares are the same thing.
CREATE TEMP TABLE random_profiles AS SELECT g, attendance_profile(floor(-ln(1 - ((g * 7919 + i * 104729) % 10007) / 10007.0) * g)) a
FROM generate_series(1, 20) g, generate_series(1, 50 * g) i GROUP BY g;
SELECT is_empty('SELECT g, f FROM random_profiles, generate_series(0.01, 0.98, 0.01) f WHERE top_share(a, f) > top_share(a, f + 0.01) OR top_share(a, f) < f - 1e-12', 'the top share rises, and is never below the fraction');
SELECT is_empty('SELECT g FROM random_profiles, lorenz(a) l WHERE people_share < 1 AND NOT near(1 - contact_share, top_share(a, 1 - people_share), 1e-9)', 'the top share is the Lorenz curve read from the top');
SELECT is_empty($$SELECT g FROM (SELECT g, a, 1 - sum((people_share - p) * (contact_share + c)) area FROM (SELECT g, a, l.*, lag(people_share) OVER w p, lag(contact_share) OVER w c
	FROM random_profiles, lorenz(a) l WINDOW w AS (PARTITION BY g ORDER BY people_share)) s GROUP BY g, a) t WHERE NOT near(gini(a), area, 1e-9)$$, 'gini is twice the area above the curve');
SELECT is_empty('SELECT g FROM random_profiles, unnest(ARRAY[0.03, 0.05, 0.5]) f, attendance_threshold(a, f::float8) t, attendance_band(a, t.contacts) b
	WHERE t.people_at_or_above <> b.people OR t.share_at_or_above <> b.contact_share OR b.people < ceil(f * people(a))', 'threshold and band agree');

-- Queries that need no function of their own, on five registered people, two of whom never come.
CREATE TEMP TABLE registered AS SELECT * FROM (VALUES ('a', 'F', 82), ('b', 'F', 79), ('c', 'M', 81), ('d', 'M', 33), ('e', 'F', 30)) v(person, sex, age);
CREATE TEMP TABLE visits AS SELECT * FROM (VALUES ('a', 'gp', 20), ('b', 'gp', 6), ('c', 'gp', 2), ('a', 'a&e', 4), ('d', 'a&e', 5)) v(person, service, n);
CREATE TEMP VIEW yearly AS SELECT person, sex, age, coalesce(sum(n) FILTER (WHERE service = 'gp'), 0) AS gp, coalesce(sum(n) FILTER (WHERE service = 'a&e'), 0) AS ae
FROM registered LEFT JOIN visits USING (person) GROUP BY person, sex, age;
SELECT results_eq('SELECT sex, people(a), contacts(a), (attendance_band(a, 0, 1)).people FROM (SELECT sex, attendance_profile(gp) a FROM yearly GROUP BY ROLLUP (sex)) s ORDER BY sex',
	'VALUES (''F'', 3::float8, 26::float8, 1::float8), (''M'', 2, 2, 1), (NULL, 5, 28, 2)', 'people who never attend are in, from the registered list');
SELECT results_eq('SELECT at_least, b.people, b.contacts * 42 FROM (SELECT attendance_profile(gp) a FROM yearly) s, (VALUES (0, 1), (1, 6), (6, 52 / 3.0), (52 / 3.0, NULL)) v(at_least, below), attendance_band(a, at_least, below) b ORDER BY 1',
	'VALUES (0::numeric, 2::float8, 0::float8), (1, 1, 84), (6, 1, 252), (52 / 3.0, 1, 840)', 'cost by band; the last attends every three weeks or more');
SELECT results_eq('SELECT count(*) FILTER (WHERE gp >= g), count(*) FILTER (WHERE ae >= e), count(*) FILTER (WHERE gp >= g AND ae >= e)
	FROM yearly, (SELECT (attendance_threshold(attendance_profile(gp), 0.2)).contacts AS g, (attendance_threshold(attendance_profile(ae), 0.4)).contacts AS e FROM yearly) t',
	'VALUES (1::bigint, 2::bigint, 1::bigint)', 'frequent in general practice and in A&E');

-- The published figures.
\if :vectors
CREATE TEMP TABLE input (suite text, person int, n float8);
\copy input FROM PROGRAM 'cat "$VECTORS/attendance/input.csv"' CSV HEADER
CREATE TEMP TABLE cases AS SELECT suite, attendance_profile(n) a FROM input GROUP BY suite;
CREATE TEMP TABLE gini_expected (suite text, n float8, total float8, gini float8, gini_exact text, gini_unbiased float8, gini_users_only float8, hoover float8, hoover_exact text, share_zero float8);
\copy gini_expected FROM PROGRAM 'cat "$VECTORS/attendance/gini_expected.csv"' CSV HEADER
SELECT results_eq('SELECT suite, people(a), contacts(a), gini(a), (attendance_band(a, 0, 1)).people_share FROM cases ORDER BY suite',
	'SELECT suite, n, total, gini, share_zero FROM gini_expected ORDER BY suite', 'published Gini coefficients, exactly');
CREATE TEMP TABLE gini_weighted (suite text, value float8, weight bigint, gini float8, gini_exact text);
\copy gini_weighted FROM PROGRAM 'cat "$VECTORS/attendance/gini_weighted_expected.csv"' CSV HEADER
SELECT results_eq('SELECT suite, gini(attendance_profile(value, weight)) FROM gini_weighted GROUP BY suite ORDER BY suite', 'SELECT DISTINCT suite, gini FROM gini_weighted ORDER BY suite', 'published Gini coefficients of weighted values, exactly');
CREATE TEMP TABLE topshare (suite text, fraction float8, share_ceil float8, share_floor float8, share_interpolated float8, share_at_or_above float8, people_at_or_above float8, share_strictly_above float8);
\copy topshare FROM PROGRAM 'cat "$VECTORS/attendance/topshare_expected.csv"' CSV HEADER
SELECT results_eq('SELECT suite, fraction, top_share(a, fraction) FROM cases JOIN topshare USING (suite) ORDER BY 1, 2', 'SELECT suite, fraction, share_interpolated FROM topshare ORDER BY 1, 2', 'published top shares, exactly');
SELECT results_eq('SELECT suite, fraction, t.share_at_or_above, t.people_at_or_above / people(a) FROM cases JOIN topshare s USING (suite), attendance_threshold(a, fraction) t ORDER BY 1, 2',
	'SELECT suite, fraction, share_at_or_above, people_at_or_above FROM topshare ORDER BY 1, 2', 'published shares at or above the cut, exactly');
CREATE TEMP TABLE lorenz_expected (suite text, k int, p float8, c float8, p_exact text, c_exact text);
\copy lorenz_expected FROM PROGRAM 'cat "$VECTORS/attendance/lorenz_expected.csv"' CSV HEADER
SELECT results_eq('SELECT suite, l.people_share, l.contact_share FROM cases, lorenz(a) l ORDER BY 1, 2, 3',
	$$SELECT suite, p, c FROM lorenz_expected e LEFT JOIN (SELECT suite, row_number() OVER (PARTITION BY suite ORDER BY n) AS k, n, lead(n) OVER (PARTITION BY suite ORDER BY n) AS next FROM input) i USING (suite, k)
		WHERE k = 0 OR n IS DISTINCT FROM next ORDER BY 1, 2, 3$$, 'published Lorenz curves at their corners, exactly');
SELECT is_empty($$SELECT suite, k FROM lorenz_expected e JOIN (SELECT suite, people_share, contact_share, lag(people_share) OVER w AS p0, lag(contact_share) OVER w AS c0
		FROM cases, lorenz(a) l WINDOW w AS (PARTITION BY suite ORDER BY people_share)) s USING (suite)
	WHERE p > p0 AND p <= people_share AND NOT near(c, c0 + (contact_share - c0) * (p - p0) / (people_share - p0), 1e-12)$$, 'and between them');
CREATE TEMP TABLE attenders (practice text, sex text, ageband text, person text, n int);
\copy attenders FROM PROGRAM 'cat "$VECTORS/attendance/frequent_attenders_input.csv"' CSV HEADER
CREATE TEMP TABLE attenders_expected (scheme text, fraction float8, practice text, sex text, ageband text, n float8, k float8, contacts float8, random_ties float8, people float8, strictly_above float8, share float8);
\copy attenders_expected FROM PROGRAM 'cat "$VECTORS/attendance/frequent_attenders_expected.csv"' CSV HEADER
SELECT results_eq('SELECT p.practice, p.sex, p.ageband, fraction, people(a), t.* FROM (SELECT practice, sex, ageband, attendance_profile(n) a FROM attenders
		GROUP BY GROUPING SETS ((sex, ageband), (practice), (practice, sex, ageband))) p, unnest(ARRAY[0.03, 0.05, 0.1]::float8[]) fraction, attendance_threshold(a, fraction) t ORDER BY 1, 2, 3, 4',
	'SELECT practice, sex, ageband, fraction, n, contacts, people, share FROM attenders_expected ORDER BY 1, 2, 3, 4', 'published thresholds of frequent attendance, by grouping sets, exactly');
\endif

-- 15 / 29 as a double, times 29, is a little more than 15.
SELECT is(attendance_threshold(attendance_profile(x), 15 / 29.0::float8), (15::float8, 15::float8, 330 / 435::float8), 'a rank that is whole but for rounding') FROM generate_series(1, 29) x;
-- What the fractions come to is lost unless the rounding errors of two sums are added too.
SELECT is(contacts('{"3": 3000000000000000, "3.25": 1, "3.5": 1, "3.75": 1, "4.125": 1}'), 9000000000000015::float8, 'fractions beside a large total');

SELECT is(people('{"0": 2, "3": 1}'), 3::float8, 'a literal without a type is a profile');
SELECT * FROM finish();
ROLLBACK;

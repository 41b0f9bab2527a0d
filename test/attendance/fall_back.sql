-- heterogeneity, expected_next, fall_back: published figures, plain SQL, identities, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

CREATE TEMP TABLE worked AS SELECT '{"0": 700, "1": 150, "2": 60, "3": 20, "10": 30, "12": 25, "15": 15}'::attendance_profile AS p;
SELECT is(format('%s %s', mean, round(variance::numeric, 4)), '1.155 9.2202', 'two kinds of people') FROM worked, heterogeneity(p);
SELECT is(format('%s %s %s %s', people, round(mean_contacts::numeric, 3), round(mean_expected_next::numeric, 3), round(ratio::numeric, 3)), '70 11.786 10.454 0.887', 'the 70 who make most fall back by 11 percent') FROM worked, fall_back(p, 10);
SELECT ok(near(expected_next(p, 12), (shape + 12) / (rate + 1), 1e-13), 'Poisson and gamma: (shape + contacts) / (rate + 1)') FROM worked, heterogeneity(p);
SELECT is((SELECT h::text FROM heterogeneity('{"4": 50}') AS h), '(4,0,,)', 'all equal: all differences are chance');
SELECT is(expected_next('{"4": 50}', 9), 4::float8, 'everybody returns to the mean');
SELECT is((SELECT f::text FROM fall_back('{"1": 2, "3": 2}', 3) AS f), '(2,3,2,' || 2 / 3.0::float8 || ')', 'a variance below the mean: everybody returns to it');
SELECT is((SELECT f::text FROM fall_back('{"0": 9}', 0) AS f), '(9,0,0,)', 'no contact: no ratio');

-- Nobody, one, none above.
SELECT is((SELECT h::text FROM heterogeneity('{}') AS h), '(,,,)', 'nobody');
SELECT is((SELECT h::text FROM heterogeneity('{"7": 1}') AS h), '(7,,,)', 'one person has no variance');
SELECT is(ARRAY[expected_next('{}', 1), expected_next('{"7": 1}', 1)], ARRAY[NULL, NULL]::float8[], 'and nothing to expect');
SELECT is((SELECT f::text FROM fall_back('{}', 0) AS f), '(,,,)', 'an empty profile');
SELECT is((SELECT f::text FROM fall_back('{"7": 3}', 8) AS f), '(,,,)', 'nobody at or above');
SELECT is((SELECT f::text FROM fall_back('{"7": 1}', 7) AS f), '(1,7,,)', 'one person');
SELECT throws_ok(format('SELECT expected_next(''{"1": 2}'', %L)', x), '22003', format('contacts must be a finite number that is not negative, not %s', x), 'contacts ' || x) FROM unnest(ARRAY['-1', 'NaN', 'Infinity']) AS x;
SELECT throws_ok(format('SELECT fall_back(''{"1": 2}'', %L)', x), '22003', format('contacts must be a finite number that is not negative, not %s', x), 'a cut of ' || x) FROM unnest(ARRAY['-1', 'NaN', 'Infinity']) AS x;
SELECT throws_ok(format('SELECT %s', q), '22003', 'contacts are too many for their variance', q) FROM unnest(ARRAY[$$heterogeneity('{"1e300": 2, "1": 1}')$$, $$expected_next('{"1e300": 2, "1": 1}', 1)$$, $$fall_back('{"1e300": 2, "1": 1}', 1)$$]) AS q;

-- Random people: variance of PostgreSQL, averages over people.
SELECT setseed(0.875);
CREATE TEMP TABLE person AS SELECT g, floor(-ln(1 - random()) * (CASE WHEN i % 10 = 0 THEN 2 * g ELSE 1 END))::float8 / (1 + g % 3) AS x FROM generate_series(1, 20) AS g, generate_series(1, 300) AS i;
CREATE TEMP TABLE profiled AS SELECT g, attendance_profile(x) AS p, avg(x) AS m, var_samp(x) AS s2 FROM person GROUP BY g;
SELECT is_empty($$SELECT g FROM profiled, heterogeneity(p) AS h WHERE NOT (near(mean, m, 1e-12) AND near(variance, s2, 1e-11) AND near(shape, CASE WHEN s2 > m THEN m ^ 2 / (s2 - m) END, 1e-9) AND near(rate, CASE WHEN s2 > m THEN m / (s2 - m) END, 1e-9))$$, 'mean, variance and what they say of rates');
SELECT is_empty($$SELECT g, cut FROM profiled, unnest(ARRAY[0, 1, 2.5, 6]) AS cut, fall_back(p, cut) AS f, LATERAL (SELECT count(*) AS n, avg(x) AS now, avg(expected_next(p, x)) AS next FROM person WHERE person.g = profiled.g AND x >= cut) AS plain
	WHERE n > 0 AND NOT (people = n AND near(mean_contacts, now, 1e-12) AND near(mean_expected_next, next, 1e-11) AND near(ratio, next / now, 1e-11))$$, 'the mean of what is expected of each');
SELECT is_empty($$SELECT g FROM profiled, fall_back(p, 0) AS f WHERE ratio <> 1$$, 'all people together do not fall back');
SELECT is_empty($$SELECT g FROM profiled, generate_series(0, 12) AS cut, fall_back(p, cut) AS f WHERE cut > m AND ratio > 1$$, 'whoever is above the mean falls back');
SELECT ok((SELECT bool_or(shape IS NOT NULL) AND bool_or(shape IS NULL) FROM profiled, heterogeneity(p)), 'both kinds are among them');

\if :vectors
CREATE TEMP TABLE input (profile text, contacts float8, people bigint);
\copy input FROM PROGRAM 'cat "$VECTORS/risk/fallback_input.csv"' CSV HEADER
CREATE TEMP TABLE expected (profile text, mean float8, variance float8, shape float8, rate float8, at_least float8, people float8, now float8, next float8, ratio float8, robbins float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/risk/fallback_expected.csv"' CSV HEADER
SELECT ok(near(h.mean, e.mean, 1e-12) AND near(h.variance, e.variance, 1e-12) AND near(h.shape, e.shape, 1e-11) AND near(h.rate, e.rate, 1e-11)
	AND f.people = e.people AND near(mean_contacts, now, 1e-12) AND near(mean_expected_next, next, 1e-12) AND near(f.ratio, e.ratio, 1e-12), format('published: %s from %s on', profile, at_least))
FROM (SELECT profile, attendance_profile(contacts, people) AS p FROM input GROUP BY profile) AS i JOIN expected AS e USING (profile), heterogeneity(p) AS h, fall_back(p, at_least) AS f;
\else
SELECT skip('no published figures here', 10);
\endif

SELECT * FROM finish();
ROLLBACK;

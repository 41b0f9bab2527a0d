-- place_at and registered_days: where a person was registered on a day, and for how many days.
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE worked (place text, period daterange);
INSERT INTO worked VALUES ('A', '[2024-01-01,2024-03-01)'), ('B', '[2024-02-01,2024-05-01)'), ('A', '[2024-03-01,)');
SELECT is(place_at(place, period, '2024-04-01'), 'A', 'the registration that began last counts') FROM worked;
SELECT is(place_at(place, period, '2024-02-29'), 'B', 'also before it ends') FROM worked;
SELECT is(place_at(place, period, '2024-01-31'), 'A', 'the only one') FROM worked;
SELECT is(place_at(place, period, '2023-12-31'), NULL, 'a day outside every period') FROM worked;
SELECT is(place_at(place, period, '2024-05-01'), 'A', 'the day of leaving is not on the list') FROM worked;
SELECT is(place_at(place, period, '2024-01-01'), 'A', 'the day of registering is') FROM worked;
SELECT is(place_at(place, period, '2024-04-01' ORDER BY period DESC), 'A', 'in any order of the rows') FROM worked;

CREATE FUNCTION pg_temp.at(places text[], periods daterange[], day date DEFAULT '2024-04-01') RETURNS text LANGUAGE sql AS
	'SELECT place_at(p, d, day) FROM unnest(places, periods) AS u (p, d)';
SELECT is(pg_temp.at('{B,A,C}', '{"[2024-01-01,)","[2024-01-01,)","[2024-01-01,)"}'), 'A', 'of those that began on one day the smallest code');
SELECT is(pg_temp.at('{a,B}', '{"[2024-01-01,)","[2024-01-01,)"}'), 'B', 'bytewise');
SELECT is(pg_temp.at('{A,B}', '{"(,)","[1900-01-01,)"}'), 'B', 'a period without a beginning began first');
SELECT is(pg_temp.at('{B,A}', '{"[1900-01-01,)","(,)"}'), 'B', 'wherever it stands');
SELECT is(pg_temp.at('{A}', '{empty}'), NULL, 'an empty period holds nothing');
SELECT is(pg_temp.at('{A,NULL,B}', '{"[2024-01-01,)","[2024-03-01,)",NULL}'), 'A', 'rows with a NULL are left out');
SELECT is(pg_temp.at('{A}', '{"[2024-01-01,)"}', NULL), NULL, 'no day');
SELECT is(pg_temp.at('{A}', '{"[2024-01-01,infinity)"}', 'infinity'), NULL, 'an end at infinity is an end');
SELECT is(pg_temp.at('{A}', '{"[2024-01-01,infinity]"}', 'infinity'), 'A', 'which belongs to the period where it says so');
SELECT is(pg_temp.at('{A}', '{"(-infinity,2024-01-01)"}', '-infinity'), NULL, 'and so does a beginning');
SELECT is(pg_temp.at(ARRAY[repeat('é', 300), repeat('z', 20)], '{"[2024-01-01,)","[2024-02-01,)"}'), repeat('z', 20), 'codes of any length');
SELECT is(pg_temp.at(ARRAY['z', repeat('é', 300)], '{"[2024-01-01,)","[2024-02-01,)"}'), repeat('é', 300), 'a longer one after a shorter one');
SELECT is((SELECT place_at('A', '[2024-01-01,)', '2024-04-01') WHERE false), NULL, 'no rows');
SELECT throws_ok($$SELECT place_at('A', '[2024-01-01,)', day) FROM (VALUES (date '2024-01-01'), ('2024-02-01')) AS d (day)$$, '22023',
	'day changes within a group from ' || date '2024-01-01' || ' to ' || date '2024-02-01', 'a day that changes');
SELECT throws_ok($$SELECT place_at(' ', '[2024-01-01,)', '2024-01-01')$$, '22023', NULL, 'a blank place');
SELECT throws_ok($$SELECT place_at(repeat('x', 1025), '[2024-01-01,)', '2024-01-01')$$, '22023', NULL, 'a place too long');

CREATE FUNCTION pg_temp.days(periods daterange[], within daterange DEFAULT '[2024-01-01,2025-01-01)') RETURNS integer LANGUAGE sql AS
	'SELECT registered_days(d, within) FROM unnest(periods) AS u (d)';
SELECT is(pg_temp.days('{"[2024-01-01,2024-01-11)"}'), 10, 'ten days');
SELECT is(pg_temp.days('{"[2024-01-01,2024-01-11)","[2024-01-06,2024-01-16)"}'), 15, 'overlaps count once');
SELECT is(pg_temp.days('{"[2024-01-11,2024-01-21)","[2024-01-01,2024-01-11)"}'), 20, 'periods that touch');
SELECT is(pg_temp.days('{"[2020-01-01,)"}'), 366, 'cut to the window');
SELECT is(pg_temp.days('{"(,)"}'), 366, 'without bounds');
SELECT is(pg_temp.days('{"[-infinity,infinity]"}'), 366, 'infinite bounds');
SELECT is(pg_temp.days('{"[2023-01-01,2024-01-01)",empty}'), 0, 'no period meets the window');
SELECT is(pg_temp.days('{NULL}'), NULL, 'a row with a NULL is left out');
SELECT is(pg_temp.days('{}'), NULL, 'no rows');
SELECT is(pg_temp.days('{"[2024-01-01,)"}', NULL), NULL, 'no window');
SELECT is(pg_temp.days('{"[2024-01-01,)"}', 'empty'), 0, 'an empty window has no day');
SELECT is(pg_temp.days('{"(,)"}', '[4713-01-01 BC,5874897-12-31)'), date '5874897-12-31' - date '4713-01-01 BC', 'the longest window');
SELECT throws_ok(format($$SELECT registered_days('[2024-01-01,)', %L)$$, w), '22008', NULL, 'a window without an end: ' || w)
FROM unnest('{"[2024-01-01,)","(,2024-01-01)","(,)","[2024-01-01,infinity)","[-infinity,2024-01-01)"}'::text[]) AS w;
SELECT throws_ok($$SELECT registered_days('[2024-01-01,)', '[2024-01-01,)')$$, '22008',
	format('days cannot be counted without end: from %s to infinity', date '2024-01-01'), 'which is said');
SELECT throws_ok($$SELECT registered_days('[2024-01-01,)', w) FROM (VALUES (daterange '[2024-01-01,2024-02-01)'), ('[2024-01-01,2024-03-01)')) AS d (w)$$, '22023',
	format('window changes within a group, from %s to %s and from %s to %s', date '2024-01-01', date '2024-02-01', date '2024-01-01', date '2024-03-01'), 'a window that changes');

-- Against plain SQL, day by day.
SELECT setseed(0.5);
CREATE TEMP TABLE history AS
SELECT person, chr(65 + floor(4 * random())::int) AS place, CASE WHEN random() < 0.05 THEN 'empty'
	ELSE daterange(CASE WHEN random() < 0.9 THEN start END, CASE WHEN random() < 0.8 THEN start + floor(60 * random())::int END) END AS period
FROM generate_series(1, 300) AS person, generate_series(1, 1 + person % 12), LATERAL (SELECT date '2024-01-01' + floor(120 * random() + 0 * person)::int AS start) AS s;
SELECT results_eq('SELECT person, day, place_at(place, period, day) FROM history, (SELECT date ''2023-12-20'' + 9 * i AS day FROM generate_series(0, 20) AS i) AS d GROUP BY person, day ORDER BY person, day',
	'SELECT person, day, (SELECT place FROM history AS h WHERE h.person = p.person AND period @> day ORDER BY lower(period) DESC NULLS LAST, place COLLATE "C" LIMIT 1)
	FROM (SELECT DISTINCT person FROM history) AS p, (SELECT date ''2023-12-20'' + 9 * i AS day FROM generate_series(0, 20) AS i) AS d ORDER BY person, day', 'place_at by plain SQL');
SELECT results_eq('SELECT person, registered_days(period, ''[2024-01-20,2024-04-10)'') FROM history GROUP BY person ORDER BY person',
	'SELECT person, (SELECT count(*)::int FROM generate_series(timestamp ''2024-01-20'', ''2024-04-09'', ''1 day'') AS t WHERE EXISTS (SELECT FROM history AS h WHERE h.person = p.person AND period @> t::date))
	FROM (SELECT DISTINCT person FROM history) AS p ORDER BY person', 'registered_days by plain SQL');
SELECT is(registered_days(daterange(d, d + 1), '[2000-01-01,2100-01-01)' ORDER BY hashint4(i)), 10000, 'many periods apart')
FROM generate_series(1, 10000) AS i, LATERAL (SELECT date '2000-01-01' + 3 * i AS d) AS x;
SELECT is(registered_days(daterange(d, d + 3), '[2000-01-01,2100-01-01)' ORDER BY hashint4(i)), 30000, 'which close')
FROM generate_series(1, 10000) AS i, LATERAL (SELECT date '2000-01-01' + 3 * i AS d) AS x;
SELECT results_eq('SELECT i, registered_days(daterange(d, d + 2), ''[2000-01-01,2100-01-01)'') OVER (ORDER BY i), place_at(i::text, daterange(d, NULL), ''2000-02-01'') OVER (ORDER BY i) FROM generate_series(1, 50) AS i, LATERAL (SELECT date ''2000-01-01'' + i * 7 % 50 AS d) AS x',
	'SELECT i, (SELECT count(DISTINCT d + k)::int FROM generate_series(1, i) AS j, generate_series(0, 1) AS k, LATERAL (SELECT date ''2000-01-01'' + j * 7 % 50 AS d) AS x),
	(SELECT j::text FROM generate_series(1, i) AS j, LATERAL (SELECT date ''2000-01-01'' + j * 7 % 50 AS d) AS x WHERE d <= ''2000-02-01'' ORDER BY d DESC, j::text COLLATE "C" LIMIT 1) FROM generate_series(1, 50) AS i', 'as running totals');

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE registration (person int, practice text, area text, registered date, "left" date, reason text);
\copy registration FROM PROGRAM 'cat "$VECTORS/flow/registrations.csv"' CSV HEADER
CREATE TEMP TABLE turnover (practice text, "from" date, "to" date, list_start int, list_end int, stayed int, joined int, "left" int, person_days int, share_registered_under_a_year float8, stability float8);
\copy turnover FROM PROGRAM 'cat "$VECTORS/flow/turnover_expected.csv"' CSV HEADER
SELECT results_eq('SELECT practice, sum(days)::int FROM (SELECT practice, person, registered_days(daterange(registered, "left"), ''[2023-01-01,2024-01-01)'') AS days FROM registration GROUP BY practice, person) AS d GROUP BY practice ORDER BY practice',
	'SELECT practice, person_days FROM turnover ORDER BY practice', 'published person-days');
\endif

SELECT * FROM finish();
ROLLBACK;

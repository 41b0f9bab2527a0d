-- list_account: how lists changed between two days.
BEGIN;
SELECT no_plan();

SELECT results_eq($$SELECT * FROM list_account('{"A": {"A": 90, "B": 4, "outside": 6}, "B": {"A": 10, "B": 40}, "outside": {"A": 7, "C": 2, "outside": 100}}')$$,
	$$VALUES ('A', 100::float8, 7::float8, 10::float8, 4::float8, 6::float8, 107::float8, 90::float8, 0.9::float8, 17 / 107::float8), ('B', 50, 0, 4, 10, 0, 44, 40, 0.8, 4 / 44::float8), ('C', 0, 2, 0, 0, 0, 2, 0, NULL, 1)$$, 'an account');
SELECT results_eq($$SELECT place, list_start, list_end, stability, turnover FROM list_account('{"A": {"B": 5}}')$$, $$VALUES ('A', 5::float8, 0::float8, 0::float8, NULL::float8), ('B', 0, 5, NULL, 1)$$,
	'a place that closed and one that opened; nobody came from outside');
SELECT results_eq($$SELECT place, joined_new, joined_from_places, left_to_outside FROM list_account('{"A": {"gone": 5}, "new": {"A": 3}}', 'gone')$$, $$VALUES ('A', 0::float8, 3::float8, 5::float8), ('new', 0, 0, 0)$$, 'another word for outside');
SELECT is_empty($$SELECT * FROM list_account('{"outside": {"outside": 5}}')$$, 'people outside on both days are in no list');
SELECT is_empty($$SELECT * FROM list_account('{}')$$, 'no movements');
SELECT is_empty($$SELECT * FROM list_account(NULL)$$, 'NULL movements');
SELECT is_empty($$SELECT * FROM list_account('{"A": {"A": 1}}', NULL)$$, 'NULL outside');
SELECT results_eq($$SELECT place, list_start, stability FROM list_account('{"A": {"A": 0}}')$$, $$VALUES ('A', 0::float8, NULL::float8)$$, 'a place known to have nobody');
SELECT throws_ok($$SELECT * FROM list_account('{"A": {"A": 1.7e308, "B": 1.7e308}}')$$, '22003', NULL, 'lists too large');

-- Against plain SQL, and the identities, over 24 random months.
SELECT setseed(0.25);
CREATE TEMP TABLE person AS
SELECT person, month, CASE WHEN random() < 0.75 THEN chr(65 + floor(5 * random() + 0 * person)::int) ELSE 'outside' END AS place FROM generate_series(1, 400) AS person, generate_series(0, 24) AS month;
CREATE TEMP TABLE stays AS
SELECT a.month, place_flows(a.place, b.place, 1) AS movements FROM person AS a JOIN person AS b ON b.person = a.person AND b.month = a.month + 1 GROUP BY a.month;
CREATE TEMP TABLE account AS SELECT month, l.* FROM stays, list_account(movements) AS l;
SELECT is(count(*), 24 * 5::bigint, '24 months of five lists') FROM account;
SELECT is_empty('SELECT * FROM account WHERE list_end <> list_start + joined_new + joined_from_places - left_to_places - left_to_outside', 'every account is exact');
SELECT is_empty('SELECT month FROM account GROUP BY month HAVING sum(joined_from_places) <> sum(left_to_places)', 'whoever left for a list joined one');
SELECT is_empty('SELECT FROM account AS a JOIN account AS b ON b.place = a.place AND b.month = a.month + 1 WHERE a.list_end <> b.list_start', 'a month begins as the last one ended');
SELECT results_eq('SELECT place, sum(list_end - list_start) FROM account GROUP BY place ORDER BY place',
	'SELECT chr(i), (SELECT count(*) FILTER (WHERE month = 24) - count(*) FILTER (WHERE month = 0) FROM person WHERE place = chr(i))::float8 FROM generate_series(65, 69) AS i', 'months add up');
SELECT results_eq('SELECT month, place, list_start, joined_new, joined_from_places, left_to_places, left_to_outside, list_end, stayed FROM account ORDER BY month, place',
	$$SELECT a.month, p, count(*) FILTER (WHERE a.place = p)::float8, count(*) FILTER (WHERE a.place = 'outside' AND b.place = p)::float8, count(*) FILTER (WHERE a.place NOT IN ('outside', p) AND b.place = p)::float8,
		count(*) FILTER (WHERE a.place = p AND b.place NOT IN ('outside', p))::float8, count(*) FILTER (WHERE a.place = p AND b.place = 'outside')::float8, count(*) FILTER (WHERE b.place = p)::float8, count(*) FILTER (WHERE a.place = p AND b.place = p)::float8
	FROM person AS a JOIN person AS b ON b.person = a.person AND b.month = a.month + 1, (SELECT chr(i) AS p FROM generate_series(65, 69) AS i) AS c GROUP BY a.month, p ORDER BY a.month, p$$, 'by plain SQL');

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE registration (person int, practice text, area text, registered date, "left" date, reason text);
\copy registration FROM PROGRAM 'cat "$VECTORS/flow/registrations.csv"' CSV HEADER
CREATE TEMP TABLE expected (month date, practice text, list_start int, joined_new int, joined_from_practices int, left_to_practices int, left_other int, list_end int);
\copy expected FROM PROGRAM 'cat "$VECTORS/flow/list_accounts_expected.csv"' CSV HEADER
CREATE TEMP TABLE movers (month date, from_practice text, to_practice text, people int);
\copy movers FROM PROGRAM 'cat "$VECTORS/flow/movers_expected.csv"' CSV HEADER
CREATE TEMP TABLE turnover (practice text, "from" date, "to" date, list_start int, list_end int, stayed int, joined int, "left" int, person_days int, share_registered_under_a_year float8, stability float8);
\copy turnover FROM PROGRAM 'cat "$VECTORS/flow/turnover_expected.csv"' CSV HEADER
CREATE FUNCTION pg_temp.movements(a date, b date) RETURNS place_flows LANGUAGE sql AS $$
	SELECT place_flows(coalesce(at_a, 'outside'), coalesce(at_b, 'outside'), 1)
	FROM (SELECT place_at(practice, daterange(registered, "left"), a) AS at_a, place_at(practice, daterange(registered, "left"), b) AS at_b FROM registration GROUP BY person) AS p
$$;
CREATE TEMP TABLE monthly AS SELECT month, pg_temp.movements(month, (month + interval '1 month')::date) AS movements FROM (SELECT DISTINCT month FROM expected) AS m;
SELECT is_empty('SELECT month, practice, list_start, joined_new, joined_from_practices, left_to_practices, left_other, list_end FROM expected
	EXCEPT SELECT month, place, list_start, joined_new, joined_from_places, left_to_places, left_to_outside, list_end FROM monthly, list_account(movements)', 'published accounts');
SELECT is_empty('SELECT month, place FROM monthly, list_account(movements) WHERE list_start + list_end > 0 EXCEPT SELECT month, practice FROM expected', 'and no others');
SELECT set_eq($$SELECT month, origin, destination, n::int FROM monthly, cells(movements) WHERE origin <> destination AND 'outside' NOT IN (origin, destination) AND month <= (SELECT max(month) FROM movers)$$, 'SELECT * FROM movers', 'published movers');
SELECT set_eq('SELECT place, list_start::int, list_end::int, stayed::int, stability, turnover FROM list_account(pg_temp.movements(''2023-01-01'', ''2024-01-01''))',
	'SELECT practice, list_start, list_end, stayed, stability, joined::float8 / nullif(list_end, 0) FROM turnover', 'published turnover');
\endif

SELECT * FROM finish();
ROLLBACK;

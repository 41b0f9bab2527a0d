-- apportion(place_flows): whole people in every cell and in every total.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- What must hold of every answer, in plain SQL: empty if it does.
CREATE FUNCTION pg_temp.faults(f place_flows) RETURNS TABLE (fault text) LANGUAGE sql AS $$
	WITH a AS MATERIALIZED (SELECT apportion(f) AS a), cell AS (SELECT origin, destination, e.n AS exact, w.n FROM cells(f) e FULL JOIN (SELECT c.* FROM a, cells(a) c) w USING (origin, destination)),
		line AS (SELECT 'origin ' || origin AS line, sum(exact::numeric) AS exact, sum(n::numeric) AS n FROM cell GROUP BY origin
			UNION ALL SELECT 'destination ' || destination, sum(exact::numeric), sum(n::numeric) FROM cell GROUP BY destination)
	SELECT format('cell %s to %s: %s became %s', origin, destination, exact, n) FROM cell WHERE (n IN (floor(exact), ceil(exact)) AND n IS NOT NULL) IS NOT TRUE
	UNION ALL SELECT format('%s: %s became %s', line, exact, n) FROM line WHERE n NOT IN (floor(exact + 1e-12 * greatest(1, exact)), ceil(exact - 1e-12 * greatest(1, exact)))
	UNION ALL SELECT format('all: %s became %s', sum(exact), sum(n)) FROM line WHERE line LIKE 'origin%' HAVING sum(n) <> floor(sum(exact) + 0.5)
$$;
CREATE FUNCTION pg_temp.change(f place_flows) RETURNS float8 LANGUAGE sql AS $$
	SELECT sum(abs(e.n - w.n)) FROM cells(f) e JOIN (SELECT * FROM cells(apportion(f))) w USING (origin, destination)
$$;

-- By hand
SELECT is(apportion(place_flows('r' || r, 'c' || c, 1 / 3.0)), '{"r0": {"c0": 1, "c1": 0, "c2": 0}, "r1": {"c0": 0, "c1": 1, "c2": 0}, "r2": {"c0": 0, "c1": 0, "c2": 1}}'::place_flows, 'nine thirds: a one in every line')
FROM generate_series(0, 2) r, generate_series(0, 2) c;
SELECT is(round(pg_temp.change(f)::numeric, 9), 2.6, 'rows of .3 .3 .1 .3 and .6 .8 .8 .8 sum to 1 and 3, rounding errors apart')
FROM (VALUES (place_flows '{"a": {"p": 0.3, "q": 0.3, "r": 0.1, "s": 0.3}, "b": {"p": 0.6, "q": 0.8, "r": 0.8, "s": 0.8}}')) v (f);
SELECT is(origins(apportion(f)), '{"a": 1, "b": 3}'::place_counts, 'and become just that')
FROM (VALUES (place_flows '{"a": {"p": 0.3, "q": 0.3, "r": 0.1, "s": 0.3}, "b": {"p": 0.6, "q": 0.8, "r": 0.8, "s": 0.8}}')) v (f);
SELECT is(apportion('{"a": {"p": 3, "q": 0}, "b": {"p": 5}}'::place_flows), '{"a": {"p": 3, "q": 0}, "b": {"p": 5}}'::place_flows, 'whole cells stay, and so does 0');
SELECT is(apportion('{"a": {"p": 0.5}}'::place_flows), '{"a": {"p": 1}}'::place_flows, 'half a person is one');
SELECT is(apportion('{"a": {"p": 0.49}}'::place_flows), '{"a": {"p": 0}}'::place_flows, 'less is none');
SELECT is(apportion('{"a": {"p": 2.9999999999, "q": 1.0000000001}}'::place_flows), '{"a": {"p": 3, "q": 1}}'::place_flows, 'nearly whole');
SELECT is(apportion('{"a": {"p": 1e-300}, "b": {"q": 0.75, "p": 0.25}}'::place_flows), '{"a": {"p": 0}, "b": {"p": 0, "q": 1}}'::place_flows, 'next to nothing is nothing');
SELECT is(apportion('{}'::place_flows), '{}'::place_flows, 'no cell');
SELECT is(apportion(NULL::place_flows), NULL::place_flows, 'NULL');
SELECT is(apportion('{"a": {"p": 9007199254740991, "q": 0.75}}'::place_flows), '{"a": {"p": 9007199254740991, "q": 1}}'::place_flows, '2^53 people');
SELECT throws_ok($$SELECT apportion('{"a": {"p": 9007199254740992, "q": 0.75}}'::place_flows)$$, '22003', 'total of 9.0072e+15 is too large for whole people', 'more than that');
SELECT throws_ok($$SELECT apportion('{"a": {"p": 1e308}, "b": {"p": 1e308}}'::place_flows)$$, '22003', NULL, 'a total that overflows');

-- Cells that miss whole numbers by a little each, and altogether by people: they are fractions then.
SELECT is_empty(format('SELECT * FROM pg_temp.faults(%L)', place_flows('r' || r, 'c' || c, 1000 + 4e-7)), 'small fractions that come to more than one person')
FROM generate_series(1, 2000) r, generate_series(1, 2) c;

-- The same answer whatever the order of rows, and of the table turned over the same change.
CREATE TEMP TABLE made AS SELECT t, place_flows('r' || r, 'c' || c, n) AS f, place_flows('r' || r, 'c' || c, n ORDER BY n) AS again FROM (
	SELECT t, r, c, CASE h % 5 WHEN 0 THEN 0 WHEN 1 THEN h % 7 ELSE CASE t % 3 WHEN 0 THEN (h % 1000) / 1000.0 WHEN 1 THEN (h % 4) / 4.0 ELSE (h % 100000) / 777.0 END END AS n
	FROM generate_series(1, 120) t, LATERAL generate_series(1, 1 + t % 9) r, LATERAL generate_series(1, 1 + t / 9) c, LATERAL (SELECT hashtext(t || '/' || r || '/' || c)::bigint & 1073741823 AS h) x
	WHERE h % 11 > 1) q GROUP BY t;
SELECT is_empty('SELECT t, fault FROM made, pg_temp.faults(f)', 'cells and totals rounded down or up, all together to the nearest');
SELECT is_empty('SELECT t FROM made WHERE apportion(f) <> apportion(again)', 'whatever the order');
SELECT is_empty('SELECT t FROM made WHERE apportion(apportion(f)) <> apportion(f)', 'again is the same');
SELECT is_empty('SELECT t FROM made WHERE abs(pg_temp.change(f) - pg_temp.change(transpose(f))) > 1e-9', 'turned over, no cell changes less');

-- Nothing smaller: all tables of up to nine fractions, tried one by one.
CREATE TEMP TABLE tried AS SELECT t, place_flows(r::text, c::text, n) AS f FROM (
	SELECT t, r, c, (hashtext('try' || t || '/' || r || '/' || c)::bigint & 1048575) % 20 / 20.0 + t % 2 AS n FROM generate_series(1, 30) t, generate_series(1, 3) r, generate_series(1, 3) c) q GROUP BY t;
SELECT is_empty($$
	WITH cell AS (SELECT t, origin, destination, n, row_number() OVER (PARTITION BY t ORDER BY origin, destination) - 1 AS i FROM tried, cells(f)),
		-- of every choice of cells that go up: the cells
		choice AS (SELECT t, origin, destination, n, choice, floor(n) + (choice >> i::int & 1) AS whole FROM cell, generate_series(0, 511) choice),
		possible AS (SELECT t, choice, sum(abs(whole - n)) AS change FROM choice GROUP BY t, choice
			HAVING sum(whole) = floor(sum(n)::numeric + 0.5) AND bool_and(whole <= ceil(n))),
		bad AS (SELECT t, choice FROM choice GROUP BY t, choice, origin HAVING sum(whole) NOT IN (floor(sum(n)::numeric), ceil(sum(n)::numeric))
			UNION SELECT t, choice FROM choice GROUP BY t, choice, destination HAVING sum(whole) NOT IN (floor(sum(n)::numeric), ceil(sum(n)::numeric)))
	SELECT t, min(change), pg_temp.change(f) FROM possible JOIN tried USING (t) WHERE (t, choice) NOT IN (SELECT * FROM bad) GROUP BY t, f
	HAVING abs(min(change) - pg_temp.change(f)) > 1e-9$$, 'no possible table changes the cells less');

-- 10,000 cells, a tall one and a wide one
SELECT is_empty(format('SELECT * FROM pg_temp.faults(%L) LIMIT 5', f), what)
FROM (SELECT 'a square of equal fractions' AS what, place_flows('r' || r, 'c' || c, 0.4) AS f FROM generate_series(1, 100) r, generate_series(1, 100) c
	UNION ALL SELECT 'one origin', place_flows('r', 'c' || c, 0.37 + c % 3) FROM generate_series(1, 5000) c
	UNION ALL SELECT 'one destination', place_flows('r' || r, 'c', 0.37 + r % 3) FROM generate_series(1, 5000) r) s;

\if :vectors
CREATE TEMP TABLE expected ("case" text, origins int, destinations int, total_exact float8, smallest_change float8, total_rounded float8);
CREATE TEMP TABLE input ("case" text, origin text, destination text, n float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/money/controlled_rounding_expected.csv"' CSV HEADER
\copy input FROM PROGRAM 'cat "$VECTORS/money/controlled_rounding_input.csv"' CSV HEADER
CREATE TEMP TABLE vector AS SELECT e.*, f FROM expected e JOIN (SELECT "case", place_flows(origin, destination, n) AS f FROM input GROUP BY 1) i USING ("case");
SELECT is(count(*), (SELECT count(*) FROM expected), 'tables') FROM vector;
SELECT is_empty('SELECT "case", fault FROM vector, pg_temp.faults(f)', 'published tables: margins');
SELECT is(total(apportion(f)), total_rounded, "case" || ': total') FROM vector;
SELECT ok(abs(pg_temp.change(f) - smallest_change) <= 1e-9, "case" || ': the smallest change') FROM vector;
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

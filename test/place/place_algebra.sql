-- The algebra of places: what counts and flows answer, and how they combine.
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE small AS SELECT '{"P1": {"L1": 60, "L2": 30, "L3": 8, "NO2011": 2}, "P2": {"L2": 50, "L3": 40, "W1": 5, "L9": 5}}'::place_flows AS f;

-- Questions
SELECT is(total(f), 200::float8, 'total') FROM small;
SELECT is(total('{}'::place_flows), 0::float8, 'total of nothing');
SELECT throws_ok($$SELECT total('{"P": {"A": 1e308, "B": 1e308}}'::place_flows)$$, '22003', NULL, 'total out of range');
SELECT is(f -> 'P1', '{"L1": 60, "L2": 30, "L3": 8, "NO2011": 2}'::place_counts, 'one origin') FROM small;
SELECT is(f -> 'P9', NULL, 'an unknown origin') FROM small;
SELECT results_eq($$SELECT c -> 7, c -> -9223372036854775808, c -> 8, c -> '7', f -> 7, (f -> 7) -> 2, f -> 2, f -> NULL::bigint FROM (SELECT place_counts(a, n) AS c, place_flows(a, b, n) AS f FROM (VALUES (7::bigint, 2::bigint, 3), (-9223372036854775808, 2, 5)) v (a, b, n)) s$$,
	$$VALUES (3::float8, 5::float8, NULL::float8, 3::float8, '{"2": 3}'::place_counts, 3::float8, NULL::place_counts, NULL::place_counts)$$, 'a code that was folded as a number is asked for as one');
SELECT results_eq('SELECT c.* FROM small, cells(f) c LIMIT 3', $$VALUES ('P1', 'L1', 60::float8), ('P1', 'L2', 30), ('P1', 'L3', 8)$$, 'cells as rows');
SELECT is((SELECT count(*)::int FROM (SELECT cells(f) FROM small) in_select), 8, 'cells in a select list');
SELECT is_empty($$SELECT * FROM cells('{}')$$, 'no cells of nothing');
SELECT is(origins(f), '{"P1": 100, "P2": 100}', 'origins') FROM small;
SELECT is(destinations(f), '{"L1": 60, "L2": 80, "L3": 48, "L9": 5, "NO2011": 2, "W1": 5}', 'destinations') FROM small;
SELECT throws_ok($$SELECT origins('{"P": {"A": 1e308, "B": 1e308}}')$$, '22003', 'count of place "P" is infinite: Infinity');
SELECT throws_ok($$SELECT destinations('{"P": {"A": 1e308}, "Q": {"A": 1e308}}')$$, '22003', 'count of place "A" is infinite: Infinity');
SELECT is(transpose('{"P": {"A": 1, "B": 2}, "Q": {"A": 3}}'), '{"A": {"P": 1, "Q": 3}, "B": {"P": 2}}', 'transpose');
SELECT is(transpose(transpose(f)), f, 'transposed twice') FROM small;
SELECT is(shares('{"P": {"A": 1, "B": 3}, "Q": {"A": 5}}'), '{"P": {"A": 0.25, "B": 0.75}, "Q": {"A": 1}}', 'shares');
SELECT throws_ok($$SELECT shares('{"P": {"A": 0}}')$$, '22012', 'nobody goes out of place "P"');
SELECT is(q.answer::text, '{}', 'of nothing: ' || q.what)
	FROM (VALUES ('origins', origins('{}')::text), ('destinations', destinations('{}')::text), ('transpose', transpose('{}')::text),
		('shares', shares('{}')::text), ('plus', ('{}'::place_flows + '{}'::place_flows)::text),
		('minus', ('{}'::place_flows - '{}'::place_flows)::text), ('factor', ('{}'::place_flows * 2)::text),
		('counts * flows', ('{}'::place_counts * '{}'::place_flows)::text), ('flows * flows', ('{}'::place_flows * '{}'::place_flows)::text)) q (what, answer);

-- Operators
SELECT is('{"P": {"A": 1}}'::place_flows + '{"P": {"A": 2, "B": 3}, "Q": {"A": 4}}'::place_flows, '{"P": {"A": 3, "B": 3}, "Q": {"A": 4}}', 'plus');
SELECT is('{"P": {"A": 3, "B": 3}, "Q": {"A": 4}}'::place_flows - '{"P": {"A": 2}, "Q": {"A": 4}}'::place_flows,
	'{"P": {"A": 1, "B": 3}, "Q": {"A": 0}}', 'minus');
SELECT throws_ok($$SELECT '{"P": {"A": 1}}'::place_flows - '{"P": {"B": 2}}'::place_flows$$, '22003',
	'count from place "P" to place "B" is negative: -2');
SELECT is('{"P": {"A": 1}}'::place_flows - '{"Q": {"B": 0}}'::place_flows, '{"P": {"A": 1}}', 'nothing taken from an unknown cell');
SELECT is('{"P": {"A": 1, "B": 2}}'::place_flows * 1.5, '{"P": {"A": 1.5, "B": 3}}', 'times a factor');
SELECT throws_ok($$SELECT '{"P": {"A": 1}}'::place_flows * (-1)$$, '22003', NULL, 'a negative factor');
SELECT is('{"P": 10, "Q": 4, "elsewhere": 7}'::place_counts * '{"P": {"A": 0.5, "B": 0.5}, "Q": {"B": 1}, "R": {"C": 1}}'::place_flows,
	'{"A": 5, "B": 9}', 'counts along flows');
SELECT is('{"P": {"A": 2, "B": 1}}'::place_flows * '{"A": {"X": 3}, "B": {"X": 1, "Y": 5}}'::place_flows, '{"P": {"X": 7, "Y": 5}}', 'flows along flows');
SELECT is('{"P": {"A": 2}, "Q": {"nowhere": 1}}'::place_flows * '{"A": {"X": 3}}'::place_flows, '{"P": {"X": 6}}', 'a place between that leads nowhere');
SELECT throws_ok($$SELECT '{"P": {"A": 1e300}}'::place_flows * '{"A": {"X": 1e300}}'::place_flows$$, '22003',
	'count from place "P" to place "X" is infinite: Infinity');

-- A lookup is flows of weight 1; a chain of lookups is a product.
SELECT is('{"L1": 10, "L2": 20, "L3": 5}'::place_counts * '{"L1": {"W1": 1}, "L2": {"W1": 1}, "L3": {"W2": 1}}'::place_flows,
	'{"W1": 30, "W2": 5}', 'areas added up to wards');
-- Proportionate flow (METHODS: residents * shares(transpose(flows)))
SELECT results_eq(
	$$SELECT place, round(n::numeric, 9) FROM counts('{"L1": 65, "L2": 75, "L3": 70}'::place_counts * shares(transpose(
		'{"P1": {"L1": 60, "L2": 30, "L3": 8}, "P2": {"L2": 50, "L3": 40}, "P3": {"L1": 10, "L3": 20}}'::place_flows)))$$,
	$$VALUES ('P1', 92.074579832), ('P2', 88.051470588), ('P3', 29.873949580)$$, 'proportionate flow');

-- Random matrices against plain SQL
SELECT setseed(0.4);
CREATE TEMP TABLE a AS SELECT 'o' || floor(random() * 30) AS o, 'm' || floor(random() * 40) AS m, floor(random() * 9)::int AS n FROM generate_series(1, 400);
CREATE TEMP TABLE b AS SELECT 'm' || floor(random() * 50) AS m, 'd' || floor(random() * 20) AS d, floor(random() * 9)::int AS n FROM generate_series(1, 400);
CREATE TEMP TABLE folded AS SELECT (SELECT place_flows(o, m, n) FROM a) AS fa, (SELECT place_flows(m, d, n) FROM b) AS fb;
SELECT results_eq('SELECT c.* FROM folded, cells(fa * fb) c',
	'SELECT o, d, sum(a.n * b.n)::float8 FROM a JOIN b USING (m) GROUP BY o, d ORDER BY o COLLATE "C", d COLLATE "C"', 'a product is a join');
SELECT results_eq('SELECT c.* FROM folded, counts(destinations(fa) * fb) c',
	'SELECT d, sum(a.n * b.n)::float8 FROM a JOIN b USING (m) GROUP BY d ORDER BY d COLLATE "C"', 'counts along flows are a join');
SELECT is(origins(fa) * (fa * fb), (origins(fa) * fa) * fb, 'the order of products does not matter') FROM folded;
SELECT is(transpose(fa * fb), transpose(fb) * transpose(fa), 'the transpose of a product') FROM folded;
SELECT is(transpose(transpose(fa)), fa, 'transposed twice') FROM folded;
SELECT is(fa + fa, fa * 2, 'twice') FROM folded;
SELECT is((fa + fb) - fb, fa + fb * 0, 'added and taken away') FROM folded;
SELECT is(total(origins(fa)), total(fa), 'origins keep the total') FROM folded;
SELECT is(total(destinations(fa)), total(fa), 'destinations keep the total') FROM folded;
SELECT ok(abs(total(origins(fa) * shares(fa)) / total(fa) - 1) < 1e-12, 'shares keep the total') FROM folded;

SELECT * FROM finish();
ROLLBACK;

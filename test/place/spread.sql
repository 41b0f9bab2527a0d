-- spread: a measure of practices over areas, never without its coverage.
BEGIN;
SELECT no_plan();

-- P2 is on the map and on no register: it lowers the coverage, and never reads as zero.
CREATE TEMP TABLE map AS
SELECT place_flows '{"P1": {"L1": 60, "L2": 40}, "P2": {"L2": 40, "L3": 5}, "P3": {"L2": 20, "L4": 0}}' AS f;
SELECT results_eq($$SELECT s.* FROM map, spread('{"P1": 10, "P3": 0}', '{"P1": 100, "P2": 50, "P3": 20}', f) s$$,
	$$VALUES ('L1', 6::float8, 60::float8, 0.1::float8, 1::float8), ('L2', 4, 60, 4/60::float8, 0.6),
		('L3', NULL, NULL, NULL, 0), ('L4', 0, 0, NULL, NULL)$$,
	'rates and coverage');
SELECT results_eq($$SELECT s.* FROM map, spread('{"P1": 10, "P2": 0, "P3": 0}', '{"P1": 100, "P2": 50, "P3": 20}', f) s WHERE s.place = 'L3'$$,
	$$VALUES ('L3', 0::float8, 50 * 5/45::float8, 0::float8, 1::float8)$$, 'a register of 0 is a report');

-- At every level: f * lookup takes the same measure to wards and boroughs.
SELECT results_eq($$SELECT s.* FROM map, spread('{"P1": 10, "P3": 1}', '{"P1": 100, "P3": 20}', f * '{"L1": {"W": 1}, "L2": {"W": 1}, "L3": {"V": 1}}') s$$,
	$$VALUES ('V', NULL::float8, NULL::float8, NULL::float8, 0::float8), ('W', 11, 120, 11/120::float8, 120/160::float8)$$, 'wards');

-- It is the product with the shares, and keeps both totals.
CREATE TEMP TABLE random_map AS
SELECT place_flows('P' || p, 'L' || l, hashtext(concat_ws('/', p, l))::bigint & 255) FILTER (WHERE (hashtext(concat_ws('/', l, p))::bigint & 7) = 0) AS f,
	(SELECT place_counts('P' || i, 1 + i % 13) FROM generate_series(1, 60) i) AS register,
	(SELECT place_counts('P' || i, 100 + i) FROM generate_series(1, 80) i) AS list
FROM generate_series(1, 80) p, generate_series(1, 200) l;
SELECT is_empty($$SELECT s.place FROM random_map, spread(register, list, f) s
	WHERE s.numerator IS DISTINCT FROM register * shares(f) -> s.place
		OR s.rate <> s.numerator / s.denominator OR s.coverage < 0 OR s.coverage > 1$$, 'numerators are those of the product');
SELECT is(round(sum(s.numerator)::numeric, 6), round(total(register)::numeric, 6), 'nobody on the register is lost')
FROM random_map, spread(register, list, f) s GROUP BY register;
SELECT is(
	(SELECT round(sum(s.coverage * d.n)::numeric, 6) FROM spread(register, list, f) s JOIN counts(destinations(f)) d USING (place)),
	(SELECT round(sum(o.n)::numeric, 6) FROM counts(origins(f)) o WHERE register -> o.place IS NOT NULL),
	'coverage counts the people of reporting practices')
FROM random_map;

-- Empty, NULL, errors.
SELECT is_empty($$SELECT * FROM spread('{}', '{}', '{}')$$, 'nothing');
SELECT results_eq($$SELECT * FROM spread('{}', '{"P1": 1}', '{"P1": {"L1": 1}}')$$,
	$$VALUES ('L1', NULL::float8, NULL::float8, NULL::float8, 0::float8)$$, 'no report');
SELECT is_empty($$SELECT * FROM spread(NULL, '{}', '{}')$$, 'NULL');
SELECT throws_ok($$SELECT * FROM spread('{"P1": 1, "P7": 2, "P9": 3}', '{"P1": 1}', '{"P1": {"L1": 1}}')$$, '22023',
	'2 places have a numerator but no denominator: "P7", "P9"');
SELECT throws_ok($$SELECT * FROM spread('{"P1": 1, "P7": 2}', '{"P1": 1, "P7": 3}', '{"P1": {"L1": 1}}')$$, '22023',
	'1 place has a numerator but is no origin of the flows: "P7"');
SELECT throws_ok($$SELECT * FROM spread('{"P1": 1}', '{"P1": 1}', '{"P1": {"L1": 0}}')$$, '22012', 'nobody goes out of place "P1"');
SELECT throws_ok($$SELECT * FROM spread('{"P1": 1e308, "P2": 1e308}', '{"P1": 1, "P2": 1}', '{"P1": {"L1": 1}, "P2": {"L1": 1}}')$$, '22003', NULL, 'overflow');

-- Places that the flows do not lead anywhere: the policies of recode().
\ir ../said.psql
SELECT throws_ok($$SELECT * FROM spread('{"P": 1, "Q": 2}', '{"P": 10, "Q": 20}', '{"P": {"A": 1}}', 'error')$$, '22023', '1 place has a numerator but is no origin of the flows: "Q"', 'error');
SELECT results_eq($$SELECT * FROM spread('{"P": 1, "Q": 2}', '{"P": 10, "Q": 20}', '{"P": {"A": 1}, "R": {"A": 3}}', 'drop')$$, $$VALUES ('A', 1::float8, 10::float8, 0.1::float8, 0.25::float8)$$, 'drop');
SELECT results_eq($$SELECT * FROM spread('{"P": 1, "Q": 2}', '{"P": 10, "Q": 20}', '{"P": {"A": 1}, "R": {"A": 3}}', 'keep')$$,
	$$VALUES ('A', 1::float8, 10::float8, 0.1::float8, 0.25::float8), ('Q', 2, 20, 0.1, NULL)$$, 'keep: a row under its own code');
SELECT results_eq($$SELECT * FROM spread('{"P": 1, "A": 2}', '{"P": 10, "A": 20}', '{"P": {"A": 1}}', 'keep')$$, $$VALUES ('A', 3::float8, 30::float8, 3::float8 / 30, 1::float8)$$, 'keep: a code that is both is one row');
SELECT results_eq($$SELECT * FROM spread('{"P": 1, "Q": 2}', '{"P": 10}', '{"P": {"A": 1}, "Q": {"A": 1}}', 'drop')$$, $$VALUES ('A', 1::float8, 10::float8, 0.1::float8, 0.5::float8)$$, 'drop: one without a denominator does not report');
SELECT throws_ok($$SELECT * FROM spread('{"P": 1, "Q": 2}', '{"P": 10}', '{"P": {"A": 1}, "Q": {"A": 1}}', 'keep')$$, '22023', '1 place has a numerator but no denominator: "Q"', 'keep: one without a denominator has no rate');
SELECT is(pg_temp.said($$SELECT * FROM spread('{"P": 1, "Q": 2}', '{"P": 10}', '{"P": {"A": 1}, "Q": {"A": 1}}')$$), 'Pass ''drop'' to leave such places out.', 'nobody offers to keep it');
SELECT is(pg_temp.said($$SELECT * FROM spread('{"p": 1}', '{"p": 10}', '{"P": {"A": 1}}')$$),
	'One side has codes such as "p", the other such as "P". | No place matches: are the codes of another vintage or level, or written in another case?', 'nothing matches');

SELECT * FROM finish();
ROLLBACK;

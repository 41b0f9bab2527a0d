-- rate_ratio, rate_rise_p: published figures, the binomial in plain SQL, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

SELECT ok(round((r).value::numeric, 4) = 1.9715 AND round((r).lower::numeric, 4) = 0.8584 AND round((r).upper::numeric, 4) = 4.2773, '11 in 800 against 21 in 3,011') FROM rate_ratio(11, 800, 21, 3011) AS r;
SELECT is((rate_ratio(0, 1, 5, 1)).value, 0::float8, 'no event: 0');
SELECT is((rate_ratio(0, 1, 5, 1)).lower, 0::float8, 'and so is the lower limit');
SELECT ok((r).value IS NULL AND (r).upper IS NULL AND (r).lower > 0, 'no event on the second side: a lower limit only') FROM rate_ratio(5, 1, 0, 1) AS r;
SELECT is(rate_ratio(0, 1, 0, 1), NULL, 'no event on either');
SELECT is(rate_rise_p(0, 1, 0, 1), 1::float8, 'no event: 1');
SELECT is(rate_rise_p(0, 1, 7, 1), 1::float8, 'none or more is certain');
SELECT is(rate_rise_p(5, 1, 0, 1), 0.03125::float8, 'five heads of five');
SELECT is(rate_rise_p(3, 1e-300, 4, 1e300), 0::float8, 'no time and yet events');
SELECT is(rate_rise_p(3, 1e300, 4, 1e-300), 1::float8, 'all the time');
SELECT is(rate_ratio(NULL, 1, 1, 1), NULL, 'NULL');

SELECT throws_ok(format('SELECT rate_ratio(%L, 1, 1, 1)', x), '22023', format('exact limits need whole events, not %s', x), 'events ' || x) FROM unnest(ARRAY['-1', '0.5', 'NaN', 'Infinity']) AS x;
SELECT throws_ok(format('SELECT rate_rise_p(1, 1, %L, 1)', x), '22023', format('exact limits need whole events, not %s', x), 'events ' || x) FROM unnest(ARRAY['-1', '0.5', 'NaN', 'Infinity']) AS x;
SELECT throws_ok(format('SELECT %s', q), '22012', 'exposure must be above 0, not 0', q) FROM unnest(ARRAY['rate_ratio(1, 0, 1, 1)', 'rate_ratio(1, 1, 1, 0)', 'rate_rise_p(1, 0, 1, 1)', 'rate_rise_p(0, 1, 0, 0)']) AS q;
SELECT throws_ok('SELECT rate_ratio(1, -1, 1, 1)', '22012', 'exposure must be above 0, not -1', 'exposure below 0');
SELECT throws_ok($$SELECT rate_ratio(1, 'Infinity', 1, 1)$$, '22003', 'exposure must be a finite number, not Infinity', 'infinite exposure');
SELECT throws_ok($$SELECT rate_rise_p(1, 1, 1, 'NaN')$$, '22003', 'exposure must be a finite number, not NaN', 'no exposure');
SELECT throws_ok('SELECT rate_ratio(1, 1, 1, 1, 95)', '22023', 'confidence must be from 0.5 to 0.9999, not 95', 'confidence');
SELECT throws_ok('SELECT rate_ratio(1, 1e-300, 1, 1e300)', '22003', 'the result is out of range', 'beyond a double');

-- The tail of the binomial, term by term.
CREATE TEMP TABLE pair AS SELECT x1, x0, t1, t0 FROM unnest(ARRAY[0, 1, 2, 5, 13, 30]) AS x1, unnest(ARRAY[0, 1, 3, 8, 25]) AS x0, (VALUES (1, 1), (90, 640), (7.5, 0.4)) AS t (t1, t0);
SELECT is_empty($$SELECT x1, x0, t1, t0 FROM pair WHERE NOT near(rate_rise_p(x1, t1, x0, t0), (SELECT sum(factorial(x1 + x0) / factorial(k) / factorial(x1 + x0 - k) * (t1 / (t1 + t0))::float8 ^ k * (t0 / (t1 + t0))::float8 ^ (x1 + x0 - k)) FROM generate_series(x1, x1 + x0) AS k), 1e-11)$$, 'the tail of the binomial');
-- The limits keep what they promise: at each of them the tail is a half of what is left.
SELECT is_empty($$SELECT x1, x0, t1, t0, c FROM pair, unnest(ARRAY[0.5, 0.9, 0.95, 0.999]) AS c, rate_ratio(x1, t1, x0, t0, c) AS r
	WHERE (x1 > 0 AND NOT near(rate_rise_p(x1, t1 * lower, x0, t0), (1 - c) / 2, 1e-10)) OR (x0 > 0 AND NOT near(rate_rise_p(x0, t0, x1, t1 * upper), (1 - c) / 2, 1e-10))$$, 'limits are where the tail has half of what is left');
SELECT is_empty($$SELECT x1, x0 FROM generate_series(0, 40) AS x1, generate_series(0, 40) AS x0 WHERE ((rate_ratio(x1, 91, x0, 274)).lower > 1) IS DISTINCT FROM (CASE WHEN x1 + x0 > 0 THEN rate_rise_p(x1, 91, x0, 274) < 0.025 END)$$, 'the lower limit is above 1 where the probability is below 0.025, and nowhere else');
SELECT is_empty($$SELECT x1, x0 FROM pair, rate_ratio(x1, t1, x0, t0) AS r, rate_ratio(x0, t0, x1, t1) AS s WHERE x1 > 0 AND x0 > 0 AND NOT (near(r.value, 1 / s.value) AND near(r.lower, 1 / s.upper) AND near(r.upper, 1 / s.lower))$$, 'sides exchanged: one over it');

\if :vectors
CREATE TEMP TABLE expected (x1 float8, t1 float8, x0 float8, t0 float8, ratio float8, lower float8, upper float8, p_r float8, p_less float8, p_greater float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/risk/rate_ratio_exact.csv"' CSV HEADER
SELECT ok(near((r).value, ratio, 1e-12) AND near((r).lower, e.lower, 1e-9) AND near((r).upper, e.upper, 1e-9) AND near(rate_rise_p(x1, t1, x0, t0), p_greater, 1e-12), format('%s in %s against %s in %s', x1, t1, x0, t0))
FROM expected AS e, rate_ratio(x1, t1, x0, t0) AS r;
\else
SELECT skip('no published figures here', 5);
\endif

SELECT * FROM finish();
ROLLBACK;

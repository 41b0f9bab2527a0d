-- rate_difference: two rates, and limits from those of both.
BEGIN;
SELECT no_plan();

SELECT is((SELECT (round(value::numeric, 6), round(lower::numeric, 6), round(upper::numeric, 6))::text FROM rate_difference(11, 800, 21, 3011)), '(0.006776,-0.001044,0.017951)', 'by hand');
SELECT is_empty($$
	WITH made AS (SELECT x, t, x0, t0, c FROM unnest('{0,1,9,10,250}'::float8[]) x, unnest('{100,4000.5}'::float8[]) t, unnest('{0,3,12}'::float8[]) x0, unnest('{70,900}'::float8[]) t0, unnest('{0.8,0.95,0.998}'::float8[]) c),
		plain AS (SELECT made.*, a.value - b.value AS value, a.value - b.value - sqrt((a.value - a.lower) ^ 2 + (b.upper - b.value) ^ 2) AS lower, a.value - b.value + sqrt((a.upper - a.value) ^ 2 + (b.value - b.lower) ^ 2) AS upper
			FROM made, crude_rate(x, t, 1, c) a, crude_rate(x0, t0, 1, c) b)
	SELECT * FROM plain p, rate_difference(x, t, x0, t0, c) d WHERE abs(d.value - p.value) > 1e-12 OR abs(d.lower - p.lower) > 1e-12 OR abs(d.upper - p.upper) > 1e-12
		OR d.value IS NULL OR d.lower IS NULL OR d.upper IS NULL$$, 'from the limits of both rates');
SELECT is_empty('SELECT x, y FROM generate_series(0, 30, 3) x, generate_series(0, 30, 5) y, rate_difference(x, 100, y, 200) a, rate_difference(y, 200, x, 100) b
	WHERE abs(a.value + b.value) > 1e-15 OR abs(a.lower + b.upper) > 1e-15 OR abs(a.upper + b.lower) > 1e-15', 'the other way round is the negative');
SELECT is(rate_difference(NULL, 1, 1, 1), NULL, 'NULL');
SELECT throws_ok('SELECT rate_difference(1, 0, 1, 1)', '22012', 'exposure must be above 0', 'nobody is exposed');
SELECT throws_ok('SELECT rate_difference(1, 1, 1, 0)', '22012', 'exposure0 must be above 0', 'nor there');
SELECT throws_ok('SELECT rate_difference(-1, 1, 1, 1)', '22003', 'events must be a finite number that is not negative, not -1', 'negative events');
SELECT throws_ok($$SELECT rate_difference(1, 1, 'NaN', 1)$$, '22003', 'events0 must be a finite number that is not negative, not NaN', 'NaN');
SELECT throws_ok('SELECT rate_difference(1, 1, 1, 1, 95)', '22023', 'confidence must be from 0.5 to 0.9999, not 95', 'confidence');
SELECT throws_ok('SELECT rate_difference(1e308, 1e-308, 1, 1)', '22003', 'the result is out of range', 'out of range');

SELECT * FROM finish();
ROLLBACK;

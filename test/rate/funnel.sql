-- funnel_limits, funnel_position.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand: a proportion's limits are target -/+ z sqrt(target (1 - target) / n).
SELECT ok(near(l.lower, 0.2 - 1.959963984540054 * 0.04) AND near(l.upper, 0.2 + 1.959963984540054 * 0.04), 'a proportion') FROM funnel_limits(0.2, 100, 'proportion') l;
SELECT ok(near(l.lower, 20 - 3.0902323061678132 * 4) AND near(l.upper, 20 + 3.0902323061678132 * 4), 'in per cent at 99.8 %') FROM funnel_limits(20, 100, 'proportion', 0.998, 100) l;
SELECT is(l, ROW(0::float8, 1::float8), 'limits stay among the possible') FROM funnel_limits(0.5, 1, 'proportion', 0.9999) l;
SELECT is(l, ROW(p, p), 'a target of ' || p || ' leaves nothing to chance') FROM unnest(ARRAY[0, 1]::float8[]) p, funnel_limits(p, 50, 'proportion') l;

-- A place on a limit has the target on the limit of its own interval.
SELECT is_empty($$SELECT p, n, c FROM unnest(ARRAY[0.01, 0.3, 0.77]::float8[]) p, unnest(ARRAY[200, 5000, 1e6]::float8[]) n, unnest(ARRAY[0.5, 0.95, 0.998, 0.9999]::float8[]) c, funnel_limits(p, n, 'proportion', c) l
	WHERE l.lower > 0 AND NOT near((proportion(l.lower * n, n, 1, c)).upper, p, 1e-9) OR NOT near((proportion(l.upper * n, n, 1, c)).lower, p, 1e-9)$$, 'Wilson inverted');
SELECT is_empty($$SELECT e, c FROM unnest(ARRAY[0.001, 0.5, 2, 5, 6.5]::float8[]) e, unnest(ARRAY[0.5, 0.95, 0.998, 0.9999]::float8[]) c, funnel_limits(1, e, 'ratio', c) l
	WHERE l.lower * e < 10 AND l.lower > 0 AND NOT near((crude_rate(l.lower * e, 1, 1, c)).upper, e, 1e-9) OR l.upper * e < 10 AND NOT near((crude_rate(l.upper * e, 1, 1, c)).lower, e, 1e-9)$$, 'the exact Poisson limits inverted');
SELECT is(l.lower, 0::float8, 'few expected: no place is too low') FROM funnel_limits(1, 3.68, 'ratio') l;
SELECT ok(l.lower > 0 AND l.lower < 0.01, 'enough expected: none at all is too low') FROM funnel_limits(1, 3.69, 'ratio') l;
SELECT ok(near(r.lower, t.lower * 250) AND near(r.upper, t.upper * 250), 'a rate is a ratio in its unit') FROM funnel_limits(250, 4000, 'rate') r, funnel_limits(1, 10, 'ratio') t;
SELECT ok(near(r.lower, t.lower * 100) AND near(r.upper, t.upper * 100), 'another unit') FROM funnel_limits(2.5, 4000, 'rate', 0.95, 1000) r, funnel_limits(0.025, 4000, 'rate', 0.95, 10) t;
SELECT ok(near(1 - l.lower, 1.96e-6, 1e-3) AND near(l.upper - 1, 1.96e-6, 1e-3), 'a place of a million million') FROM funnel_limits(1, 1e12, 'ratio') l;
SELECT is(l, ROW(0::float8, 0::float8), 'nothing expected') FROM funnel_limits(0, 1000, 'rate') l;
SELECT is_empty($$SELECT e FROM generate_series(0.1, 60, 0.7) e, funnel_limits(1, e, 'ratio') a, funnel_limits(1, e, 'ratio', 0.998) b, funnel_limits(1, e * 1.1, 'ratio') c
	WHERE NOT (b.lower <= a.lower AND a.lower <= 1 AND 1 <= a.upper AND a.upper < b.upper AND c.lower >= a.lower AND c.upper < a.upper)$$, 'a funnel narrows');

-- Position: the band that the limits make.
SELECT is_empty($$SELECT kind, x, n, funnel_position(x, n, t, kind, m) FROM (VALUES ('proportion', 0.3, 1), ('rate', 40, 100), ('ratio', 1, 1)) k(kind, t, m), generate_series(0, 60) x, unnest(ARRAY[60, 75.5, 200]) n,
	funnel_limits(t, n, kind, 0.95, m) a, funnel_limits(t, n, kind, 0.998, m) b
	WHERE funnel_position(x, n, t, kind, m) <> CASE WHEN m * x / n < b.lower THEN 'below 99.8%' WHEN m * x / n < a.lower THEN 'below 95%'
		WHEN m * x / n > b.upper THEN 'above 99.8%' WHEN m * x / n > a.upper THEN 'above 95%' ELSE 'within 95%' END$$, 'positions agree with limits');
SELECT is(funnel_position(10, 1000, 1000, 'rate'), 'within 95%', 'at the target');
SELECT is(funnel_position(0, 2, 1, 'ratio'), 'within 95%', 'none, where few were expected');
SELECT is(funnel_position(1, 1e6, 0, 'rate'), 'above 99.8%', 'one where none was expected');
SELECT is(funnel_position(0, 1e6, 0, 'rate'), 'within 95%', 'none where none was expected');

-- NULL, nobody, refused.
SELECT is(funnel_limits(NULL, 1, 'rate'), NULL, 'NULL target');
SELECT is(funnel_limits(1, 0, 'rate'), NULL, 'nobody');
SELECT is(funnel_position(NULL, 1, 1, 'rate'), NULL, 'NULL events');
SELECT is(funnel_position(0, 0, 1, 'rate'), NULL, 'position of nobody');
SELECT is(funnel_limits(0.1, 100, 'Proportion'), funnel_limits(0.1, 100, 'proportion'), 'a kind in any case');
SELECT is(funnel_position(1, 100, 0.1, 'RATIO'), funnel_position(1, 100, 0.1, 'ratio'), 'a kind in capitals');
SELECT throws_ok($$SELECT funnel_limits(1, 1, 'mean')$$, '22023', 'kind must be ''proportion'', ''rate'' or ''ratio'', not ''mean''', 'another kind');
SELECT throws_ok($$SELECT funnel_limits(1.1, 1, 'proportion')$$, '22023', 'the target of a proportion must be at most 1, not 1.1', 'a proportion above 1');
SELECT throws_ok($$SELECT funnel_limits(-1, 1, 'rate')$$, '22003', NULL, 'negative target');
SELECT throws_ok($$SELECT funnel_limits(1, 'Infinity', 'rate')$$, '22003', NULL, 'infinitely many people');
SELECT throws_ok($$SELECT funnel_limits(1, 1, 'rate', 99.8)$$, '22023', NULL, 'confidence in per cent');
SELECT throws_ok($$SELECT funnel_limits(1, 1, 'rate', 0.95, -1)$$, '22023', NULL, 'negative multiplier');
SELECT throws_ok($$SELECT funnel_position(2, 1, 0.5, 'proportion')$$, '22023', NULL, 'more events than people');
SELECT throws_ok($$SELECT funnel_position(2, 0, 0.5, 'rate')$$, '22023', NULL, 'events among nobody');
SELECT throws_ok($$SELECT funnel_limits(1e200, 1e200, 'rate')$$, '22003', NULL, 'beyond a double');

-- The published figures: those of proportions are printed with 6 to 9 digits, those of rates and ratios found by bisection.
\if :vectors
CREATE TEMP TABLE prop (people float8, l2 float8, u2 float8, l3 float8, u3 float8, baseline float8);
\copy prop FROM PROGRAM 'cat "$VECTORS/statistics/sheet_funnel_prop_limits.csv"' CSV HEADER
CREATE TEMP TABLE axis (LIKE prop, statistic text, method text);
\copy axis FROM PROGRAM 'cat "$VECTORS/statistics/sheet_funnel_prop_limits_axis.csv"' CSV HEADER
CREATE TEMP TABLE prop_input (area text, x float8, n float8, significance text);
\copy prop_input FROM PROGRAM 'cat "$VECTORS/statistics/funnel_prop_input.csv"' CSV HEADER
INSERT INTO prop SELECT people, l2, u2, l3, u3, baseline FROM axis;
SELECT is_empty($$SELECT people FROM prop, funnel_limits(baseline, people, 'proportion', 0.95, 100) a, funnel_limits(baseline, people, 'proportion', 0.998, 100) b
	WHERE NOT (near(a.lower, l2, 2e-6) AND near(a.upper, u2, 1e-7) AND (near(b.lower, l3, 2e-6)) AND near(b.upper, u3, 1e-7))$$, 'published limits of proportions');
SELECT is_empty($$SELECT i.*, funnel_position(x, n, target, 'proportion') FROM prop_input i, (SELECT sum(x) / sum(n) AS target FROM prop_input) t
	WHERE funnel_position(x, n, target, 'proportion') <> CASE significance WHEN 'Low (0.001)' THEN 'below 99.8%' WHEN 'Low (0.025)' THEN 'below 95%'
		WHEN 'High (0.001)' THEN 'above 99.8%' WHEN 'High (0.025)' THEN 'above 95%' WHEN 'Not significant' THEN 'within 95%' END$$, 'published positions of proportions');
CREATE TEMP TABLE rates (events float8, pl2 float8, l2 float8, pu2 float8, u2 float8, pl3 float8, l3 float8, pu3 float8, u3 float8, baseline float8, statistic text, method text);
\copy rates FROM PROGRAM 'cat "$VECTORS/statistics/sheet_funnel_rate_crude_limits.csv"' CSV HEADER
\copy rates FROM PROGRAM 'cat "$VECTORS/statistics/sheet_funnel_rate_crude_limits_zero.csv"' CSV HEADER
\copy rates FROM PROGRAM 'cat "$VECTORS/statistics/sheet_funnel_rate_dsr_limits.csv"' CSV HEADER
SELECT is_empty($$SELECT statistic, events FROM rates WHERE NOT (near((funnel_limits(baseline, 3 * pl2, 'rate')).lower, l2, 1e-4) AND near((funnel_limits(baseline, 3 * pu2, 'rate')).upper, u2, 1e-4)
	AND near((funnel_limits(baseline, 3 * pl3, 'rate', 0.998)).lower, l3, 1e-4) AND near((funnel_limits(baseline, 3 * pu3, 'rate', 0.998)).upper, u3, 1e-4))$$, 'published limits of rates, of three years');
CREATE TEMP TABLE ratios (events float8, el2 float8, cl2 float8, l2 float8, eu2 float8, cu2 float8, u2 float8, el3 float8, cl3 float8, l3 float8, eu3 float8, cu3 float8, u3 float8);
\copy ratios FROM PROGRAM 'cat "$VECTORS/statistics/sheet_funnel_ratio_limits.csv"' CSV HEADER
SELECT is_empty($$SELECT events FROM ratios WHERE NOT (near((funnel_limits(100, el2, 'ratio', 0.95, 100)).lower, l2, 1e-4) AND near((funnel_limits(100, eu2, 'ratio', 0.95, 100)).upper, u2, 1e-4)
	AND near((funnel_limits(100, el3, 'ratio', 0.998, 100)).lower, l3, 1e-4) AND near((funnel_limits(100, eu3, 'ratio', 0.998, 100)).upper, u3, 1e-4))$$, 'published limits of ratios');
CREATE TEMP TABLE ratio_input (x float8, n float8, significance text);
\copy ratio_input FROM PROGRAM 'cat "$VECTORS/statistics/funnel_ratio_input.csv"' CSV HEADER
SELECT is_empty($$SELECT i.*, funnel_position(x, n, 1, 'ratio') FROM ratio_input i
	WHERE funnel_position(x, n, 1, 'ratio') <> CASE significance WHEN 'Low (0.001)' THEN 'below 99.8%' WHEN 'Low (0.025)' THEN 'below 95%'
		WHEN 'High (0.001)' THEN 'above 99.8%' WHEN 'High (0.025)' THEN 'above 95%' WHEN 'Not significant' THEN 'within 95%' END$$, 'published positions of ratios');
\endif

SELECT * FROM finish();
ROLLBACK;

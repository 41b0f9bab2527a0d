-- cusum, ewma, risk_cusum_weight: by hand, and the published figures.
BEGIN;
SELECT no_plan();
\ir ../close_to.psql

-- cusum, ewma and the weights of risks.
SELECT results_eq('SELECT (cusum(v, 10, 0.5, 1) OVER (ORDER BY i)).* FROM (VALUES (1, 11), (2, NULL), (3, 11.5), (4, 8), (5, 5)) s(i, v)',
	$$VALUES (0.5::float8, 1, 0::float8, 0, NULL::text), (0.5, 1, 0, 0, NULL), (1.5, 2, 0, 0, 'up'), (0, 0, 1.5, 1, 'down'), (0, 0, 6, 2, 'down')$$, 'cusum by hand');
SELECT is_empty('SELECT * FROM (SELECT (cusum(7, 7, 0) OVER ()).* FROM generate_series(1, 9)) s WHERE up <> 0 OR down <> 0 OR n_up <> 0 OR signal IS NOT NULL', 'on target nothing adds up');
SELECT results_eq('SELECT (e).value, round((e).lower::numeric, 9), round((e).upper::numeric, 9), (e).signal FROM (SELECT i, ewma(v, 10, 1, 0.5, 3) OVER (ORDER BY i) AS e FROM (VALUES (1, NULL), (2, 14), (3, NULL), (4, 14)) s(i, v)) t ORDER BY i',
	$$VALUES (10::float8, 10.000000000, 10.000000000, NULL::text), (12, 8.500000000, 11.500000000, 'above limits'), (12, 8.500000000, 11.500000000, NULL), (13, 8.322949017, 11.677050983, 'above limits')$$, 'ewma by hand');
SELECT ok(close_to(risk_cusum_weight(0.196, true), ln(2) - ln(1.196)) AND close_to(risk_cusum_weight(0.196, false, 3), -ln(1.392)), 'weights by hand');

-- Refused.
SELECT throws_ok('SELECT cusum(1, NULL, 0) OVER ()', '22004', 'target must not be NULL', 'NULL target');
SELECT throws_ok('SELECT cusum(1, 1, -1) OVER ()', '22003', 'slack must be a finite number that is not negative, not -1', 'negative slack');
SELECT throws_ok('SELECT cusum(1e308, -1e308, 0) OVER ()', '22003', 'the result is out of range', 'beyond a double');
SELECT throws_ok('SELECT ewma(1, 1, 1, 0, 3) OVER ()', '22023', 'lambda must be above 0 and at most 1, not 0', 'no weight');
SELECT throws_ok('SELECT ewma(1, i, 1, 0.1, 3) OVER (ORDER BY i) FROM generate_series(1, 2) i', '22023', 'target must be the same in all rows of a chart', 'a target that changes');
SELECT throws_ok('SELECT risk_cusum_weight(1, true)', '22023', 'risk must be above 0 and below 1, not 1', 'certain');
SELECT throws_ok('SELECT risk_cusum_weight(0.5, true, 1)', '22023', 'odds_ratio must be a finite number above 0 other than 1, not 1', 'no change');
SELECT throws_ok(format('SELECT %s', call), '42809', NULL, 'not without a window: ' || call) FROM unnest(ARRAY['cusum(1, 1, 1)', 'ewma(1, 1, 1, 0.1, 3)']) call;

-- The published figures.
\if :vectors
CREATE TEMP TABLE sums (t int, x float8, cusum_up float8, n_up int, cusum_down float8, n_down int, cusum_signal text, ewma float8, ewma_lower float8, ewma_upper float8, ewma_signal boolean);
\copy sums FROM PROGRAM 'cat "$VECTORS/uncertainty/cusum_ewma_expected.csv"' CSV HEADER
SELECT cmp_ok(count(*), '=', (SELECT count(*) FROM sums), 'a published cusum and ewma')
	FROM (SELECT *, cusum(x, 10, 0.5, 5) OVER (ORDER BY t) AS c, ewma(x, 10, 1, 0.1, 2.7) OVER (ORDER BY t) AS e FROM sums) s
	WHERE close_to((c).up, cusum_up) AND (c).n_up = n_up AND close_to((c).down, cusum_down) AND (c).n_down = n_down AND ((c).signal IS NOT NULL) = (cusum_signal IS NOT NULL)
		AND close_to((e).value, ewma) AND close_to((e).lower, ewma_lower) AND close_to((e).upper, ewma_upper) AND ((e).signal IS NOT NULL) = ewma_signal;
CREATE TEMP TABLE risks (t int, risk float8, outcome int, weight float8, cusum float8);
\copy risks FROM PROGRAM 'cat "$VECTORS/uncertainty/risk_cusum_expected.csv"' CSV HEADER
SELECT cmp_ok(count(*), '=', (SELECT count(*) FROM risks), 'a published cusum of risks')
	FROM (SELECT *, cusum(risk_cusum_weight(risk, outcome = 1), 0, 0) OVER (ORDER BY t) AS c FROM risks) s
	WHERE close_to(risk_cusum_weight(risk, outcome = 1), weight) AND close_to((c).up, cusum);
\endif

SELECT * FROM finish();
ROLLBACK;

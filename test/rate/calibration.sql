-- brier, observed_over_expected, calibration, calibration_line: published figures, plain SQL, identities, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

-- Worked by hand.
SELECT is(brier('{"0.25": [4, 1]}'), 0.1875::float8, 'the prevalence for everybody: p (1 - p)');
SELECT is(brier('{"0": [4, 0], "1": [2, 2]}'), 0::float8, 'always right');
SELECT is(brier('{"0": [4, 4], "1": [2, 0]}'), 1::float8, 'always wrong');
SELECT is((observed_over_expected('{"0.25": [8, 3]}')).value, 1.5::float8, 'three where two are expected');
SELECT ok(near((o).lower, (c).lower / 2) AND near((o).upper, (c).upper / 2), 'with the limits of three') FROM observed_over_expected('{"0.25": [8, 3]}') AS o, crude_rate(3, 1, 1) AS c;
SELECT ok(near((o).lower, (b).lower / 40) AND near((o).upper, (b).upper / 40), 'Byar''s from 10 events') FROM observed_over_expected('{"0.25": [160, 12]}', 0.9) AS o, byar_interval(12, 0.9) AS b;
SELECT results_eq($$SELECT score_group, people, mean_score, events, expected, observed FROM calibration('{"0.125": [1, 0], "0.25": [1, 0], "0.375": [1, 1], "0.5": [1, 1]}', 2)$$,
	'VALUES (1, 2::float8, 0.1875::float8, 0::float8, 0.375::float8, 0::float8), (2, 2, 0.4375, 2, 0.875, 1)', 'two groups');
SELECT results_eq($$SELECT score_group, people FROM calibration('{"0.1": [6, 0], "0.9": [4, 1]}', 5)$$, 'VALUES (2, 6::float8), (4, 4)', 'ties are never parted; groups are left empty');
SELECT results_eq($$SELECT score_group, people FROM calibration('{"0.1": [1, 0], "0.9": [1, 1]}', 2147483647)$$, 'VALUES (1, 1::float8), (1073741824, 1)', 'more groups than people');
SELECT is((SELECT count(*) FROM calibration('{"0.1": [3, 1]}')), 1::bigint, 'ten groups unless told');

-- Nobody, nothing, all.
SELECT is(brier('{}'), NULL, 'of nobody');
SELECT is(observed_over_expected(r), NULL, 'nothing expected: ' || r::text) FROM unnest(ARRAY['{}', '{"0": [3, 1]}']::ranked_outcomes[]) AS r;
SELECT is((observed_over_expected('{"0.5": [4, 0]}')).value, 0::float8, 'nothing observed');
SELECT is_empty($$SELECT * FROM calibration('{}')$$, 'no group of nobody');
SELECT is(calibration_line(r)::text, '(,,,)', 'no line: ' || r::text) FROM unnest(ARRAY['{}', '{"0.2": [3, 0], "0.3": [2, 0]}', '{"0.2": [3, 3], "0.3": [2, 2]}']::ranked_outcomes[]) AS r;
SELECT ok((c).intercept IS NULL AND (c).slope IS NULL AND (c).slope_error IS NULL AND (c).in_the_large IS NOT NULL, 'in the large only: ' || r::text)
FROM unnest(ARRAY['{"0.2": [3, 1]}', '{"0.2": [3, 0], "0.3": [2, 2]}', '{"0.2": [3, 3], "0.3": [2, 0]}', '{"0.2": [3, 0], "0.3": [2, 1], "0.4": [1, 1]}', '{"0.2": [3, 3], "0.3": [2, 1], "0.4": [1, 0]}']::ranked_outcomes[]) AS r, LATERAL (SELECT calibration_line(r) AS c) AS s;
SELECT ok((calibration_line('{"0.2": [3, 1], "0.3": [2, 1], "0.4": [1, 0]}')).slope IS NOT NULL, 'scores that overlap have a line');
SELECT ok(near((calibration_line('{"0.2": [4, 1]}')).in_the_large, ln(1 / 3.0) - ln(0.25)), 'one score: the difference of the logits');
SELECT ok(abs((c).slope - 1) < 1e-9 AND abs((c).intercept) < 1e-9 AND abs((c).in_the_large) < 1e-9, 'risks that mean what they say: 0, 1, 0')
FROM (SELECT calibration_line('{"0.1": [1000, 100], "0.25": [400, 100], "0.5": [200, 100], "0.75": [400, 300], "0.9": [100, 90]}') AS c) AS s;
SELECT ok(abs((c).slope - 0.5) < 1e-9, 'logits twice as far apart as they should: slope 0.5')
FROM (SELECT calibration_line(ranked_outcomes(1 / (1 + exp(-2 * ln(p / (1 - p)))), n * p, n)) AS c FROM (VALUES (0.1::float8, 1000), (0.25, 400), (0.5, 200), (0.75, 400), (0.9, 100)) AS v (p, n)) AS s;
SELECT ok((c).slope BETWEEN 0 AND 30 AND (c).slope_error > 0, 'a monthly risk read as one of a year, and one score next to 0')
FROM (SELECT calibration_line('{"1e-300": [5, 0], "0.0003": [30000, 1], "0.001": [9000, 40], "0.005": [1000, 90]}') AS c) AS s;

-- Errors.
SELECT throws_ok(format('SELECT %s', q), '22023', 'outcomes are not counts of people', q) FROM unnest(ARRAY[
	$$brier('{"0.5": [2, 3]}')$$, $$observed_over_expected('{"0.5": [2, -1]}')$$, $$calibration('{"0.5": [2, 3]}')$$, $$calibration_line('{"0.5": [2, 3]}')$$]) AS q;
SELECT throws_ok(format('SELECT %s', q), '22023', 'scores must be probabilities from 0 to 1, not 1.5', q) FROM unnest(ARRAY[
	$$brier('{"1.5": [2, 1]}')$$, $$observed_over_expected('{"1.5": [2, 1]}')$$, $$calibration('{"1.5": [2, 1]}')$$]) AS q;
SELECT throws_ok(format('SELECT calibration_line(''{"%s": [2, 1], "0.5": [2, 1]}'')', s), '22023', format('a calibration line needs scores above 0 and below 1, not %s', s), 'a score of ' || s) FROM unnest(ARRAY['0', '1', '1.5', '-0.5']) AS s;
SELECT throws_ok(format('SELECT calibration(''{"0.5": [2, 1]}'', %s)', g), '22023', format('groups must be at least 1, not %s', g), 'groups: ' || g) FROM unnest(ARRAY[0, -1]) AS g;
SELECT throws_ok($$SELECT calibration('{"0.5": [2.5, 1]}')$$, '22023', 'people and events must be whole numbers, not 2.5 and 1 at score 0.5', 'parts of people');
SELECT throws_ok($$SELECT observed_over_expected('{"0.5": [2, 1]}', 95)$$, '22023', 'confidence must be from 0.5 to 0.9999, not 95', 'confidence');

-- Random people.
SELECT setseed(0.625);
CREATE TEMP TABLE person AS SELECT suite, i, score, random() < score * 0.8 AS outcome FROM (SELECT g AS suite, i, CASE WHEN g % 3 = 0 THEN (1 + (random() * 8)::int) / 10.0::float8 ELSE (1 + (random() * 998)::int) / 1000.0::float8 END AS score
	FROM generate_series(1, 24) AS g, generate_series(1, 70) AS i) AS s;
CREATE TEMP TABLE suite AS SELECT suite, ranked_outcomes(score, outcome) AS r, count(*)::float8 AS n, count(*) FILTER (WHERE outcome)::float8 AS e FROM person GROUP BY suite;
SELECT is_empty($$SELECT suite FROM suite AS s WHERE NOT near(brier(r), (SELECT avg((score - outcome::int) ^ 2) FROM person AS p WHERE p.suite = s.suite), 1e-13)$$, 'brier by its definition');
SELECT is_empty($$SELECT suite FROM suite AS s, LATERAL (SELECT sum(m * (score - o) ^ 2) / n AS reliability, sum(m * (o - e / n) ^ 2) / n AS resolution
		FROM (SELECT score, count(*) AS m, avg(outcome::int)::float8 AS o FROM person AS p WHERE p.suite = s.suite GROUP BY score) AS x) AS parts
	WHERE NOT near(brier(r), reliability - resolution + e / n * (1 - e / n), 1e-12)$$, 'brier is reliability less resolution and uncertainty');
SELECT is_empty($$SELECT suite FROM suite AS s WHERE NOT near((observed_over_expected(r)).value, e / (SELECT sum(score) FROM person AS p WHERE p.suite = s.suite), 1e-13)$$, 'observed over expected');
SELECT is_empty($$SELECT suite, g FROM suite AS s, unnest(ARRAY[1, 3, 10, 70, 200]) AS g, LATERAL (SELECT sum(people) AS people, sum(events) AS events, sum(expected) AS expected, min(score_group) AS first, max(score_group) AS last FROM calibration(r, g)) AS c
	WHERE people <> n OR events <> e OR NOT near(expected, n * (SELECT avg(score) FROM person AS p WHERE p.suite = s.suite), 1e-12) OR first < 1 OR last > g$$, 'groups add up to all people and events');
SELECT is_empty($$SELECT * FROM (SELECT suite, g, score_group, people, events, lower, upper FROM suite, unnest(ARRAY[1, 3, 10, 70, 200]) AS g, calibration(r, g)) AS c
	FULL JOIN (SELECT suite, g, 1 + floor(g * (2 * before + tied - 1) / (2 * 70.0))::int AS score_group, sum(tied)::float8 AS people, sum(tied_events)::float8 AS events
		FROM (SELECT suite, score, count(*) AS tied, count(*) FILTER (WHERE outcome) AS tied_events, sum(count(*)) OVER (PARTITION BY suite ORDER BY score) - count(*) AS before FROM person GROUP BY suite, score) AS x, unnest(ARRAY[1, 3, 10, 70, 200]) AS g
		GROUP BY 1, 2, 3) AS plain USING (suite, g, score_group)
	WHERE (c.people, c.events) IS DISTINCT FROM (plain.people, plain.events) OR lower <> (proportion(c.events, c.people)).lower OR upper <> (proportion(c.events, c.people)).upper$$, 'groups by a window, with Wilson''s limits');
-- The likeliest line: no gradient is left.
SELECT is_empty($$SELECT suite FROM suite AS s, calibration_line(r) AS l,
		LATERAL (SELECT sum(outcome::int - p) AS a, sum((outcome::int - p) * x) AS b, sum(p * (1 - p)) AS i00, sum(p * (1 - p) * x) AS i01, sum(p * (1 - p) * x * x) AS i11
			FROM (SELECT outcome, ln(score / (1 - score)) AS x, 1 / (1 + exp(-(intercept + slope * ln(score / (1 - score))))) AS p FROM person AS p WHERE p.suite = s.suite) AS x) AS g,
		LATERAL (SELECT sum(outcome::int - 1 / (1 + exp(-(in_the_large + ln(score / (1 - score)))))) AS large FROM person AS p WHERE p.suite = s.suite) AS h
	WHERE slope IS NULL OR abs(a) > 1e-8 OR abs(b) > 1e-8 OR abs(large) > 1e-8 OR NOT near(slope_error, sqrt(i00 / (i00 * i11 - i01 * i01)), 1e-8)$$, 'the gradient of the likelihood is 0 at the line, and in the large');
SELECT is_empty($$SELECT suite FROM suite AS s, LATERAL (SELECT rollup(part) AS whole FROM (SELECT ranked_outcomes(score, outcome) AS part FROM person AS p WHERE p.suite = s.suite GROUP BY i % 4) AS x) AS x
	WHERE brier(r) <> brier(whole) OR calibration_line(r) <> calibration_line(whole)$$, 'rollup of parts is the whole');

-- The published figures.
\if :vectors
CREATE TEMP TABLE scored (suite text, i int, score float8, outcome int);
\copy scored FROM PROGRAM 'cat "$VECTORS/risk/scores_input.csv"' CSV HEADER
CREATE TEMP TABLE cases AS SELECT suite, ranked_outcomes(score, outcome) AS r FROM scored GROUP BY suite;
CREATE TEMP TABLE expected (suite text, people float8, events float8, auc float8, variance float8, lower95 float8, upper95 float8, brier float8, mean_score float8, oe float8, intercept float8, slope float8, in_the_large float8, slope_error float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/risk/scores_expected.csv"' CSV HEADER
SELECT ok(near(brier(CASE WHEN e.brier IS NOT NULL THEN r END), e.brier, 1e-12) AND near((observed_over_expected(CASE WHEN e.brier IS NOT NULL THEN r END)).value, oe, 1e-12), suite || ': Brier score and observed over expected') FROM cases JOIN expected AS e USING (suite) WHERE e.brier IS NOT NULL;
SELECT ok(near(l.intercept, e.intercept, 1e-8) AND near(l.slope, e.slope, 1e-8) AND near(l.in_the_large, e.in_the_large, 1e-8) AND near(l.slope_error, e.slope_error, 1e-7), suite || ': calibration line') FROM cases JOIN expected AS e USING (suite), calibration_line(CASE WHEN e.slope IS NOT NULL THEN r END) AS l WHERE e.slope IS NOT NULL;
CREATE TEMP TABLE grouped (suite text, groups int, score_group int, people float8, mean_score float8, events float8, expected float8, observed float8);
\copy grouped FROM PROGRAM 'cat "$VECTORS/risk/calibration_groups_expected.csv"' CSV HEADER
SELECT is_empty($$SELECT * FROM (SELECT suite, groups, c.* FROM cases JOIN (SELECT DISTINCT suite, groups FROM grouped) AS g USING (suite), calibration(r, groups) AS c) AS c FULL JOIN grouped AS g USING (suite, groups, score_group)
	WHERE (c.people, c.events) IS DISTINCT FROM (g.people, g.events) OR NOT (near(c.mean_score, g.mean_score, 1e-12) AND near(c.expected, g.expected, 1e-12) AND near(c.observed, g.observed, 1e-12))$$, 'groups');
\else
SELECT skip('no published figures here', 8);
\endif

SELECT * FROM finish();
ROLLBACK;

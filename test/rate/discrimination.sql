-- auc, auc_interval, at_capacity, roc, decision_curve: published figures, plain SQL, identities, edges, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

-- Worked by hand.
SELECT is(auc(ranked_outcomes(s, o)), 0.75::float8, 'four people') FROM (VALUES (0.1, false), (0.4, false), (0.35, true), (0.8, true)) AS v (s, o);
SELECT is(auc('{"0.3": [10, 3]}'), 0.5::float8, 'all tied');
SELECT is(at_capacity('{"0.3": [10, 3]}', 5)::text, '(0.3,10,1.5,0.3,0.5,1)', 'all tied, room for half of them');
SELECT is(auc_interval('{"0.1": [3, 0], "0.9": [3, 3]}'), (1, 1, 1)::interval_estimate, 'a score that parts them: limits without width');
SELECT is(auc('{"0.1": [3, 3], "0.9": [3, 0]}'), 0::float8, 'the wrong way round');
SELECT results_eq($$SELECT * FROM roc('{"0.1": [5, 1], "0.9": [3, 2]}')$$, 'VALUES (0.9::float8, 3::float8, 2::float8, 1::float8, 2 / 3.0::float8, 0.8::float8), (0.1, 8, 3, 5, 1, 0)', 'roc, the highest score first');

-- Nobody, nothing, all.
SELECT is(auc(r), NULL, 'no area: ' || r::text) FROM unnest(ARRAY['{}', '{"1": [3, 0]}', '{"1": [3, 3], "2": [1, 1]}']::ranked_outcomes[]) AS r;
SELECT is(auc_interval(r), NULL, 'no interval: ' || r::text) FROM unnest(ARRAY['{}', '{"1": [3, 0]}', '{"1": [3, 3], "2": [1, 1]}']::ranked_outcomes[]) AS r;
SELECT is(auc_interval('{"1": [1, 0], "2": [3, 1], "3": [2, 0]}'), (0.4, NULL, NULL)::interval_estimate, 'one event: no limits');
SELECT is(auc_interval('{"1": [1, 1], "2": [3, 2], "3": [2, 2]}'), (0.6, NULL, NULL)::interval_estimate, 'one without: no limits');
SELECT is(at_capacity('{"1": [4, 1]}', 0)::text, '(,0,0,,,)', 'room for nobody');
SELECT is(at_capacity('{"1": [4, 0]}', 2)::text, '(1,4,0,0,,)', 'nobody to find');
SELECT is(at_capacity('{}', 0)::text, '(,0,0,,,)', 'nobody at all');
SELECT is_empty($$SELECT * FROM roc('{}')$$, 'no point of nobody');
SELECT results_eq($$SELECT sensitivity, specificity FROM roc('{"1": [4, 0]}')$$, 'VALUES (NULL::float8, 0::float8)', 'no sensitivity without events');
SELECT results_eq($$SELECT sensitivity, specificity FROM roc('{"1": [4, 4]}')$$, 'VALUES (1::float8, NULL::float8)', 'no specificity without others');
SELECT results_eq($$SELECT * FROM decision_curve('{}', '{0.5}')$$, 'VALUES (0.5::float8, 0::float8, 0::float8, 0::float8, NULL::float8, NULL::float8)', 'no net benefit of nobody');
SELECT is_empty($$SELECT * FROM decision_curve('{"0.5": [4, 1]}', '{}')$$, 'no threshold, no row');
SELECT results_eq($$SELECT threshold FROM decision_curve('{"0.5": [4, 1]}', '{0.3,0.1,0.2,0.1,-0}')$$, 'VALUES (0.3::float8), (0.1), (0.2), (0.1), (0)', 'thresholds in their order');
SELECT is((SELECT flagged FROM decision_curve('{"0.5": [4, 1], "0.4": [2, 1]}', '{0.5}')), 4::float8, 'flagged from the threshold on, itself included');
SELECT is(auc(NULL), NULL, 'NULL');

-- Fractions of people have an area, and no limits.
SELECT is(auc('{"1": [1.5, 0.5], "2": [1, 0.75]}'), auc('{"1": [6, 2], "2": [4, 3]}'), 'weights');
SELECT throws_ok($$SELECT auc_interval('{"1": [1.5, 0.5], "2": [1, 0.75]}')$$, '22023', 'people and events must be whole numbers, not 1.5 and 0.5 at score 1', 'parts of people');

-- Errors.
SELECT throws_ok(format('SELECT %s', q), '22023', 'outcomes are not counts of people', q) FROM unnest(ARRAY[
	$$auc('{"1": [2, 3]}')$$, $$auc_interval('{"1": [2, -1]}')$$, $$at_capacity('{"1": [2, 3]}', 1)$$, $$roc('{"1": [2, -1]}')$$, $$decision_curve('{"0.5": [2, 3]}', '{0.5}')$$]) AS q;
SELECT throws_ok($$SELECT auc_interval('{"1": [2, 1]}', 95)$$, '22023', 'confidence must be from 0.5 to 0.9999, not 95', 'confidence');
SELECT throws_ok(format('SELECT at_capacity(''{"1": [2, 1]}'', %L)', k), '22023', format('capacity must be from 0 to all 2 people, not %s', k), 'room for ' || k) FROM unnest(ARRAY['-1', '2.5', 'NaN', 'Infinity']) AS k;
SELECT throws_ok(format('SELECT decision_curve(''{"0.5": [2, 1]}'', ARRAY[%L]::float8[])', t), '22023', format('a threshold must be at least 0 and below 1, not %s', t), 'threshold ' || t) FROM unnest(ARRAY['-0.1', '1', 'NaN', 'Infinity']) AS t;
SELECT throws_ok($$SELECT decision_curve('{"0.5": [2, 1]}', '{0.5,NULL}')$$, '22004', 'a threshold must not be NULL', 'threshold NULL');
SELECT throws_ok($$SELECT decision_curve('{"50": [2, 1]}', '{0.5}')$$, '22023', 'scores must be probabilities from 0 to 1, not 50', 'percentages');
SELECT throws_ok($$SELECT decision_curve('{"0.5": [2, 1], "-0.1": [2, 0]}', '{0.5}')$$, '22023', 'scores must be probabilities from 0 to 1, not -0.1', 'scores below 0');
SELECT throws_ok($$SELECT auc('{"1": [1e308, 1e308], "2": [1e308, 0]}')$$, '22003', 'total of all people is out of range', 'too many people');
SELECT throws_ok($$SELECT auc('{"1": [1e300, 1e300], "2": [1e300, 0]}')$$, '22003', 'the result is out of range', 'too many pairs');
SELECT throws_ok($$SELECT auc_interval('{"1": [9007199254740992, 1], "2": [4, 2]}')$$, '22003', '9.007199254741e+15 people are more than can be counted one by one', 'more people than are exact');

-- Random people: a plain count of pairs, DeLong's variance by its definition, lists that are sorted.
SELECT setseed(0.375);
CREATE TEMP TABLE person AS SELECT g AS suite, i, CASE WHEN g % 3 = 0 THEN (random() * 5)::int / 5.0::float8 ELSE (random() * 1000)::int / 1000.0::float8 END AS score, random() < 0.1 + 0.15 * (g % 5) AS outcome
	FROM generate_series(1, 24) AS g, generate_series(1, 40) AS i;
CREATE TEMP TABLE suite AS SELECT suite, ranked_outcomes(score, outcome) AS r, count(*)::float8 AS n, count(*) FILTER (WHERE outcome)::float8 AS e FROM person GROUP BY suite;
CREATE TEMP TABLE won AS SELECT a.suite, a.i AS event, b.i AS other, CASE WHEN a.score > b.score THEN 1 WHEN a.score = b.score THEN 0.5 ELSE 0 END AS w FROM person AS a JOIN person AS b USING (suite) WHERE a.outcome AND NOT b.outcome;
SELECT is(auc(r), (SELECT avg(w) FROM won WHERE won.suite = s.suite)::float8, 'the share of pairs that are won') FROM suite AS s WHERE suite < 7;
SELECT is_empty($$SELECT suite FROM suite AS s WHERE NOT near(auc(r), (SELECT avg(w) FROM won WHERE won.suite = s.suite)::float8, 1e-14)$$, 'in all suites');
SELECT is_empty($$SELECT suite FROM suite AS s, auc_interval(r, 0.9) AS a,
		LATERAL (SELECT var_samp(v) AS s10, count(*) AS events FROM (SELECT avg(w) AS v FROM won WHERE won.suite = s.suite GROUP BY event) AS x) AS x,
		LATERAL (SELECT var_samp(v) AS s01, count(*) AS others FROM (SELECT avg(w) AS v FROM won WHERE won.suite = s.suite GROUP BY other) AS y) AS y
	WHERE events > 1 AND NOT (near(upper, least(auc(r) + 1.6448536269514722 * sqrt(s10 / events + s01 / others)::float8, 1), 1e-12) AND near(lower, greatest(auc(r) - 1.6448536269514722 * sqrt(s10 / events + s01 / others)::float8, 0), 1e-12))$$, 'DeLong by definition');
SELECT is_empty($$SELECT suite, k FROM suite AS s, unnest(ARRAY[0, 1, 7, 12.5, 40]) AS k, at_capacity(r, k) AS c,
		LATERAL (SELECT sum(CASE WHEN above >= k THEN 0 WHEN above + tied <= k THEN tied_events ELSE tied_events * (k - above) / tied END) AS found, min(score) FILTER (WHERE above < k) AS edge, sum(tied) FILTER (WHERE above < k) AS flagged
			FROM (SELECT score, count(*) AS tied, count(*) FILTER (WHERE outcome) AS tied_events, (SELECT count(*) FROM person AS q WHERE q.suite = s.suite AND q.score > p.score) AS above FROM person AS p WHERE p.suite = s.suite GROUP BY score) AS b) AS plain
	WHERE NOT (near(c.events, found::float8, 1e-12) AND threshold IS NOT DISTINCT FROM edge AND c.flagged = coalesce(plain.flagged, 0) AND (k = 0 OR near(ppv, found::float8 / k::float8, 1e-12)) AND near(lift, ppv / (e / n), 1e-12))$$, 'capacity by a sorted list');
SELECT is_empty($$SELECT suite FROM suite AS s, roc(r) AS t WHERE (flagged, true_positives) IS DISTINCT FROM (SELECT (count(*)::float8, (count(*) FILTER (WHERE outcome))::float8) FROM person AS p WHERE p.suite = s.suite AND score >= threshold)
	OR flagged <> true_positives + false_positives OR NOT near(sensitivity, true_positives / e) OR NOT near(1 - specificity + 1, false_positives / (n - e) + 1)$$, 'roc by counting');

-- Identities.
SELECT is_empty($$SELECT suite FROM suite AS s WHERE NOT near(auc(r), 1 - (SELECT auc(ranked_outcomes(-score, outcome)) FROM person AS p WHERE p.suite = s.suite), 1e-14)$$, 'ranks in reverse: 1 - auc');
SELECT is_empty($$SELECT suite FROM suite AS s WHERE auc(r) <> (SELECT auc(ranked_outcomes(exp(3 * score) - 7, outcome)) FROM person AS p WHERE p.suite = s.suite)$$, 'any increasing map of scores leaves auc as it is');
SELECT is_empty($$SELECT suite FROM suite AS s WHERE auc_interval(r) <> (SELECT auc_interval(ranked_outcomes(exp(3 * score) - 7, outcome)) FROM person AS p WHERE p.suite = s.suite)$$, 'and its limits');
SELECT is_empty($$SELECT suite FROM suite AS s, at_capacity(r, n) AS c WHERE sensitivity <> 1 OR NOT near(ppv, e / n, 1e-15) OR NOT near(lift, 1) OR flagged <> n$$, 'room for all: sensitivity 1, ppv the prevalence');
SELECT is_empty($$SELECT suite FROM suite AS s, decision_curve(r, '{0}') AS d WHERE net_benefit <> e / n OR net_benefit_of_all <> e / n$$, 'net benefit at 0 is the prevalence');
SELECT is_empty($$SELECT suite FROM suite AS s, decision_curve(r, '{0.2,0.05,0.7}') AS d WHERE NOT near(net_benefit + 1, true_positives / n - false_positives / n * threshold / (1 - threshold) + 1, 1e-14) OR NOT near(net_benefit_of_all + 1, e / n - (n - e) / n * threshold / (1 - threshold) + 1, 1e-14)$$, 'net benefit by its formula');
SELECT is_empty($$SELECT suite FROM suite AS s WHERE auc(r) <> (SELECT auc(rollup(part)) FROM (SELECT ranked_outcomes(score, outcome) AS part FROM person AS p WHERE p.suite = s.suite GROUP BY i % 4) AS x)$$, 'rollup of parts is the whole');
SELECT is_empty($$SELECT suite FROM suite AS s, roc(r) AS t, at_capacity(r, t.flagged) AS c WHERE c.threshold <> t.threshold OR NOT near(c.events, t.true_positives) OR NOT near(c.sensitivity, t.sensitivity)$$, 'room for whom a threshold flags finds what the threshold finds');

-- The published figures.
\if :vectors
CREATE TEMP TABLE scored (suite text, i int, score float8, outcome int);
\copy scored FROM PROGRAM 'cat "$VECTORS/risk/scores_input.csv"; tail -n +2 "$VECTORS/risk/dcurves_df_binary_input.csv"' CSV HEADER
CREATE TEMP TABLE cases AS SELECT suite, ranked_outcomes(score, outcome) AS r FROM scored GROUP BY suite;
CREATE TEMP TABLE expected (suite text, people float8, events float8, auc float8, variance float8, lower95 float8, upper95 float8, brier float8, mean_score float8, oe float8, intercept float8, slope float8, in_the_large float8, slope_error float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/risk/scores_expected.csv"' CSV HEADER
SELECT is(count(*), 6::bigint, 'scores whose area is published') FROM cases JOIN expected USING (suite);
SELECT ok(people(r) = people AND outcome(r) = events AND near(auc(r), auc, 1e-12) AND near(a.lower, lower95, 1e-12) AND near(a.upper, upper95, 1e-12), suite || ': area and DeLong''s limits')
FROM cases JOIN expected USING (suite), auc_interval(r) AS a;
CREATE TEMP TABLE capacity (suite text, k float8, threshold float8, flagged float8, events float8, ppv float8, sensitivity float8);
\copy capacity FROM PROGRAM 'cat "$VECTORS/risk/capacity_expected.csv"' CSV HEADER
SELECT is_empty($$SELECT suite, k FROM cases JOIN capacity AS c USING (suite), at_capacity(r, k) AS a
	WHERE NOT (a.threshold = c.threshold AND a.flagged = c.flagged AND near(a.events, c.events, 1e-12) AND near(a.ppv, c.ppv, 1e-12) AND near(a.sensitivity, c.sensitivity, 1e-12))$$, 'at capacity');
CREATE TEMP TABLE curve (suite text, threshold float8, flagged float8, tp float8, fp float8, benefit float8, benefit_all float8);
\copy curve FROM PROGRAM 'cat "$VECTORS/risk/decision_curve_expected.csv"' CSV HEADER
SELECT is((SELECT count(*) FROM cases JOIN curve USING (suite)), 35::bigint, 'points of decision curves');
SELECT is_empty($$SELECT suite, c.threshold FROM cases JOIN curve AS c USING (suite), decision_curve(r, ARRAY[c.threshold]) AS d
	WHERE NOT (d.flagged = c.flagged AND true_positives = tp AND false_positives = fp AND abs(net_benefit - benefit) < 1e-14 AND abs(net_benefit_of_all - benefit_all) < 1e-14)$$, 'decision curves');
CREATE TEMP TABLE dcurves (threshold float8, tp_rate float8, fp_rate float8, ppv float8, sens float8, net_benefit float8);
\copy dcurves FROM PROGRAM 'cat "$VECTORS/risk/dcurves_df_binary_expected.csv"' CSV HEADER
SELECT is_empty($$SELECT c.threshold FROM cases, dcurves AS c, decision_curve(r, ARRAY[c.threshold]) AS d WHERE suite = 'df_binary'
	AND NOT (near(true_positives / 750, tp_rate, 1e-12) AND near(false_positives / 750, fp_rate, 1e-12) AND near(true_positives / flagged, ppv, 1e-12) AND near(d.net_benefit, c.net_benefit, 1e-12))$$, 'the published example of dcurves');
SELECT ok(near(auc(r), 0.86062753783684021, 1e-14), 'its area') FROM cases WHERE suite = 'df_binary';
\else
SELECT skip('no published figures here', 7);
\endif

SELECT * FROM finish();
ROLLBACK;

-- linear_predictor, predictor_parts, logistic_risk, cox_risk: published figures, plain SQL, errors.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

SELECT is(linear_predictor('{"age": 80, "falls": true, "other": "x"}', '{"intercept": -6.5, "age": 0.04, "falls": 0.5}'), -2.8::float8, 'features without a coefficient count nothing');
SELECT is(linear_predictor('{"intercept": 7, "a": 2}', '{"intercept": 1, "a": 3}'), 7::float8, 'the intercept needs no feature');
SELECT is(linear_predictor('{"a": false, "b": true}', '{"a": 3, "b": 4}'), 4::float8, 'true is 1');
SELECT is(linear_predictor('{}', '{}'), 0::float8, 'no coefficient');
SELECT is(linear_predictor('{"a": 1e16, "bb": 1, "c": -1e16}', '{"a": 1, "bb": 1, "c": 1}'), 1::float8, 'nothing is lost beside large terms');
SELECT results_eq($$SELECT * FROM predictor_parts('{"bb": 2, "a": true, "c": 3}', '{"bb": 0.5, "intercept": -1, "c": 0, "a": 4}')$$,
	$$VALUES ('a', 1::float8, 4::float8, 4::float8), ('bb', 2, 0.5, 1), ('c', 3, 0, 0), ('intercept', 1, -1, -1)$$, 'parts, bytewise by name');
SELECT is_empty($$SELECT i FROM generate_series(1, 200) AS i, LATERAL (SELECT jsonb_object_agg('f' || k, hashint4(i * k) / 1e6) AS f, jsonb_object_agg('f' || k, hashint4(i + k) / 1e9) AS c FROM generate_series(1, 20) AS k) AS s
	WHERE NOT near(linear_predictor(f, c), (SELECT sum((f ->> key)::numeric * value::numeric) FROM jsonb_each_text(c))::float8, 1e-13) OR NOT near(linear_predictor(f, c), (SELECT sum(contribution) FROM predictor_parts(f, c)), 1e-9)$$, 'as numbers of any length add up');
SELECT is_empty($$SELECT * FROM predictor_parts('{}', '{}')$$, 'no part');

SELECT throws_ok($$SELECT linear_predictor('{"a": 1}', '{"a": 1, "egfr": 2}')$$, '22023', 'feature "egfr" is missing', 'what is not recorded is not 0');
SELECT throws_ok(format($$SELECT linear_predictor('{"a": %s}', '{"a": 1}')$$, v), '22023', 'feature "a" must be a number, true or false', 'a feature that is ' || v) FROM unnest(ARRAY['null', '"1"', '[1]', '{"b": 1}']) AS v;
SELECT throws_ok(format($$SELECT linear_predictor('{"a": 1}', '{"a": %s}')$$, v), '22023', 'coefficient "a" must be a number', 'a coefficient that is ' || v) FROM unnest(ARRAY['null', '"1"', 'true', '[1]', '{"b": 1}']) AS v;
SELECT throws_ok(format($$SELECT linear_predictor('%s', '{"a": 1}')$$, v), '22023', 'features must be a JSON object of names and numbers', 'features ' || v) FROM unnest(ARRAY['[]', '1', 'null']) AS v;
SELECT throws_ok(format($$SELECT predictor_parts('{"a": 1}', '%s')$$, v), '22023', 'coefficients must be a JSON object of names and numbers', 'coefficients ' || v) FROM unnest(ARRAY['[]', '1', 'null']) AS v;
SELECT throws_ok($$SELECT linear_predictor('{"a": 1e300}', '{"a": 1e300}')$$, '22003', 'the result is out of range', 'beyond a double');
SELECT throws_ok($$SELECT linear_predictor('{"a": 1e400}', '{"a": 1}')$$, '22003', NULL, 'a number beyond a double');

SELECT is(ARRAY[logistic_risk(0), logistic_risk(-1000), logistic_risk(1000), logistic_risk(1e308), logistic_risk(-1e308)], ARRAY[0.5, 0, 1, 1, 0]::float8[], 'no overflow');
SELECT is_empty($$SELECT x FROM generate_series(-30, 30, 0.7) AS x WHERE NOT near(logistic_risk(x), 1 / (1 + exp(-x::float8)), 1e-14) OR NOT near(logistic_risk(-x), 1 / (1 + exp(x::float8)), 1e-14)$$, 'by its formula');
SELECT throws_ok(format('SELECT logistic_risk(%L)', x), '22003', format('lp must be a finite number, not %s', x), 'lp ' || x) FROM unnest(ARRAY['NaN', 'Infinity']) AS x;
SELECT ok(near(cox_risk(2.4, 0.93, 1.7), 1 - 0.93 ^ exp(0.7::float8), 1e-13), 'Cox');
SELECT is(cox_risk(2.4, 0.93), cox_risk(2.4, 0.93, 0), 'a mean of 0 unless told');
SELECT is(ARRAY[cox_risk(1e308, 1), cox_risk(1e308, 0.5, -1e308), cox_risk(-1e308, 0.5, 1e308), cox_risk(800, 1)], ARRAY[0, 1, 0, 0]::float8[], 'no overflow, and certain survival is certain');
SELECT ok(near(cox_risk(-40, 0.9), exp(-40::float8) * -ln(0.9::float8), 1e-12), 'a tiny risk keeps its digits');
SELECT throws_ok(format('SELECT cox_risk(1, %L)', s), '22023', format('baseline_survival must be above 0 and at most 1, not %s', s), 'survival ' || s) FROM unnest(ARRAY['0', '-0.1', '1.1', 'NaN']) AS s;
SELECT throws_ok($$SELECT cox_risk('NaN', 0.5)$$, '22003', 'lp must be a finite number, not NaN', 'lp');
SELECT throws_ok($$SELECT cox_risk(1, 0.5, 'Infinity')$$, '22003', 'mean_lp must be a finite number, not Infinity', 'mean_lp');

\if :vectors
CREATE TEMP TABLE expected (i int, features jsonb, coefficients jsonb, lp float8, logistic float8, survival float8, mean float8, cox float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/risk/predictor_expected.csv"' CSV HEADER
SELECT ok(near(linear_predictor(features, coefficients), lp, 1e-12) AND near(logistic_risk(lp), logistic, 1e-12) AND near(cox_risk(lp, survival, mean), cox, 1e-12), 'published case ' || i) FROM expected;
\else
SELECT skip('no published figures here', 6);
\endif

SELECT * FROM finish();
ROLLBACK;

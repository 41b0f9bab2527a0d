-- Scores of conditions, their parts, and bands of frailty.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is(score('{"diab": ["2024-01-01"], "diabwc": ["2024-01-01"], "mi": ["2024-01-01"]}', '{"diab": 1, "diabwc": 2, "mi": 1}'), 4::float8, 'all count');
SELECT is(score(supersede('{"diab": ["2024-01-01"], "diabwc": ["2024-01-01"], "mi": ["2024-01-01"]}', '{"diabwc": ["diab"]}'), '{"diab": 1, "diabwc": 2, "mi": 1}'), 3::float8, 'after the hierarchy');
SELECT is(score('{"a": ["2024-01-01"], "b": ["-infinity"], "c": ["2024-01-01"]}', '{"a": 0.1, "b": 0.2, "x": 100}'), 0.3::float8, 'decimal weights are added exactly');
SELECT is(score('{"a": ["2024-01-01"], "b": ["2024-01-01"]}', '{"a": -7, "b": 2.5}'), -4.5::float8, 'negative weights');
SELECT is(score('{}', '{"a": 1}'), 0::float8, 'nothing is 0');
SELECT is(score('{"a": ["2024-01-01"]}', '{}'), 0::float8, 'no weight is 0');
SELECT is(score(NULL, '{}'), NULL, 'NULL for NULL');
SELECT is(score('{"a": ["2024-01-01"], "b": ["2024-01-01"]}', '{"a": 1e20, "b": 0.1234567890123456789}'), 1e20::float8, 'weights too large or too fine for whole numbers');
SELECT is(score('{"a": ["2024-01-01"], "b": ["2024-01-01"]}', '{"a": 0.12345678901234567, "b": 0.1}'), 0.22345678901234567::float8, 'weights of many decimals');
SELECT throws_ok($$SELECT score('{"a": ["2024-01-01"]}', '{"a": 1e400}')$$, '22003', NULL, 'a score that no double has');
SELECT throws_ok(format('SELECT score(%L, %L)', '{}', w), '22023', said, w) FROM (VALUES ('[1]', 'weights must be a JSON object'), ('{"a": "1"}', 'weight of condition "a" is no number: "1"'), ('{"b": null}', 'weight of condition "b" is no number: null'),
	('{"b": true}', 'weight of condition "b" is no number: true'), ('{"b": {"c": 1}}', 'weight of condition "b" is no number: {"c": 1}')) v(w, said);
SELECT results_eq($$SELECT * FROM score_parts('{"a": ["2024-01-01", "2024-05-01"], "b": ["-infinity", "2023-01-01"], "c": ["-infinity"], "d": ["2024-01-01"]}', '{"a": 1.5, "b": 0, "c": -2, "x": 9}')$$,
	$$VALUES ('a', 1.5::float8, '2024-01-01'::date, '2024-05-01'::date), ('b', 0, NULL, '2023-01-01'), ('c', -2, NULL, NULL)$$, 'parts of a score');
SELECT throws_ok($$SELECT * FROM score_parts('{}', '{"a": "x"}')$$, '22023', 'weight of condition "a" is no number: "x"', 'parts with a weight that is none');
SELECT is(array_agg(score('{"a": ["2024-01-01"]}', w) ORDER BY i), '{1,1,2}', 'weights may change from row to row') FROM (VALUES (1, '{"a": 1}'::jsonb), (2, '{"a": 1}'), (3, '{"a": 2}')) v(i, w);
CREATE TEMP TABLE stored AS SELECT i, jsonb_object_agg('c' || j || md5(j::text), i) AS w FROM generate_series(1, 3) i, generate_series(1, 400) j GROUP BY i;
SELECT is(array_agg(DISTINCT score(condition_set, w)), '{2,4,6}', 'weights that are stored out of line') FROM stored, (SELECT condition_set('c' || j || md5(j::text), '2024-01-01'::date) FROM generate_series(7, 8) j) x, generate_series(1, 5);

-- Ten thousand people at random, and plain SQL.
CREATE TEMP TABLE recorded AS SELECT 1 + (hashint4(i) & 16383) % 10000 AS person, 'c' || (hashint4(i * 3 + 1) & 1023) % 40 AS condition FROM generate_series(1, 60000) i;
CREATE TEMP TABLE weight AS SELECT 'c' || i AS condition, ((hashint4(i) & 1023) - 300) / 100.0 AS weight FROM generate_series(0, 30) i;
CREATE TEMP TABLE person AS SELECT person, condition_set(condition, '2024-01-01'::date) AS c FROM recorded GROUP BY person;
SELECT is_empty($$SELECT p.person FROM person p JOIN (SELECT person, sum(coalesce(weight, 0))::float8 AS wanted FROM (SELECT DISTINCT * FROM recorded) r LEFT JOIN weight USING (condition) GROUP BY person) w USING (person), (SELECT jsonb_object_agg(condition, weight) AS weights FROM weight) x
	WHERE score(c, weights) <> wanted$$, 'scores are those of plain SQL');
SELECT is_empty($$SELECT person FROM person, (SELECT jsonb_object_agg(condition, weight) AS weights FROM weight) x WHERE round(score(c, weights)::numeric, 6) <> round((SELECT coalesce(sum(s.weight), 0) FROM score_parts(c, weights) s)::numeric, 6)$$, 'parts add up to the score');
SELECT is_empty($$SELECT person FROM person, (SELECT jsonb_object_agg('c' || i, 1) AS weights FROM generate_series(0, 39) i) x WHERE score(c, weights) <> condition_count(c)$$, 'with all weights 1 it is how many there are');
SELECT is_empty($$SELECT person FROM person, (SELECT jsonb_object_agg(condition, weight) AS weights FROM weight) x, LATERAL (SELECT only_conditions(c, '{c1,c2,c3,c4,c5}') AS a, except_conditions(c, '{c1,c2,c3,c4,c5}') AS b) y
	WHERE round((score(a, weights) + score(b, weights))::numeric, 9) <> round(score(a || b, weights)::numeric, 9)$$, 'scores of disjoint sets add up');

-- Bands.
SELECT is(frailty_band(d), wanted, d || ' of 36') FROM (VALUES (0, 'fit'), (4, 'fit'), (5, 'mild'), (8, 'mild'), (9, 'moderate'), (12, 'moderate'), (13, 'severe'), (36, 'severe')) v(d, wanted);
SELECT is(frailty_band(d, 25), wanted, d || ' of 25: bounds belong to the lower band') FROM (VALUES (3, 'fit'), (6, 'mild'), (9, 'moderate'), (10, 'severe')) v(d, wanted);
SELECT is(frailty_band(9223372036854775807, 9223372036854775807), 'severe', 'no overflow');
SELECT throws_ok('SELECT frailty_band(-1)', '22023', 'deficits must be from 0 to 36, not -1', 'fewer than none');
SELECT throws_ok('SELECT frailty_band(37)', '22023', 'deficits must be from 0 to 36, not 37', 'more than all');
SELECT throws_ok('SELECT frailty_band(0, 0)', '22023', 'a frailty index is of 1 deficit or more, not of 0', 'of none');
SELECT is(hospital_frailty_band(s), wanted, 'hospital frailty ' || s) FROM (VALUES (0::float8, 'low'), (4.9, 'low'), (5, 'intermediate'), (15, 'intermediate'), (15.1, 'high'), (173.2, 'high')) v(s, wanted);
SELECT throws_ok($$SELECT hospital_frailty_band('NaN')$$, '22023', 'hospital frailty risk score must be a finite number that is not negative, not NaN', 'no number');
SELECT throws_ok('SELECT hospital_frailty_band(-0.1)', '22023', 'hospital frailty risk score must be a finite number that is not negative, not -0.1', 'a negative score');

\if :vectors
CREATE TEMP TABLE hfrs (code text, weight numeric);
\copy hfrs FROM PROGRAM 'cat "$VECTORS/need/hfrs_weights.csv"' (FORMAT csv, HEADER)
CREATE TEMP TABLE hfrs_expected (person text, codes text, score float8, band text);
\copy hfrs_expected FROM PROGRAM 'cat "$VECTORS/need/hfrs_expected.csv"' (FORMAT csv, HEADER)
SELECT is(sum(weight), 173.2, 'the weights of the hospital frailty risk score') FROM hfrs;
SELECT is(format('%s %s', score(c, w), hospital_frailty_band(score(c, w))), format('%s %s', e.score, band), 'hospital frailty of ' || person)
FROM hfrs_expected e, (SELECT code_map(code, 'icd10', code) AS m, jsonb_object_agg(code, weight) AS w FROM hfrs) x, LATERAL (SELECT condition_set(m, 'icd10', coalesce(code, ''), '2024-01-01'::date) AS c FROM unnest(coalesce(string_to_array(codes, ';'), '{""}')) code) y;
SELECT is(score(condition_set(m, 'icd10', code, '2024-01-01'::date), w), 18.1::float8, '7.1 + 3.2 + 3.2 + 3.2 + 1.4')
FROM (SELECT code_map(code, 'icd10', code) AS m, jsonb_object_agg(code, weight) AS w FROM hfrs) x, unnest(ARRAY['F00', 'F05', 'W19', 'N39.0', 'S72.0']) code GROUP BY w;
-- Cambridge's weights and bands.
CREATE TEMP TABLE cambridge (version text, condition text, weight numeric, source text);
\copy cambridge FROM PROGRAM 'cat "$VECTORS/need/cms_weights.csv"' (FORMAT csv, HEADER)
CREATE TEMP TABLE cambridge_band (category integer, lower_inclusive numeric, upper_exclusive numeric, source text);
\copy cambridge_band FROM PROGRAM 'cat "$VECTORS/need/cms_bands.csv"' (FORMAT csv, HEADER)
SELECT is(score(condition_set(condition, '2024-01-01'::date), jsonb_object_agg(condition, weight)), sum(weight)::float8, 'all of ' || version) FROM cambridge GROUP BY version;
SELECT is(score(condition_set(condition, '2024-01-01'::date), jsonb_object_agg(condition, weight)), 16.33::float8, 'which is 16.33 to the last digit') FROM cambridge WHERE version = 'general_20';
CREATE TEMP TABLE some_of_it AS SELECT person, condition, weight FROM generate_series(0, 999) AS person, cambridge WHERE version = 'general_20' AND hashtextextended(condition, person) % 5 = 0;
SELECT results_eq($$SELECT category, count(*) FROM (SELECT score(condition_set(condition, '2024-01-01'::date), (SELECT jsonb_object_agg(condition, weight) FROM cambridge WHERE version = 'general_20')) AS s FROM some_of_it GROUP BY person) scored
	JOIN cambridge_band ON s >= coalesce(lower_inclusive, '-Infinity') AND s < coalesce(upper_exclusive, 'Infinity') GROUP BY category ORDER BY category$$,
	$$SELECT first_match('{1,2,3,4,5}', ARRAY[s < 0.09, s < 0.69, s < 1.58, s < 2.96, true])::integer AS category, count(*) FROM (SELECT sum(weight) AS s FROM some_of_it GROUP BY person) plain GROUP BY 1 ORDER BY 1$$, 'bands of sums');

-- Charlson and Elixhauser, whose weights are whole numbers: everybody has all conditions of a row and those before it.
CREATE TEMP TABLE comorbidity (map text, weights text, condition text, weight integer);
\copy comorbidity FROM PROGRAM 'cat "$VECTORS/need/charlson_elixhauser_weights.csv"' (FORMAT csv, HEADER)
CREATE TEMP TABLE prefix (map text, condition text, code text);
\copy prefix FROM PROGRAM 'cat "$VECTORS/need/charlson_elixhauser_icd10_prefixes.csv"' (FORMAT csv, HEADER)
SELECT is_empty($$SELECT w.map, w.weights, w.condition FROM (SELECT map, weights, jsonb_object_agg(condition, weight) AS w FROM comorbidity GROUP BY 1, 2) x JOIN comorbidity AS w USING (map, weights),
	LATERAL (SELECT condition_set((SELECT code_map(p.condition, 'icd10', p.code) FROM prefix AS p WHERE p.map = w.map), 'icd10', q.code || '9', '2024-01-01') AS c, array_agg(DISTINCT q.condition) AS had FROM prefix AS q WHERE q.map = w.map AND q.condition <= w.condition) y
	WHERE score(c, x.w) IS DISTINCT FROM (SELECT sum(weight)::float8 FROM comorbidity AS o WHERE o.map = w.map AND o.weights = w.weights AND o.condition = ANY (conditions(c))) OR NOT has_all(c, had)$$, 'Charlson and Elixhauser from codes to scores');
SELECT is(score(supersede('{"diab": ["2024-01-01"], "diabwc": ["2024-01-01"], "mi": ["2024-01-01"]}', '{"msld": "mld", "diabwc": "diab", "metacanc": "canc"}'), jsonb_object_agg(condition, weight)), wanted, weights || ' weights of {diab, diabwc, mi}')
FROM (VALUES ('charlson', 3::float8), ('quan', 1)) v(weights, wanted) JOIN comorbidity USING (weights) GROUP BY weights, wanted;

CREATE TEMP TABLE efi (deficits integer, score float8, band text);
\copy efi FROM PROGRAM 'cat "$VECTORS/need/efi_bands.csv"' (FORMAT csv, HEADER)
SELECT is(frailty_band(deficits), band, deficits || ' deficits of 36') FROM efi;
\endif

SELECT * FROM finish();
ROLLBACK;

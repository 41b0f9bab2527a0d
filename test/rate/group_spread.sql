-- group_spread: how far groups without an order differ.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is((SELECT (groups, mean, variance, variance_error, variance_less_chance, theil_index, theil_error, mean_log_deviation, mean_log_deviation_error, mean_difference, disparity)::text
	FROM (SELECT (group_spread(v, 0, 2)).* FROM unnest('{5,5,5}'::float8[]) v) q), '(3,5,0,0,0,0,0,0,0,0,0)', 'groups that do not differ');
SELECT is(group_spread(1, 1, 1), NULL, 'one group');
SELECT is(group_spread(v, 1, v), NULL, 'one group with people') FROM unnest('{0,5}'::float8[]) v;
SELECT is(group_spread(v, 1, 1), NULL, 'no group') FROM unnest('{}'::float8[]) v;
SELECT is((group_spread(v, 1, 1)).groups, 2, 'rows with a NULL are left out') FROM unnest('{1,NULL,2}'::float8[]) v;
SELECT is((SELECT (theil_index IS NOT NULL, theil_error, mean_log_deviation, mean_log_deviation_error, disparity IS NOT NULL)::text FROM (SELECT (group_spread(v, 1, 1)).* FROM unnest('{0,2,3}'::float8[]) v) q), '(t,,,,t)', 'a group with 0');
SELECT is((SELECT (variance, variance_error IS NOT NULL, theil_index, mean_log_deviation, mean_difference, disparity)::text FROM (SELECT (group_spread(0, 1, 1)).* FROM unnest('{0,2,3}'::float8[]) v) q), '(0,t,,,0,)', 'all 0');
SELECT is((SELECT (variance IS NOT NULL, variance_error, variance_less_chance, theil_error, mean_log_deviation_error)::text FROM (SELECT (group_spread(v, NULLIF(v, 2), 1)).* FROM unnest('{1,2,3}'::float8[]) v) q), '(t,,,,)', 'an error that is not known');
SELECT cmp_ok((group_spread(v, 5, 1)).variance_less_chance, '<', 0::float8, 'chance explains more than there is') FROM unnest('{10,11,12}'::float8[]) v;
SELECT ok(near((s).theil_index, 1e-14 / 2, 1e-6) AND near((s).mean_log_deviation, 1e-14 / 2, 1e-6), 'groups that hardly differ') FROM (SELECT group_spread(v, 0, 1) AS s FROM unnest('{0.9999999,1.0000001}'::float8[]) v) q;
SELECT throws_ok('SELECT group_spread(-1, 1, 1)', '22023', 'value must be at least 0, not -1');
SELECT throws_ok($$SELECT group_spread('NaN', 1, 1)$$, '22003', 'value must be a finite number, not NaN');
SELECT throws_ok('SELECT group_spread(1, -1, 1)', '22003', 'standard_error must be a finite number that is not negative, not -1');
SELECT throws_ok('SELECT group_spread(1, 1, -1)', '22003', 'people must be a finite number that is not negative, not -1');
SELECT throws_ok('SELECT group_spread(v, 1, 1) FROM unnest(ARRAY[1e200, 3e200]) v', '22003', 'the result is out of range', 'out of range');

-- Plain SQL
CREATE TEMP TABLE made AS SELECT g, i, (1 + h / 1000 % 97 / 7.0)::float8 AS h, (0.1 + h % 13 / 20.0)::float8 AS se, 1 + h / 77 % 50 AS people FROM generate_series(1, 40) g, generate_series(1, 2 + g % 17) i, LATERAL (SELECT hashtext('e' || g || '/' || i)::bigint & 1048575 AS h) r;
CREATE TEMP TABLE plain AS
	WITH p AS (SELECT *, people::float8 / sum(people) OVER (PARTITION BY g) AS p FROM made), m AS (SELECT *, sum(p * h) OVER (PARTITION BY g) AS mu FROM p), t AS (SELECT *, sum(p * h / mu * (1 + ln(h / mu))) OVER (PARTITION BY g) AS a FROM m)
	SELECT g, count(*) AS groups, max(mu) AS mean, sum(p * (h - mu) ^ 2) AS variance, sqrt(4 * sum((p * (h - mu) * se) ^ 2) + 2 * (sum((p * se) ^ 2) ^ 2 - sum((p * se) ^ 4) + sum(p ^ 2 * (1 - p) ^ 2 * se ^ 4))) AS variance_error,
		sum(p * (h - mu) ^ 2) - sum(p * (1 - p) * se ^ 2) AS variance_less_chance, sum(p * h / mu * ln(h / mu)) AS theil_index, sqrt(sum((p * se / mu * (1 + ln(h / mu) - a)) ^ 2)) AS theil_error,
		-sum(p * ln(h / mu)) AS mean_log_deviation, sqrt(sum((p * se / mu * (1 - mu / h)) ^ 2)) AS mean_log_deviation_error, sum(p * abs(h - mu)) AS mean_difference, sum(p * abs(h - mu)) / max(mu) AS disparity FROM t GROUP BY g;
CREATE TEMP TABLE ours AS SELECT g, group_spread(h, se, people) AS s FROM made GROUP BY g;
SELECT is_empty($$SELECT g, k, o.value, p.value FROM ours, jsonb_each_text(to_jsonb(s)) o (k, value) LEFT JOIN LATERAL (SELECT j.* FROM plain, jsonb_each_text(to_jsonb(plain)) j WHERE plain.g = ours.g) p (key, value) ON key = k
	WHERE near(o.value::float8, p.value::float8) IS NOT TRUE$$, 'as plain SQL has it');
SELECT is_empty('SELECT g FROM ours WHERE ((s).variance = 0) <> ((s).theil_index = 0) OR ((s).variance = 0) <> ((s).mean_log_deviation = 0)', 'no variance, no inequality');
SELECT is_empty('SELECT g, group_spread(h, se, people) FROM (SELECT * FROM made ORDER BY h DESC, i) q GROUP BY g EXCEPT TABLE ours', 'another order of rows');

\if :vectors
CREATE TEMP TABLE groups (set text, pop float8, est float8, se float8, ord float8);
CREATE TEMP TABLE expected (set text, measure text, value float8, standard_error float8);
\copy groups FROM PROGRAM 'cat "$VECTORS/equity/groups_input.csv"' CSV HEADER
\copy expected FROM PROGRAM 'cat "$VECTORS/equity/groups_expected.csv"' CSV HEADER
CREATE TEMP TABLE answered AS SELECT set, group_spread(est, se, pop) AS s FROM groups GROUP BY set;
CREATE TEMP TABLE column_of (measure text, value text, error text);
INSERT INTO column_of VALUES ('between_group_variance', 'variance', 'variance_error'), ('between_group_variance_less_chance', 'variance_less_chance', NULL), ('mean_log_deviation', 'mean_log_deviation', 'mean_log_deviation_error'),
	('theil_index', 'theil_index', 'theil_error'), ('mean_difference_from_mean', 'mean_difference', NULL), ('index_of_disparity', 'disparity', NULL);
SELECT is(count(*), 12::bigint, 'published measures') FROM expected JOIN column_of USING (measure);
SELECT ok(near((to_jsonb(s) ->> c.value)::float8, e.value) AND (c.error IS NULL OR near((to_jsonb(s) ->> c.error)::float8, e.standard_error)), set || ': ' || measure)
FROM expected e JOIN column_of c USING (measure) JOIN answered USING (set);

-- The same groups by healthequal, which scales the two inequalities by 1,000 but not their errors, and the disparity by 100.
CREATE TEMP TABLE healthequal (set text, measure text, value float8, standard_error float8, ours float8);
\copy healthequal FROM PROGRAM 'cat "$VECTORS/equity/groups_healthequal.csv"' CSV HEADER
CREATE TEMP TABLE beside AS SELECT set, m.* FROM (SELECT set, group_spread(est, se, pop) AS s, concentration_index(ord, est, se, pop) AS c FROM groups GROUP BY set) g, LATERAL (VALUES
	('bgv', (s).variance, (s).variance_error), ('ti', 1000 * (s).theil_index, (s).theil_error), ('mld', 1000 * (s).mean_log_deviation, (s).mean_log_deviation_error),
	('mdmw', (s).mean_difference, NULL), ('idisw', 100 * (s).disparity, NULL), ('rci', (c).value, NULL), ('aci', (c).value * (s).mean, NULL)) m (measure, value, standard_error);
SELECT ok(near(b.value, h.value) AND (h.ours IS NULL OR near(b.value, h.ours)) AND (b.standard_error IS NULL OR near(b.standard_error, h.standard_error)), h.set || ' beside healthequal: ' || h.measure)
FROM healthequal h LEFT JOIN beside b USING (set, measure);
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

-- attributable_fraction: what is above the level of a reference.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is((attributable_fraction(v, n, v = 2))::text, '(0.5,200)', 'by hand: a mean of 4, a reference of 2, 100 people') FROM (VALUES (2, 50), (6, 50)) q (v, n);
SELECT is((attributable_fraction(v, n, v = 6))::text, '(-0.5,-200)', 'a reference that has more than the mean') FROM (VALUES (2, 50), (6, 50)) q (v, n);
SELECT is((attributable_fraction(v, n, v < 6)).fraction, 0.6::float8, 'two groups are the reference, weighted by people') FROM (VALUES (1, 30), (3, 10), (6, 40)) q (v, n);
SELECT is(attributable_fraction(v, 1, NULL), NULL, 'no reference') FROM generate_series(1, 3) v;
SELECT is(attributable_fraction(v, CASE v WHEN 1 THEN 0 ELSE 5 END, v = 1), NULL, 'a reference without people') FROM generate_series(1, 3) v;
SELECT is(attributable_fraction(0, 1, true), NULL, 'nothing') FROM generate_series(1, 3) v;
SELECT is(attributable_fraction(v, 1, true), NULL, 'no group') FROM unnest('{}'::float8[]) v;
SELECT is((attributable_fraction(v, n, v = 2))::text, '(0.5,200)', 'rows with a NULL are left out') FROM (VALUES (2, 50), (6, 50), (NULL, 7), (9, NULL)) q (v, n);
SELECT throws_ok('SELECT attributable_fraction(-1, 1, true)', '22003', 'value must be a finite number that is not negative, not -1');
SELECT throws_ok('SELECT attributable_fraction(1, -1, true)', '22003', 'people must be a finite number that is not negative, not -1');

CREATE TABLE many AS SELECT i % 7 AS part, (i * 7919) % 101 / 3.0 AS v, 1 + i % 211 AS n, i % 3 = 0 AS reference FROM generate_series(1, 20000) i;
CREATE TABLE by_one AS SELECT part, attributable_fraction(v, n, reference) AS e FROM many GROUP BY part;
SELECT is_empty('SELECT part FROM (SELECT part, sum(v * n)::float8 / sum(n) AS mean, sum(v * n) FILTER (WHERE reference)::float8 / sum(n) FILTER (WHERE reference) AS least, sum(n) AS people FROM many GROUP BY part) p JOIN by_one USING (part)
	WHERE (near((e).fraction, (mean - least) / mean, 1e-8) AND near((e).excess, (mean - least) * people, 1e-8)) IS NOT TRUE', 'as plain SQL has it');
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 3;
ALTER TABLE many SET (parallel_workers = 3);
SELECT is_empty('SELECT part, attributable_fraction(v, n, reference) FROM many GROUP BY part EXCEPT SELECT * FROM by_one', 'workers do not matter');

\if :vectors
CREATE TEMP TABLE groups (set text, pop float8, est float8, se float8, ord float8);
CREATE TEMP TABLE expected (set text, measure text, value float8, standard_error float8);
\copy groups FROM PROGRAM 'cat "$VECTORS/equity/groups_input.csv"' CSV HEADER
\copy expected FROM PROGRAM 'cat "$VECTORS/equity/groups_expected.csv"' CSV HEADER
SELECT ok(near(f, value), set || ': ' || measure) FROM expected JOIN (
	SELECT set, 'population_attributable_fraction_to_' || r AS measure, (attributable_fraction(est, pop, CASE r WHEN 'last' THEN last ELSE lowest END)).fraction AS f
	FROM (SELECT *, ord = max(ord) OVER w AS last, est = min(est) OVER w AS lowest FROM groups WINDOW w AS (PARTITION BY set)) g, unnest('{last,lowest}'::text[]) r GROUP BY set, r) o USING (set, measure);
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

-- funnel_z, funnel_limits with a variance between places, overdispersion.
BEGIN;
SELECT no_plan();
\ir ../close_to.psql

-- By hand.
SELECT ok(close_to(funnel_z(25, 100, 0.25, 'proportion'), 0) AND close_to(funnel_z(100, 100, 0, 'proportion'), 20 * asin(1.0)) AND close_to(funnel_z(9, 4, 1, 'ratio'), 2)
	AND funnel_z(0, 4, 1, 'ratio') = -4 AND close_to(funnel_z(9, 4, 1, 'Log Ratio'), 2 * ln(2.25)), 'z by hand');
SELECT is(funnel_z(0, 0, 1, 'ratio'), NULL, 'nobody expected');
SELECT results_eq('SELECT (overdispersion(z, 0.5, 0.1, ''none'')).* FROM unnest(ARRAY[-2, 2]) z', 'SELECT 2, 4::float8, 1.75::float8', 'by hand: (8 - 1) / (8 - 32 / 8)');
SELECT results_eq('SELECT (overdispersion(3, 1)).*', 'SELECT 1, 9::float8, NULL::float8', 'one place');
SELECT is(overdispersion(z, 1), NULL, 'no place') FROM unnest('{}'::float8[]) z;
SELECT is((overdispersion(z, s)).places, 1, 'rows with a NULL are left out') FROM (VALUES (1, 1), (NULL, 1), (1, NULL)) v(z, s);
SELECT is(overdispersion(z, 1, 0, 'winsorise'), overdispersion(z, 1, 0.3, 'NONE'), 'nothing trimmed') FROM generate_series(1, 20) z;
SELECT ok((overdispersion(z, 1, 0.2, 'truncate')).places < 20, 'truncated') FROM generate_series(1, 20) z;

-- Without a variance between places the limits are where |z| reaches its quantile.
SELECT is_empty($$SELECT kind, n, t FROM unnest(ARRAY['proportion', 'ratio', 'log ratio']) kind, unnest(ARRAY[50, 300, 4000]) n, unnest(ARRAY[0.2, 0.5, 0.8]) t, funnel_limits(t, n, kind, 0.95, NULL, 0) l
	WHERE abs(abs(funnel_z(l.lower * n, n, t, kind)) - 1.959963984540054) > 1e-9 OR abs(funnel_z(l.upper * n, n, t, kind) - 1.959963984540054) > 1e-9$$, 'limits are z inverted');
SELECT is_empty($$SELECT kind FROM unnest(ARRAY['proportion', 'ratio', 'log ratio']) kind, funnel_limits(0.3, 100, kind, 0.95, NULL, 0) a, funnel_limits(0.3, 100, kind, 0.95, NULL, 0.01) b
	WHERE b.lower >= a.lower OR b.upper <= a.upper$$, 'a variance widens them');
SELECT results_eq('SELECT * FROM funnel_limits(0.5, 1, ''proportion'', 0.998, 1, 1)', 'SELECT 0::float8, 1::float8', 'never beyond 0 and 1');
SELECT results_eq('SELECT lower, upper FROM funnel_limits(100, 50, ''ratio'', 0.95, 100, 0.02)', 'SELECT lower * 100, upper * 100 FROM funnel_limits(1, 50, ''ratio'', 0.95, NULL, 0.02)', 'in per cent');
SELECT results_eq('SELECT * FROM funnel_limits(1, 0, ''ratio'', 0.95, 1, 0)', 'SELECT NULL::float8, NULL::float8', 'nobody');

SELECT throws_ok($$SELECT funnel_z(0, 5, 1, 'log ratio')$$, '22023', 'a ratio of 0 has no logarithm', 'no events');
SELECT throws_ok($$SELECT funnel_z(1, 5, 0, 'log ratio')$$, '22023', 'a target of 0 has no logarithm', 'target 0');
SELECT throws_ok($$SELECT funnel_z(6, 5, 1, 'proportion')$$, '22023', 'a proportion cannot have more events than people: 6 of 5', 'more events than people');
SELECT throws_ok($$SELECT funnel_z(1, 5, 1.5, 'proportion')$$, '22023', 'the target of a proportion must be at most 1, not 1.5', 'a target above 1');
SELECT throws_ok($$SELECT funnel_z(1, 0, 1, 'ratio')$$, '22023', '1 events among 0 people', 'events among nobody');
SELECT throws_ok($$SELECT funnel_z(1, 5, 1, 'rate')$$, '22023', 'kind must be ''proportion'', ''ratio'' or ''log ratio'', not ''rate''', 'another kind');
SELECT throws_ok($$SELECT funnel_limits(1, 5, 'ratio', 0.95, 1, -1)$$, '22003', 'tau_squared must be a finite number that is not negative, not -1', 'negative variance');
SELECT throws_ok($$SELECT overdispersion(1, 1, 0.6, 'none')$$, '22023', 'trimmed must be from 0 to 0.5, not 0.6', 'trimmed by more than all');
SELECT throws_ok($$SELECT overdispersion(1, 1, 0.1, 'cut')$$, '22023', 'method must be ''winsorise'', ''truncate'' or ''none'', not ''cut''', 'another method');
SELECT throws_ok($$SELECT overdispersion(1, 1, i / 10.0, 'none') FROM generate_series(1, 2) i$$, '22023', 'trimmed must be the same in all rows of a group, not 0.1 and 0.2', 'a share that changes');
SELECT throws_ok('SELECT overdispersion(1, 0)', '22023', 'standard_error must be a finite number above 0, not 0', 'no error');
SELECT throws_ok($$SELECT overdispersion('Infinity', 1)$$, '22003', 'z must be a finite number, not Infinity', 'infinity');

-- Scores of chance alone, evenly from the normal distribution (Box & Muller): 1, and 0.679 or 0.438 where a tenth is trimmed on either side.
-- That is 1 - 2 (q d + 0.1) + 0.2 q^2 and (0.8 - 2 q d) / 0.8, with q the ninth decile of the distribution and d its density there.
CREATE TEMP TABLE chance AS SELECT sqrt(-2 * ln((i - 0.5) / 300)) * cos(2 * pi() * (j - 0.5) / 300) AS z FROM generate_series(1, 300) i, generate_series(1, 300) j;
SELECT is(round((overdispersion(z, 1, 0.1, m)).phi::numeric, d), e, 'phi of chance alone: ' || m) FROM chance, (VALUES ('none', 2, 1.00), ('winsorise', 3, 0.679), ('truncate', 3, 0.438)) v (m, d, e) GROUP BY m, d, e;

-- The same in any order, in parts and with workers.
CREATE TABLE many AS SELECT i % 7 AS part, ((i * 7919) % 101 - 50)::float8 / 9 AS z, 1 / (1 + i % 13)::float8 AS s FROM generate_series(1, 20000) i;
CREATE TABLE expected AS SELECT part, overdispersion(z, s, 0.1, 'truncate') AS e FROM many GROUP BY part;
SELECT is_empty('SELECT part, overdispersion(z, s, 0.1, ''truncate'') FROM (SELECT * FROM many ORDER BY z, s) s GROUP BY part EXCEPT SELECT * FROM expected', 'another order');
\ir ../workers.psql
ALTER TABLE many SET (parallel_workers = 3);
CREATE TABLE by_workers AS SELECT part, overdispersion(z, s, 0.1, 'truncate') AS e FROM many GROUP BY part;
SELECT is_empty('SELECT * FROM by_workers EXCEPT SELECT * FROM expected', 'workers do not matter');

-- The published figures.
\if :vectors
CREATE TEMP TABLE input (set text, place text, numerator float8, denominator float8);
\copy input FROM PROGRAM 'cat "$VECTORS/uncertainty/overdispersion_input.csv"' CSV HEADER
CREATE TEMP TABLE published (set text, transform text, trimming text, places int, phi float8, tau_squared float8);
\copy published FROM PROGRAM 'cat "$VECTORS/uncertainty/overdispersion_expected.csv"' CSV HEADER
SELECT is(count(*), (SELECT count(*) FROM published), 'published overdispersion')
FROM published p, LATERAL (SELECT overdispersion(funnel_z(numerator, denominator, CASE transform WHEN 'PR' THEN all_places ELSE 1 END, CASE transform WHEN 'PR' THEN 'proportion' WHEN 'CQC' THEN 'ratio' ELSE 'log ratio' END),
		CASE transform WHEN 'SHMI' THEN 1 ELSE 0.5 END / sqrt(denominator), 0.1, CASE trimming WHEN 'none' THEN 'none' WHEN 'winsorised10' THEN 'winsorise' ELSE 'truncate' END) AS o
	FROM (SELECT *, sum(numerator) OVER () / sum(denominator) OVER () AS all_places FROM input WHERE set = p.set) i) ours
WHERE (o).places = places AND close_to((o).phi, phi) AND close_to((o).tau_squared, tau_squared);
\endif

SELECT * FROM finish();
ROLLBACK;

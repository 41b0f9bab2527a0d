-- The algebra of places against plain SQL, on random matrices: what must hold whatever the numbers.
BEGIN;
SELECT no_plan();

-- Sixty sets of three chained matrices a (O to M), b (M to D), g (D to G) and counts c of O, as rows and as values.
CREATE FUNCTION pg_temp.draw(VARIADIC text[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS
	$$ SELECT hashtext(array_to_string($1, '/'))::bigint & 1048575 $$;
CREATE TEMP TABLE cell AS
SELECT k, name, name || '.' || o AS origin, target || '.' || d AS destination,
	CASE WHEN k % 3 = 0 THEN (pg_temp.draw(k::text, name, o::text, d::text) % 100)::float8
		ELSE pg_temp.draw(k::text, name, o::text, d::text) / 1000.0::float8 / (1 + k) END AS n
FROM generate_series(1, 60) k, (VALUES ('O', 'M'), ('M', 'D'), ('D', 'G')) m(name, target), generate_series(1, 9) o, generate_series(1, 7) d
WHERE pg_temp.draw(d::text, o::text, name, k::text) % 5 > 1;
CREATE TEMP TABLE count AS
SELECT k, 'O.' || o AS place, pg_temp.draw('c', k::text, o::text) % 5000 AS n
FROM generate_series(1, 60) k, generate_series(1, 10) o WHERE pg_temp.draw(o::text, 'c', k::text) % 6 > 0;
CREATE TEMP TABLE matrix AS
SELECT k, place_flows(origin, destination, n) FILTER (WHERE name = 'O') AS a,
	place_flows(origin, destination, n) FILTER (WHERE name = 'M') AS b,
	place_flows(origin, destination, n) FILTER (WHERE name = 'D') AS g,
	(SELECT place_counts(place, n) FROM count WHERE count.k = cell.k) AS c
FROM cell GROUP BY k;

-- Two figures that differ by rounding errors only.
CREATE FUNCTION pg_temp.same(x float8, y float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
	$$ SELECT abs(x - y) <= 1e-12 * greatest(abs(x), abs(y)) $$;
CREATE FUNCTION pg_temp.same(x place_counts, y place_counts) RETURNS boolean LANGUAGE sql IMMUTABLE AS
	$$ SELECT coalesce(bool_and(coalesce(pg_temp.same(p.n, q.n), false)), true) FROM counts(x) p FULL JOIN counts(y) q USING (place) $$;
CREATE FUNCTION pg_temp.same(x place_flows, y place_flows) RETURNS boolean LANGUAGE sql IMMUTABLE AS
	$$ SELECT coalesce(bool_and(coalesce(pg_temp.same(p.n, q.n), false)), true) FROM cells(x) p FULL JOIN cells(y) q USING (origin, destination) $$;

SELECT is(count(*), 60::bigint, 'sixty random matrices') FROM matrix WHERE total(a) > 0 AND total(b) > 0 AND total(g) > 0 AND total(c) > 0;

-- Against plain SQL.
SELECT is_empty($$(SELECT k, origin, destination, n FROM cell WHERE name = 'O' EXCEPT SELECT k, f.* FROM matrix, cells(a) f)
	UNION ALL (SELECT k, f.* FROM matrix, cells(a) f EXCEPT SELECT k, origin, destination, n FROM cell WHERE name = 'O')$$, 'cells gives the rows back');
SELECT is(bool_and(pg_temp.same(c * a, plain)), true, 'counts * flows as a join')
FROM matrix JOIN (SELECT k, place_counts(destination, count.n * cell.n) AS plain FROM count JOIN cell USING (k) WHERE cell.origin = count.place GROUP BY k) q USING (k);
SELECT is(bool_and(pg_temp.same(a * b, plain)), true, 'flows * flows as a join')
FROM matrix JOIN (SELECT x.k, place_flows(x.origin, y.destination, x.n * y.n) AS plain FROM cell x JOIN cell y ON y.k = x.k AND y.origin = x.destination
	WHERE x.name = 'O' GROUP BY x.k) q USING (k);
SELECT is(bool_and(pg_temp.same(origins(a), o) AND pg_temp.same(destinations(a), d) AND pg_temp.same(total(a), t)), true, 'margins and total as sums')
FROM matrix JOIN (SELECT k, place_counts(origin, n) AS o, place_counts(destination, n) AS d, sum(n) AS t FROM cell WHERE name = 'O' GROUP BY k) q USING (k);
SELECT is(bool_and(pg_temp.same(shares(f), plain)), true, 'shares as a window function')
FROM (SELECT k, place_flows(origin, destination, n) AS f, place_flows(origin, destination, share) AS plain
	FROM (SELECT *, n / sum(n) OVER (PARTITION BY k, origin) AS share FROM cell WHERE name = 'M' AND n > 0) p GROUP BY k) q;

-- Totals are conserved.
SELECT is(bool_and(pg_temp.same(total(origins(a)), total(a)) AND pg_temp.same(total(destinations(a)), total(a)) AND pg_temp.same(total(transpose(a)), total(a))), true,
	'margins and transpose keep the total') FROM matrix;
SELECT is(bool_and(pg_temp.same(total(a + b), total(a) + total(b)) AND pg_temp.same(total(a * 3.7), total(a) * 3.7)
	AND pg_temp.same(total((a + b) - b), total(a)) AND pg_temp.same(total(c + c), 2 * total(c)) AND total((c + c) - c) = total(c)), true,
	'sums, multiples and differences') FROM matrix;
CREATE TEMP TABLE weight AS
SELECT k, a, b, g, c, shares(a + fill) AS w, shares(b + fill_b) AS v
FROM matrix, (SELECT place_flows('O.' || i, 'M.1', 1) AS fill FROM generate_series(1, 10) i) q, (SELECT place_flows('M.' || i, 'D.1', 1) AS fill_b FROM generate_series(1, 9) i) r;
SELECT is(bool_and(pg_temp.same(total(c * w), total(c)) AND pg_temp.same(total(recode(c, w)), total(c)) AND recode(c, w) = c * w
	AND pg_temp.same(total(c * w * v), total(c)) AND pg_temp.same(total(recode(c, w * v)), total(c))), true, 'weights that sum to 1 keep everybody') FROM weight;
SELECT is(bool_and(pg_temp.same(origins(w), place_counts '{"O.1": 1, "O.2": 1, "O.3": 1, "O.4": 1, "O.5": 1, "O.6": 1, "O.7": 1, "O.8": 1, "O.9": 1, "O.10": 1}')), true, 'shares sum to 1') FROM weight;
SELECT is(bool_and(pg_temp.same(total(recode(c + '{"X": 5, "M.1": 2}', w, 'keep')), total(c) + 7)
	AND pg_temp.same(total(recode(c + '{"X": 5, "M.1": 2}', w, 'drop')), total(c))), true, 'kept places count, dropped ones do not') FROM weight;
SELECT is(bool_and(total(apportion(c * w)) = total(c) AND total(apportion(c * w, 12345)) = 12345), true, 'apportion: exact totals') FROM weight;
SELECT is(count(*), 0::bigint, 'apportion: whole, and within one person of the real value')
FROM weight, differences(apportion(c * w), c * w) d WHERE coalesce(abs(d.difference) >= 1 OR d.first <> floor(d.first), true);

-- The laws of an algebra.
SELECT is(bool_and(transpose(transpose(a)) = a), true, 'transpose(transpose(f)) = f') FROM matrix;
SELECT is(bool_and(pg_temp.same((c * a) * b, c * (a * b))), true, '(c * f) * g = c * (f * g)') FROM matrix;
SELECT is(bool_and(pg_temp.same((a * b) * g, a * (b * g))), true, '(f * g) * h = f * (g * h)') FROM matrix;
SELECT is(bool_and(pg_temp.same(transpose(a * b), transpose(b) * transpose(a))), true, 'transpose of a product') FROM matrix;
SELECT is(bool_and(a + b = b + a AND c * 1 = c AND a * 1 = a AND pg_temp.same(c * (b + a), c * a + c * b)
	AND pg_temp.same((a + a) * b, a * b * 2)), true, 'commutative and distributive') FROM matrix;
SELECT is(bool_and(pg_temp.same(transpose(a) -> 'M.1', (SELECT place_counts(origin, n) FROM cells(a) WHERE destination = 'M.1'))), true, 'a row of the transpose is a column') FROM matrix;
SELECT is(bool_and(rake(a, origins(a), destinations(a)) = a OR pg_temp.same(rake(a, origins(a), destinations(a)), a)), true, 'raking to its own margins changes nothing') FROM matrix;

-- reconcile: flows and residents between the same places.
SELECT is(count(*), 0::bigint, 'reconcile: columns add up')
FROM (SELECT k, place_flows(replace(origin, 'O', 'X'), replace(destination, 'M', 'X'), n) AS f FROM cell WHERE name = 'O' AND k % 3 = 0 GROUP BY k) q
	JOIN (SELECT k, place_counts(replace(place, 'O', 'X'), n) AS residents FROM count GROUP BY k) p USING (k), reconcile(f, residents) r
WHERE r.registered <> r.registered_here_living_here + r.registered_here_living_elsewhere
	OR r.living_here_registered <> r.registered_here_living_here + r.living_here_registered_elsewhere
	OR r.registered - r.living_here_registered <> r.registered_here_living_elsewhere - r.living_here_registered_elsewhere
	OR r.resident + r.list_excess <> r.living_here_registered + r.unregistered
	OR r.registered_per_resident <> r.living_here_registered / r.resident;
SELECT is(count(*), 0::bigint, 'reconcile: and so do places')
FROM (SELECT sum(r.registered) AS registered, sum(r.living_here_registered) AS living, sum(r.registered_here_living_elsewhere) AS elsewhere,
		sum(r.living_here_registered_elsewhere) AS from_elsewhere, total(f) AS total
	FROM (SELECT k, place_flows(replace(origin, 'O', 'X'), replace(destination, 'M', 'X'), n) AS f FROM cell WHERE name = 'O' AND k % 3 = 0 GROUP BY k) q,
		reconcile(f, '{}') r GROUP BY k, f) s
WHERE registered <> total OR living <> total OR elsewhere <> from_elsewhere;

-- Every function on empty values and on one place.
SELECT is(place_counts '{}' + '{}', '{}', '{} + {}');
SELECT is(place_counts '{}' - '{}', '{}', '{} - {}');
SELECT is(place_counts '{}' * 2, '{}', '{} * 2');
SELECT is(place_counts '{}' * place_flows '{"a": {"b": 1}}', '{}', '{} * f');
SELECT is(place_counts '{"a": 1}' * place_flows '{}', '{}', 'c * {}');
SELECT is(place_flows '{"a": {"b": 1}}' * place_flows '{}', '{}', 'f * {}');
SELECT is(place_flows '{}' * place_flows '{"a": {"b": 1}}', '{}', '{} * f');
SELECT is(ARRAY[total(place_counts '{}'), total(place_flows '{}')], '{0,0}', 'totals of nothing');
SELECT is(transpose('{}'), '{}', 'transpose of nothing');
SELECT is(shares('{}'), '{}', 'shares of nothing');
SELECT is(origins('{}'), '{}', 'origins of nothing');
SELECT is(destinations('{}'), '{}', 'destinations of nothing');
SELECT is(place_flows '{"a": {"a": 3}}' * place_flows '{"a": {"a": 5}}', '{"a": {"a": 15}}', 'one place times one place');
SELECT is(shares('{"a": {"a": 3}}'), '{"a": {"a": 1}}', 'shares of one place');
SELECT is(transpose('{"a": {"b": 3}}'), '{"b": {"a": 3}}', 'transpose of one cell');
SELECT results_eq($$SELECT * FROM reconcile('{"a": {"a": 3}}', '{"a": 4}')$$,
	$$VALUES ('a', 3::float8, 4::float8, 3::float8, 0::float8, 0::float8, 3::float8, 1::float8, 0::float8, 0.75::float8)$$, 'one place reconciled');

-- A million places, and a million cells.
CREATE TEMP TABLE million (c place_counts, f place_flows);
ALTER TABLE million ALTER c SET STORAGE EXTERNAL, ALTER f SET STORAGE EXTERNAL;
INSERT INTO million
SELECT place_counts(to_char(i, '"E"FM0000000'), i % 7) AS c, place_flows(to_char(i, '"E"FM0000000'), 'W' || i % 10000, 1) AS f FROM generate_series(0, 999999) i;
CREATE TEMP TABLE wards AS SELECT place_flows('W' || i, 'B' || i % 33, 1) AS boroughs FROM generate_series(0, 9999) i;
SELECT is(ARRAY[total(c), total(c + c), total(c * 3) / 3, total((c + c) - c) * 2], ARRAY[2999997, 5999994, 2999997, 5999994]::float8[], 'a million places: sums and multiples') FROM million;
SELECT is(c * f * boroughs, c * (f * boroughs), 'a million places: from areas over wards to boroughs') FROM million, wards;
SELECT is(c -> 'E0000006', 6::float8, 'one of a million') FROM million;
SELECT is(transpose(transpose(f)), f, 'a million cells turned over twice') FROM million;
SELECT is(shares(f), f, 'a million cells as shares') FROM million;
SELECT is(round(total(shares(transpose(f)))::numeric, 6), 10000.000000, 'and from the other side') FROM million;
SELECT is((f + f) - f, f, 'a million cells added and taken away') FROM million;
SELECT is(ARRAY[total(origins(f)), total(destinations(f)), total(f)], ARRAY[1e6, 1e6, 1e6]::float8[], 'margins of a million cells') FROM million;
SELECT is(count(*), 1010000::bigint, 'a million places reconciled') FROM million, reconcile(f + '{"W0": {"W0": 0}}', c + '{"W0": 0}');
SELECT is(pg_temp.same(total(rake(f, c, c * f)), total(c)), true, 'a million cells raked') FROM million;

-- What no value may hold, at every door: aggregate, text, operators.
SELECT throws_ok($$SELECT place_counts('a', -1)$$, '22003', 'count of place "a" is negative: -1');
SELECT throws_ok($$SELECT place_counts('a', 'NaN')$$, '22003', NULL, 'NaN');
SELECT throws_ok($$SELECT place_counts('a', 'Infinity')$$, '22003', NULL, 'infinity');
SELECT throws_ok($$SELECT place_counts('a', 1e308) FROM generate_series(1, 2)$$, '22003', NULL, 'overflow to infinity');
SELECT throws_ok($$SELECT place_counts('', 1)$$, '22023', 'place code must not be empty');
SELECT throws_ok($$SELECT place_counts(repeat('x', 1025), 1)$$, '22023', NULL, 'a code longer than 1 kB');
SELECT lives_ok($$SELECT place_counts(repeat('x', 1024), 1)$$, 'a code of 1 kB');
SELECT throws_ok($$SELECT place_flows('a', 'b', -1)$$, '22003', 'count from place "a" to place "b" is negative: -1');
SELECT throws_ok($$SELECT place_flows('a', 'b', 'NaN')$$, '22003', NULL, 'NaN');
SELECT throws_ok($$SELECT place_flows('a', 'b', '-Infinity')$$, '22003', NULL, 'infinity');
SELECT throws_ok($$SELECT place_flows('a', 'b', 1e308) FROM generate_series(1, 2)$$, '22003', NULL, 'overflow to infinity');
SELECT throws_ok($$SELECT place_flows('', 'b', 1)$$, '22023', 'place code must not be empty');
SELECT throws_ok($$SELECT place_flows('a', repeat('x', 1025), 1)$$, '22023', NULL, 'a code longer than 1 kB');
SELECT throws_ok($$SELECT place_counts '{"a": 1e308}' * 10$$, '22003', NULL, 'c * float8 overflows');
SELECT throws_ok($$SELECT place_counts '{"a": 1}' * -1$$, '22003', NULL, 'a negative factor');
SELECT throws_ok($$SELECT place_counts '{"a": 1}' * 'NaN'::float8$$, '22003', NULL, 'a factor that is no number');
SELECT throws_ok($$SELECT place_counts '{"a": 1e308}' + '{"a": 1e308}'$$, '22003', NULL, 'c + c overflows');
SELECT throws_ok($$SELECT place_counts '{"a": 1}' - '{"a": 2}'$$, '22003', NULL, 'less than nobody');
SELECT throws_ok($$SELECT place_counts '{"a": 1e200}' * place_flows '{"a": {"b": 1e200}}'$$, '22003', NULL, 'c * f overflows');
SELECT throws_ok($$SELECT place_flows '{"a": {"b": 1e200}}' * place_flows '{"b": {"c": 1e200}}'$$, '22003', NULL, 'f * g overflows');
SELECT throws_ok($$SELECT place_flows '{"a": {"b": 1e308}}' + '{"a": {"b": 1e308}}'$$, '22003', NULL, 'f + g overflows');
SELECT throws_ok($$SELECT place_flows '{"a": {"b": 1}}' - '{"a": {"b": 2}}'$$, '22003', NULL, 'a cell less than nobody');
SELECT throws_ok($$SELECT total(place_counts '{"a": 1e308, "b": 1e308}')$$, '22003', NULL, 'a total that overflows');
SELECT throws_ok($$SELECT origins(place_flows '{"a": {"b": 1e308, "c": 1e308}}')$$, '22003', NULL, 'a margin that overflows');
SELECT throws_ok($$SELECT shares('{"a": {"b": 0}}')$$, '22012', NULL, 'shares of nobody');

SELECT * FROM finish();
ROLLBACK;

-- allocate: capped shares that sum to the total, to the penny; what a unit of weight is worth.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand
SELECT is(allocate('{"A": 50, "B": 30, "C": 20}', 100, '{"B": 35}', '{"A": 45}'), '{"A": 45, "B": 35, "C": 20}', 'a ceiling and a floor');
SELECT is(allocate('{"A": 10, "B": 60, "C": 30}', 100, '{"A": 30}', '{"B": 40, "C": 30}'), '{"A": 30, "B": 40, "C": 30}', 'both ceilings and the floor hold');
SELECT is(allocate('{"b": 1, "a": 1, "c": 1}', 101), '{"a": 34, "b": 34, "c": 33}', 'equal remainders go by code');
SELECT is(allocate('{"A": 1, "B": 1}', 100, '{"C": 10}', '{"D": 7}'), '{"A": 45, "B": 45, "C": 10, "D": 0}', 'places that only a bound names have no weight');
SELECT is(allocate('{"A": 1, "B": 1, "C": 1}', 100, '{"A": 33.4}'), '{"A": 34, "B": 33, "C": 33}', 'floors are made whole upwards');
SELECT is(allocate('{"A": 1, "B": 1}', 100, at_most => '{"A": 33.9}'), '{"A": 33, "B": 67}', 'ceilings downwards');
SELECT is(allocate('{"A": 0, "B": 1}', 800000000, place_counts(p, 410000000) * 1.01), '{"A": 414100000, "B": 385900000}', 'a rounding error is not a penny') FROM (VALUES ('A')) v (p);
SELECT is(allocate('{"A": 0, "B": 1}', 900000000, '{"A": 414100000.00000006}'), '{"A": 414100000, "B": 485900000}', 'nor in a floor');
SELECT is(allocate('{"A": 1, "B": 0}', 10, '{"B": 3}', '{"A": 6.9999999999999991}'), '{"A": 7, "B": 3}', 'nor in a ceiling');
SELECT is(allocate('{"A": 3, "B": 1}', 10, '{"A": 2}', '{"A": 2}'), '{"A": 2, "B": 8}', 'a floor that is the ceiling');
SELECT is(allocate('{"A": 3, "B": 1}', 10, at_most => '{"A": 0}'), '{"A": 0, "B": 10}', 'a ceiling of 0');
SELECT is(allocate('{"A": 1, "B": 2}', 0), '{"A": 0, "B": 0}', 'nothing to share');
SELECT is(allocate('{"A": 0, "B": 0}', 5, '{"A": 2, "B": 3}'), '{"A": 2, "B": 3}', 'no weights, and floors that are the total');
SELECT is(allocate('{}', 0), '{}', 'no place and no money');
SELECT is(allocate('{"A": 9007199254740992, "B": 9007199254740991}', 9007199254740992), '{"A": 4503599627370496, "B": 4503599627370496}', 'the largest weights and total');
SELECT is(allocate('{"A": 0.3, "B": 0.30000000000000004, "C": 0.4}', 2), '{"A": 1, "B": 0, "C": 1}', 'rounding errors of weights break no tie');
SELECT is(allocate('{"A": 1e-300, "B": 2e-300}', 30), '{"A": 10, "B": 20}', 'very small weights');
SELECT is(allocate('{"A": 1e307, "B": 2e307}', 30), '{"A": 10, "B": 20}', 'very large ones');
SELECT is(allocate(place_counts '{"A": 1}', NULL), NULL, 'NULL total');
SELECT is(allocate(NULL, 5), NULL, 'NULL weights');
SELECT is(allocate('{"A": 1, "B": 3}', 8, NULL, NULL), '{"A": 2, "B": 6}', 'NULL bounds are no bounds');

SELECT is(allocation_scale('{"A": 50, "B": 30, "C": 20}', 100, '{"A": 60}'), 0.8::float8, 'scale below a floor');
SELECT is(allocation_scale('{"A": 1, "B": 1}', 100, '{"A": 40, "B": 60}'), 0::float8, 'scale where the floors are the total');
SELECT is(allocation_scale('{"A": 2, "B": 2}', 100, at_most => '{"A": 40, "B": 60}'), 30::float8, 'the smallest scale where every ceiling holds');
SELECT is(allocation_scale('{"A": 0.25, "B": 0.75}', 10), 10::float8, 'scale of weights with fractions');
SELECT is(allocation_scale('{}', 0), NULL, 'scale of no place');
SELECT is(allocation_scale('{}', 5, '{"A": 5}'), NULL, 'scale of places without weights');
SELECT is(allocation_scale(NULL, 5), NULL, 'scale of NULL weights');
SELECT is(allocation_scale('{"A": 1}', NULL), NULL, 'scale of a NULL total');

SELECT throws_ok($$SELECT allocate('{"A": 1, "B": 1}', 100, '{"A": 60, "B": 60}')$$, '22023', 'the floors come to 120, the total is 100', 'floors too high');
SELECT throws_ok($$SELECT allocate('{"A": 1, "B": 1}', 100, NULL, '{"A": 30, "B": 60}')$$, '22023', 'the ceilings come to 90, the total is 100', 'ceilings too low');
SELECT throws_ok($$SELECT allocate('{"A": 0, "B": 0}', 10)$$, '22023', 'no weight to place 10 by', 'no weight');
SELECT throws_ok($$SELECT allocate('{"A": 1, "B": 0}', 10, NULL, '{"A": 4}')$$, '22023', 'no weight to place 6 by', 'no weight but at a ceiling');
SELECT throws_ok($$SELECT allocate('{}', 1)$$, '22023', 'no weight to place 1 by', 'no place');
SELECT throws_ok($$SELECT allocate('{"A": 1, "B": 1}', 100, '{"A": 33.4}', '{"A": 33.9}')$$, '22023', 'place "A" has a floor of 34 above its ceiling of 33', 'bounds without a whole number between them');
SELECT throws_ok($$SELECT allocate('{"A": 1}', -1)$$, '22003', 'total must be between 0 and 2^53, not -1', 'a negative total');
SELECT throws_ok($$SELECT allocate('{"A": 1}', -1::bigint)$$, '22003', 'total must be between 0 and 2^53, not -1', 'a negative bigint');
SELECT is(allocate('{"A": 1}', 9007199254740992::float8), allocate('{"A": 1}', 9007199254740992), 'a total of 2^53');
SELECT throws_ok($$SELECT allocate('{"A": 1}', 9007199254740993)$$, '22003', 'total must be between 0 and 2^53, not 9007199254740993', 'a total beyond 2^53');
SELECT is(allocate('{"A": 1, "B": 2}', sum(pence)), '{"A": 33, "B": 67}', 'a total as sum() gives it') FROM (VALUES (60::bigint), (40)) v(pence);
SELECT is(allocation_scale('{"A": 1, "B": 3}', sum(pence)), 25::float8, 'and its scale') FROM (VALUES (60::bigint), (40)) v(pence);
SELECT throws_ok(format('SELECT %s(''{"A": 1}'', %s)', f, total), state, 'total must be ' || message, f || ' of ' || total)
	FROM unnest(ARRAY['allocate', 'allocation_scale']) f, (VALUES ('0.5', '22023', 'a whole number, not 0.5'), ('11 * 1.01', '22023', 'a whole number, not 11.11'), ('-0.1', '22003', 'between 0 and 2^53, not -0.1'), ('-1.5', '22003', 'between 0 and 2^53, not -1.5'), ('float8 ''NaN''', '22003', 'between 0 and 2^53, not NaN'),
		('float8 ''infinity''', '22003', 'between 0 and 2^53, not Infinity'), ('9007199254740994.0', '22003', 'between 0 and 2^53, not 9007199254740994')) v(total, state, message);
SELECT throws_ok($$SELECT allocate('{"A": 1e308, "B": 1e308}', 1)$$, '22003', 'total of 2 counts is out of range', 'weights out of range');
SELECT throws_ok($$SELECT allocation_scale('{"A": 1e-320}', 9007199254740992)$$, '22003', 'what one unit of weight is worth is out of range', 'a scale out of range');

-- Pace of change in one line: growth of 1 to 6 %
SELECT is(allocate(target, 629520000, at_least => baseline * 101, at_most => baseline * 106), '{"p1": 127200000, "p2": 90900000, "p3": 212100000, "p4": 40657313, "p5": 158662687}', 'pace of change in pence')
FROM (VALUES (place_counts '{"p1": 1500000, "p2": 880000, "p3": 1900000, "p4": 410000, "p5": 1600000}', place_counts '{"p1": 1200000, "p2": 900000, "p3": 2100000, "p4": 400000, "p5": 1500000}')) v (target, baseline);

-- Random allocations.  Plain SQL in exact numbers: a split is right if it sums to the total, keeps the bounds, and
-- one scale explains it: no place that could give up a unit has more than a unit more than a place that could take one.
CREATE TEMP TABLE line AS
SELECT k, 'P' || i AS place, CASE WHEN k % 3 = 0 THEN (r % 1000) / 7.0::float8 ELSE (r % 1000)::float8 END AS weight,
	CASE WHEN r / 1000 % 3 = 0 THEN (r / 3000 % 400)::float8 END AS at_least,
	CASE WHEN r / 7000 % 3 = 0 THEN 400 + (r / 21000 % 900)::float8 END AS at_most
FROM generate_series(1, 200) k, generate_series(1, 3 + k % 17) i, LATERAL (SELECT hashtext(k || '/' || i)::bigint & 1073741823 AS r) h;
CREATE TEMP TABLE ask AS
SELECT k, place_counts(place, weight) AS weights, place_counts(place, at_least) AS at_least, place_counts(place, at_most) AS at_most,
	(coalesce(sum(at_least), 0) + (sum(coalesce(at_most, 5000)) - coalesce(sum(at_least), 0)) * (k % 10) / 11.0)::bigint AS total
FROM line GROUP BY k HAVING bool_or(at_most IS NULL AND weight > 0) OR sum(weight) = sum(weight) FILTER (WHERE at_most > 0);
CREATE TEMP TABLE answer AS
SELECT ask.k, total, a.place, a.n::numeric AS n, weight::numeric, coalesce(line.at_least, 0)::numeric AS low, line.at_most::numeric AS high
FROM ask, counts(allocate(weights, total, ask.at_least, ask.at_most)) a JOIN line USING (place) WHERE line.k = ask.k;
SELECT cmp_ok(count(DISTINCT k), '>', 150::bigint, 'random allocations') FROM answer;
SELECT is_empty('SELECT k FROM answer GROUP BY k, total HAVING sum(n) <> total', 'the sum is the total');
SELECT is_empty('SELECT * FROM answer WHERE n < low OR n > high OR n <> floor(n)', 'whole numbers within the bounds');
SELECT is_empty('SELECT * FROM answer WHERE weight = 0 AND n <> low', 'no weight, no more than the floor');
SELECT is_empty($$SELECT a.k, a.place, b.place FROM answer a JOIN answer b USING (k)
	WHERE a.weight > 0 AND b.weight > 0 AND a.n > a.low AND (b.high IS NULL OR b.n < b.high) AND (a.n - 1) * b.weight >= (b.n + 1) * a.weight$$, 'one scale explains it');
SELECT is_empty('SELECT k FROM ask WHERE total(weights) > 0 AND allocate(weights, total) <> apportion(weights, total)', 'without bounds it is apportion');
SELECT is_empty($$SELECT a.k, a.place FROM answer a JOIN ask q ON q.k = a.k
	WHERE abs(n - least(high, greatest(low, allocation_scale(q.weights, q.total, q.at_least, q.at_most)::numeric * weight))) >= 1.000001$$, 'less than a unit from the exact figure');
SELECT is_empty($$SELECT k FROM ask WHERE total > 0 AND allocation_scale(weights, total - 1, at_least, at_most) > allocation_scale(weights, total, at_least, at_most)
	AND total - 1 >= coalesce(total(at_least), 0)$$, 'a larger total never lowers the scale');

-- Every area of a country, two and a half thousand million pounds in pence
CREATE TEMP TABLE country AS SELECT 'E' || i AS place, 500 + (hashint4(i)::bigint & 1023) AS w, 1000 * (3000 + (hashint4(i + 7)::bigint & 4095)) AS low, 1000 * (9000 + (hashint4(i + 9)::bigint & 4095)) AS high
FROM generate_series(1, 33000) i;
CREATE TEMP TABLE shared_out AS SELECT allocate(place_counts(place, w), 250000000000, place_counts(place, low), place_counts(place, high)) AS a,
	allocation_scale(place_counts(place, w), 250000000000, place_counts(place, low), place_counts(place, high)) AS scale FROM country;
SELECT is(total(a), 250000000000::float8, '33,000 areas: the sum is the total') FROM shared_out;
SELECT is(count(*), 33000::bigint, 'and each has what the scale gives it within its bounds') FROM shared_out, counts(a) JOIN country USING (place) WHERE abs(n - least(high, greatest(low, scale * w))) < 1.00001;

\if :vectors
CREATE TEMP TABLE allocate_input (name text, place text, weight float8, at_least float8, at_most float8);
CREATE TEMP TABLE allocate_expected (name text, total bigint, result text, place text, exact float8, whole float8, scale float8);
\copy allocate_input FROM PROGRAM 'cat "$VECTORS/money/allocate_input.csv"' CSV HEADER
\copy allocate_expected FROM PROGRAM 'cat "$VECTORS/money/allocate_expected.csv"' CSV HEADER
CREATE TEMP TABLE published AS
SELECT name, place_counts(place, weight) AS weights, place_counts(place, at_least) AS at_least, place_counts(place, at_most) AS at_most, e.total, e.result, e.scale, e.shares
FROM allocate_input JOIN (SELECT name, total, result, min(scale) AS scale, place_counts(place, whole) AS shares FROM allocate_expected GROUP BY 1, 2, 3) e USING (name)
GROUP BY name, e.total, e.result, e.scale, e.shares;
SELECT is(count(*), (SELECT count(DISTINCT name) FROM allocate_expected), 'cases of allocation') FROM published;
SELECT is(allocate(weights, total, at_least, at_most), shares, 'allocation: ' || name) FROM published WHERE result = 'ok';
SELECT ok(near(allocation_scale(weights, total, at_least, at_most), scale), 'scale: ' || name) FROM published WHERE result = 'ok';
SELECT throws_like(format('SELECT allocate(%L, %L, %L, %L)', weights, total, at_least, at_most),
	CASE name WHEN 'floors_too_high' THEN 'the floors come to%' WHEN 'ceilings_too_low' THEN 'the ceilings come to%' ELSE 'no weight to place%' END, 'allocation fails: ' || name) FROM published WHERE result <> 'ok';
\endif

SELECT * FROM finish();
ROLLBACK;

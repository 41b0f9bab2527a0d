-- suppress, round_to, suppress_set.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT results_eq('SELECT suppress(n) FROM unnest(ARRAY[0, 1, 4, 4.9, 5, 6, NULL]::float8[]) n', 'VALUES (0::float8), (NULL), (NULL), (NULL), (5), (6), (NULL)', 'suppressed below 5');
SELECT results_eq('SELECT suppress(n, 8) FROM unnest(ARRAY[0, 7, 8]) n', 'VALUES (0::float8), (NULL), (8)', 'suppressed below 8');
SELECT is(suppress(count(*)), 7::float8, 'takes what count gives') FROM generate_series(1, 7);
SELECT throws_ok('SELECT suppress(-1)', '22003', 'count must be a finite number that is not negative, not -1', 'negative count');
SELECT throws_ok($$SELECT suppress('NaN')$$, '22003', NULL, 'NaN count');
SELECT throws_ok('SELECT suppress(1, 0)', '22023', 'the threshold of suppression must be a finite number above 0, not 0', 'threshold 0');
SELECT throws_ok($$SELECT suppress(1, 'NaN')$$, '22023', NULL, 'threshold NaN');
SELECT throws_ok($$SELECT suppress(1, 'Infinity')$$, '22023', NULL, 'infinite threshold');

SELECT results_eq('SELECT round_to(n) FROM unnest(ARRAY[0, 2, 2.5, 3, 7, 12.5, -2, -2.5, NULL]::float8[]) n', 'VALUES (0::float8), (0), (5), (5), (5), (15), (0), (-5), (NULL)', 'rounded to 5');
SELECT is(round_to(1234, 100), 1200::float8, 'rounded to 100');
SELECT is(round_to(-2)::text, '0', 'no negative zero');
SELECT throws_ok('SELECT round_to(1, 0)', '22023', NULL, 'base 0');
SELECT throws_ok('SELECT round_to(1, -5)', '22023', NULL, 'negative base');
SELECT throws_ok($$SELECT round_to('Infinity')$$, '22003', NULL, 'infinity');
SELECT throws_ok('SELECT round_to(1e300, 1e-300)', '22003', NULL, 'beyond a double');

CREATE FUNCTION shown(counts float8[], below float8 DEFAULT 5) RETURNS float8[] LANGUAGE sql AS
	'SELECT array_agg(s ORDER BY i) FROM (SELECT i, suppress_set(n, below) OVER (ORDER BY i) s FROM unnest(counts) WITH ORDINALITY c(n, i)) t';
SELECT is(shown('{10,20,0,7}'), '{10,20,0,7}', 'nothing small, nothing hidden');
SELECT is(shown('{10,3,20,30}'), '{NULL,NULL,20,30}', 'one small: the smallest other goes with it');
SELECT is(shown('{10,3,4,30}'), '{10,NULL,NULL,30}', 'two small are enough');
SELECT is(shown('{10,1,1,30}'), '{NULL,NULL,NULL,30}', 'two that add up to less than the threshold are not');
SELECT is(shown('{3,8,8,8,9}'), '{NULL,NULL,NULL,NULL,9}', 'equal ones together');
SELECT is(shown('{1,1,1,1,1,20,0,30}'), '{NULL,NULL,NULL,NULL,NULL,NULL,0,30}', 'five that add up to five are ones');
SELECT is(shown('{4,4,4,5,30}'), '{NULL,NULL,NULL,NULL,30}', 'three that add up to twelve are fours');
SELECT is(shown('{1,1,0,0}'), '{NULL,NULL,NULL,NULL}', 'where nothing is enough, everything');
SELECT is(shown('{3,0,0}'), '{NULL,NULL,NULL}', 'zeros where there is nothing else');
SELECT is(shown('{4,0,6}'), '{NULL,0,NULL}', 'zeros last');
SELECT is(shown('{3}'), '{NULL}', 'a set of one');
SELECT is(shown('{0,0}'), '{0,0}', 'zeros alone are shown');
SELECT is(shown('{NULL,3,NULL,9,50}'), '{NULL,NULL,NULL,NULL,50}', 'unknown counts stay unknown');
SELECT is(shown('{NULL}'), '{NULL}', 'nothing known');
SELECT is(shown('{10,7,20}', 8), '{NULL,NULL,20}', 'another threshold');
SELECT results_eq('SELECT g, suppress_set(n) OVER (PARTITION BY g ORDER BY n) FROM (VALUES (1, 2), (1, 9), (1, 30), (2, 6), (2, 7)) v(g, n) ORDER BY g, n',
	'VALUES (1, NULL::float8), (1, NULL), (1, 30), (2, 6), (2, 7)', 'each set by itself');
SELECT is_empty($$SELECT g FROM (SELECT g, n, suppress_set(n) OVER (PARTITION BY g) s FROM (SELECT i % 200 AS g, (i * 7919) % (3 + i % 29) AS n FROM generate_series(1, 1400) i) a) b
	GROUP BY g HAVING count(*) FILTER (WHERE n BETWEEN 1 AND 4) > 0 AND (count(*) FILTER (WHERE s IS NULL) < 2 OR sum(n) FILTER (WHERE s IS NULL) < least(5, sum(n)))
		OR count(*) FILTER (WHERE s BETWEEN 1 AND 4) > 0 OR count(*) FILTER (WHERE s <> n) > 0
		OR count(*) FILTER (WHERE n BETWEEN 1 AND 4) = 0 AND count(*) FILTER (WHERE s IS NULL) > 0$$, 'small ones hidden, at least two, with a sum that is not small, and what is shown is true');

-- An attack that knows the rule: of all sets that would be published alike, with the same total, no two have the same hidden count
-- in every one.  Sets with a count of 7 are left out, since larger ones that would be published alike are not tried.
CREATE TEMP TABLE attacked AS
SELECT id, below, ARRAY[a, b, c, d] AS n, (SELECT array_agg(s ORDER BY i) FROM (
	SELECT i, suppress_set(n, below) OVER (ORDER BY i) AS s FROM unnest(ARRAY[a, b, c, d]::float8[]) WITH ORDINALITY u(n, i)) x) AS shown
FROM (SELECT row_number() OVER () AS id, * FROM generate_series(0, 7) a, generate_series(0, 7) b, generate_series(0, 7) c, generate_series(0, 7) d, unnest(ARRAY[3, 3.5, 4]) below) s;
SELECT is(count(*), 12288::bigint, 'all sets of four counts up to 7') FROM attacked;
SELECT is_empty($$SELECT below, shown, i, min(n) FROM (SELECT below, shown, i, n[i] AS v, n, a.n[1] + a.n[2] + a.n[3] + a.n[4] AS total FROM attacked a, generate_series(1, 4) i WHERE shown[i] IS NULL) hidden
	GROUP BY below, shown, total, i HAVING min(v) = max(v) AND bool_and(7 <> ALL (n))$$, 'no hidden count can be worked out');
SELECT throws_ok('SELECT suppress_set(-1) OVER ()', '22003', NULL, 'negative count in a set');
SELECT throws_ok('SELECT suppress_set(1, 0) OVER ()', '22023', NULL, 'threshold 0 of a set');
SELECT throws_ok('SELECT suppress_set(1, NULL) OVER ()', '22004', NULL, 'NULL threshold of a set');
SELECT throws_ok('SELECT suppress_set(1)', '42809', NULL, 'not without a window');

-- 1 + 4 hidden alone: each is one of 1 to 4, which is one number fewer than the threshold hides.
SELECT results_eq('SELECT n, suppress_set(n) OVER () FROM (VALUES (1), (4), (9), (20)) v(n) ORDER BY n',
	'VALUES (1, NULL::float8), (4, NULL), (9, NULL), (20, 20)', 'a range of four numbers is too narrow for a threshold of five');
SELECT results_eq('SELECT n, suppress_set(n) OVER () FROM (VALUES (2), (4), (9), (20)) v(n) ORDER BY n',
	'VALUES (2, NULL::float8), (4, NULL), (9, 9), (20, 20)', 'one of five is wide enough');

-- What a reader who knows the rule can tell from the shown counts, the number of hidden ones and their sum: every set that would be
-- published alike, by size.
\if :vectors
CREATE TEMP TABLE attack (below float8, shown text, hidden int, sum_of_hidden int, possible_sets bigint, possible_numbers text);
\copy attack FROM PROGRAM 'cat "$VECTORS/publish/set_attack.csv"' CSV HEADER
CREATE TEMP TABLE published AS SELECT row_number() OVER () AS row, *, coalesce(string_to_array(shown, ' '), '{}')::float8[] AS is_shown FROM attack;
CREATE TEMP TABLE alike AS
	WITH RECURSIVE part AS (
		SELECT row, '{}'::float8[] AS n, sum_of_hidden AS left_over, hidden AS more, 0 AS last FROM published
		UNION ALL
		SELECT row, n || v::float8, left_over - v, more - 1, v FROM part, generate_series(CASE WHEN more = 1 THEN left_over ELSE last END, left_over / more) v WHERE more > 0)
	SELECT row, n FROM part JOIN published USING (row)
	WHERE more = 0 AND (SELECT coalesce(array_agg(s ORDER BY s) FILTER (WHERE s IS NOT NULL), '{}') FROM (SELECT suppress_set(c, below) OVER () AS s FROM unnest(is_shown || n) c) x) = is_shown;
SELECT is(count(*), 261::bigint, 'published results of sets') FROM published;
SELECT is_empty('SELECT p.*, sets, numbers FROM published p LEFT JOIN (SELECT row, count(DISTINCT n) AS sets, string_agg(DISTINCT lpad(v::text, 2), '' '' ORDER BY lpad(v::text, 2)) AS numbers FROM alike, unnest(n) v GROUP BY row) a USING (row)
	WHERE (sets = possible_sets AND regexp_replace(trim(numbers), '' +'', '' '', ''g'') = possible_numbers) IS NOT TRUE', 'what the rule leaves possible, as published');
SELECT ok(count(*) > 30, 'the hidden counts may be known up to their order, but never whose they are, where one is shown') FROM published WHERE hidden > 1 AND possible_sets = 1 AND shown <> '';
SELECT is_empty('SELECT * FROM published WHERE hidden > 1 AND possible_numbers NOT LIKE ''% %''', 'more than one number is possible unless one count is hidden alone');
SELECT is_empty('SELECT * FROM published WHERE hidden = 1 AND shown <> ''''', 'which is so only in a set of one');
\endif

SELECT * FROM finish();
ROLLBACK;

-- Place by place arithmetic, factors on either side, and codes that are numbers.
BEGIN;
SELECT no_plan();

-- Codes as numbers
SELECT is(place_counts(c, n)::text, '{"-3": 4, "12": 3}', 'place_counts of bigint codes') FROM (VALUES (12::bigint, 1), (12, 2), (-3, 4), (NULL, 9), (7, NULL)) v (c, n);
SELECT is(place_counts(c, 1)::text, '{"-9223372036854775808": 1, "9223372036854775807": 1}', 'the ends of bigint')
	FROM (VALUES (9223372036854775807), (-9223372036854775808)) v (c);
SELECT is(place_counts(i, i), place_counts(i::text, i), 'a number is its decimal digits') FROM generate_series(-500, 500) i WHERE i >= 0;
SELECT is(place_flows(a, b, n)::text, '{"1": {"2": 3}, "3": {"4": 5}}', 'place_flows of bigint codes') FROM (VALUES (1::bigint, 2::bigint, 3), (3, 4, 5), (NULL, 4, 5), (3, NULL, 5), (3, 4, NULL)) v (a, b, n);
SELECT is(place_flows(1, 'A', 3)::text, '{"1": {"A": 3}}', 'an origin that is a number');
SELECT is(place_flows('A', 1, 3)::text, '{"A": {"1": 3}}', 'a destination that is a number');
SELECT is(place_flows('A', 'B', 3)::text, '{"A": {"B": 3}}', 'untyped literals are text');
SELECT is(place_counts('1', 3)::text, '{"1": 3}', 'an untyped literal is text');

-- Counts as PostgreSQL's own aggregates return them
SELECT is(place_counts(p, people)::text, '{"A": 2, "B": 1}', 'count(*) is bigint') FROM (SELECT p, count(*) AS people FROM (VALUES ('A'), ('A'), ('B')) v (p) GROUP BY p) s;
SELECT is(place_counts(p, people)::text, '{"A": 2.5}', 'sum(numeric) is numeric') FROM (SELECT p, sum(n) AS people FROM (VALUES ('A', 1.25), ('A', 1.25)) v (p, n) GROUP BY p) s;
SELECT is(place_flows(p, p, people)::text, '{"A": {"A": 3}}', 'sum(bigint) is numeric') FROM (SELECT p, sum(n) AS people FROM (VALUES ('A', 1::bigint), ('A', 2)) v (p, n) GROUP BY p) s;

-- What is missing is said
SELECT throws_ok($$SELECT place_counts(p) FROM (VALUES ('E83003'::text)) v (p)$$, '22P02', '"E83003" is not the text of a value of type place_counts', 'place_counts without n');
SELECT throws_ok($$SELECT place_flows(p) FROM (VALUES ('E83003'::text)) v (p)$$, '22P02', '"E83003" is not the text of a value of type place_flows', 'place_flows without destination and n');

-- Blank codes, in every constructor
SELECT throws_ok(format('SELECT place_counts(%L, 1)', c), '22023', 'place code must not be ' || CASE c WHEN '' THEN 'empty' ELSE 'blank' END, 'place_counts of a blank code')
	FROM unnest(ARRAY['', ' ', E' \t\n']) c;
SELECT throws_ok(format('SELECT place_flows(%L, ''A'', 1)', c), '22023', 'place code must not be ' || CASE c WHEN '' THEN 'empty' ELSE 'blank' END, 'place_flows from a blank code')
	FROM unnest(ARRAY['', ' ', E' \t\n']) c;
SELECT throws_ok(format('SELECT place_flows(''A'', %L, 1)', c), '22023', 'place code must not be ' || CASE c WHEN '' THEN 'empty' ELSE 'blank' END, 'place_flows to a blank code')
	FROM unnest(ARRAY['', ' ', E' \t\n']) c;
SELECT throws_ok($$SELECT place_flows(' ', ' ', 1)$$, '22023', 'place code must not be blank', 'place_flows between blank codes');
SELECT throws_ok($$SELECT '{"  ": 1}'::place_counts$$, '22P02', 'place code must not be blank', 'place_counts text');
SELECT throws_ok($$SELECT '{"A": {"  ": 1}}'::place_flows$$, '22P02', 'place code must not be blank', 'place_flows text, destination');
SELECT throws_ok($$SELECT '{"  ": {"A": 1}}'::place_flows$$, '22P02', 'place code must not be blank', 'place_flows text, origin');
-- Blanks of Unicode, which web pages, spreadsheets and files of other systems have: all of them, each alone and beside a space.
CREATE TEMP TABLE unseen AS SELECT chr(c) AS code, c FROM unnest(ARRAY[133, 160, 5760, 6158, 8232, 8233, 8239, 8287, 8288, 12288, 65279] || ARRAY(SELECT generate_series(8192, 8205))) c WHERE getdatabaseencoding() = 'UTF8';
SELECT throws_ok(format('SELECT place_counts(%L, 1)', code || between), '22023', 'place code must not be blank', format('U+%s is blank', to_hex(c))) FROM unseen, unnest(ARRAY['', ' ', E'\n']) between;
SELECT throws_ok(format('SELECT %s', call), state, kind || ' code must not be blank', call) FROM (VALUES
	('22023', 'place', $$place_flows('a', E'\u00A0', 1)$$), ('22P02', 'place', $$'{"\u3000": {"a": 1}}'::place_flows$$), ('22P02', 'place', $$'{"\u2007": 1}'::jsonb::place_counts$$),
	('22023', 'provider', $$care_history(E'\u202F', now())$$), ('22P02', 'provider', $$'[["2024-01-01", "\uFEFF"]]'::care_history$$),
	('22023', 'patient', $$care_panel(E'\u00A0 ', 'A', now())$$), ('22023', 'provider', $$care_panel('a', E' \u00A0', now())$$)) c(state, kind, call) WHERE getdatabaseencoding() = 'UTF8';
SELECT lives_ok(format('SELECT place_counts(%L, 1)', code), 'no blank: ' || quote_literal(code)) FROM (SELECT chr(c) FROM unnest(ARRAY[132, 134, 159, 161, 173, 5759, 8191, 8206, 8231, 12287, 12289, 65278]) c UNION ALL SELECT chr(160) || 'A') s(code) WHERE getdatabaseencoding() = 'UTF8';
-- The hint of the error makes NULL of the code.
CREATE FUNCTION pg_temp.hint_of(code text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE hint text;
BEGIN
	PERFORM place_counts(code, 1);
	RETURN 'no error';
EXCEPTION WHEN invalid_parameter_value THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN hint;
END $$;
CREATE FUNCTION pg_temp.cured(code text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
	EXECUTE 'SELECT ' || replace(substring(pg_temp.hint_of(code) from 'Pass (.*) to leave'), '(code', '($1') INTO answer USING code;
	RETURN coalesce(answer, 'it is NULL');
END $$;
SELECT is(pg_temp.hint_of('  '), $$Pass nullif(trim(code), '') to leave such rows out.$$, 'the cure of spaces');
SELECT is(pg_temp.hint_of(E'\t \t\n'), $$Pass nullif(trim(code, E' \u0009\u000A'), '') to leave such rows out.$$, 'the cure of others names them');
SELECT is(pg_temp.cured(code), 'it is NULL', 'the hint is the cure: ' || quote_literal(code)) FROM (SELECT ' ' || code || E'\t' || code FROM unseen UNION ALL VALUES (''), ('  '), (E'\r\n')) s(code);
SELECT throws_ok($$SELECT '{"  ": 1}'::json::place_counts$$, '22P02', 'place code must not be blank', 'place_counts from json');

-- Factors on either side
SELECT is(2 * place_counts '{"A": 1.5, "B": 0}', '{"A": 3, "B": 0}', '2 * counts');
SELECT is(place_counts '{"A": 3, "B": 0}' / 2, '{"A": 1.5, "B": 0}', 'counts / 2');
SELECT is(2 * place_flows '{"A": {"B": 1.5}}', '{"A": {"B": 3}}', '2 * flows');
SELECT is(place_flows '{"A": {"B": 3}}' / 2, '{"A": {"B": 1.5}}', 'flows / 2');
SELECT is(place_counts '{"A": 1}' / 3, place_counts('A', 1.0::float8 / 3), 'a quotient is rounded once');
SELECT throws_ok($$SELECT place_counts '{"A": 1}' / 0$$, '22012', 'division by zero', 'counts / 0');
SELECT throws_ok($$SELECT place_flows '{"A": {"B": 1}}' / 0$$, '22012', 'division by zero', 'flows / 0');
SELECT throws_ok($$SELECT place_counts '{"A": 1}' / -2$$, '22003', 'divisor must be a finite number above 0, not -2', 'counts / -2');
SELECT throws_ok($$SELECT place_counts '{"A": 1}' / 'NaN'::float8$$, '22003', 'divisor must be a finite number above 0, not NaN', 'counts / NaN');
SELECT throws_ok($$SELECT -2 * place_counts '{"A": 1}'$$, '22003', 'factor must be a finite number of at least 0, not -2', '-2 * counts');
SELECT throws_ok($$SELECT place_flows '{"A": {"B": 1e308}}' / 1e-9$$, '22003', 'count from place "A" to place "B" is infinite: Infinity', 'a quotient out of range');

-- Place by place
SELECT is(place_counts '{"A": 2, "B": 3, "C": 5}' * place_counts '{"B": 4, "C": 0, "D": 7}', '{"A": 0, "B": 12, "C": 0, "D": 0}', 'c * d: a place of one side only gets 0 and stays');
SELECT is(place_counts '{"B": 12, "C": 0, "E": 0}' / place_counts '{"A": 3, "B": 4, "C": 0}', '{"A": 0, "B": 3}', 'c / d: nothing to divide is 0, nothing on both sides is left out');
SELECT throws_ok($$SELECT place_counts '{"X": 12}' / place_counts '{"X": 0}'$$, '22012', 'place "X" has 12 to divide but nothing to divide by', 'c / d by 0');
SELECT throws_ok($$SELECT place_counts '{"X": 12}' / place_counts '{"Y": 1}'$$, '22012', 'place "X" has 12 to divide but nothing to divide by', 'c / d by what is not known');
SELECT throws_ok($$SELECT place_counts '{"X": 1e300}' * place_counts '{"X": 1e300}'$$, '22003', 'count of place "X" is infinite: Infinity', 'c * d out of range');
SELECT is(larger_of('{"A": 2, "B": 3}', '{"B": 4, "C": 1}'), '{"A": 2, "B": 4, "C": 1}', 'larger_of');
SELECT is(smaller_of('{"A": 2, "B": 3}', '{"B": 4, "C": 1}'), '{"A": 0, "B": 3, "C": 0}', 'smaller_of');
SELECT is(larger_of('{}', '{}'), '{}', 'of nothing');
SELECT is(larger_of(NULL, '{}'), NULL, 'NULL for NULL');

-- The same by plain SQL, and the identities
CREATE TEMP TABLE cell AS SELECT g, 'P' || (i * 7 + g * 3) % 40 AS place, ((i * g) % 5)::float8 / 4 AS c, (i % 3)::float8 AS d, i % 4 < 3 AS in_c, i % 5 < 4 AS in_d
	FROM generate_series(1, 20) g, generate_series(1, 37) i;
CREATE TEMP TABLE pair AS SELECT g, coalesce(place_counts(place, c) FILTER (WHERE in_c), '{}') AS c, coalesce(place_counts(place, d) FILTER (WHERE in_d), '{}') AS d FROM cell GROUP BY g;
CREATE TEMP TABLE side AS SELECT g, place, sum(x) AS c, sum(y) AS d FROM (
	SELECT g, place, c AS x, NULL::float8 AS y FROM cell WHERE in_c UNION ALL SELECT g, place, NULL, d FROM cell WHERE in_d) s GROUP BY g, place;
SELECT is((SELECT count(*) FROM pair WHERE larger_of(c, d) + smaller_of(c, d) <> c + d), 0::bigint, 'larger_of(c, d) + smaller_of(c, d) = c + d');
SELECT is((SELECT count(*) FROM pair WHERE c * d <> d * c OR (c * d) / 2 <> c * (d / 2) OR 2 * c <> c * 2 OR c + c <> 2 * c), 0::bigint, 'products commute, factors move');
SELECT results_eq('SELECT g, k.place, k.n FROM pair, counts(c * d) k ORDER BY 1, 2', 'SELECT g, place, coalesce(c, 0) * coalesce(d, 0) FROM side ORDER BY 1, 2', 'c * d by plain SQL');
SELECT results_eq('SELECT g, k.place, k.n FROM pair, counts(larger_of(c, d)) k ORDER BY 1, 2', 'SELECT g, place, greatest(c, d) FROM side ORDER BY 1, 2', 'larger_of by plain SQL');
SELECT results_eq('SELECT g, k.place, k.n FROM pair, counts(smaller_of(c, d)) k ORDER BY 1, 2', 'SELECT g, place, least(coalesce(c, 0), coalesce(d, 0)) FROM side ORDER BY 1, 2', 'smaller_of by plain SQL');
SELECT results_eq('SELECT g, k.place, k.n FROM pair, counts(c / larger_of(c, d + place_counts ''{"P1": 1}'')) k ORDER BY 1, 2',
	'SELECT g, place, coalesce(c, 0) / greatest(c, d) FROM (SELECT g, place, c, coalesce(d, 0) + (place = ''P1'')::int AS d FROM side UNION SELECT g, ''P1'', NULL, 1 FROM generate_series(1, 20) g WHERE NOT EXISTS (SELECT FROM side s WHERE s.g = g.g AND place = ''P1'')) s
		WHERE greatest(c, d) > 0 ORDER BY 1, 2', 'c / d by plain SQL');

-- Flows add up in order: the same as rows folded together
CREATE TEMP TABLE way AS SELECT i % 3 AS g, 'P' || i % 17 AS origin, 'A' || (i * i) % 23 AS destination, i % 7 AS n FROM generate_series(1, 600) i WHERE i % 17 <> i % 3 * 5;
SELECT is((SELECT place_flows(origin, destination, n) FROM way WHERE g = 0) + (SELECT place_flows(origin, destination, n) FROM way WHERE g = 1),
	(SELECT place_flows(origin, destination, n) FROM way WHERE g < 2), 'flows + flows');
SELECT is(place_flows '{}' + '{"A": {"B": 0}}', '{"A": {"B": 0}}', 'an empty value adds nothing');
SELECT is(place_flows '{"A": {"B": 1}}' + '{"C": {"D": 1}}', '{"A": {"B": 1}, "C": {"D": 1}}', 'no place in common');
SELECT throws_ok($$SELECT place_flows '{"A": {"B": 1e308}}' + '{"A": {"B": 1e308}}'$$, '22003', 'count from place "A" to place "B" is infinite: Infinity', 'a sum out of range');

-- What is folded without its number says what is missing.
SELECT throws_ok('SELECT ' || call, '42883', message, call) FROM (VALUES
	('place_counts(i) FROM generate_series(1, 3) i', 'place_counts(place) lacks n'), ('place_counts(NULL::bigint)', 'place_counts(place) lacks n'),
	($$place_flows('a'::text, 'b'::text)$$, 'place_flows(origin, destination) lacks n'), ($$place_flows('a', 'b')$$, 'place_flows(origin, destination) lacks n'),
	('place_flows(i, i) FROM generate_series(1, 3) i', 'place_flows(origin, destination) lacks n'), ('care_history(i) FROM generate_series(1, 3) i', 'care_history(provider) lacks the time of the visit')) c(call, message);
SELECT is(place_counts('{"a": 1}')::text, '{"a": 1}', 'and an untyped literal is still read as a value');

SELECT * FROM finish();
ROLLBACK;

-- exact_sums: the state of aggregates that are made of sums, by text and by message, to the last bit.
BEGIN;
SELECT no_plan();

SELECT is_empty($$SELECT aggfnoid FROM pg_aggregate JOIN pg_depend ON objid = aggfnoid AND classid = 'pg_proc'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'placebase')
	WHERE aggtranstype = 'double precision[]'::regtype$$, 'no state is an array, whose text loses digits where extra_float_digits is low');

-- text form

SET LOCAL extra_float_digits = -15;
SELECT is('[0.1, 0.30000000000000004, 1e300, 5e-324, -0, null]'::exact_sums::text, '[0.1, 0.30000000000000004, 1e+300, 5e-324, -0, null]', 'every digit, whatever extra_float_digits is');
SELECT is(' [ 1 ] '::exact_sums::text, '[1]', 'one sum');
SELECT throws_ok(format('SELECT %L::exact_sums', t), s, NULL, format('%s is refused', t)) FROM (VALUES
	('', '22P02'), ('[]', '22P02'), ('[', '22P02'), ('[1', '22P02'), ('[1,]', '22P02'), ('[1] 2', '22P02'), ('{}', '22P02'), ('1', '22P02'), ('["1"]', '22P02'), ('[NaN]', '22P02'), ('[[1]]', '22P02'),
	('[1e999]', '22003'), ('[Infinity]', '22P02')) v(t, s);
SELECT throws_ok(format('SELECT mean_estimate_final(%L::exact_sums)', t), '22023', NULL, format('%s is no state of a mean', t)) FROM unnest(ARRAY['[1]', '[1, 2, 3, 4, 5, 6, 7, 8, 9]']) t;

-- the states of all aggregates that combine, as a server sends them that keeps few digits

CREATE AGGREGATE pg_temp.open_mean(double precision) (SFUNC = mean_estimate_transition, STYPE = exact_sums);
CREATE AGGREGATE pg_temp.open_direct(double precision, double precision, double precision) (SFUNC = directly_standardised_rate_transition, STYPE = exact_sums);
CREATE AGGREGATE pg_temp.open_indirect(double precision, double precision, double precision, double precision) (SFUNC = indirectly_standardised_transition, STYPE = exact_sums);
CREATE AGGREGATE pg_temp.open_life(double precision, double precision, double precision) (SFUNC = life_expectancy_transition, STYPE = exact_sums);
CREATE TEMP TABLE observed AS SELECT i, i % 2 AS shard, i % 19 * 5 AS age, 100 / (1 + i % 7)::float8 AS x, (1 + i % 13) / 3::float8 AS y, 1000 / (1 + i % 11)::float8 AS z FROM generate_series(1, 400) i;
CREATE TEMP TABLE state AS
	SELECT shard, pg_temp.open_mean(1000000 + x) AS mean, pg_temp.open_direct(y, z, x) AS direct, pg_temp.open_indirect(y, z, y + 1, z * 3) AS indirect, pg_temp.open_life(age, y, z) AS life FROM observed GROUP BY shard;
-- one row is one aggregate: its state after text, after a message, and what its final function says of it
SELECT is(mean::text::exact_sums::text, mean::text, 'text is read back') FROM state;
CREATE AGGREGATE pg_temp.merged_mean(exact_sums) (SFUNC = mean_estimate_combine, STYPE = exact_sums, FINALFUNC = mean_estimate_final);
CREATE AGGREGATE pg_temp.merged_direct(exact_sums) (SFUNC = directly_standardised_rate_combine, STYPE = exact_sums, FINALFUNC = directly_standardised_rate_final);
CREATE AGGREGATE pg_temp.merged_indirect(exact_sums) (SFUNC = indirectly_standardised_combine, STYPE = exact_sums, FINALFUNC = indirectly_standardised_ratio_final);
CREATE AGGREGATE pg_temp.merged_life(exact_sums) (SFUNC = life_expectancy_combine, STYPE = exact_sums, FINALFUNC = life_expectancy_final);
SELECT ok(pg_temp.merged_mean(mean::text::exact_sums ORDER BY shard) = pg_temp.merged_mean(mean ORDER BY shard), 'a mean of sums that came as text') FROM state;
SELECT ok(pg_temp.merged_direct(direct::text::exact_sums ORDER BY shard) = pg_temp.merged_direct(direct ORDER BY shard), 'a directly standardised rate') FROM state;
SELECT ok(pg_temp.merged_indirect(indirect::text::exact_sums ORDER BY shard) = pg_temp.merged_indirect(indirect ORDER BY shard), 'an indirectly standardised ratio') FROM state;
SELECT ok(pg_temp.merged_life(life::text::exact_sums ORDER BY shard) = pg_temp.merged_life(life ORDER BY shard), 'a life expectancy') FROM state;
SELECT isnt(mean_estimate_final((SELECT array_agg(n::text::float8) FROM json_array_elements_text(mean::text::json) t, LATERAL (SELECT t::float8 AS n) x)), mean_estimate_final(mean), 'the arrays of 1.0.0 lost digits there')
	FROM state WHERE shard = 0;

-- a sum beyond all doubles is an error where it would travel

-- Unary plus of numeric copies any bytes as they are; only a superuser can call it so.
CREATE FUNCTION pg_temp.bytes(exact_sums) RETURNS bytea LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.sums(bytea) RETURNS exact_sums LANGUAGE internal AS 'numeric_uplus';
SELECT throws_ok(format(q, infinity), '22003', 'a sum in a value of type exact_sums is out of range')
	FROM (SELECT set_byte(pg_temp.bytes('[1]'), 27, 127) AS infinity) i, -- 1 is 3ff0..., infinity 7ff0...
	unnest(ARRAY['SELECT pg_temp.sums(%L)::text', 'SELECT exact_sums_send(pg_temp.sums(%L))']) q;
SELECT throws_ok($$SELECT mean_estimate_final(pg_temp.open_mean(i * 1e300)::text::exact_sums) FROM generate_series(1, 2) i$$, '22003', NULL, 'or where it is asked');

-- what no sum wrote

SELECT throws_ok(format('SELECT pg_temp.sums(%L)::text', b), 'XX001', 'stored exact_sums value is damaged') FROM (SELECT pg_temp.bytes('[1, 2]') AS good) g,
	LATERAL (VALUES ('\x'::bytea), ('\x00'), (substring(good FOR 19)), (good || '\x00'::bytea), (set_byte(good, 0, 2)), (set_byte(good, 4, 1)), (set_byte(good, 8, 25)), (set_byte(good, 12, 3)), (set_byte(good, 15, 255))) v(b);

SELECT * FROM finish();
ROLLBACK;

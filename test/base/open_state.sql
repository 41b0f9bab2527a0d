-- States of place_counts, place_flows, attendance_profile, care_panel and their rollup: the type is the state, open while rows come in and a value wherever it goes.
BEGIN;
SELECT no_plan();

CREATE TEMP TABLE fold (type text, call text, step text, args text);
INSERT INTO fold VALUES
	('place_counts', 'place_counts(area, n)', 'place_counts_transition', 'text, float8'),
	('place_counts', 'place_counts(number, n)', 'place_counts_transition', 'bigint, float8'),
	('place_flows', 'place_flows(practice, area, n)', 'place_flows_transition', 'text, text, float8'),
	('place_flows', 'place_flows(number, number, n)', 'place_flows_transition', 'bigint, bigint, float8'),
	('place_flows', 'place_flows(number, area, n)', 'place_flows_transition', 'bigint, text, float8'),
	('place_flows', 'place_flows(practice, number, n)', 'place_flows_transition', 'text, bigint, float8'),
	('attendance_profile', 'attendance_profile(n)', 'attendance_profile_transition', 'float8'),
	('attendance_profile', 'attendance_profile(x, number)', 'attendance_profile_transition', 'float8, bigint'),
	('attendance_profile', 'attendance_profile(x, n)', 'attendance_profile_transition', 'float8, float8'),
	('care_panel', 'care_panel(practice, area, at)', 'care_panel_visit', 'text, text, timestamptz'),
	('care_panel', 'care_panel(number, number, at)', 'care_panel_visit', 'bigint, bigint, timestamptz'),
	('care_panel', 'care_panel(number, area, at)', 'care_panel_visit', 'bigint, text, timestamptz'),
	('care_panel', 'care_panel(practice, number, at)', 'care_panel_visit', 'text, bigint, timestamptz'),
	('care_panel', 'care_panel(practice, history)', 'care_panel_history', 'text, care_history'),
	('care_panel', 'care_panel(number, history)', 'care_panel_history', 'bigint, care_history');

SELECT is_empty($$SELECT aggfnoid::regprocedure FROM pg_aggregate WHERE aggfnoid IN (SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'placebase'))
	AND aggtransfn::text ~ 'place_(counts|flows)_|attendance_profile_|care_panel_|patient_sharing_' AND (aggtranstype = 'internal'::regtype OR aggserialfn <> 0)$$, 'every state is of a type that SQL knows');

CREATE TABLE fact AS SELECT i, i % 40 AS g, 'P' || i % 90 AS practice, 'E' || (i * 7919 % 1300) AS area, 1 + i % 17::bigint AS number, (i * 31 % 100)::float8 AS n, i * 31 % 700 / 4::float8 AS x,
	timestamptz '2024-01-01' + i * 37 % 9001 * interval '1 minute' AS at, format('[["2024-02-%s","%s"],["2024-01-02","B"]]', 1 + i % 29, i % 7)::care_history AS history FROM generate_series(1, 20000) i;
ANALYZE fact;

-- What each way of folding makes of each call, as text: the same as one pass.
CREATE FUNCTION pg_temp.asked(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
	EXECUTE query INTO answer;
	RETURN answer;
END $$;
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; lines text = '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP lines = lines || line || E'\n'; END LOOP;
	RETURN lines;
END $$;
CREATE TEMP TABLE one_pass AS SELECT call, type, pg_temp.asked(format('SELECT %s FROM (SELECT * FROM fact ORDER BY i) f', call)) AS value FROM fold;

SELECT is(pg_temp.asked(format('SELECT %s FROM (SELECT * FROM fact ORDER BY random()) f', call)), value, call || ': rows in any order') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT rollup(v) FROM (SELECT %s AS v FROM fact GROUP BY g) x', call)), value, call || ': rollup of its parts') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT rollup(v) FILTER (WHERE g > 0) FROM (SELECT g, %s AS v FROM fact GROUP BY GROUPING SETS (g, ())) x', call)),
	pg_temp.asked(format('SELECT %s FROM fact WHERE g > 0', call)), call || ': in grouping sets') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT count(*) FROM (SELECT %s FILTER (WHERE g < 0) AS v FROM fact GROUP BY g) x WHERE v IS NOT NULL', call)), '0', call || ': no row, no value') FROM one_pass;

SET LOCAL enable_hashagg = off;
SELECT is(pg_temp.asked(format('SELECT rollup(v ORDER BY g DESC) FROM (SELECT g, %s AS v FROM fact GROUP BY g) x', call)), value, call || ': sorted groups') FROM one_pass;
SET LOCAL enable_hashagg = on;

-- A window asks a state for its value and goes on folding.
SELECT is(pg_temp.asked(format('SELECT md5(string_agg(v::text, %2$L ORDER BY i)) FROM (SELECT i, %1$s OVER (ORDER BY i) AS v FROM fact WHERE i <= 40) x', call, ';')),
	pg_temp.asked(format('SELECT md5(string_agg(v::text, %2$L ORDER BY i)) FROM (SELECT a.i, (SELECT %1$s FROM fact WHERE fact.i <= a.i) AS v FROM fact a WHERE a.i <= 40) x', call, ';')), call || ': in a growing window') FROM fold;

-- Many groups of four types share one memory context, or a hash aggregate would take quadratic time.
SET LOCAL enable_sort = off;
SELECT is(ARRAY[max(n), count(c), count(f), count(a), count(p)], ARRAY[1, 5000, 5000, 5000, 5000]::bigint[], 'states of all groups live in one memory context')
FROM (SELECT i % 5000, place_counts(area, n) AS c, place_flows(practice, area, n) AS f, attendance_profile(n) AS a, care_panel(practice, area, at) AS p, (SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'placebase states') AS n FROM fact GROUP BY 1) x;
SET LOCAL enable_sort = on;

-- Parallel workers
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
SELECT matches(pg_temp.plan(format('SELECT %s FROM fact', call)), 'Finalize Aggregate.*Partial Aggregate', call || ' is folded in parts') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT %s FROM fact', call)), value, call || ': parallel') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT md5(string_agg(v::text, %2$L ORDER BY g)) FROM (SELECT g, %1$s AS v FROM fact GROUP BY g) x', call, ';')),
	pg_temp.asked(format('SELECT md5(string_agg(v::text, %2$L ORDER BY g)) FROM (SELECT g, (SELECT %1$s FROM fact WHERE fact.g = k.g) AS v FROM generate_series(0, 39) k (g)) x', call, ';')), call || ': parallel groups') FROM one_pass;

-- Partitions: 1.2 million rows into one value, folded in parts of one process
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL enable_partitionwise_aggregate = on;
CREATE TABLE flow (practice text, area text, n integer) PARTITION BY HASH (practice);
CREATE TABLE flow_0 PARTITION OF flow FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE flow_1 PARTITION OF flow FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE flow_2 PARTITION OF flow FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO flow SELECT 'P' || i % 1009, 'E' || i % 211, 1 + i % 3 FROM generate_series(1, 1200000) i;
ANALYZE flow;
SELECT matches(pg_temp.plan('SELECT place_flows(practice, area, n) FROM flow'), 'Finalize Aggregate.*(Partial Aggregate.*){3}', 'a plan of three partial folds');
CREATE TEMP TABLE folded AS SELECT place_flows(practice, area, n) AS f, place_counts(area, n) AS c, attendance_profile(n) AS a, care_panel(practice, area, '2024-01-01'::timestamptz + n * interval '1 day') AS p FROM flow;
SET LOCAL enable_partitionwise_aggregate = off;
SELECT doesnt_match(pg_temp.plan('SELECT place_flows(practice, area, n) FROM flow'), 'Partial', 'a plan of one pass');
SELECT ok(f = (SELECT place_flows(practice, area, n) FROM flow), '1.2 million rows in parts are the bytes of one pass: place_flows') FROM folded;
SELECT ok(c = (SELECT place_counts(area, n) FROM flow), 'place_counts') FROM folded;
SELECT ok(a = (SELECT attendance_profile(n) FROM flow), 'attendance_profile') FROM folded;
SELECT ok(p = (SELECT care_panel(practice, area, '2024-01-01'::timestamptz + n * interval '1 day') FROM flow), 'care_panel') FROM folded;
SELECT is(total(f), (SELECT sum(n)::float8 FROM flow), 'with the total of the rows') FROM folded;

-- An aggregate without final function hands its state out: a value in its canonical form, as text and message carry it.
DO $$
DECLARE f record;
BEGIN
	FOR f IN SELECT DISTINCT type, step, args FROM fold
	LOOP
		EXECUTE format('CREATE AGGREGATE pg_temp.open_%s(%s) (SFUNC = %s, STYPE = %s)', f.type, f.args, f.step, f.type);
	END LOOP;
	FOR f IN SELECT DISTINCT type FROM fold
	LOOP
		EXECUTE format('CREATE AGGREGATE pg_temp.merged(%s) (SFUNC = %1$s_combine, STYPE = %1$s, FINALFUNC = %1$s_final)', f.type);
		EXECUTE format('CREATE AGGREGATE pg_temp.begun(%s) (SFUNC = %1$s_combine, STYPE = %1$s, INITCOND = ''{}'')', f.type);
	END LOOP;
END $$;
SELECT is(pg_temp.asked(format('SELECT pg_temp.open_%s FROM fact', call)), value, call || ': its state is the value') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT pg_temp.merged(v::text::%s) FROM (SELECT pg_temp.open_%s AS v FROM fact GROUP BY g) x', type, call)), value, call || ': states that travel as text') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT pg_temp.merged(v) FROM (SELECT pg_temp.open_%s AS v FROM fact GROUP BY g OFFSET 0) x', call)), value, call || ': states as they are') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT pg_temp.begun(v) FROM (SELECT pg_temp.open_%s AS v FROM fact GROUP BY g ORDER BY 1) x', call)), value, call || ': into a state that begins as a value') FROM one_pass;
SELECT is(pg_temp.asked(format('SELECT (SELECT pg_temp.merged(v) FROM unnest(s) v) FROM (SELECT array_agg(o) AS s FROM (SELECT pg_temp.open_%s AS o FROM fact GROUP BY g) y) x', call)), value, call || ': states kept in an array') FROM one_pass;

-- Parts of aggregates are no functions for users.
SELECT throws_like(format('SELECT %s_combine(NULL, %L::%1$s)', type, '{}'), 'function %_combine(' || type || ',' || type || ') can only be called as part of an aggregate', type || ': combine') FROM (SELECT DISTINCT type FROM fold) t;
SELECT throws_like(format('SELECT %s_combine(%L::%1$s, NULL)', type, '{}'), '% can only be called as part of an aggregate', type || ': combine with nothing') FROM (SELECT DISTINCT type FROM fold) t;
SELECT throws_like(format('SELECT %s_final(%L::%1$s)', type, '{}'), '% can only be called as part of an aggregate', type || ': final') FROM (SELECT DISTINCT type FROM fold) t;
SELECT throws_like($$SELECT place_counts_transition(NULL::place_counts, 'A'::text, 1)$$, '% can only be called as part of an aggregate', 'transition');
SELECT throws_like($$SELECT care_panel_visit('{}', 'A'::text, 'B'::text, now())$$, '% can only be called as part of an aggregate', 'transition of a panel');
SELECT throws_like($$SELECT care_panel_history('{}', 'A'::text, '[]')$$, '% can only be called as part of an aggregate', 'transition of a panel of histories');
SELECT throws_like($$SELECT place_flows_transition('{}'::place_flows, 'A'::text, 'B'::text, NULL)$$, '% can only be called as part of an aggregate', 'transition of a row that is left out');

-- Aggregates that somebody built on the functions of 1.0.0, whose state was internal
DO $$
DECLARE f record;
BEGIN
	FOR f IN VALUES ('place_counts', 'text, float8'), ('place_flows', 'text, text, float8'), ('attendance_profile', 'float8'), ('attendance_profile', 'float8, bigint')
	LOOP
		EXECUTE format('CREATE AGGREGATE %s_1_0(%s) (SFUNC = %1$s_transition, STYPE = internal, FINALFUNC = %1$s_final, COMBINEFUNC = %1$s_combine,
			SERIALFUNC = %1$s_serialise, DESERIALFUNC = %1$s_deserialise, PARALLEL = SAFE)', f.column1, f.column2);
	END LOOP;
	FOR f IN SELECT DISTINCT type FROM fold WHERE type <> 'care_panel'
	LOOP
		EXECUTE format('CREATE AGGREGATE rollup_1_0(%s) (SFUNC = %1$s_rollup_transition, STYPE = internal, FINALFUNC = %1$s_final, COMBINEFUNC = %1$s_combine,
			SERIALFUNC = %1$s_serialise, DESERIALFUNC = %1$s_deserialise, PARALLEL = SAFE)', f.type);
	END LOOP;
END $$;
CREATE TEMP VIEW call_1_0 AS SELECT type, value, regexp_replace(call, '\(', '_1_0(') AS call FROM one_pass WHERE call IN ('place_counts(area, n)', 'place_flows(practice, area, n)', 'attendance_profile(n)', 'attendance_profile(x, number)');
SELECT is(pg_temp.asked(format('SELECT %s FROM fact', call)), value, call || ': one pass') FROM call_1_0;
SELECT is(pg_temp.asked(format('SELECT rollup_1_0(v) FROM (SELECT %s AS v FROM fact GROUP BY g) x', call)), value, call || ': groups and rollup') FROM call_1_0;
SET LOCAL max_parallel_workers_per_gather = 2;
SELECT matches(pg_temp.plan(format('SELECT %s FROM fact', call)), 'Partial Aggregate', call || ' is folded in parts') FROM call_1_0;
SELECT is(pg_temp.asked(format('SELECT %s FROM fact', call)), value, call || ': parallel') FROM call_1_0;

SELECT * FROM finish();
ROLLBACK;

-- longest_run, and who stays a frequent attender.
BEGIN;
SELECT no_plan();

CREATE FUNCTION run(held boolean[]) RETURNS integer LANGUAGE sql AS 'SELECT longest_run(h ORDER BY i) FROM unnest(held) WITH ORDINALITY u(h, i)';
SELECT is(run('{t,t,f,t,t,t,f}'), 3, 'the longest run');
SELECT is(run('{f,f}'), 0, 'none');
SELECT is(run('{t}'), 1, 'one');
SELECT is(run('{t,NULL,t}'), 1, 'a period of which nothing is known ends a run');
SELECT is(run('{NULL,t,t}'), 2, 'at the start it changes nothing');
SELECT is(run('{NULL,NULL}'), NULL, 'nothing known at all');
SELECT is(run('{}'), NULL, 'no period');
SELECT throws_ok('SELECT longest_run_transition(0, true)', '0A000', NULL, 'the parts of an aggregate cannot be called by themselves');
SELECT is(longest_run_final(-1), 2147483647, 'a state from elsewhere');
SELECT is(aggcombinefn, 0::regproc, 'there is no combine function') FROM pg_aggregate WHERE aggfnoid = 'longest_run(boolean)'::regprocedure;
SELECT is(longest_run(i % 5 <> 0 ORDER BY i), 4, 'over many rows') FROM generate_series(1, 10000) i;

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE persistence (person text, fa_y1 int, fa_y2 int, fa_y3 int, two int, three int, longest int, years int);
\copy persistence FROM PROGRAM 'cat "$VECTORS/attendance/persistence_worked_example.csv"' CSV HEADER
SELECT results_eq('SELECT person, every(fa) FILTER (WHERE year >= 2)::int, coalesce(every(coalesce(fa, false)), false)::int, longest_run(fa ORDER BY year), count(*) FILTER (WHERE fa)::int
	FROM persistence, LATERAL (VALUES (1, fa_y1::boolean), (2, fa_y2::boolean), (3, fa_y3::boolean)) y(year, fa) GROUP BY person ORDER BY person',
	'SELECT person, two, three, longest, years FROM persistence ORDER BY person', 'the worked example, exactly');
\endif

SELECT * FROM finish();
ROLLBACK;

-- What the planner is told: rows of values that it knows, and costs by the written rule.
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.rows_planned(sql text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || sql INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;

SELECT is(pg_temp.rows_planned($$SELECT * FROM counts(place_counts '{"a": 1, "b": 2, "c": 0}')$$), 3::numeric, 'counts: the places');
SELECT is(pg_temp.rows_planned(format('SELECT * FROM counts(place_counts %L)', c)), 300::numeric, 'counts of many') FROM (SELECT place_counts(i, i) AS c FROM generate_series(1, 300) i) s;
SELECT is(pg_temp.rows_planned($$SELECT * FROM cells('{"a": {"x": 1, "y": 2}, "b": {"x": 1, "z": 4, "y": 1}}')$$), 5::numeric, 'cells');
SELECT is(pg_temp.rows_planned($$SELECT * FROM reconcile('{"a": {"a": 1, "b": 2}}', '{"a": 1, "b": 3, "c": 4, "d": 1}')$$), 4::numeric, 'reconcile: the side with more places');
SELECT is(pg_temp.rows_planned($$SELECT * FROM differences('{"a": 1}', '{"a": 1, "b": 3}')$$), 2::numeric, 'differences');
SELECT is(pg_temp.rows_planned($$SELECT * FROM main_destinations('{"a": {"x": 1, "y": 2}, "b": {"x": 1}}')$$), 2::numeric, 'main_destinations: the origins');
SELECT is(pg_temp.rows_planned($$SELECT * FROM catchments('{"a": {"x": 1, "y": 2}, "b": {"x": 1}}')$$), 3::numeric, 'catchments: the cells');
SELECT is(pg_temp.rows_planned($$SELECT * FROM spread('{"a": 1}', '{"a": 2}', '{"a": {"x": 1, "y": 2, "z": 3}}')$$), 3::numeric, 'spread: the destinations');
SELECT is(pg_temp.rows_planned($$SELECT * FROM counts(place_counts '{}')$$), 1::numeric, 'at least one row');
SELECT is(pg_temp.rows_planned($$SELECT counts('{"a": 1, "b": 2}'::place_counts)$$), 2::numeric, 'in a select list');
SELECT is(pg_temp.rows_planned('SELECT * FROM (SELECT place_counts(i::text, 1) AS c FROM generate_series(1, 9) i) s, counts(c)'), 1000::numeric, 'what is not known is as the catalogue says');
PREPARE known(place_counts) AS SELECT * FROM counts($1);
SELECT is(pg_temp.rows_planned($$EXECUTE known('{"a": 1, "b": 2}')$$), 2::numeric, 'a parameter of a custom plan');
SELECT is(pg_temp.rows_planned(format('SELECT * FROM %s(%L)', f, h)), n::numeric, format('the planner knows how many rows %s of a constant has', f)) FROM (SELECT care_history('G' || i % 7, timestamptz '2024-01-01Z' + i * interval '1 day') AS h FROM generate_series(1, 500) i) l,
	(VALUES ('timeline', 500), ('provider_visits', 7)) v(f, n);
SELECT is(pg_temp.rows_planned(format('SELECT x.* FROM (VALUES (care_history ''[]''), (care_history ''[]'')) v(h), %s(h) x', f)), n::numeric, format('and guesses for %s of a column', f)) FROM (VALUES ('timeline', 20), ('provider_visits', 10)) v(f, n);
SELECT is(pg_temp.rows_planned(format('SELECT * FROM %s(care_panel %L)', f, p)), 300::numeric, format('%s of a panel: its patients', f)) FROM (SELECT care_panel(i, i % 7, timestamptz '2024-01-01Z' + i * interval '1 day') AS p FROM generate_series(1, 300) i) l, unnest(ARRAY['histories', 'continuity']) f;
SELECT is(pg_temp.rows_planned($$SELECT * FROM histories('{}')$$), 1::numeric, 'histories of an empty panel');
-- What takes a value costs more than arithmetic, but for the parts of a type and of an aggregate.
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid AND extname = 'placebase'
	JOIN pg_language l ON l.oid = prolang AND lanname = 'c'
	WHERE prokind = 'f' AND procost = 1 AND NOT 'internal'::regtype = ANY (proargtypes)
		AND ARRAY(SELECT unnest(proargtypes)) && '{place_flows,place_counts,care_history,care_panel,attendance_profile,ranked_outcomes,code_map,condition_set}'::regtype[]::oid[]
		AND NOT EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn)) AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = p.oid)
		AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typsend, typreceive)) AND NOT EXISTS (SELECT FROM pg_cast WHERE castfunc = p.oid)
		AND proname !~ '_(eq|ne|lt|le|gt|ge)$'$$,
	'every question of a value has a cost');

SELECT * FROM finish();
ROLLBACK;

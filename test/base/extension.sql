-- What the extension says of itself: a comment for every object, and how each function may be used.
BEGIN;
SELECT no_plan();

CREATE TEMP VIEW member AS
SELECT classid, objid, pg_describe_object(classid, objid, 0) AS name FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'placebase') AND deptype = 'e';
SELECT cmp_ok(count(*), '>', 200::bigint, 'objects of the extension') FROM member;
SELECT is_empty($$SELECT name FROM member WHERE obj_description(objid, classid::regclass::text) IS NULL AND name NOT LIKE 'type %[]'$$, 'each has a comment');
SELECT is_empty($$SELECT name FROM member JOIN pg_proc ON pg_proc.oid = objid WHERE classid = 'pg_proc'::regclass AND (proparallel <> 's' OR provolatile = 'v' OR prosecdef)$$,
	'every function is parallel safe, none is volatile or runs as somebody else');
SELECT is_empty($$SELECT name FROM member WHERE classid IN ('pg_class'::regclass, 'pg_trigger'::regclass) AND objid NOT IN (SELECT typrelid FROM pg_type)$$, 'no table, view or trigger');
SELECT is_empty($$
	WITH part AS (SELECT p.oid FROM pg_proc p WHERE 'internal'::regtype = ANY (proargtypes) OR 'cstring'::regtype = ANY (proargtypes)
		UNION SELECT unnest(ARRAY[typoutput, typsend]) FROM pg_type UNION SELECT oprcode FROM pg_operator UNION SELECT amproc FROM pg_amproc
		UNION SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn]) FROM pg_aggregate
		UNION SELECT castfunc FROM pg_cast UNION SELECT prosupport::oid FROM pg_proc)
	SELECT name FROM member JOIN pg_proc ON pg_proc.oid = objid
	WHERE classid = 'pg_proc'::regclass AND objid NOT IN (SELECT oid FROM part) AND pronargs > 0
		AND obj_description(objid, 'pg_proc') NOT LIKE '%as it was in 1.0.0'
		AND (proargnames IS NULL OR '' = ANY (proargnames[1:pronargs]))$$, 'every argument that somebody passes has a name');
SELECT is(extnamespace::regnamespace::text, CASE WHEN current_setting('search_path') LIKE '%placebase%' THEN 'placebase' ELSE 'public' END, 'its schema')
FROM pg_extension WHERE extname = 'placebase';

SELECT * FROM finish();
ROLLBACK;

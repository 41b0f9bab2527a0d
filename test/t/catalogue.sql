-- Everything that the catalogue says of the extension's objects, one fact a row,
-- with names where the catalogue has numbers of this database alone.
CREATE FUNCTION pg_temp.catalogue() RETURNS TABLE (fact text) LANGUAGE plpgsql AS
$$
DECLARE
	extension oid := (SELECT oid FROM pg_extension WHERE extname = 'placebase');
	catalogue regclass;
BEGIN
	CREATE TEMP TABLE member ON COMMIT DROP AS
	WITH RECURSIVE m(classid, objid) AS (
		SELECT d.classid, d.objid FROM pg_depend d
		WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = extension AND d.deptype = 'e'
		UNION
		SELECT d.classid, d.objid FROM pg_depend d JOIN m ON d.refclassid = m.classid AND d.refobjid = m.objid
		WHERE d.deptype = 'i' AND d.objsubid = 0)
	SELECT classid, objid, i.type || ' ' || i.identity AS name FROM m, pg_identify_object(classid, objid, 0) i;

	-- The rows of each catalogue, as JSON; some are known by the object they belong to.
	-- Options of a column may hold a number that the server made up (pg_attver).
	CREATE TEMP TABLE fact_row ON COMMIT DROP AS
	SELECT 'pg_aggregate'::regclass AS classid, m.name, to_jsonb(a) AS facts
	FROM member m JOIN pg_aggregate a ON m.classid = 'pg_proc'::regclass AND a.aggfnoid = m.objid
	UNION ALL
	SELECT 'pg_attribute'::regclass, m.name || ' column ' || a.attnum, to_jsonb(a) - 'attoptions' - 'attmissingval'
	FROM member m JOIN pg_attribute a ON m.classid = 'pg_class'::regclass AND a.attrelid = m.objid;
	FOR catalogue IN SELECT DISTINCT m.classid FROM member m
	LOOP
		EXECUTE format('INSERT INTO fact_row SELECT m.classid, m.name, to_jsonb(t) FROM member m JOIN %s t
			ON m.classid = %L::regclass AND t.oid = m.objid', catalogue, catalogue);
	END LOOP;

	-- Trees of nodes hold numbers: functions are printed instead.
	UPDATE fact_row f SET facts = f.facts - ARRAY['oid', 'proargdefaults', 'prosqlbody', 'typdefaultbin', 'relfilenode',
		'relfrozenxid', 'relminmxid', 'relpages', 'reltuples', 'relallvisible', 'relallfrozen'];

	RETURN QUERY
	SELECT f.name || ': ' || facts.key || ' = ' || coalesce(
		CASE WHEN k.pktable IS NULL OR facts.value !~ '^[][{}", 0-9]*$' THEN facts.value
			ELSE (SELECT string_agg(coalesce((pg_identify_object(k.pktable, n[1]::oid, 0)).identity, n[1]), ', ' ORDER BY o)
				FROM regexp_matches(facts.value, '\d+', 'g') WITH ORDINALITY AS r(n, o))
		END, 'NULL')
	FROM fact_row f CROSS JOIN jsonb_each_text(f.facts) facts
		LEFT JOIN pg_get_catalog_foreign_keys() k ON k.fktable = f.classid AND k.fkcols = ARRAY[facts.key]
	UNION ALL
	SELECT m.name || ' is ' || pg_get_functiondef(m.objid)
	FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid AND p.prokind <> 'a'
	UNION ALL
	SELECT m.name || ' says ' || obj_description(m.objid, m.classid::regclass::text)
	FROM member m
	UNION ALL
	SELECT m.name || ' depends on ' || d.deptype::text || ' ' || i.type || ' ' || i.identity
	FROM member m JOIN pg_depend d ON d.classid = m.classid AND d.objid = m.objid,
		pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) i
	UNION ALL
	SELECT 'extension: ' || facts.key || ' = ' || facts.value
	FROM pg_extension e, jsonb_each_text(to_jsonb(e)) facts WHERE e.oid = extension AND facts.key <> 'oid';
END
$$;
SELECT replace(fact, E'\n', ' ') FROM pg_temp.catalogue() fact WHERE fact IS NOT NULL ORDER BY fact COLLATE "C";

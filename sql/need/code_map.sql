
-- code_map: which clinical codes mean which condition

-- written once: base/forms code_map IMMUTABLE a JSON array of ["condition", "system", "code", "match"]

-- written once: base/type code_map int4 which clinical codes mean which condition

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

-- written once: base/bytes code_map - the same entries

-- written once: base/equality code_map HASHES the same entries

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

-- written once: base/order code_map

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json code_map IMMUTABLE

-- Rows fold into a list.  A code list is short, so that there is nothing to share out to workers.

CREATE FUNCTION code_map_transition(internal, text, text, text) RETURNS internal
	AS 'MODULE_PATHNAME', 'code_map_entry_transition' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION code_map_transition(internal, text, text, text) IS 'transition of code_map(text, text, text)';

CREATE FUNCTION code_map_transition(internal, text, text, text, text) RETURNS internal
	AS 'MODULE_PATHNAME', 'code_map_match_transition' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION code_map_transition(internal, text, text, text, text) IS 'transition of code_map(text, text, text, text)';

CREATE FUNCTION code_map_final(internal) RETURNS code_map
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION code_map_final(internal) IS 'the value of a transition state of code_map';

CREATE AGGREGATE code_map(condition text, system text, code text) (
	SFUNC = code_map_transition,
	STYPE = internal,
	SSPACE = 4096,
	FINALFUNC = code_map_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE code_map(text, text, text) IS 'folds the rows of a code list; rows with NULL are left out';

CREATE AGGREGATE code_map(condition text, system text, code text, match text) (
	SFUNC = code_map_transition,
	STYPE = internal,
	SSPACE = 4096,
	FINALFUNC = code_map_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE code_map(text, text, text, text) IS 'folds the rows of a code list with matches: prefix, exact, not prefix, not exact';

-- Questions

CREATE FUNCTION conditions(map code_map, system text, code text) RETURNS text[]
	AS 'MODULE_PATHNAME', 'code_map_conditions' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION conditions(code_map, text, text) IS 'the conditions that a code means';

CREATE FUNCTION entries(map code_map) RETURNS TABLE (condition text, system text, code text, match text)
	AS 'MODULE_PATHNAME', 'code_map_entries' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 500;
COMMENT ON FUNCTION entries(code_map) IS 'the entries of a code list as rows';

CREATE FUNCTION snomed_valid(code text) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION snomed_valid(text) IS 'true if a text can be an identifier of SNOMED CT: digits, partition, check digit';

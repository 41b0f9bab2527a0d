
-- attendance_profile: how many people made how many contacts

-- written once: base/forms attendance_profile IMMUTABLE a JSON object of contacts and people

-- written once: base/type attendance_profile double how many people made how many contacts

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

-- written once: base/bytes attendance_profile - the same people for the same contacts

-- written once: base/equality attendance_profile HASHES the same people for the same contacts

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

-- written once: base/order attendance_profile

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json attendance_profile IMMUTABLE

-- Rows fold into a value

CREATE FUNCTION attendance_profile_transition(attendance_profile, double precision) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(attendance_profile, double precision) IS 'transition of attendance_profile(double precision)';

CREATE FUNCTION attendance_profile_transition(attendance_profile, double precision, bigint) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(attendance_profile, double precision, bigint) IS 'transition of attendance_profile(double precision, bigint)';

-- sum() returns numeric, which becomes double precision by itself and bigint does not.

CREATE FUNCTION attendance_profile_transition(attendance_profile, double precision, double precision) RETURNS attendance_profile
	AS 'MODULE_PATHNAME', 'attendance_profile_transition_float8' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(attendance_profile, double precision, double precision) IS 'transition of attendance_profile(double precision, double precision)';

-- written once: base/combine attendance_profile

CREATE FUNCTION attendance_profile_final(attendance_profile) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_final(attendance_profile) IS 'closes the state of the aggregates';

-- written once: base/fold attendance_profile 256 contacts double precision
COMMENT ON AGGREGATE attendance_profile(double precision) IS 'how many people made how many contacts: one row is one person';

-- written once: base/fold attendance_profile 256 contacts double precision, people bigint
COMMENT ON AGGREGATE attendance_profile(double precision, bigint) IS 'how many people made how many contacts: one row is so many people';

-- written once: base/fold attendance_profile 256 contacts double precision, people double precision
COMMENT ON AGGREGATE attendance_profile(double precision, double precision) IS 'how many people made how many contacts: one row is so many people, a whole number';

-- written once: base/rollup attendance_profile 256 profile
COMMENT ON AGGREGATE rollup(attendance_profile) IS 'all profiles as one, of all their people';

-- The aggregates of 1.0.0 had an internal state.  Aggregates that somebody built on these functions go on.

CREATE FUNCTION attendance_profile_transition(internal, double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(internal, double precision) IS 'part of attendance_profile, as it was in 1.0.0';

CREATE FUNCTION attendance_profile_transition(internal, double precision, bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(internal, double precision, bigint) IS 'part of attendance_profile, as it was in 1.0.0';

-- written once: base/internal_state attendance_profile

-- A name of a type that is called with one text is a cast to PostgreSQL, and the text no JSON: these say what is missing.

CREATE FUNCTION attendance_profile_of_text(attendance_profile, text) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_of_text(attendance_profile, text) IS 'says that attendance_profile needs numbers';

CREATE FUNCTION attendance_profile_of_text(attendance_profile, character) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_of_text(attendance_profile, character) IS 'says that attendance_profile needs numbers';

CREATE AGGREGATE attendance_profile(contacts text) (SFUNC = attendance_profile_of_text, STYPE = attendance_profile, PARALLEL = SAFE);
COMMENT ON AGGREGATE attendance_profile(text) IS 'an error that says what is missing: attendance_profile needs numbers of contacts';

CREATE AGGREGATE attendance_profile(contacts character varying) (SFUNC = attendance_profile_of_text, STYPE = attendance_profile, PARALLEL = SAFE);
COMMENT ON AGGREGATE attendance_profile(character varying) IS 'an error that says what is missing: attendance_profile needs numbers of contacts';

CREATE AGGREGATE attendance_profile(contacts character) (SFUNC = attendance_profile_of_text, STYPE = attendance_profile, PARALLEL = SAFE);
COMMENT ON AGGREGATE attendance_profile(character) IS 'an error that says what is missing: attendance_profile needs numbers of contacts';

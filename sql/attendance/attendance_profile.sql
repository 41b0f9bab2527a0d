
-- attendance_profile: how many people made how many contacts

CREATE TYPE attendance_profile;

CREATE FUNCTION attendance_profile_in(cstring) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_in(cstring) IS 'text input: a JSON object of contacts and people';

CREATE FUNCTION attendance_profile_out(attendance_profile) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_out(attendance_profile) IS 'text output: a JSON object of contacts and people';

CREATE FUNCTION attendance_profile_recv(internal) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_recv(internal) IS 'binary input';

CREATE FUNCTION attendance_profile_send(attendance_profile) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_send(attendance_profile) IS 'binary output';

CREATE TYPE attendance_profile (
	INPUT = attendance_profile_in,
	OUTPUT = attendance_profile_out,
	RECEIVE = attendance_profile_recv,
	SEND = attendance_profile_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE attendance_profile IS 'how many people made how many contacts';

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

CREATE FUNCTION attendance_profile_eq(attendance_profile, attendance_profile) RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_eq(attendance_profile, attendance_profile) IS 'the same people for the same contacts';

CREATE FUNCTION attendance_profile_ne(attendance_profile, attendance_profile) RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_ne(attendance_profile, attendance_profile) IS 'not the same people for the same contacts';

CREATE FUNCTION attendance_profile_hash(attendance_profile) RETURNS integer
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_hash(attendance_profile) IS 'hash';

CREATE FUNCTION attendance_profile_hash_extended(attendance_profile, bigint) RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_hash_extended(attendance_profile, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (attendance_profile, attendance_profile) IS 'the same people for the same contacts';

CREATE OPERATOR <> (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (attendance_profile, attendance_profile) IS 'not the same people for the same contacts';

CREATE OPERATOR CLASS attendance_profile_hash_ops DEFAULT FOR TYPE attendance_profile USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 attendance_profile_hash(attendance_profile),
	FUNCTION 2 attendance_profile_hash_extended(attendance_profile, bigint);
COMMENT ON OPERATOR CLASS attendance_profile_hash_ops USING hash IS 'equality of attendance_profile';
COMMENT ON OPERATOR FAMILY attendance_profile_hash_ops USING hash IS 'equality of attendance_profile';

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

CREATE FUNCTION attendance_profile_lt(attendance_profile, attendance_profile) RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_lt(attendance_profile, attendance_profile) IS 'before, in an arbitrary but total order';

CREATE FUNCTION attendance_profile_le(attendance_profile, attendance_profile) RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_le(attendance_profile, attendance_profile) IS 'before or equal, in an arbitrary but total order';

CREATE FUNCTION attendance_profile_ge(attendance_profile, attendance_profile) RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_ge(attendance_profile, attendance_profile) IS 'after or equal, in an arbitrary but total order';

CREATE FUNCTION attendance_profile_gt(attendance_profile, attendance_profile) RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_gt(attendance_profile, attendance_profile) IS 'after, in an arbitrary but total order';

CREATE FUNCTION attendance_profile_cmp(attendance_profile, attendance_profile) RETURNS integer
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_cmp(attendance_profile, attendance_profile) IS 'negative, 0 or positive: before, equal or after, in an arbitrary but total order';

CREATE OPERATOR < (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (attendance_profile, attendance_profile) IS 'before, in an arbitrary but total order';

CREATE OPERATOR <= (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (attendance_profile, attendance_profile) IS 'before or equal, in an arbitrary but total order';

CREATE OPERATOR >= (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (attendance_profile, attendance_profile) IS 'after or equal, in an arbitrary but total order';

CREATE OPERATOR > (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (attendance_profile, attendance_profile) IS 'after, in an arbitrary but total order';

CREATE OPERATOR CLASS attendance_profile_btree_ops DEFAULT FOR TYPE attendance_profile USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 attendance_profile_cmp(attendance_profile, attendance_profile);
COMMENT ON OPERATOR CLASS attendance_profile_btree_ops USING btree IS 'order of attendance_profile: arbitrary, but total';
COMMENT ON OPERATOR FAMILY attendance_profile_btree_ops USING btree IS 'order of attendance_profile: arbitrary, but total';

-- The text form is JSON, so a value is an object for whoever asks for JSON

CREATE FUNCTION attendance_profile_to_json(attendance_profile) RETURNS json
	AS 'MODULE_PATHNAME', 'value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_to_json(attendance_profile) IS 'the text form as json';

CREATE FUNCTION attendance_profile_from_json(json) RETURNS attendance_profile
	AS 'MODULE_PATHNAME', 'value_from_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_from_json(json) IS 'the value that its text form in json stands for';

CREATE CAST (attendance_profile AS json) WITH FUNCTION attendance_profile_to_json(attendance_profile) AS ASSIGNMENT;
COMMENT ON CAST (attendance_profile AS json) IS 'the text form as json';

CREATE CAST (json AS attendance_profile) WITH FUNCTION attendance_profile_from_json(json) AS ASSIGNMENT;
COMMENT ON CAST (json AS attendance_profile) IS 'the value that its text form in json stands for';

CREATE FUNCTION attendance_profile_to_jsonb(attendance_profile) RETURNS jsonb
	AS 'MODULE_PATHNAME', 'value_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_to_jsonb(attendance_profile) IS 'the text form as jsonb';

CREATE FUNCTION attendance_profile_from_jsonb(jsonb) RETURNS attendance_profile
	AS 'MODULE_PATHNAME', 'value_from_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_from_jsonb(jsonb) IS 'the value that its text form in jsonb stands for';

CREATE CAST (attendance_profile AS jsonb) WITH FUNCTION attendance_profile_to_jsonb(attendance_profile) AS ASSIGNMENT;
COMMENT ON CAST (attendance_profile AS jsonb) IS 'the text form as jsonb';

CREATE CAST (jsonb AS attendance_profile) WITH FUNCTION attendance_profile_from_jsonb(jsonb) AS ASSIGNMENT;
COMMENT ON CAST (jsonb AS attendance_profile) IS 'the value that its text form in jsonb stands for';

-- Rows fold into a value

CREATE FUNCTION attendance_profile_transition(internal, double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(internal, double precision) IS 'transition of attendance_profile(double precision)';

CREATE FUNCTION attendance_profile_transition(internal, double precision, bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(internal, double precision, bigint) IS 'transition of attendance_profile(double precision, bigint)';

-- sum() returns numeric, which becomes double precision by itself and bigint does not.

CREATE FUNCTION attendance_profile_transition(internal, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'attendance_profile_transition_float8' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(internal, double precision, double precision) IS 'transition of attendance_profile(double precision, double precision)';

CREATE FUNCTION attendance_profile_rollup_transition(internal, attendance_profile) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_rollup_transition(internal, attendance_profile) IS 'transition of rollup(attendance_profile)';

CREATE FUNCTION attendance_profile_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_combine(internal, internal) IS 'unites two transition states of attendance_profile';

CREATE FUNCTION attendance_profile_serialise(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_serialise(internal) IS 'sends a transition state of attendance_profile to another process';

CREATE FUNCTION attendance_profile_deserialise(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_deserialise(bytea, internal) IS 'receives a transition state of attendance_profile';

CREATE FUNCTION attendance_profile_final(internal) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_final(internal) IS 'the value of a transition state of attendance_profile';

CREATE AGGREGATE attendance_profile(contacts double precision) (
	SFUNC = attendance_profile_transition,
	STYPE = internal,
	SSPACE = 256,
	FINALFUNC = attendance_profile_final,
	COMBINEFUNC = attendance_profile_combine,
	SERIALFUNC = attendance_profile_serialise,
	DESERIALFUNC = attendance_profile_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE attendance_profile(double precision) IS 'how many people made how many contacts: one row is one person';

CREATE AGGREGATE attendance_profile(contacts double precision, people bigint) (
	SFUNC = attendance_profile_transition,
	STYPE = internal,
	SSPACE = 256,
	FINALFUNC = attendance_profile_final,
	COMBINEFUNC = attendance_profile_combine,
	SERIALFUNC = attendance_profile_serialise,
	DESERIALFUNC = attendance_profile_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE attendance_profile(double precision, bigint) IS 'how many people made how many contacts: one row is so many people';

CREATE AGGREGATE attendance_profile(contacts double precision, people double precision) (
	SFUNC = attendance_profile_transition,
	STYPE = internal,
	SSPACE = 256,
	FINALFUNC = attendance_profile_final,
	COMBINEFUNC = attendance_profile_combine,
	SERIALFUNC = attendance_profile_serialise,
	DESERIALFUNC = attendance_profile_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE attendance_profile(double precision, double precision) IS 'how many people made how many contacts: one row is so many people, a whole number';

CREATE AGGREGATE rollup(profile attendance_profile) (
	SFUNC = attendance_profile_rollup_transition,
	STYPE = internal,
	SSPACE = 256,
	FINALFUNC = attendance_profile_final,
	COMBINEFUNC = attendance_profile_combine,
	SERIALFUNC = attendance_profile_serialise,
	DESERIALFUNC = attendance_profile_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(attendance_profile) IS 'all profiles as one, of all their people';

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

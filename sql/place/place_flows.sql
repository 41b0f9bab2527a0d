
-- place_flows: how many go from each place to each other place

CREATE TYPE place_flows;

CREATE FUNCTION place_flows_in(cstring) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_in(cstring) IS 'text input: a JSON object that has for each origin an object of destinations and counts';

CREATE FUNCTION place_flows_out(place_flows) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_out(place_flows) IS 'text output: a JSON object that has for each origin an object of destinations and counts';

CREATE FUNCTION place_flows_recv(internal) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_recv(internal) IS 'binary input';

CREATE FUNCTION place_flows_send(place_flows) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_send(place_flows) IS 'binary output';

CREATE TYPE place_flows (
	INPUT = place_flows_in,
	OUTPUT = place_flows_out,
	RECEIVE = place_flows_recv,
	SEND = place_flows_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE place_flows IS 'how many go from each place to each other place';

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

CREATE FUNCTION place_flows_eq(place_flows, place_flows) RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_eq(place_flows, place_flows) IS 'the same cells with the same counts';

CREATE FUNCTION place_flows_ne(place_flows, place_flows) RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_ne(place_flows, place_flows) IS 'not the same cells with the same counts';

CREATE FUNCTION place_flows_hash(place_flows) RETURNS integer
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_hash(place_flows) IS 'hash';

CREATE FUNCTION place_flows_hash_extended(place_flows, bigint) RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_hash_extended(place_flows, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (place_flows, place_flows) IS 'the same cells with the same counts';

CREATE OPERATOR <> (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (place_flows, place_flows) IS 'not the same cells with the same counts';

CREATE OPERATOR CLASS place_flows_hash_ops DEFAULT FOR TYPE place_flows USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 place_flows_hash(place_flows),
	FUNCTION 2 place_flows_hash_extended(place_flows, bigint);
COMMENT ON OPERATOR CLASS place_flows_hash_ops USING hash IS 'equality of place_flows';
COMMENT ON OPERATOR FAMILY place_flows_hash_ops USING hash IS 'equality of place_flows';

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

CREATE FUNCTION place_flows_lt(place_flows, place_flows) RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_lt(place_flows, place_flows) IS 'before, in an arbitrary but total order';

CREATE FUNCTION place_flows_le(place_flows, place_flows) RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_le(place_flows, place_flows) IS 'before or equal, in an arbitrary but total order';

CREATE FUNCTION place_flows_ge(place_flows, place_flows) RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_ge(place_flows, place_flows) IS 'after or equal, in an arbitrary but total order';

CREATE FUNCTION place_flows_gt(place_flows, place_flows) RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_gt(place_flows, place_flows) IS 'after, in an arbitrary but total order';

CREATE FUNCTION place_flows_cmp(place_flows, place_flows) RETURNS integer
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_cmp(place_flows, place_flows) IS 'negative, 0 or positive: before, equal or after, in an arbitrary but total order';

CREATE OPERATOR < (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (place_flows, place_flows) IS 'before, in an arbitrary but total order';

CREATE OPERATOR <= (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (place_flows, place_flows) IS 'before or equal, in an arbitrary but total order';

CREATE OPERATOR >= (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (place_flows, place_flows) IS 'after or equal, in an arbitrary but total order';

CREATE OPERATOR > (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (place_flows, place_flows) IS 'after, in an arbitrary but total order';

CREATE OPERATOR CLASS place_flows_btree_ops DEFAULT FOR TYPE place_flows USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 place_flows_cmp(place_flows, place_flows);
COMMENT ON OPERATOR CLASS place_flows_btree_ops USING btree IS 'order of place_flows: arbitrary, but total';
COMMENT ON OPERATOR FAMILY place_flows_btree_ops USING btree IS 'order of place_flows: arbitrary, but total';

-- The text form is JSON, so a value is an object for whoever asks for JSON

CREATE FUNCTION place_flows_to_json(place_flows) RETURNS json
	AS 'MODULE_PATHNAME', 'value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_to_json(place_flows) IS 'the text form as json';

CREATE FUNCTION place_flows_from_json(json) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'value_from_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_from_json(json) IS 'the value that its text form in json stands for';

CREATE CAST (place_flows AS json) WITH FUNCTION place_flows_to_json(place_flows) AS ASSIGNMENT;
COMMENT ON CAST (place_flows AS json) IS 'the text form as json';

CREATE CAST (json AS place_flows) WITH FUNCTION place_flows_from_json(json) AS ASSIGNMENT;
COMMENT ON CAST (json AS place_flows) IS 'the value that its text form in json stands for';

CREATE FUNCTION place_flows_to_jsonb(place_flows) RETURNS jsonb
	AS 'MODULE_PATHNAME', 'value_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_to_jsonb(place_flows) IS 'the text form as jsonb';

CREATE FUNCTION place_flows_from_jsonb(jsonb) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'value_from_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_from_jsonb(jsonb) IS 'the value that its text form in jsonb stands for';

CREATE CAST (place_flows AS jsonb) WITH FUNCTION place_flows_to_jsonb(place_flows) AS ASSIGNMENT;
COMMENT ON CAST (place_flows AS jsonb) IS 'the text form as jsonb';

CREATE CAST (jsonb AS place_flows) WITH FUNCTION place_flows_from_jsonb(jsonb) AS ASSIGNMENT;
COMMENT ON CAST (jsonb AS place_flows) IS 'the value that its text form in jsonb stands for';

-- Rows fold into a value

CREATE FUNCTION place_flows_transition(internal, text, text, float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(internal, text, text, float8) IS 'transition of place_flows(text, text, float8)';

CREATE FUNCTION place_flows_transition(internal, bigint, bigint, float8) RETURNS internal
	AS 'MODULE_PATHNAME', 'place_flows_transition_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(internal, bigint, bigint, float8) IS 'transition of place_flows(bigint, bigint, float8)';

CREATE FUNCTION place_flows_transition(internal, bigint, text, float8) RETURNS internal
	AS 'MODULE_PATHNAME', 'place_flows_transition_from_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(internal, bigint, text, float8) IS 'transition of place_flows(bigint, text, float8)';

CREATE FUNCTION place_flows_transition(internal, text, bigint, float8) RETURNS internal
	AS 'MODULE_PATHNAME', 'place_flows_transition_to_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(internal, text, bigint, float8) IS 'transition of place_flows(text, bigint, float8)';

CREATE FUNCTION place_flows_rollup_transition(internal, place_flows) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_rollup_transition(internal, place_flows) IS 'transition of rollup(place_flows)';

CREATE FUNCTION place_flows_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_combine(internal, internal) IS 'unites two transition states of place_flows';

CREATE FUNCTION place_flows_serialise(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_serialise(internal) IS 'sends a transition state of place_flows to another process';

CREATE FUNCTION place_flows_deserialise(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_deserialise(bytea, internal) IS 'receives a transition state of place_flows';

CREATE FUNCTION place_flows_final(internal) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_final(internal) IS 'the value of a transition state of place_flows';

CREATE AGGREGATE place_flows(origin text, destination text, n float8) (
	SFUNC = place_flows_transition,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	SERIALFUNC = place_flows_serialise,
	DESERIALFUNC = place_flows_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE place_flows(text, text, float8) IS 'how many go from each origin to each destination: counts of the same pair are added';

CREATE AGGREGATE place_flows(origin bigint, destination bigint, n float8) (
	SFUNC = place_flows_transition,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	SERIALFUNC = place_flows_serialise,
	DESERIALFUNC = place_flows_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE place_flows(bigint, bigint, float8) IS 'how many go from each origin to each destination, the codes of both a number: counts of the same pair are added';

CREATE AGGREGATE place_flows(origin bigint, destination text, n float8) (
	SFUNC = place_flows_transition,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	SERIALFUNC = place_flows_serialise,
	DESERIALFUNC = place_flows_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE place_flows(bigint, text, float8) IS 'how many go from each origin to each destination, the code of the origin a number: counts of the same pair are added';

CREATE AGGREGATE place_flows(origin text, destination bigint, n float8) (
	SFUNC = place_flows_transition,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	SERIALFUNC = place_flows_serialise,
	DESERIALFUNC = place_flows_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE place_flows(text, bigint, float8) IS 'how many go from each origin to each destination, the code of the destination a number: counts of the same pair are added';

-- Without n, these say what is missing.

CREATE FUNCTION place_flows_of_places(place_flows, text, text) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_of_places(place_flows, text, text) IS 'says that place_flows lacks n';

CREATE AGGREGATE place_flows(origin text, destination text) (SFUNC = place_flows_of_places, STYPE = place_flows, PARALLEL = SAFE);
COMMENT ON AGGREGATE place_flows(text, text) IS 'an error that says what is missing: n';

CREATE FUNCTION place_flows_of_places(place_flows, bigint, bigint) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_of_places(place_flows, bigint, bigint) IS 'says that place_flows lacks n';

CREATE AGGREGATE place_flows(origin bigint, destination bigint) (SFUNC = place_flows_of_places, STYPE = place_flows, PARALLEL = SAFE);
COMMENT ON AGGREGATE place_flows(bigint, bigint) IS 'an error that says what is missing: n';

CREATE AGGREGATE rollup(f place_flows) (
	SFUNC = place_flows_rollup_transition,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	SERIALFUNC = place_flows_serialise,
	DESERIALFUNC = place_flows_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(place_flows) IS 'all values added, cell by cell';


-- ranked_outcomes: how many people each rank has, and what came of them

CREATE TYPE ranked_outcomes;

CREATE FUNCTION ranked_outcomes_in(cstring) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_in(cstring) IS 'text input: a JSON object of ranks, each with its people and their outcome';

CREATE FUNCTION ranked_outcomes_out(ranked_outcomes) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_out(ranked_outcomes) IS 'text output: a JSON object of ranks, each with its people and their outcome';

CREATE FUNCTION ranked_outcomes_recv(internal) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_recv(internal) IS 'binary input';

CREATE FUNCTION ranked_outcomes_send(ranked_outcomes) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_send(ranked_outcomes) IS 'binary output';

CREATE TYPE ranked_outcomes (
	INPUT = ranked_outcomes_in,
	OUTPUT = ranked_outcomes_out,
	RECEIVE = ranked_outcomes_recv,
	SEND = ranked_outcomes_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE ranked_outcomes IS 'for each rank (a risk score, a rank of deprivation) how many people, and how much outcome';

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

CREATE FUNCTION ranked_outcomes_eq(ranked_outcomes, ranked_outcomes) RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_eq(ranked_outcomes, ranked_outcomes) IS 'the same people with the same outcome at the same ranks';

CREATE FUNCTION ranked_outcomes_ne(ranked_outcomes, ranked_outcomes) RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_ne(ranked_outcomes, ranked_outcomes) IS 'not the same people with the same outcome at the same ranks';

CREATE FUNCTION ranked_outcomes_hash(ranked_outcomes) RETURNS integer
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_hash(ranked_outcomes) IS 'hash';

CREATE FUNCTION ranked_outcomes_hash_extended(ranked_outcomes, bigint) RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_hash_extended(ranked_outcomes, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = ranked_outcomes, RIGHTARG = ranked_outcomes, FUNCTION = ranked_outcomes_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (ranked_outcomes, ranked_outcomes) IS 'the same people with the same outcome at the same ranks';

CREATE OPERATOR <> (
	LEFTARG = ranked_outcomes, RIGHTARG = ranked_outcomes, FUNCTION = ranked_outcomes_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (ranked_outcomes, ranked_outcomes) IS 'not the same people with the same outcome at the same ranks';

CREATE OPERATOR CLASS ranked_outcomes_hash_ops DEFAULT FOR TYPE ranked_outcomes USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 ranked_outcomes_hash(ranked_outcomes),
	FUNCTION 2 ranked_outcomes_hash_extended(ranked_outcomes, bigint);
COMMENT ON OPERATOR CLASS ranked_outcomes_hash_ops USING hash IS 'equality of ranked_outcomes';
COMMENT ON OPERATOR FAMILY ranked_outcomes_hash_ops USING hash IS 'equality of ranked_outcomes';

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

CREATE FUNCTION ranked_outcomes_lt(ranked_outcomes, ranked_outcomes) RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_lt(ranked_outcomes, ranked_outcomes) IS 'before, in an arbitrary but total order';

CREATE FUNCTION ranked_outcomes_le(ranked_outcomes, ranked_outcomes) RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_le(ranked_outcomes, ranked_outcomes) IS 'before or equal, in an arbitrary but total order';

CREATE FUNCTION ranked_outcomes_ge(ranked_outcomes, ranked_outcomes) RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_ge(ranked_outcomes, ranked_outcomes) IS 'after or equal, in an arbitrary but total order';

CREATE FUNCTION ranked_outcomes_gt(ranked_outcomes, ranked_outcomes) RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_gt(ranked_outcomes, ranked_outcomes) IS 'after, in an arbitrary but total order';

CREATE FUNCTION ranked_outcomes_cmp(ranked_outcomes, ranked_outcomes) RETURNS integer
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_cmp(ranked_outcomes, ranked_outcomes) IS 'negative, 0 or positive: before, equal or after, in an arbitrary but total order';

CREATE OPERATOR < (
	LEFTARG = ranked_outcomes, RIGHTARG = ranked_outcomes, FUNCTION = ranked_outcomes_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (ranked_outcomes, ranked_outcomes) IS 'before, in an arbitrary but total order';

CREATE OPERATOR <= (
	LEFTARG = ranked_outcomes, RIGHTARG = ranked_outcomes, FUNCTION = ranked_outcomes_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (ranked_outcomes, ranked_outcomes) IS 'before or equal, in an arbitrary but total order';

CREATE OPERATOR >= (
	LEFTARG = ranked_outcomes, RIGHTARG = ranked_outcomes, FUNCTION = ranked_outcomes_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (ranked_outcomes, ranked_outcomes) IS 'after or equal, in an arbitrary but total order';

CREATE OPERATOR > (
	LEFTARG = ranked_outcomes, RIGHTARG = ranked_outcomes, FUNCTION = ranked_outcomes_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (ranked_outcomes, ranked_outcomes) IS 'after, in an arbitrary but total order';

CREATE OPERATOR CLASS ranked_outcomes_btree_ops DEFAULT FOR TYPE ranked_outcomes USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 ranked_outcomes_cmp(ranked_outcomes, ranked_outcomes);
COMMENT ON OPERATOR CLASS ranked_outcomes_btree_ops USING btree IS 'order of ranked_outcomes: arbitrary, but total';
COMMENT ON OPERATOR FAMILY ranked_outcomes_btree_ops USING btree IS 'order of ranked_outcomes: arbitrary, but total';

-- The text form is JSON, so a value is an object for whoever asks for JSON

CREATE FUNCTION ranked_outcomes_to_json(ranked_outcomes) RETURNS json
	AS 'MODULE_PATHNAME', 'value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_to_json(ranked_outcomes) IS 'the text form as json';

CREATE FUNCTION ranked_outcomes_from_json(json) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME', 'value_from_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_from_json(json) IS 'the value that its text form in json stands for';

CREATE CAST (ranked_outcomes AS json) WITH FUNCTION ranked_outcomes_to_json(ranked_outcomes) AS ASSIGNMENT;
COMMENT ON CAST (ranked_outcomes AS json) IS 'the text form as json';

CREATE CAST (json AS ranked_outcomes) WITH FUNCTION ranked_outcomes_from_json(json) AS ASSIGNMENT;
COMMENT ON CAST (json AS ranked_outcomes) IS 'the value that its text form in json stands for';

CREATE FUNCTION ranked_outcomes_to_jsonb(ranked_outcomes) RETURNS jsonb
	AS 'MODULE_PATHNAME', 'value_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_to_jsonb(ranked_outcomes) IS 'the text form as jsonb';

CREATE FUNCTION ranked_outcomes_from_jsonb(jsonb) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME', 'value_from_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_from_jsonb(jsonb) IS 'the value that its text form in jsonb stands for';

CREATE CAST (ranked_outcomes AS jsonb) WITH FUNCTION ranked_outcomes_to_jsonb(ranked_outcomes) AS ASSIGNMENT;
COMMENT ON CAST (ranked_outcomes AS jsonb) IS 'the text form as jsonb';

CREATE CAST (jsonb AS ranked_outcomes) WITH FUNCTION ranked_outcomes_from_jsonb(jsonb) AS ASSIGNMENT;
COMMENT ON CAST (jsonb AS ranked_outcomes) IS 'the value that its text form in jsonb stands for';

-- Rows fold into a value, which is the state too

CREATE FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, boolean) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME', 'ranked_outcomes_transition_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, boolean) IS 'transition of ranked_outcomes(double precision, boolean)';

CREATE FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision) IS 'transition of ranked_outcomes(double precision, double precision)';

CREATE FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision, double precision) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision, double precision)
	IS 'transition of ranked_outcomes(double precision, double precision, double precision)';

CREATE FUNCTION ranked_outcomes_combine(ranked_outcomes, ranked_outcomes) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_combine(ranked_outcomes, ranked_outcomes) IS 'transition of rollup, and unites two transition states of ranked_outcomes';

CREATE FUNCTION ranked_outcomes_final(ranked_outcomes) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_final(ranked_outcomes) IS 'closes the state of the aggregates';

CREATE AGGREGATE ranked_outcomes(score double precision, outcome boolean) (
	SFUNC = ranked_outcomes_transition, STYPE = ranked_outcomes, SSPACE = 512,
	FINALFUNC = ranked_outcomes_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = ranked_outcomes_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ranked_outcomes(double precision, boolean) IS 'how many people have each score, and to how many it happened: one row is one person';

CREATE AGGREGATE ranked_outcomes(rank double precision, outcome double precision) (
	SFUNC = ranked_outcomes_transition, STYPE = ranked_outcomes, SSPACE = 512,
	FINALFUNC = ranked_outcomes_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = ranked_outcomes_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ranked_outcomes(double precision, double precision) IS 'how many people have each rank, and what came of them: one row is one person';

CREATE AGGREGATE ranked_outcomes(rank double precision, outcome double precision, people double precision) (
	SFUNC = ranked_outcomes_transition, STYPE = ranked_outcomes, SSPACE = 512,
	FINALFUNC = ranked_outcomes_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = ranked_outcomes_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ranked_outcomes(double precision, double precision, double precision) IS 'how many people have each rank, and what came of them: one row is so many people';

CREATE AGGREGATE rollup(ranked ranked_outcomes) (
	SFUNC = ranked_outcomes_combine, STYPE = ranked_outcomes, SSPACE = 512,
	FINALFUNC = ranked_outcomes_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = ranked_outcomes_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(ranked_outcomes) IS 'the people and outcomes of all, rank by rank';


-- exact_sums: the state of aggregates that are a fixed number of sums.  Its text form keeps every bit
-- whatever extra_float_digits is, so that partial results travel between servers as they are.

CREATE TYPE exact_sums;

CREATE FUNCTION exact_sums_in(cstring) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION exact_sums_in(cstring) IS 'text input: a JSON array of numbers';

CREATE FUNCTION exact_sums_out(exact_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION exact_sums_out(exact_sums) IS 'text output: a JSON array of numbers';

CREATE FUNCTION exact_sums_recv(internal) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION exact_sums_recv(internal) IS 'binary input';

CREATE FUNCTION exact_sums_send(exact_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION exact_sums_send(exact_sums) IS 'binary output';

CREATE TYPE exact_sums (
	INPUT = exact_sums_in,
	OUTPUT = exact_sums_out,
	RECEIVE = exact_sums_recv,
	SEND = exact_sums_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE exact_sums IS 'the state of an aggregate that is made of sums';

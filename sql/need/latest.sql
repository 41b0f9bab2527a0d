
-- The latest of values that were measured again and again.  A partial state for each person and worker would save no row.

CREATE FUNCTION latest_transition(internal, double precision, timestamptz) RETURNS internal
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'latest_transition';
COMMENT ON FUNCTION latest_transition(internal, double precision, timestamptz) IS 'transition of latest';

CREATE FUNCTION latest_transition(internal, double precision, timestamptz, integer) RETURNS internal
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'latest_several_transition';
COMMENT ON FUNCTION latest_transition(internal, double precision, timestamptz, integer) IS 'transition of latest with how_many';

CREATE FUNCTION latest_final(internal) RETURNS double precision
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'latest_final';
COMMENT ON FUNCTION latest_final(internal) IS 'the value of a transition state of latest';

CREATE FUNCTION latest_several_final(internal) RETURNS double precision[]
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'latest_several_final';
COMMENT ON FUNCTION latest_several_final(internal) IS 'the values of a transition state of latest with how_many';

CREATE AGGREGATE latest(value double precision, at timestamptz) (
	SFUNC = latest_transition, STYPE = internal, SSPACE = 128,
	FINALFUNC = latest_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(double precision, timestamptz) IS 'the value that was measured last; rows with NULL are left out';

CREATE AGGREGATE latest(value double precision, at timestamptz, how_many integer) (
	SFUNC = latest_transition, STYPE = internal, SSPACE = 256,
	FINALFUNC = latest_several_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(double precision, timestamptz, integer) IS 'the values that were measured last, newest first; rows with NULL are left out';

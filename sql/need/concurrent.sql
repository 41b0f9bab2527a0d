
-- How many different items a person has at once.  A partial state for each person and worker would save no row.

CREATE FUNCTION peak_concurrent_transition(internal, text, daterange) RETURNS internal
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'peak_concurrent_transition';
COMMENT ON FUNCTION peak_concurrent_transition(internal, text, daterange) IS 'transition of peak_concurrent';

CREATE FUNCTION peak_concurrent_final(internal) RETURNS integer
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'peak_concurrent_final';
COMMENT ON FUNCTION peak_concurrent_final(internal) IS 'the value of a transition state of peak_concurrent';

CREATE FUNCTION days_concurrent_transition(internal, text, daterange, integer) RETURNS internal
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'days_concurrent_transition';
COMMENT ON FUNCTION days_concurrent_transition(internal, text, daterange, integer) IS 'transition of days_concurrent';

CREATE FUNCTION days_concurrent_final(internal) RETURNS integer
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'days_concurrent_final';
COMMENT ON FUNCTION days_concurrent_final(internal) IS 'the value of a transition state of days_concurrent';

CREATE AGGREGATE peak_concurrent(item text, period daterange) (
	SFUNC = peak_concurrent_transition, STYPE = internal, SSPACE = 512,
	FINALFUNC = peak_concurrent_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE peak_concurrent(text, daterange) IS 'the largest number of different items on one day; rows with NULL are left out';

CREATE AGGREGATE days_concurrent(item text, period daterange, at_least integer) (
	SFUNC = days_concurrent_transition, STYPE = internal, SSPACE = 512,
	FINALFUNC = days_concurrent_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE days_concurrent(text, daterange, integer) IS 'the days with at least so many different items; rows with NULL are left out';

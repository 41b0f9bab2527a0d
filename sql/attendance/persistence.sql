
-- Who stays a frequent attender.  The order of the rows matters, so there is no combine function.

CREATE FUNCTION longest_run_transition(bigint, boolean) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION longest_run_transition(bigint, boolean) IS 'transition of longest_run';

CREATE FUNCTION longest_run_final(bigint) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION longest_run_final(bigint) IS 'the value of a transition state of longest_run';

CREATE AGGREGATE longest_run(held boolean) (
	SFUNC = longest_run_transition,
	STYPE = bigint,
	FINALFUNC = longest_run_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE longest_run(boolean) IS 'how many rows in a row were true at most: rows ordered by period';


-- Calls and those who answer them

CREATE FUNCTION erlang_b(erlangs float8, agents integer) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION erlang_b(float8, integer) IS 'share of callers who find all agents busy, where they go away';

CREATE FUNCTION erlang_c(erlangs float8, agents integer) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION erlang_c(float8, integer) IS 'share of callers who find all agents busy, where they wait';

CREATE FUNCTION telephone_service(calls float8, period interval, handling interval, agents integer, target interval,
		OUT offered float8, OUT occupancy float8, OUT probability_of_waiting float8, OUT mean_wait interval, OUT service_level float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION telephone_service(float8, interval, interval, integer, interval) IS
	'how many callers wait, how long, and how many are answered within a target';

CREATE FUNCTION agents_needed(calls float8, period interval, handling interval, target interval, service_level float8) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION agents_needed(float8, interval, interval, interval, float8) IS
	'the fewest agents who answer a share of callers within a target';

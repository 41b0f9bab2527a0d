
-- Flows fitted to the totals of their origins and destinations

CREATE FUNCTION rake(f place_flows, origins place_counts, destinations place_counts,
		tolerance float8 DEFAULT 1e-9, max_sweeps integer DEFAULT 10000) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION rake(place_flows, place_counts, place_counts, float8, integer) IS
	'flows scaled until they have the given totals of origins and destinations';

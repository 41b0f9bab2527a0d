
-- The people a place answers for, under one rule or another

CREATE FUNCTION accountable_population(registered place_flows, residents place_counts, rule text) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION accountable_population(place_flows, place_counts, text) IS
	'people that each place answers for: registered, resident, either or both';

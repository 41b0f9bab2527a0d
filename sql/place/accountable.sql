
-- The people a place answers for, under one rule or another

CREATE FUNCTION accountable_population(registered place_flows, residents place_counts, rule text) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accountable_population(place_flows, place_counts, text) IS
	'people that each place answers for: registered, resident, either or both';

CREATE FUNCTION differences(first place_counts, second place_counts)
	RETURNS TABLE (place text, first float8, second float8, difference float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION differences(place_counts, place_counts) IS 'two counts of every place side by side, and the first less the second';

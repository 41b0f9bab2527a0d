
-- Two counts of every place, side by side

CREATE FUNCTION differences_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION differences_support(internal) IS 'tells the planner how many places are in two counts that it knows';

CREATE FUNCTION differences(first place_counts, second place_counts)
	RETURNS TABLE (place text, first float8, second float8, difference float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000 SUPPORT differences_support;
COMMENT ON FUNCTION differences(place_counts, place_counts) IS 'two counts of every place side by side, and the first less the second';


-- Two counts of every place, side by side

CREATE FUNCTION differences(first place_counts, second place_counts)
	RETURNS TABLE (place text, first float8, second float8, difference float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION differences(place_counts, place_counts) IS 'two counts of every place side by side, and the first less the second';

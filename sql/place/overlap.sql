
-- How much two catchments have in common: of one pair, and of all pairs

CREATE FUNCTION overlap(a place_counts, b place_counts,
		OUT places_a integer, OUT places_b integer, OUT places_both integer,
		OUT share_a float8, OUT share_b float8, OUT similarity float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION overlap(place_counts, place_counts) IS
	'how two catchments overlap: common places, the share of each in them, and how alike they are';

CREATE FUNCTION overlaps(f place_flows, minimum float8 DEFAULT 0)
	RETURNS TABLE (a text, b text, places_a integer, places_b integer, places_both integer,
		share_a float8, share_b float8, similarity float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100000 ROWS 1000;
COMMENT ON FUNCTION overlaps(place_flows, float8) IS
	'overlap of the destinations of every two origins that are at least so similar';


-- How lists changed between two days

CREATE FUNCTION list_account(movements place_flows, outside text DEFAULT 'outside')
	RETURNS TABLE (place text, list_start float8, joined_new float8, joined_from_places float8, left_to_places float8,
		left_to_outside float8, list_end float8, stayed float8, stability float8, turnover float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000 SUPPORT origins_support;
COMMENT ON FUNCTION list_account(place_flows, text) IS 'how the list of each place changed between two days: who stayed, joined and left';


-- A measure of practices spread over areas, never without its coverage

CREATE FUNCTION spread_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION spread_support(internal) IS 'tells the planner how many destinations flows have that it knows';

CREATE FUNCTION spread(numerator place_counts, denominator place_counts, f place_flows)
	RETURNS TABLE (place text, numerator float8, denominator float8, rate float8, coverage float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000 SUPPORT spread_support;
COMMENT ON FUNCTION spread(place_counts, place_counts, place_flows) IS
	'a measure spread over the places where its people live, with the share of their people that it covers';

CREATE FUNCTION spread(numerator place_counts, denominator place_counts, f place_flows, unmatched text)
	RETURNS TABLE (place text, numerator float8, denominator float8, rate float8, coverage float8)
	AS 'MODULE_PATHNAME', 'spread_unmatched' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000 SUPPORT spread_support;
COMMENT ON FUNCTION spread(place_counts, place_counts, place_flows, text) IS
	'the same; a place with a numerator that the flows do not lead anywhere is an error, kept or dropped';

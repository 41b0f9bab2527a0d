
-- Counts from one set of places to another, with nobody lost

CREATE FUNCTION convert(c place_counts, f place_flows, unmatched text DEFAULT 'error') RETURNS place_counts
	AS 'MODULE_PATHNAME', 'convert_places' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION convert(place_counts, place_flows, text) IS
	'counts moved along weights that sum to 1; a place without a match is an error, kept or dropped';


-- Counts and flows from one set of places to another, with nobody lost

CREATE FUNCTION recode(c place_counts, f place_flows, unmatched text DEFAULT 'error') RETURNS place_counts
	AS 'MODULE_PATHNAME', 'recode_places' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION recode(place_counts, place_flows, text) IS
	'counts moved along weights that sum to 1; a place without a match is an error, kept or dropped';

CREATE FUNCTION recode(f place_flows, destinations place_flows, unmatched text DEFAULT 'error') RETURNS place_flows
	AS 'MODULE_PATHNAME', 'recode_flow_destinations' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION recode(place_flows, place_flows, text) IS
	'flows whose destinations are moved along weights that sum to 1; a place without a match is an error, kept or dropped';

CREATE FUNCTION recode(f place_flows, origins place_flows, destinations place_flows, unmatched text DEFAULT 'error') RETURNS place_flows
	AS 'MODULE_PATHNAME', 'recode_flows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION recode(place_flows, place_flows, place_flows, text) IS
	'flows with both ends moved along weights that sum to 1; a place without a match is an error, kept or dropped';

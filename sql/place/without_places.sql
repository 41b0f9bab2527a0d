
-- Flows with some places taken out

CREATE FUNCTION without_places(f place_flows, places text[]) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION without_places(place_flows, text[]) IS 'the flows that neither leave nor reach any of these places';

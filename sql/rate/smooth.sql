
-- Rates of small places drawn towards those of their neighbours

CREATE FUNCTION smooth(events place_counts, people place_counts, neighbours place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION smooth(place_counts, place_counts, place_flows) IS
	'events for each person of every place, drawn towards the rate of the place and its neighbours';

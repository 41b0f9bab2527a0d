
-- Who goes where: main destinations, catchments, and how much stays at home

CREATE FUNCTION origins_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION origins_support(internal) IS 'tells the planner how many rows come of the origins of flows that it knows';

CREATE FUNCTION main_destinations(f place_flows)
	RETURNS TABLE (origin text, destination text, n float8, share float8, margin float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000 SUPPORT origins_support;
COMMENT ON FUNCTION main_destinations(place_flows) IS
	'where most of each origin go, and by how many people it leads before the runner-up';

CREATE FUNCTION catchments(f place_flows, share float8 DEFAULT 0.8)
	RETURNS TABLE (origin text, destination text, n float8, rank integer, share float8,
		cumulative_share float8, in_catchment boolean)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 10000 SUPPORT cells_support;
COMMENT ON FUNCTION catchments(place_flows, float8) IS
	'destinations of each origin by descending count, in the catchment until a share of the origin is reached';

CREATE FUNCTION catchments_by_minimum_share(f place_flows, minimum_share float8 DEFAULT 0.3)
	RETURNS TABLE (origin text, destination text, n float8, rank integer, share float8,
		cumulative_share float8, in_catchment boolean)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 10000 SUPPORT cells_support;
COMMENT ON FUNCTION catchments_by_minimum_share(place_flows, float8) IS
	'destinations of each origin by descending count, in the catchment where they have at least a share of the origin';

CREATE FUNCTION self_containment(f place_flows)
	RETURNS TABLE (place text, supply float8, demand float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000 SUPPORT origins_support;
COMMENT ON FUNCTION self_containment(place_flows) IS
	'share of all who go out of a place, and of all who come into it, that stays';

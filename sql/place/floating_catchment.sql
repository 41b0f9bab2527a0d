
-- Access: how much of a capacity the people of each area can reach

CREATE FUNCTION floating_catchment(reach place_flows, people place_counts, capacity place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION floating_catchment(place_flows, place_counts, place_counts) IS
	'capacity for each person of each area, shared among all who reach it: two-step floating catchment areas';

CREATE FUNCTION step_decay(distance float8, edges float8[], weights float8[]) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION step_decay(float8, float8[], float8[]) IS 'the reach over a distance that falls in steps: the weight of the zone that it ends in';

CREATE FUNCTION gaussian_decay(distance float8, reach float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gaussian_decay(float8, float8) IS 'the reach over a distance that falls as a bell, to 0 where it ends';

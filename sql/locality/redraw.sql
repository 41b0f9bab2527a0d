
-- redraw: localities from a map that is there, and how much better they get with the people who move

CREATE FUNCTION redraw_localities(people place_counts, neighbours place_flows, smallest float8, largest float8,
		lists place_flows DEFAULT NULL, start place_flows DEFAULT NULL, keep float8 DEFAULT 0, seed integer DEFAULT 1,
		within place_flows DEFAULT NULL, effort integer DEFAULT 3, may_stay boolean DEFAULT false,
		together place_flows DEFAULT NULL, apart place_flows DEFAULT NULL, number integer DEFAULT NULL,
		measures place_counts[] DEFAULT NULL, at_least float8[] DEFAULT NULL, at_most float8[] DEFAULT NULL)
	RETURNS TABLE (place text, locality integer, continues text, moved boolean, note text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 5000;

COMMENT ON FUNCTION redraw_localities(place_counts, place_flows, float8, float8, place_flows, place_flows, float8, integer, place_flows, integer, boolean, place_flows, place_flows, integer, place_counts[], float8[], float8[]) IS
	'localities from today''s map, at a price for every person moved, and under terms';

CREATE FUNCTION same_size_localities(people place_counts, neighbours place_flows, lists place_flows, start place_flows,
		tolerance float8 DEFAULT 0.05, seed integer DEFAULT 1, effort integer DEFAULT 3)
	RETURNS TABLE (place text, locality integer, continues text, moved boolean, note text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 5000;

COMMENT ON FUNCTION same_size_localities(place_counts, place_flows, place_flows, place_flows, float8, integer, integer) IS
	'the fair benchmark of today''s networks: as many localities of the same sizes, anywhere on the map';
CREATE FUNCTION locality_frontier(people place_counts, neighbours place_flows, smallest float8, largest float8,
		lists place_flows, start place_flows, prices float8[], seed integer DEFAULT 1,
		within place_flows DEFAULT NULL, effort integer DEFAULT 3, may_stay boolean DEFAULT false,
		together place_flows DEFAULT NULL, apart place_flows DEFAULT NULL, number integer DEFAULT NULL,
		measures place_counts[] DEFAULT NULL, at_least float8[] DEFAULT NULL, at_most float8[] DEFAULT NULL)
	RETURNS TABLE (moved float8, moved_share float8, own float8, own_share float8, localities integer, keep float8, assignment place_flows)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000000 ROWS 10;

COMMENT ON FUNCTION locality_frontier(place_counts, place_flows, float8, float8, place_flows, place_flows, float8[], integer, place_flows, integer, boolean, place_flows, place_flows, integer, place_counts[], float8[], float8[]) IS
	'how much better localities get with the people who move: the maps that no other beats, by people moved';

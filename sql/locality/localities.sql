
-- localities: areas united to localities of the right size, and what they are worth

CREATE FUNCTION localities(people place_counts, neighbours place_flows, smallest float8, largest float8,
		lists place_flows DEFAULT NULL, seed integer DEFAULT 1, within place_flows DEFAULT NULL, effort integer DEFAULT 3)
	RETURNS TABLE (place text, locality integer, note text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 5000;

COMMENT ON FUNCTION localities(place_counts, place_flows, float8, float8, place_flows, integer, place_flows, integer) IS
	'contiguous localities with smallest to largest people each, following the practices'' lists, or compact without lists';

CREATE FUNCTION locality_quality(assignment place_flows, counts place_counts, neighbours place_flows,
		lists place_flows DEFAULT NULL, scheme text DEFAULT 'placebase')
	RETURNS TABLE (locality text, areas integer, people float8, band text, contiguous boolean,
		practices integer, cross_practices integer, registered float8, own_registered float8, own_share float8,
		list float8, list_share float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000 ROWS 300;

COMMENT ON FUNCTION locality_quality(place_flows, place_counts, place_flows, place_flows, text) IS
	'what each locality of an assignment is worth: size, band, contiguity, and how its people and its practices'' lists meet';

CREATE FUNCTION own_locality_share(assignment place_flows, lists place_flows) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION own_locality_share(place_flows, place_flows) IS
	'share of all people on lists who are registered with a practice of their own locality';

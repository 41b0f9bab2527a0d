
-- What each place is to the others

CREATE FUNCTION network_places(ties place_flows, at_least float8 DEFAULT 0, members place_counts DEFAULT NULL)
	RETURNS TABLE (place text, component integer, degree integer, strength float8, betweenness float8,
		closeness float8, clustering float8, core_number integer, constraint_index float8, cut_place boolean)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 1000;
COMMENT ON FUNCTION network_places(place_flows, float8, place_counts) IS
	'each place of a network: its ties, whom it stands between, how close it is, its core, its constraint';

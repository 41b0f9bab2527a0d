
-- How collaboration between places is arranged

CREATE FUNCTION network_structure(ties place_flows, at_least float8 DEFAULT 0, members place_counts DEFAULT NULL,
		OUT places integer, OUT ties integer, OUT isolates integer, OUT components integer, OUT largest_component integer,
		OUT density float8, OUT degree_centralisation float8, OUT betweenness_centralisation float8,
		OUT closeness_centralisation float8, OUT triangles float8, OUT transitivity float8, OUT average_clustering float8,
		OUT mean_distance float8, OUT diameter integer, OUT core_size integer, OUT core_misfits float8,
		OUT cut_places integer, OUT bridges integer, OUT hub text, OUT hub_dependence float8,
		OUT centre text, OUT peer_density float8, OUT mean_distance_without_centre float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION network_structure(place_flows, float8, place_counts) IS
	'how the ties of places are arranged: around one centre, or among members';

CREATE FUNCTION network_thresholds(ties place_flows, at_least float8[], members place_counts DEFAULT NULL)
	RETURNS TABLE (at_least float8, places integer, ties integer, isolates integer, components integer,
		largest_component integer, density float8, degree_centralisation float8, betweenness_centralisation float8,
		closeness_centralisation float8, triangles float8, transitivity float8, average_clustering float8,
		mean_distance float8, diameter integer, core_size integer, core_misfits float8,
		cut_places integer, bridges integer, hub text, hub_dependence float8,
		centre text, peer_density float8, mean_distance_without_centre float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 5;
COMMENT ON FUNCTION network_thresholds(place_flows, float8[], place_counts) IS
	'network_structure() at each of several thresholds';

CREATE FUNCTION hub_dependence(ties place_flows, at_least float8 DEFAULT 0, members place_counts DEFAULT NULL,
		OUT hub text, OUT pairs_before float8, OUT pairs_after float8, OUT dependence float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION hub_dependence(place_flows, float8, place_counts) IS
	'the place without which most pairs of others no longer reach each other, and the share of them that do not';

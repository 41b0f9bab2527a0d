
-- Communities: places with more ties among themselves than chance would give them

CREATE FUNCTION network_communities(ties place_flows, at_least float8 DEFAULT 0, members place_counts DEFAULT NULL,
		seed integer DEFAULT 1, resolution float8 DEFAULT 1)
	RETURNS TABLE (place text, community integer)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 1000;
COMMENT ON FUNCTION network_communities(place_flows, float8, place_counts, integer, float8) IS
	'the community of each place: connected, numbered by size, of the largest modularity that was found';

CREATE FUNCTION modularity(ties place_flows, communities place_flows, at_least float8 DEFAULT 0, resolution float8 DEFAULT 1)
	RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION modularity(place_flows, place_flows, float8, float8) IS
	'how much more of the ties are within communities than chance would put there';

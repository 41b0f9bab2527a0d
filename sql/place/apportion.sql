
-- Whole people in place of fractions

CREATE FUNCTION apportion(c place_counts, people bigint DEFAULT NULL) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION apportion(place_counts, bigint) IS
	'whole numbers that sum to people, or to the total of the counts: largest remainder';

CREATE FUNCTION apportion(c place_counts, people float8) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'apportion_float8' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION apportion(place_counts, float8) IS
	'whole numbers that sum to people, a total or a sum of numeric: largest remainder';

-- written once: base/untyped apportion place_counts place_counts

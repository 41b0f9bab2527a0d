
-- Whole people in place of fractions

CREATE FUNCTION apportion(c place_counts, people bigint DEFAULT NULL) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION apportion(place_counts, bigint) IS
	'whole numbers that sum to people, or to the total of the counts: largest remainder';

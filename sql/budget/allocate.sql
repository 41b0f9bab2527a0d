
-- Money shared out in proportion to weights, within floors and ceilings

CREATE FUNCTION allocate(weights place_counts, total bigint, at_least place_counts DEFAULT NULL, at_most place_counts DEFAULT NULL) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION allocate(place_counts, bigint, place_counts, place_counts) IS
	'whole units in proportion to weights that sum to the total, each place within its floor and ceiling';

CREATE FUNCTION allocate(weights place_counts, total float8, at_least place_counts DEFAULT NULL, at_most place_counts DEFAULT NULL) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'allocate_float8' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION allocate(place_counts, float8, place_counts, place_counts) IS
	'the same for a total that is a sum of numeric';

CREATE FUNCTION allocation_scale(weights place_counts, total bigint, at_least place_counts DEFAULT NULL, at_most place_counts DEFAULT NULL) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION allocation_scale(place_counts, bigint, place_counts, place_counts) IS
	'what one unit of weight is worth where neither floor nor ceiling holds';

CREATE FUNCTION allocation_scale(weights place_counts, total float8, at_least place_counts DEFAULT NULL, at_most place_counts DEFAULT NULL) RETURNS float8
	AS 'MODULE_PATHNAME', 'allocation_scale_float8' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION allocation_scale(place_counts, float8, place_counts, place_counts) IS
	'the same for a total that is a sum of numeric';


-- Weighted people, and how far money is from its target

CREATE FUNCTION weighted_capitation(people place_counts, indices place_counts[]) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION weighted_capitation(place_counts, place_counts[]) IS
	'people times indices of need, place by place, made to sum to the people again';

CREATE FUNCTION distance_from_target(allocation place_counts, target place_counts)
	RETURNS TABLE (place text, allocation float8, target float8, distance float8, share float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION distance_from_target(place_counts, place_counts) IS
	'what each place has beside its target: the difference, and its share of the target';


-- scale: at which scale people stand, and what that scale is good for

CREATE FUNCTION scale_band(people float8, scheme text DEFAULT 'placebase') RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION scale_band(float8, text) IS
	'scale at which this many people stand, or the name of the gap between two scales';

CREATE FUNCTION scale_fit(people float8, scheme text DEFAULT 'placebase',
		OUT band text, OUT nearest_scale text, OUT too_few float8, OUT too_many float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION scale_fit(float8, text) IS
	'scale or gap in which this many people stand, the nearest scale, and by how many they are too few or too many for it';

CREATE FUNCTION scales(scheme text DEFAULT 'placebase')
	RETURNS TABLE (scale text, smallest float8, largest float8, works_for text,
		relationship text, organisation text, capability text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 ROWS 3;

COMMENT ON FUNCTION scales(text) IS
	'scales of a scheme: their sizes, what they are for, and the form and leadership they ask for';

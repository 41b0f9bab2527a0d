
-- How well a patient's providers know each other

CREATE FUNCTION care_density(history care_history, sharing place_flows) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION care_density(care_history, place_flows) IS
	'how many patients each two of a patient''s providers share, on average';

CREATE FUNCTION fragmented_care_density(history care_history, sharing place_flows, types jsonb, weights jsonb) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION fragmented_care_density(care_history, place_flows, jsonb, jsonb) IS
	'care_density() with a weight for each two types of provider';

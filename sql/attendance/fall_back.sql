
-- How far those who attend most would fall back by chance alone

CREATE FUNCTION heterogeneity(profile attendance_profile,
	OUT mean double precision, OUT variance double precision, OUT shape double precision, OUT rate double precision)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION heterogeneity(attendance_profile) IS 'how much people differ beyond chance: mean and variance of contacts, and the gamma distribution of their rates';

CREATE FUNCTION expected_next(profile attendance_profile, contacts double precision) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION expected_next(attendance_profile, double precision) IS 'how many contacts a person who made so many may be expected to make next, by chance alone';

CREATE FUNCTION fall_back(profile attendance_profile, at_least double precision,
	OUT people double precision, OUT mean_contacts double precision, OUT mean_expected_next double precision, OUT ratio double precision)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION fall_back(attendance_profile, double precision) IS 'how far those with at least so many contacts would fall back by chance alone, which is the least that they will';

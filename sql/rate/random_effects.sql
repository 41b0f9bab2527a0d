
-- What places differ by beyond chance, and what is to be believed of one of them

CREATE TYPE random_effects_estimate AS (places integer, mean double precision, mean_error double precision,
	tau_squared double precision, q double precision, i_squared double precision);
COMMENT ON TYPE random_effects_estimate IS 'the mean of places that differ by more than chance, and the variance between them';

-- written once: base/sums_transition random_effects - double precision, double precision
-- written once: base/sums_final random_effects random_effects_estimate

-- written once: base/sums random_effects 256 value double precision, standard_error double precision
COMMENT ON AGGREGATE random_effects(double precision, double precision) IS 'mean of places and variance between them beyond chance (DerSimonian and Laird)';

CREATE FUNCTION reliability(standard_error double precision, tau_squared double precision) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION reliability(double precision, double precision) IS 'share of what a place differs by that is not chance';

CREATE FUNCTION shrink(value double precision, standard_error double precision, r random_effects_estimate,
	confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION shrink(double precision, double precision, random_effects_estimate, double precision) IS 'what is to be believed of a place: drawn towards the mean of all by its reliability';

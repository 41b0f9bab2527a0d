
-- Rates of small places drawn towards that of all

CREATE TYPE empirical_bayes_estimate AS (rate double precision, variance double precision);
COMMENT ON TYPE empirical_bayes_estimate IS 'the rate of all places together and the variance between them beyond chance';

-- written once: base/sums_transition empirical_bayes - double precision, double precision
-- written once: base/sums_final empirical_bayes empirical_bayes_estimate

-- written once: base/sums empirical_bayes 128 events double precision, people double precision
COMMENT ON AGGREGATE empirical_bayes(double precision, double precision) IS 'rate of all places and variance between them, for smoothed_rate (Marshall)';

CREATE FUNCTION smoothed_rate(events double precision, people double precision, rate double precision, variance double precision) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION smoothed_rate(double precision, double precision, double precision, double precision) IS 'events of a place for each person, drawn towards the rate of all';


-- Estimates with their confidence limits: rates, proportions and means

CREATE TYPE interval_estimate AS (value double precision, lower double precision, upper double precision);
COMMENT ON TYPE interval_estimate IS 'an estimate with the lower and upper limit of its confidence interval';

CREATE FUNCTION crude_rate(events double precision, people double precision,
	multiplier double precision DEFAULT 100000, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION crude_rate(double precision, double precision, double precision, double precision)
	IS 'events per so many people with exact Poisson limits below 10 events and Byar''s from 10';

CREATE FUNCTION proportion(events double precision, people double precision,
	multiplier double precision DEFAULT 1, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION proportion(double precision, double precision, double precision, double precision)
	IS 'the share of people with an event, with Wilson''s limits';

CREATE FUNCTION byar_interval(events double precision, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION byar_interval(double precision, double precision)
	IS 'a count with Byar''s limits; the lower limit is NULL where the approximation has none';

-- written once: base/sums_transition mean_estimate - double precision
-- written once: base/sums_transition mean_estimate - double precision, double precision
-- written once: base/sums_final mean_estimate interval_estimate

-- written once: base/sums mean_estimate 128 x double precision
COMMENT ON AGGREGATE mean_estimate(double precision) IS 'the mean with its t interval of 95 %';

-- written once: base/sums mean_estimate 128 x double precision, confidence double precision
COMMENT ON AGGREGATE mean_estimate(double precision, double precision) IS 'the mean with its t interval';

-- written once: base/sums_transition ratio_estimate - double precision, double precision
-- written once: base/sums_transition ratio_estimate - double precision, double precision, double precision
-- written once: base/sums_final ratio_estimate interval_estimate

-- written once: base/sums ratio_estimate 160 numerator double precision, denominator double precision
COMMENT ON AGGREGATE ratio_estimate(double precision, double precision) IS 'ratio of sums over people, with the t interval of 95 % that counts people and not events';

-- written once: base/sums ratio_estimate 160 numerator double precision, denominator double precision, confidence double precision
COMMENT ON AGGREGATE ratio_estimate(double precision, double precision, double precision) IS 'ratio of sums over people, with the t interval that counts people and not events';


-- Two rates side by side, exactly

CREATE FUNCTION rate_ratio(events double precision, exposure double precision, events0 double precision, exposure0 double precision,
	confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION rate_ratio(double precision, double precision, double precision, double precision, double precision)
	IS 'how many times the second rate the first is, with exact limits';

CREATE FUNCTION rate_rise_p(events double precision, exposure double precision, events0 double precision, exposure0 double precision) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION rate_rise_p(double precision, double precision, double precision, double precision)
	IS 'the exact probability of so many events, or more, if the first rate were the second';

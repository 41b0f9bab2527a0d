
-- Two rates compared

CREATE FUNCTION rate_difference(events double precision, exposure double precision, events0 double precision, exposure0 double precision,
	confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION rate_difference(double precision, double precision, double precision, double precision, double precision)
	IS 'events for each of the exposed less those of another group, with limits from those of both rates';


-- Funnel plots: how far from a target chance alone carries a place of its size

CREATE FUNCTION funnel_limits(target double precision, people double precision, kind text,
	confidence double precision DEFAULT 0.95, multiplier double precision DEFAULT NULL,
	OUT lower double precision, OUT upper double precision)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION funnel_limits(double precision, double precision, text, double precision, double precision)
	IS 'between which values chance leaves a place of this size: kind is proportion, rate or ratio';

CREATE FUNCTION funnel_position(events double precision, people double precision, target double precision, kind text,
	multiplier double precision DEFAULT NULL) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION funnel_position(double precision, double precision, double precision, text, double precision)
	IS 'in which band of the funnel a place lies: within 95%, above or below 95% or 99.8%';

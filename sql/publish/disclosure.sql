
-- Disclosure control: what may be published of small counts

CREATE FUNCTION suppress(n double precision, below double precision DEFAULT 5) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(double precision, double precision) IS 'the count, or NULL where it is above 0 and under the threshold';

CREATE FUNCTION round_to(n double precision, base double precision DEFAULT 5) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION round_to(double precision, double precision) IS 'the nearest multiple of the base';

CREATE FUNCTION suppress_set(n double precision, below double precision DEFAULT 5) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION suppress_set(double precision, double precision)
	IS 'suppress for the counts of a window partition whose total is published: hides enough others that the total gives none away';

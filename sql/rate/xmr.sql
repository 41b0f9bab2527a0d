
-- XmR charts: whether a series changes by more than chance

CREATE TYPE xmr_point AS (mean double precision, lower double precision, upper double precision, signal text);
COMMENT ON TYPE xmr_point IS 'mean and limits of an XmR chart, and what makes this point more than chance';

CREATE FUNCTION xmr(value double precision) RETURNS xmr_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION xmr(double precision)
	IS 'mean, limits and signal of a series in the order of the window (XmR chart)';

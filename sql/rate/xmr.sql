
-- XmR charts: whether a series changes by more than chance

CREATE TYPE xmr_point AS (mean double precision, lower double precision, upper double precision, signal text);
COMMENT ON TYPE xmr_point IS 'mean and limits of an XmR chart, and what makes this point more than chance';

CREATE FUNCTION xmr(value double precision) RETURNS xmr_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION xmr(double precision)
	IS 'mean, limits and signal of a series in the order of the window (XmR chart)';

CREATE FUNCTION xmr(value double precision, baseline boolean, screen boolean DEFAULT true,
	trend_points integer DEFAULT 7, run_points integer DEFAULT 7) RETURNS xmr_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION xmr(double precision, boolean, boolean, integer, integer)
	IS 'XmR chart whose limits the rows of the baseline set, with or without screening, and with other numbers of points for trends and runs';

CREATE FUNCTION target_assurance(lower double precision, upper double precision, target double precision,
	higher_is_better boolean DEFAULT true) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION target_assurance(double precision, double precision, double precision, boolean)
	IS 'what a process within these limits does against a target: consistently passing, consistently failing, hit or miss';

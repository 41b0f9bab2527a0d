
-- Charts that remember: cumulative sums and weighted means

CREATE TYPE cusum_point AS (up double precision, n_up integer, down double precision, n_down integer, signal text);
COMMENT ON TYPE cusum_point IS 'cumulative sums above and below a target, for how many rows each has been above 0, and which one is beyond its limit';

CREATE FUNCTION cusum(value double precision, target double precision, slack double precision) RETURNS cusum_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cusum(double precision, double precision, double precision)
	IS 'cumulative sums of what values are above or below a target by more than slack';

CREATE FUNCTION cusum(value double precision, target double precision, slack double precision,
	signal_limit double precision) RETURNS cusum_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION cusum(double precision, double precision, double precision, double precision)
	IS 'cumulative sums of what values are above or below a target by more than slack, with a signal beyond a limit';

CREATE TYPE ewma_point AS (value double precision, lower double precision, upper double precision, signal text);
COMMENT ON TYPE ewma_point IS 'an exponentially weighted moving average with its limits';

CREATE FUNCTION ewma(value double precision, target double precision, sigma double precision,
	lambda double precision, width double precision) RETURNS ewma_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION ewma(double precision, double precision, double precision, double precision, double precision)
	IS 'exponentially weighted moving average of a series with its limits about a target';

CREATE FUNCTION risk_cusum_weight(risk double precision, outcome boolean, odds_ratio double precision DEFAULT 2)
	RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION risk_cusum_weight(double precision, boolean, double precision)
	IS 'what a case of known risk adds to a cumulative sum that looks for a change of the odds';

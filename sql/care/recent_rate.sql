
-- How often patients are seen of late

CREATE FUNCTION recent_rate(history care_history, at timestamptz, half_life interval, since timestamptz DEFAULT NULL) RETURNS double precision
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'recent_rate';
COMMENT ON FUNCTION recent_rate(care_history, timestamptz, interval, timestamptz) IS 'visits a year at a time, in which a visit counts half as much for each half-life that it is ago';

CREATE FUNCTION recent_rates(panel care_panel, at timestamptz, half_life interval, since timestamptz DEFAULT NULL)
	RETURNS TABLE (patient text, visits integer, recent_rate double precision)
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000 SUPPORT histories_support AS 'MODULE_PATHNAME', 'recent_rates';
COMMENT ON FUNCTION recent_rates(care_panel, timestamptz, interval, timestamptz) IS 'the recent rate of each patient';

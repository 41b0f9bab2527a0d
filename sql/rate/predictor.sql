
-- Risk by the coefficients that the user brings

CREATE FUNCTION linear_predictor(features jsonb, coefficients jsonb) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION linear_predictor(jsonb, jsonb) IS 'the sum of coefficient times feature; every coefficient must find its feature';

CREATE FUNCTION predictor_parts(features jsonb, coefficients jsonb) RETURNS TABLE (feature text, value double precision,
	coefficient double precision, contribution double precision)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 20;
COMMENT ON FUNCTION predictor_parts(jsonb, jsonb) IS 'what linear_predictor adds up, a row for each coefficient';

CREATE FUNCTION logistic_risk(lp double precision) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_risk(double precision) IS 'the risk of a logistic model: 1 / (1 + exp(-lp))';

CREATE FUNCTION cox_risk(lp double precision, baseline_survival double precision, mean_lp double precision DEFAULT 0) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION cox_risk(double precision, double precision, double precision) IS 'the risk of a Cox model: 1 - baseline_survival ^ exp(lp - mean_lp)';

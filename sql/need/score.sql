
-- Scores of conditions, and bands of published ones

CREATE FUNCTION score(conditions condition_set, weights jsonb) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'score';
COMMENT ON FUNCTION score(condition_set, jsonb) IS 'the sum of the weights of the conditions';

CREATE FUNCTION score_parts(conditions condition_set, weights jsonb)
	RETURNS TABLE (condition text, weight double precision, first_recorded date, last_recorded date)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 5 AS 'MODULE_PATHNAME', 'score_parts';
COMMENT ON FUNCTION score_parts(condition_set, jsonb) IS 'what a score consists of: each condition with its weight and its first and last day';

CREATE FUNCTION frailty_band(deficits bigint, "of" bigint DEFAULT 36) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'frailty_band';
COMMENT ON FUNCTION frailty_band(bigint, bigint) IS 'the band of the electronic frailty index: fit, mild, moderate or severe';

CREATE FUNCTION hospital_frailty_band(score double precision) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hospital_frailty_band';
COMMENT ON FUNCTION hospital_frailty_band(double precision) IS 'the band of the hospital frailty risk score: low, intermediate or high';

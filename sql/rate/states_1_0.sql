
-- The states of 1.0.0 were double precision[], whose text form loses digits where extra_float_digits is
-- low.  Aggregates that somebody built on these functions go on; ours have exact_sums.

CREATE FUNCTION mean_estimate_transition(double precision[], double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_transition(double precision[], double precision) IS 'part of mean_estimate, as it was in 1.0.0';

CREATE FUNCTION mean_estimate_transition(double precision[], double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_transition(double precision[], double precision, double precision) IS 'part of mean_estimate, as it was in 1.0.0';

CREATE FUNCTION mean_estimate_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_combine(double precision[], double precision[]) IS 'part of mean_estimate, as it was in 1.0.0';

CREATE FUNCTION mean_estimate_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_final(double precision[]) IS 'part of mean_estimate, as it was in 1.0.0';

CREATE FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision) IS 'part of directly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision) IS 'part of directly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision, double precision) IS 'part of directly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION directly_standardised_rate_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_combine(double precision[], double precision[]) IS 'part of directly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION directly_standardised_rate_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_final(double precision[]) IS 'part of directly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION indirectly_standardised_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_combine(double precision[], double precision[]) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION indirectly_standardised_ratio_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_ratio_final(double precision[]) IS 'part of indirectly_standardised_ratio, as it was in 1.0.0';

CREATE FUNCTION indirectly_standardised_rate_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_rate_final(double precision[]) IS 'part of indirectly_standardised_rate, as it was in 1.0.0';

CREATE FUNCTION inequality_transition(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(double precision[], double precision, double precision, double precision) IS 'transition of slope_index_of_inequality and relative_index_of_inequality, as it was in 1.0.0';

CREATE FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision) IS 'transition of slope_index_of_inequality and relative_index_of_inequality, as it was in 1.0.0';

CREATE FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision, text) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision, text) IS 'transition of slope_index_of_inequality and relative_index_of_inequality, as it was in 1.0.0';

CREATE FUNCTION slope_index_of_inequality_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION slope_index_of_inequality_final(double precision[]) IS 'the value of a transition state of slope_index_of_inequality, as it was in 1.0.0';

CREATE FUNCTION relative_index_of_inequality_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION relative_index_of_inequality_final(double precision[]) IS 'the value of a transition state of relative_index_of_inequality, as it was in 1.0.0';

CREATE FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision) IS 'transition of life_expectancy and life_table, as it was in 1.0.0';

CREATE FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision, double precision) IS 'transition of life_expectancy and life_table, as it was in 1.0.0';

CREATE FUNCTION life_expectancy_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_combine(double precision[], double precision[]) IS 'unites two transition states of life_expectancy and life_table, as it was in 1.0.0';

CREATE FUNCTION life_expectancy_final(double precision[]) RETURNS interval_estimate[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_final(double precision[]) IS 'the value of a transition state of life_expectancy, as it was in 1.0.0';

CREATE FUNCTION life_table_final(double precision[]) RETURNS life_table_row[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_table_final(double precision[]) IS 'the value of a transition state of life_table, as it was in 1.0.0';


-- Inequality: how steeply a measure changes from the most to the least deprived.
-- The order of the rows matters, so there is no combine function.

CREATE FUNCTION inequality_transition(exact_sums, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(exact_sums, double precision, double precision, double precision) IS 'transition of slope_index_of_inequality and relative_index_of_inequality';

CREATE FUNCTION inequality_transition(exact_sums, double precision, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(exact_sums, double precision, double precision, double precision, double precision) IS 'transition of slope_index_of_inequality and relative_index_of_inequality';

CREATE FUNCTION inequality_transition(exact_sums, double precision, double precision, double precision, double precision, text) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(exact_sums, double precision, double precision, double precision, double precision, text) IS 'transition of slope_index_of_inequality and relative_index_of_inequality';

CREATE FUNCTION slope_index_of_inequality_final(exact_sums) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION slope_index_of_inequality_final(exact_sums) IS 'the value of a transition state of slope_index_of_inequality';

CREATE FUNCTION relative_index_of_inequality_final(exact_sums) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION relative_index_of_inequality_final(exact_sums) IS 'the value of a transition state of relative_index_of_inequality';

-- written once: rate/index_of_inequality slope_index_of_inequality 256 value double precision, standard_error double precision, people double precision
COMMENT ON AGGREGATE slope_index_of_inequality(double precision, double precision, double precision) IS 'the rise of a measure from the most to the least deprived person: rows ordered by deprivation, with 95 % limits';

-- written once: rate/index_of_inequality slope_index_of_inequality 256 value double precision, standard_error double precision, people double precision, confidence double precision
COMMENT ON AGGREGATE slope_index_of_inequality(double precision, double precision, double precision, double precision) IS 'the rise of a measure from the most to the least deprived person: rows ordered by deprivation, with limits';

-- written once: rate/index_of_inequality slope_index_of_inequality 256 value double precision, standard_error double precision, people double precision, confidence double precision, transform text
COMMENT ON AGGREGATE slope_index_of_inequality(double precision, double precision, double precision, double precision, text) IS 'the rise of a measure from the most to the least deprived person: rows ordered by deprivation, on the scale none, log or logit, with limits';

-- written once: rate/index_of_inequality relative_index_of_inequality 256 value double precision, standard_error double precision, people double precision
COMMENT ON AGGREGATE relative_index_of_inequality(double precision, double precision, double precision) IS 'the measure of the least deprived person over that of the most deprived: rows ordered by deprivation, with 95 % limits';

-- written once: rate/index_of_inequality relative_index_of_inequality 256 value double precision, standard_error double precision, people double precision, confidence double precision
COMMENT ON AGGREGATE relative_index_of_inequality(double precision, double precision, double precision, double precision) IS 'the measure of the least deprived person over that of the most deprived: rows ordered by deprivation, with limits';

-- written once: rate/index_of_inequality relative_index_of_inequality 256 value double precision, standard_error double precision, people double precision, confidence double precision, transform text
COMMENT ON AGGREGATE relative_index_of_inequality(double precision, double precision, double precision, double precision, text) IS 'the measure of the least deprived person over that of the most deprived: rows ordered by deprivation, on the scale none, log or logit, with limits';

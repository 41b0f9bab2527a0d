
-- Concentration: whether a measure is found among the worst or the best off

-- written once: base/sums_transition concentration_index - double precision, double precision, double precision, double precision
-- written once: base/sums_transition concentration_index - double precision, double precision, double precision, double precision, double precision
-- written once: base/sums_final concentration_index interval_estimate

-- written once: base/sums concentration_index 512 rank double precision, value double precision, standard_error double precision, people double precision
COMMENT ON AGGREGATE concentration_index(double precision, double precision, double precision, double precision)
	IS 'whether a measure is concentrated among the worst off (below 0) or the best off, ranks ascending from the worst off, with 95 % limits';

-- written once: base/sums concentration_index 512 rank double precision, value double precision, standard_error double precision, people double precision, confidence double precision
COMMENT ON AGGREGATE concentration_index(double precision, double precision, double precision, double precision, double precision)
	IS 'whether a measure is concentrated among the worst off (below 0) or the best off, ranks ascending from the worst off, with limits';

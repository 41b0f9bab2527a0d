
-- How far groups without an order differ

CREATE TYPE group_spread_estimate AS (groups integer, mean double precision, variance double precision, variance_error double precision,
	variance_less_chance double precision, theil_index double precision, theil_error double precision, mean_log_deviation double precision,
	mean_log_deviation_error double precision, mean_difference double precision, disparity double precision);
COMMENT ON TYPE group_spread_estimate IS 'how far groups differ: variance, what of it is not chance, entropy measures with their errors, mean difference';

-- written once: base/sums_transition group_spread - double precision, double precision, double precision
-- written once: base/sums_final group_spread group_spread_estimate

-- written once: base/sums group_spread 512 value double precision, standard_error double precision, people double precision
COMMENT ON AGGREGATE group_spread(double precision, double precision, double precision)
	IS 'how far groups without an order differ, each weighted by its people, with standard errors from theirs';

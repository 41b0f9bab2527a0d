
-- Do a person's counts rise from period to period?

CREATE TYPE count_trend_estimate AS (events double precision, z double precision, slope double precision);
COMMENT ON TYPE count_trend_estimate IS 'all events, the score test of a trend and its slope, a rise of the logarithm for each period';

-- written once: base/sums_transition count_trend - double precision, double precision
-- written once: base/sums_transition count_trend - double precision, double precision, double precision
-- written once: base/sums_final count_trend count_trend_estimate

-- written once: base/sums count_trend 160 events double precision, period double precision
COMMENT ON AGGREGATE count_trend(double precision, double precision) IS 'do counts rise from period to period: the score test of a trend, and its slope';

-- written once: base/sums count_trend 160 events double precision, period double precision, exposure double precision
COMMENT ON AGGREGATE count_trend(double precision, double precision, double precision) IS 'the same where a period was observed for more or less time than others';

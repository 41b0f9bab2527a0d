
-- Does a risk mean what it says?

CREATE FUNCTION brier(ranked ranked_outcomes) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ranked_outcomes_brier' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION brier(ranked_outcomes) IS 'the mean squared distance of the risk from what happened';

CREATE FUNCTION observed_over_expected(ranked ranked_outcomes, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME', 'ranked_outcomes_observed_over_expected' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION observed_over_expected(ranked_outcomes, double precision) IS 'events for each event that the scores let expect, with limits exact below 10 events and Byar''s from 10';

CREATE FUNCTION calibration(ranked ranked_outcomes, groups integer DEFAULT 10) RETURNS TABLE (score_group integer, people double precision,
	mean_score double precision, events double precision, expected double precision, observed double precision, lower double precision, upper double precision)
	AS 'MODULE_PATHNAME', 'ranked_outcomes_calibration' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10;
COMMENT ON FUNCTION calibration(ranked_outcomes, integer) IS 'expected and observed events of people in groups by ascending score; people of one score are never parted';

CREATE FUNCTION calibration_line(ranked ranked_outcomes,
	OUT intercept double precision, OUT slope double precision, OUT slope_error double precision, OUT in_the_large double precision)
	AS 'MODULE_PATHNAME', 'ranked_outcomes_calibration_line' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION calibration_line(ranked_outcomes) IS 'logistic regression of the outcome on the logit of the score: 0 and 1 where risks mean what they say';


-- Does a score tell those to whom it happens from the others?

CREATE FUNCTION auc(ranked ranked_outcomes) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ranked_outcomes_auc' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION auc(ranked_outcomes) IS 'the probability that somebody to whom it happened has a higher score than somebody to whom it did not; ties count half';

CREATE FUNCTION auc_interval(ranked ranked_outcomes, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME', 'ranked_outcomes_auc_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION auc_interval(ranked_outcomes, double precision) IS 'auc with DeLong''s limits';

CREATE FUNCTION at_capacity(ranked ranked_outcomes, people double precision,
	OUT threshold double precision, OUT flagged double precision, OUT events double precision,
	OUT ppv double precision, OUT sensitivity double precision, OUT lift double precision)
	AS 'MODULE_PATHNAME', 'ranked_outcomes_at_capacity' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION at_capacity(ranked_outcomes, double precision) IS 'what a team with room for so many people would find, from the highest score down';

CREATE FUNCTION roc(ranked ranked_outcomes) RETURNS TABLE (threshold double precision, flagged double precision,
	true_positives double precision, false_positives double precision, sensitivity double precision, specificity double precision)
	AS 'MODULE_PATHNAME', 'ranked_outcomes_roc' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 1000;
COMMENT ON FUNCTION roc(ranked_outcomes) IS 'for each score, the highest first, who is flagged at that score or above';

CREATE FUNCTION decision_curve(ranked ranked_outcomes, thresholds double precision[]) RETURNS TABLE (threshold double precision, flagged double precision,
	true_positives double precision, false_positives double precision, net_benefit double precision, net_benefit_of_all double precision)
	AS 'MODULE_PATHNAME', 'ranked_outcomes_decision_curve' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 20;
COMMENT ON FUNCTION decision_curve(ranked_outcomes, double precision[]) IS 'for each threshold of risk the net benefit of flagging from there on, beside that of flagging everybody';

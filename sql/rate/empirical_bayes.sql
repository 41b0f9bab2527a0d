
-- Rates of small places drawn towards that of all

CREATE TYPE empirical_bayes_estimate AS (rate double precision, variance double precision);
COMMENT ON TYPE empirical_bayes_estimate IS 'the rate of all places together and the variance between them beyond chance';

CREATE FUNCTION empirical_bayes_transition(exact_sums, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION empirical_bayes_transition(exact_sums, double precision, double precision) IS 'part of empirical_bayes';

CREATE FUNCTION empirical_bayes_combine(exact_sums, exact_sums) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION empirical_bayes_combine(exact_sums, exact_sums) IS 'part of empirical_bayes';

CREATE FUNCTION empirical_bayes_final(exact_sums) RETURNS empirical_bayes_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION empirical_bayes_final(exact_sums) IS 'part of empirical_bayes';

CREATE AGGREGATE empirical_bayes(events double precision, people double precision) (
	SFUNC = empirical_bayes_transition, STYPE = exact_sums, SSPACE = 128,
	FINALFUNC = empirical_bayes_final, COMBINEFUNC = empirical_bayes_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE empirical_bayes(double precision, double precision) IS 'rate of all places and variance between them, for smoothed_rate (Marshall)';

CREATE FUNCTION smoothed_rate(events double precision, people double precision, rate double precision, variance double precision) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION smoothed_rate(double precision, double precision, double precision, double precision) IS 'events of a place for each person, drawn towards the rate of all';

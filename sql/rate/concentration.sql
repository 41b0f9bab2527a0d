
-- Concentration: whether a measure is found among the worst or the best off

CREATE FUNCTION concentration_index_transition(exact_sums, double precision, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION concentration_index_transition(exact_sums, double precision, double precision, double precision, double precision) IS 'part of concentration_index';

CREATE FUNCTION concentration_index_transition(exact_sums, double precision, double precision, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION concentration_index_transition(exact_sums, double precision, double precision, double precision, double precision, double precision) IS 'part of concentration_index';

CREATE FUNCTION concentration_index_combine(exact_sums, exact_sums) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_index_combine(exact_sums, exact_sums) IS 'part of concentration_index';

CREATE FUNCTION concentration_index_final(exact_sums) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_index_final(exact_sums) IS 'part of concentration_index';

CREATE AGGREGATE concentration_index(rank double precision, value double precision, standard_error double precision, people double precision) (
	SFUNC = concentration_index_transition, STYPE = exact_sums, SSPACE = 512,
	FINALFUNC = concentration_index_final, COMBINEFUNC = concentration_index_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE concentration_index(double precision, double precision, double precision, double precision)
	IS 'whether a measure is concentrated among the worst off (below 0) or the best off, ranks ascending from the worst off, with 95 % limits';

CREATE AGGREGATE concentration_index(rank double precision, value double precision, standard_error double precision, people double precision, confidence double precision) (
	SFUNC = concentration_index_transition, STYPE = exact_sums, SSPACE = 512,
	FINALFUNC = concentration_index_final, COMBINEFUNC = concentration_index_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE concentration_index(double precision, double precision, double precision, double precision, double precision)
	IS 'whether a measure is concentrated among the worst off (below 0) or the best off, ranks ascending from the worst off, with limits';

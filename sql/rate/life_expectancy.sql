
-- Life expectancy: one row is one band of ages of one place

CREATE TYPE life_table_row AS (
	age_from double precision, deaths double precision, people double precision,
	probability_of_dying double precision, survivors double precision, years_lived double precision,
	value double precision, lower double precision, upper double precision
);
COMMENT ON TYPE life_table_row IS 'a band of ages in a life table of 100,000 births; value is the life expectancy at its first age';

CREATE FUNCTION life_expectancy_transition(exact_sums, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_transition(exact_sums, double precision, double precision, double precision) IS 'transition of life_expectancy and life_table';

CREATE FUNCTION life_expectancy_transition(exact_sums, double precision, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_transition(exact_sums, double precision, double precision, double precision, double precision) IS 'transition of life_expectancy and life_table';

CREATE FUNCTION life_expectancy_combine(exact_sums, exact_sums) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_combine(exact_sums, exact_sums) IS 'unites two transition states of life_expectancy and life_table';

CREATE FUNCTION life_expectancy_final(exact_sums) RETURNS interval_estimate[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_final(exact_sums) IS 'the value of a transition state of life_expectancy';

CREATE FUNCTION life_table_final(exact_sums) RETURNS life_table_row[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_table_final(exact_sums) IS 'the value of a transition state of life_table';

-- written once: base/sums life_expectancy 640 age_from double precision, deaths double precision, people double precision
COMMENT ON AGGREGATE life_expectancy(double precision, double precision, double precision) IS 'years still to live at each age (Chiang II, Silcocks), in the order of ages, with 95 % limits';

-- written once: base/sums life_expectancy 640 age_from double precision, deaths double precision, people double precision, confidence double precision
COMMENT ON AGGREGATE life_expectancy(double precision, double precision, double precision, double precision) IS 'years still to live at each age (Chiang II, Silcocks), in the order of ages, with limits';

CREATE AGGREGATE life_table(age_from double precision, deaths double precision, people double precision) (
	SFUNC = life_expectancy_transition,
	STYPE = exact_sums,
	SSPACE = 640,
	FINALFUNC = life_table_final,
	COMBINEFUNC = life_expectancy_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE life_table(double precision, double precision, double precision) IS 'the life table of bands of ages (Chiang II, Silcocks), in the order of ages, with 95 % limits';

CREATE AGGREGATE life_table(age_from double precision, deaths double precision, people double precision, confidence double precision) (
	SFUNC = life_expectancy_transition,
	STYPE = exact_sums,
	SSPACE = 640,
	FINALFUNC = life_table_final,
	COMBINEFUNC = life_expectancy_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE life_table(double precision, double precision, double precision, double precision) IS 'the life table of bands of ages (Chiang II, Silcocks), in the order of ages, with limits';

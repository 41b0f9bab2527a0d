
-- What there would be less of if all groups were as the reference is

CREATE TYPE attributable_estimate AS (fraction double precision, excess double precision);
COMMENT ON TYPE attributable_estimate IS 'what is above the level of a reference, as a share of all and as an amount';

CREATE FUNCTION attributable_fraction_transition(exact_sums, double precision, double precision, boolean) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attributable_fraction_transition(exact_sums, double precision, double precision, boolean) IS 'part of attributable_fraction';

CREATE FUNCTION attributable_fraction_combine(exact_sums, exact_sums) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attributable_fraction_combine(exact_sums, exact_sums) IS 'part of attributable_fraction';

CREATE FUNCTION attributable_fraction_final(exact_sums) RETURNS attributable_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attributable_fraction_final(exact_sums) IS 'part of attributable_fraction';

CREATE AGGREGATE attributable_fraction(value double precision, people double precision, reference boolean) (
	SFUNC = attributable_fraction_transition, STYPE = exact_sums, SSPACE = 128,
	FINALFUNC = attributable_fraction_final, COMBINEFUNC = attributable_fraction_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE attributable_fraction(double precision, double precision, boolean)
	IS 'the share and the amount of a measure above the level of reference groups';

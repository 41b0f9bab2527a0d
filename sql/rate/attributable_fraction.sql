
-- What there would be less of if all groups were as the reference is

CREATE TYPE attributable_estimate AS (fraction double precision, excess double precision);
COMMENT ON TYPE attributable_estimate IS 'what is above the level of a reference, as a share of all and as an amount';

-- written once: base/sums_transition attributable_fraction - double precision, double precision, boolean
-- written once: base/sums_final attributable_fraction attributable_estimate

-- written once: base/sums attributable_fraction 128 value double precision, people double precision, reference boolean
COMMENT ON AGGREGATE attributable_fraction(double precision, double precision, boolean)
	IS 'the share and the amount of a measure above the level of reference groups';

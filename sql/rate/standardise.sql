
-- Standardised rates: one row is one stratum of one place

-- written once: base/sums_transition directly_standardised_rate - double precision, double precision, double precision
-- written once: base/sums_transition directly_standardised_rate - double precision, double precision, double precision, double precision
-- written once: base/sums_transition directly_standardised_rate - double precision, double precision, double precision, double precision, double precision
-- written once: base/sums_final directly_standardised_rate interval_estimate

-- written once: base/sums directly_standardised_rate 160 events double precision, people double precision, standard_people double precision
COMMENT ON AGGREGATE directly_standardised_rate(double precision, double precision, double precision) IS 'events per 100,000 people of the standard population, with 95 % limits (Dobson)';

-- written once: base/sums directly_standardised_rate 160 events double precision, people double precision, standard_people double precision, multiplier double precision
COMMENT ON AGGREGATE directly_standardised_rate(double precision, double precision, double precision, double precision) IS 'events per so many people of the standard population, with 95 % limits (Dobson)';

-- written once: base/sums directly_standardised_rate 160 events double precision, people double precision, standard_people double precision, multiplier double precision, confidence double precision
COMMENT ON AGGREGATE directly_standardised_rate(double precision, double precision, double precision, double precision, double precision) IS 'events per so many people of the standard population, with limits (Dobson)';

CREATE FUNCTION indirectly_standardised_transition(exact_sums, double precision, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(exact_sums, double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_transition(exact_sums, double precision, double precision, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(exact_sums, double precision, double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_transition(exact_sums, double precision, double precision, double precision, double precision, double precision, double precision) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(exact_sums, double precision, double precision, double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_combine(exact_sums, exact_sums) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_combine(exact_sums, exact_sums) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_ratio_final(exact_sums) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_ratio_final(exact_sums) IS 'part of indirectly_standardised_ratio';

CREATE FUNCTION indirectly_standardised_rate_final(exact_sums) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_rate_final(exact_sums) IS 'part of indirectly_standardised_rate';

-- written once: rate/indirectly_standardised indirectly_standardised_ratio 160 events double precision, people double precision, reference_events double precision, reference_people double precision
COMMENT ON AGGREGATE indirectly_standardised_ratio(double precision, double precision, double precision, double precision) IS 'observed events over those expected at the rates of a reference, with 95 % limits';

-- written once: rate/indirectly_standardised indirectly_standardised_ratio 160 events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision
COMMENT ON AGGREGATE indirectly_standardised_ratio(double precision, double precision, double precision, double precision, double precision) IS 'observed events over those expected at the rates of a reference times the multiplier, with 95 % limits';

-- written once: rate/indirectly_standardised indirectly_standardised_ratio 160 events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision, confidence double precision
COMMENT ON AGGREGATE indirectly_standardised_ratio(double precision, double precision, double precision, double precision, double precision, double precision) IS 'observed events over those expected at the rates of a reference times the multiplier, with limits';

-- written once: rate/indirectly_standardised indirectly_standardised_rate 160 events double precision, people double precision, reference_events double precision, reference_people double precision
COMMENT ON AGGREGATE indirectly_standardised_rate(double precision, double precision, double precision, double precision) IS 'the indirectly standardised ratio times the rate of the reference, per 100,000 people, with 95 % limits';

-- written once: rate/indirectly_standardised indirectly_standardised_rate 160 events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision
COMMENT ON AGGREGATE indirectly_standardised_rate(double precision, double precision, double precision, double precision, double precision) IS 'the indirectly standardised ratio times the rate of the reference, per so many people, with 95 % limits';

-- written once: rate/indirectly_standardised indirectly_standardised_rate 160 events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision, confidence double precision
COMMENT ON AGGREGATE indirectly_standardised_rate(double precision, double precision, double precision, double precision, double precision, double precision) IS 'the indirectly standardised ratio times the rate of the reference, per so many people, with limits';


-- How long until the third appointment that is free

CREATE FUNCTION third_next_available_transition(exact_sums, date, bigint, date) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION third_next_available_transition(exact_sums, date, bigint, date) IS 'part of third_next_available';

CREATE FUNCTION third_next_available_combine(exact_sums, exact_sums) RETURNS exact_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION third_next_available_combine(exact_sums, exact_sums) IS 'part of third_next_available';

CREATE FUNCTION third_next_available_final(exact_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION third_next_available_final(exact_sums) IS 'part of third_next_available';

-- written once: base/sums third_next_available 128 free_on date, slots bigint, asked_on date
COMMENT ON AGGREGATE third_next_available(date, bigint, date) IS 'days until the third appointment that is free';


-- Runs about the centre of a series

CREATE TYPE run_test_result AS (useful integer, longest_run integer, longest_allowed integer, crossings integer, crossings_required integer);
COMMENT ON TYPE run_test_result IS 'the longest run on one side of a centre and the crossings of it, and what chance allows of both';

-- written once: base/sums_transition run_test - double precision, double precision

CREATE FUNCTION run_test_final(exact_sums) RETURNS run_test_result
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION run_test_final(exact_sums) IS 'part of run_test';

CREATE AGGREGATE run_test(value double precision, centre double precision) (
	SFUNC = run_test_transition, STYPE = exact_sums, SSPACE = 80,
	FINALFUNC = run_test_final, PARALLEL = SAFE);
COMMENT ON AGGREGATE run_test(double precision, double precision)
	IS 'whether runs about a centre are longer, or crossings fewer, than by chance: in the order of the aggregate';

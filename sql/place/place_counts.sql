
-- place_counts: how many people (or anything countable) each place has

-- written once: base/forms place_counts IMMUTABLE a JSON object of places and counts

-- written once: base/type place_counts double how many people (or anything countable) each place has

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

-- written once: base/bytes place_counts - the same places with the same counts

-- written once: base/equality place_counts HASHES the same places with the same counts

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

-- written once: base/order place_counts

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json place_counts IMMUTABLE

-- Rows fold into a value

CREATE FUNCTION place_counts_transition(place_counts, text, float8) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_transition(place_counts, text, float8) IS 'transition of place_counts(text, float8)';

CREATE FUNCTION place_counts_transition(place_counts, bigint, float8) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_counts_transition_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_transition(place_counts, bigint, float8) IS 'transition of place_counts(bigint, float8)';

-- written once: base/combine place_counts

CREATE FUNCTION place_counts_final(place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_final(place_counts) IS 'closes the state of the aggregates';

-- written once: base/fold place_counts 512 place text, n float8
COMMENT ON AGGREGATE place_counts(text, float8) IS 'how many each place has: counts of the same place are added';

-- written once: base/fold place_counts 512 place bigint, n float8
COMMENT ON AGGREGATE place_counts(bigint, float8) IS 'how many each place has, its code a number: counts of the same place are added';

-- Without n, these say what is missing; of a text alone, the type's input says it.

CREATE FUNCTION place_counts_of_places(place_counts, bigint) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_of_places(place_counts, bigint) IS 'says that place_counts lacks n';

CREATE AGGREGATE place_counts(place bigint) (SFUNC = place_counts_of_places, STYPE = place_counts, PARALLEL = SAFE);
COMMENT ON AGGREGATE place_counts(bigint) IS 'an error that says what is missing: n';

-- written once: base/rollup place_counts 2048 c
COMMENT ON AGGREGATE rollup(place_counts) IS 'all values added, place by place';

-- The aggregates of 1.0.0 had an internal state.  Aggregates that somebody built on these functions go on.

CREATE FUNCTION place_counts_transition(internal, text, float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_transition(internal, text, float8) IS 'part of place_counts, as it was in 1.0.0';

-- written once: base/internal_state place_counts

-- A value answers questions

CREATE FUNCTION total(c place_counts) RETURNS float8
	AS 'MODULE_PATHNAME', 'place_counts_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION total(place_counts) IS 'all places together';

CREATE FUNCTION place_counts_get(place_counts, text) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION place_counts_get(place_counts, text) IS 'the count of one place, NULL if it is not known';

CREATE OPERATOR -> (LEFTARG = place_counts, RIGHTARG = text, FUNCTION = place_counts_get);
COMMENT ON OPERATOR -> (place_counts, text) IS 'the count of one place, NULL if it is not known';

CREATE FUNCTION place_counts_get(place_counts, bigint) RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10
	RETURN place_counts_get($1, $2::text);
COMMENT ON FUNCTION place_counts_get(place_counts, bigint) IS 'the count of one place whose code is a number, NULL if it is not known';

CREATE OPERATOR -> (LEFTARG = place_counts, RIGHTARG = bigint, FUNCTION = place_counts_get);
COMMENT ON OPERATOR -> (place_counts, bigint) IS 'the count of one place whose code is a number, NULL if it is not known';

CREATE FUNCTION counts_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION counts_support(internal) IS 'tells the planner how many rows come of counts that it knows';

CREATE FUNCTION counts(c place_counts) RETURNS TABLE (place text, n float8)
	AS 'MODULE_PATHNAME', 'place_counts_rows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000 SUPPORT counts_support;
COMMENT ON FUNCTION counts(place_counts) IS 'one row a place';

CREATE FUNCTION place_counts_add(place_counts, place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION place_counts_add(place_counts, place_counts) IS 'added place by place';

CREATE FUNCTION place_counts_subtract(place_counts, place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION place_counts_subtract(place_counts, place_counts) IS 'what is left, place by place; never negative';

CREATE FUNCTION place_counts_scale(place_counts, float8) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION place_counts_scale(place_counts, float8) IS 'every count times a factor';

CREATE OPERATOR + (LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_add, COMMUTATOR = +);
COMMENT ON OPERATOR + (place_counts, place_counts) IS 'added place by place';

CREATE OPERATOR - (LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_subtract);
COMMENT ON OPERATOR - (place_counts, place_counts) IS 'what is left, place by place; never negative';

CREATE OPERATOR * (LEFTARG = place_counts, RIGHTARG = float8, FUNCTION = place_counts_scale);
COMMENT ON OPERATOR * (place_counts, float8) IS 'every count times a factor';

CREATE FUNCTION place_counts_scale_from_left(float8, place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION place_counts_scale_from_left(float8, place_counts) IS 'every count times a factor';

CREATE FUNCTION place_counts_divide(place_counts, float8) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION place_counts_divide(place_counts, float8) IS 'every count divided by a number';

CREATE FUNCTION place_counts_times_counts(place_counts, place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION place_counts_times_counts(place_counts, place_counts) IS 'product place by place; a place that only one knows gets 0';

CREATE FUNCTION place_counts_divide(place_counts, place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_counts_divide_by_counts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION place_counts_divide(place_counts, place_counts) IS 'quotient place by place; what has nothing to divide and nothing to divide by is left out';

CREATE OPERATOR * (LEFTARG = float8, RIGHTARG = place_counts, FUNCTION = place_counts_scale_from_left, COMMUTATOR = *);
COMMENT ON OPERATOR * (float8, place_counts) IS 'every count times a factor';

CREATE OPERATOR / (LEFTARG = place_counts, RIGHTARG = float8, FUNCTION = place_counts_divide);
COMMENT ON OPERATOR / (place_counts, float8) IS 'every count divided by a number';

CREATE OPERATOR * (LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_times_counts, COMMUTATOR = *);
COMMENT ON OPERATOR * (place_counts, place_counts) IS 'product place by place; a place that only one knows gets 0';

CREATE OPERATOR / (LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_divide);
COMMENT ON OPERATOR / (place_counts, place_counts) IS 'quotient place by place; what has nothing to divide and nothing to divide by is left out';

CREATE FUNCTION larger_of(c place_counts, d place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION larger_of(place_counts, place_counts) IS 'the larger count of each place; one that is not known is 0';

CREATE FUNCTION smaller_of(c place_counts, d place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION smaller_of(place_counts, place_counts) IS 'the smaller count of each place; one that is not known is 0';


-- place_flows: how many go from each place to each other place

-- written once: base/forms place_flows IMMUTABLE a JSON object that has for each origin an object of destinations and counts

-- written once: base/type place_flows double how many go from each place to each other place

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

-- written once: base/bytes place_flows - the same cells with the same counts

-- written once: base/equality place_flows HASHES the same cells with the same counts

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

-- written once: base/order place_flows

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json place_flows IMMUTABLE

-- Rows fold into a value

CREATE FUNCTION place_flows_transition(place_flows, text, text, float8) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(place_flows, text, text, float8) IS 'transition of place_flows(text, text, float8)';

CREATE FUNCTION place_flows_transition(place_flows, bigint, bigint, float8) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_transition_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(place_flows, bigint, bigint, float8) IS 'transition of place_flows(bigint, bigint, float8)';

CREATE FUNCTION place_flows_transition(place_flows, bigint, text, float8) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_transition_from_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(place_flows, bigint, text, float8) IS 'transition of place_flows(bigint, text, float8)';

CREATE FUNCTION place_flows_transition(place_flows, text, bigint, float8) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_transition_to_bigint' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(place_flows, text, bigint, float8) IS 'transition of place_flows(text, bigint, float8)';

-- written once: base/combine place_flows

CREATE FUNCTION place_flows_final(place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_final(place_flows) IS 'closes the state of the aggregates';

-- written once: base/fold place_flows 1024 origin text, destination text, n float8
COMMENT ON AGGREGATE place_flows(text, text, float8) IS 'how many go from each origin to each destination: counts of the same pair are added';

-- written once: base/fold place_flows 1024 origin bigint, destination bigint, n float8
COMMENT ON AGGREGATE place_flows(bigint, bigint, float8) IS 'how many go from each origin to each destination, the codes of both a number: counts of the same pair are added';

-- written once: base/fold place_flows 1024 origin bigint, destination text, n float8
COMMENT ON AGGREGATE place_flows(bigint, text, float8) IS 'how many go from each origin to each destination, the code of the origin a number: counts of the same pair are added';

-- written once: base/fold place_flows 1024 origin text, destination bigint, n float8
COMMENT ON AGGREGATE place_flows(text, bigint, float8) IS 'how many go from each origin to each destination, the code of the destination a number: counts of the same pair are added';

-- Without n, these say what is missing.

CREATE FUNCTION place_flows_of_places(place_flows, text, text) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_of_places(place_flows, text, text) IS 'says that place_flows lacks n';

CREATE AGGREGATE place_flows(origin text, destination text) (SFUNC = place_flows_of_places, STYPE = place_flows, PARALLEL = SAFE);
COMMENT ON AGGREGATE place_flows(text, text) IS 'an error that says what is missing: n';

CREATE FUNCTION place_flows_of_places(place_flows, bigint, bigint) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_of_places(place_flows, bigint, bigint) IS 'says that place_flows lacks n';

CREATE AGGREGATE place_flows(origin bigint, destination bigint) (SFUNC = place_flows_of_places, STYPE = place_flows, PARALLEL = SAFE);
COMMENT ON AGGREGATE place_flows(bigint, bigint) IS 'an error that says what is missing: n';

-- written once: base/rollup place_flows 8192 f
COMMENT ON AGGREGATE rollup(place_flows) IS 'all values added, cell by cell';

-- The aggregates of 1.0.0 had an internal state.  Aggregates that somebody built on these functions go on.

CREATE FUNCTION place_flows_transition(internal, text, text, float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(internal, text, text, float8) IS 'part of place_flows, as it was in 1.0.0';

-- written once: base/internal_state place_flows

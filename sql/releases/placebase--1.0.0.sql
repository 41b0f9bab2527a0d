/* placebase: population and place analytics */

-- complain if this script is read by psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION placebase" to load this file. \quit

-- place_counts: how many people (or anything countable) each place has

CREATE TYPE place_counts;

CREATE FUNCTION place_counts_in(cstring) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_in(cstring) IS 'text input: a JSON object of places and counts';

CREATE FUNCTION place_counts_out(place_counts) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_out(place_counts) IS 'text output: a JSON object of places and counts';

CREATE FUNCTION place_counts_recv(internal) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_recv(internal) IS 'binary input';

CREATE FUNCTION place_counts_send(place_counts) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_send(place_counts) IS 'binary output';

CREATE TYPE place_counts (
	INPUT = place_counts_in,
	OUTPUT = place_counts_out,
	RECEIVE = place_counts_recv,
	SEND = place_counts_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE place_counts IS 'how many people (or anything countable) each place has';

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

CREATE FUNCTION place_counts_eq(place_counts, place_counts) RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_eq(place_counts, place_counts) IS 'the same places with the same counts';

CREATE FUNCTION place_counts_ne(place_counts, place_counts) RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_ne(place_counts, place_counts) IS 'not the same places with the same counts';

CREATE FUNCTION place_counts_hash(place_counts) RETURNS integer
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_hash(place_counts) IS 'hash';

CREATE FUNCTION place_counts_hash_extended(place_counts, bigint) RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_hash_extended(place_counts, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (place_counts, place_counts) IS 'the same places with the same counts';

CREATE OPERATOR <> (
	LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (place_counts, place_counts) IS 'not the same places with the same counts';

CREATE OPERATOR CLASS place_counts_hash_ops DEFAULT FOR TYPE place_counts USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 place_counts_hash(place_counts),
	FUNCTION 2 place_counts_hash_extended(place_counts, bigint);
COMMENT ON OPERATOR CLASS place_counts_hash_ops USING hash IS 'equality of place_counts';
COMMENT ON OPERATOR FAMILY place_counts_hash_ops USING hash IS 'equality of place_counts';

-- Rows fold into a value

CREATE FUNCTION place_counts_transition(internal, text, float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_transition(internal, text, float8) IS 'transition of place_counts(text, float8)';

CREATE FUNCTION place_counts_rollup_transition(internal, place_counts) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_rollup_transition(internal, place_counts) IS 'transition of rollup(place_counts)';

CREATE FUNCTION place_counts_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_combine(internal, internal) IS 'unites two transition states of place_counts';

CREATE FUNCTION place_counts_serialise(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_serialise(internal) IS 'sends a transition state of place_counts to another process';

CREATE FUNCTION place_counts_deserialise(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_deserialise(bytea, internal) IS 'receives a transition state of place_counts';

CREATE FUNCTION place_counts_final(internal) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_final(internal) IS 'the value of a transition state of place_counts';

CREATE AGGREGATE place_counts(place text, n float8) (
	SFUNC = place_counts_transition,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = place_counts_final,
	COMBINEFUNC = place_counts_combine,
	SERIALFUNC = place_counts_serialise,
	DESERIALFUNC = place_counts_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE place_counts(text, float8) IS 'how many each place has: counts of the same place are added';

CREATE AGGREGATE rollup(place_counts) (
	SFUNC = place_counts_rollup_transition,
	STYPE = internal,
	SSPACE = 2048,
	FINALFUNC = place_counts_final,
	COMBINEFUNC = place_counts_combine,
	SERIALFUNC = place_counts_serialise,
	DESERIALFUNC = place_counts_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(place_counts) IS 'all values added, place by place';

-- A value answers questions

CREATE FUNCTION total(c place_counts) RETURNS float8
	AS 'MODULE_PATHNAME', 'place_counts_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total(place_counts) IS 'all places together';

CREATE FUNCTION place_counts_get(place_counts, text) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_get(place_counts, text) IS 'the count of one place, NULL if it is not known';

CREATE OPERATOR -> (LEFTARG = place_counts, RIGHTARG = text, FUNCTION = place_counts_get);
COMMENT ON OPERATOR -> (place_counts, text) IS 'the count of one place, NULL if it is not known';

CREATE FUNCTION counts(c place_counts) RETURNS TABLE (place text, n float8)
	AS 'MODULE_PATHNAME', 'place_counts_rows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION counts(place_counts) IS 'one row a place';

CREATE FUNCTION place_counts_add(place_counts, place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_add(place_counts, place_counts) IS 'added place by place';

CREATE FUNCTION place_counts_subtract(place_counts, place_counts) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_subtract(place_counts, place_counts) IS 'what is left, place by place; never negative';

CREATE FUNCTION place_counts_scale(place_counts, float8) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_scale(place_counts, float8) IS 'every count times a factor';

CREATE OPERATOR + (LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_add, COMMUTATOR = +);
COMMENT ON OPERATOR + (place_counts, place_counts) IS 'added place by place';

CREATE OPERATOR - (LEFTARG = place_counts, RIGHTARG = place_counts, FUNCTION = place_counts_subtract);
COMMENT ON OPERATOR - (place_counts, place_counts) IS 'what is left, place by place; never negative';

CREATE OPERATOR * (LEFTARG = place_counts, RIGHTARG = float8, FUNCTION = place_counts_scale);
COMMENT ON OPERATOR * (place_counts, float8) IS 'every count times a factor';

-- place_flows: how many go from each place to each other place

CREATE TYPE place_flows;

CREATE FUNCTION place_flows_in(cstring) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_in(cstring) IS 'text input: a JSON object that has for each origin an object of destinations and counts';

CREATE FUNCTION place_flows_out(place_flows) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_out(place_flows) IS 'text output: a JSON object that has for each origin an object of destinations and counts';

CREATE FUNCTION place_flows_recv(internal) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_recv(internal) IS 'binary input';

CREATE FUNCTION place_flows_send(place_flows) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_send(place_flows) IS 'binary output';

CREATE TYPE place_flows (
	INPUT = place_flows_in,
	OUTPUT = place_flows_out,
	RECEIVE = place_flows_recv,
	SEND = place_flows_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE place_flows IS 'how many go from each place to each other place';

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

CREATE FUNCTION place_flows_eq(place_flows, place_flows) RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_eq(place_flows, place_flows) IS 'the same cells with the same counts';

CREATE FUNCTION place_flows_ne(place_flows, place_flows) RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_ne(place_flows, place_flows) IS 'not the same cells with the same counts';

CREATE FUNCTION place_flows_hash(place_flows) RETURNS integer
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_hash(place_flows) IS 'hash';

CREATE FUNCTION place_flows_hash_extended(place_flows, bigint) RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_hash_extended(place_flows, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (place_flows, place_flows) IS 'the same cells with the same counts';

CREATE OPERATOR <> (
	LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (place_flows, place_flows) IS 'not the same cells with the same counts';

CREATE OPERATOR CLASS place_flows_hash_ops DEFAULT FOR TYPE place_flows USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 place_flows_hash(place_flows),
	FUNCTION 2 place_flows_hash_extended(place_flows, bigint);
COMMENT ON OPERATOR CLASS place_flows_hash_ops USING hash IS 'equality of place_flows';
COMMENT ON OPERATOR FAMILY place_flows_hash_ops USING hash IS 'equality of place_flows';

-- Rows fold into a value

CREATE FUNCTION place_flows_transition(internal, text, text, float8) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_transition(internal, text, text, float8) IS 'transition of place_flows(text, text, float8)';

CREATE FUNCTION place_flows_rollup_transition(internal, place_flows) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_rollup_transition(internal, place_flows) IS 'transition of rollup(place_flows)';

CREATE FUNCTION place_flows_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_combine(internal, internal) IS 'unites two transition states of place_flows';

CREATE FUNCTION place_flows_serialise(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_serialise(internal) IS 'sends a transition state of place_flows to another process';

CREATE FUNCTION place_flows_deserialise(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_deserialise(bytea, internal) IS 'receives a transition state of place_flows';

CREATE FUNCTION place_flows_final(internal) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_final(internal) IS 'the value of a transition state of place_flows';

CREATE AGGREGATE place_flows(origin text, destination text, n float8) (
	SFUNC = place_flows_transition,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	SERIALFUNC = place_flows_serialise,
	DESERIALFUNC = place_flows_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE place_flows(text, text, float8) IS 'how many go from each origin to each destination: counts of the same pair are added';

CREATE AGGREGATE rollup(place_flows) (
	SFUNC = place_flows_rollup_transition,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	SERIALFUNC = place_flows_serialise,
	DESERIALFUNC = place_flows_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(place_flows) IS 'all values added, cell by cell';

-- The algebra of places: what counts and flows answer, and how they combine

CREATE FUNCTION total(f place_flows) RETURNS float8
	AS 'MODULE_PATHNAME', 'place_flows_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total(place_flows) IS 'all cells together';

CREATE FUNCTION place_flows_get(place_flows, text) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_get(place_flows, text) IS 'where those of one origin go, NULL if it is not known';

CREATE OPERATOR -> (LEFTARG = place_flows, RIGHTARG = text, FUNCTION = place_flows_get);
COMMENT ON OPERATOR -> (place_flows, text) IS 'where those of one origin go, NULL if it is not known';

CREATE FUNCTION cells(f place_flows) RETURNS TABLE (origin text, destination text, n float8)
	AS 'MODULE_PATHNAME', 'place_flows_cells' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10000;
COMMENT ON FUNCTION cells(place_flows) IS 'one row a cell';

CREATE FUNCTION origins(f place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_flows_origins' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION origins(place_flows) IS 'how many go out of each origin';

CREATE FUNCTION destinations(f place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_flows_destinations' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION destinations(place_flows) IS 'how many come into each destination';

CREATE FUNCTION transpose(f place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_transpose' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transpose(place_flows) IS 'the same flows seen from their destinations';

CREATE FUNCTION shares(f place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_shares' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION shares(place_flows) IS 'each cell as a share of its origin: the shares of an origin sum to 1';

CREATE FUNCTION place_flows_add(place_flows, place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_add(place_flows, place_flows) IS 'added cell by cell';

CREATE FUNCTION place_flows_subtract(place_flows, place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_subtract(place_flows, place_flows) IS 'what is left, cell by cell; never negative';

CREATE FUNCTION place_flows_scale(place_flows, float8) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_scale(place_flows, float8) IS 'every cell times a factor';

CREATE FUNCTION place_counts_times_flows(place_counts, place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_counts_times_flows(place_counts, place_flows) IS 'counts moved along flows: vector times matrix';

CREATE FUNCTION place_flows_times_flows(place_flows, place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION place_flows_times_flows(place_flows, place_flows) IS 'flows followed by flows: matrix times matrix';

CREATE OPERATOR + (LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_add, COMMUTATOR = +);
COMMENT ON OPERATOR + (place_flows, place_flows) IS 'added cell by cell';

CREATE OPERATOR - (LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_subtract);
COMMENT ON OPERATOR - (place_flows, place_flows) IS 'what is left, cell by cell; never negative';

CREATE OPERATOR * (LEFTARG = place_flows, RIGHTARG = float8, FUNCTION = place_flows_scale);
COMMENT ON OPERATOR * (place_flows, float8) IS 'every cell times a factor';

CREATE OPERATOR * (LEFTARG = place_counts, RIGHTARG = place_flows, FUNCTION = place_counts_times_flows);
COMMENT ON OPERATOR * (place_counts, place_flows) IS 'counts moved along flows: vector times matrix';

CREATE OPERATOR * (LEFTARG = place_flows, RIGHTARG = place_flows, FUNCTION = place_flows_times_flows);
COMMENT ON OPERATOR * (place_flows, place_flows) IS 'flows followed by flows: matrix times matrix';

-- Counts and flows from one set of places to another, with nobody lost

CREATE FUNCTION convert(c place_counts, f place_flows, unmatched text DEFAULT 'error') RETURNS place_counts
	AS 'MODULE_PATHNAME', 'convert_places' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION convert(place_counts, place_flows, text) IS
	'counts moved along weights that sum to 1; a place without a match is an error, kept or dropped';

CREATE FUNCTION convert(f place_flows, destinations place_flows, unmatched text DEFAULT 'error') RETURNS place_flows
	AS 'MODULE_PATHNAME', 'convert_flow_destinations' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION convert(place_flows, place_flows, text) IS
	'flows whose destinations are moved along weights that sum to 1; a place without a match is an error, kept or dropped';

CREATE FUNCTION convert(f place_flows, origins place_flows, destinations place_flows, unmatched text DEFAULT 'error') RETURNS place_flows
	AS 'MODULE_PATHNAME', 'convert_flows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION convert(place_flows, place_flows, place_flows, text) IS
	'flows with both ends moved along weights that sum to 1; a place without a match is an error, kept or dropped';

-- Whole people in place of fractions

CREATE FUNCTION apportion(c place_counts, people bigint DEFAULT NULL) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION apportion(place_counts, bigint) IS
	'whole numbers that sum to people, or to the total of the counts: largest remainder';

-- Registered and resident populations held against each other

CREATE FUNCTION reconcile(registered place_flows, residents place_counts)
	RETURNS TABLE (
		place text,
		registered float8,
		resident float8,
		registered_here_living_here float8,
		registered_here_living_elsewhere float8,
		living_here_registered_elsewhere float8,
		living_here_registered float8,
		unregistered float8,
		list_excess float8,
		registered_per_resident float8
	)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION reconcile(place_flows, place_counts) IS 'registered against resident people of every place';

-- The people a place answers for, under one rule or another

CREATE FUNCTION accountable_population(registered place_flows, residents place_counts, rule text) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accountable_population(place_flows, place_counts, text) IS
	'people that each place answers for: registered, resident, either or both';

CREATE FUNCTION differences(first place_counts, second place_counts)
	RETURNS TABLE (place text, first float8, second float8, difference float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION differences(place_counts, place_counts) IS 'two counts of every place side by side, and the first less the second';

-- Who goes where: main destinations, catchments, and how much stays at home

CREATE FUNCTION main_destinations(f place_flows)
	RETURNS TABLE (origin text, destination text, n float8, share float8, margin float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION main_destinations(place_flows) IS
	'where most of each origin go, and by how many people it leads before the runner-up';

CREATE FUNCTION catchments(f place_flows, share float8 DEFAULT 0.8)
	RETURNS TABLE (origin text, destination text, n float8, rank integer, share float8,
		cumulative_share float8, in_catchment boolean)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10000;
COMMENT ON FUNCTION catchments(place_flows, float8) IS
	'destinations of each origin by descending count, in the catchment until a share of the origin is reached';

CREATE FUNCTION catchments_by_minimum_share(f place_flows, minimum_share float8 DEFAULT 0.3)
	RETURNS TABLE (origin text, destination text, n float8, rank integer, share float8,
		cumulative_share float8, in_catchment boolean)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10000;
COMMENT ON FUNCTION catchments_by_minimum_share(place_flows, float8) IS
	'destinations of each origin by descending count, in the catchment where they have at least a share of the origin';

CREATE FUNCTION self_containment(f place_flows)
	RETURNS TABLE (place text, supply float8, demand float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION self_containment(place_flows) IS
	'share of all who go out of a place, and of all who come into it, that stays';

CREATE FUNCTION overlap(a place_counts, b place_counts,
		OUT places_a integer, OUT places_b integer, OUT places_both integer,
		OUT share_a float8, OUT share_b float8, OUT similarity float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION overlap(place_counts, place_counts) IS
	'how two catchments overlap: common places, the share of each in them, and how alike they are';

-- A measure of practices spread over areas, never without its coverage

CREATE FUNCTION spread(numerator place_counts, denominator place_counts, f place_flows)
	RETURNS TABLE (place text, numerator float8, denominator float8, rate float8, coverage float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION spread(place_counts, place_counts, place_flows) IS
	'a measure spread over the places where its people live, with the share of their people that it covers';

-- Flows fitted to the totals of their origins and destinations

CREATE FUNCTION rake(f place_flows, origins place_counts, destinations place_counts,
		tolerance float8 DEFAULT 1e-9, max_sweeps integer DEFAULT 10000) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION rake(place_flows, place_counts, place_counts, float8, integer) IS
	'flows scaled until they have the given totals of origins and destinations';

-- scale: at which scale people stand, and what that scale is good for

CREATE FUNCTION scale_band(people float8, scheme text DEFAULT 'placebase') RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION scale_band(float8, text) IS
	'scale at which this many people stand, or the name of the gap between two scales';

CREATE FUNCTION scale_fit(people float8, scheme text DEFAULT 'placebase',
		OUT band text, OUT nearest_scale text, OUT too_few float8, OUT too_many float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION scale_fit(float8, text) IS
	'scale or gap in which this many people stand, the nearest scale, and by how many they are too few or too many for it';

CREATE FUNCTION scales(scheme text DEFAULT 'placebase')
	RETURNS TABLE (scale text, smallest float8, largest float8, works_for text,
		relationship text, organisation text, capability text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 3;

COMMENT ON FUNCTION scales(text) IS
	'scales of a scheme: their sizes, what they are for, and the form and leadership they ask for';

-- localities: areas united to localities of the right size, and what they are worth

CREATE FUNCTION localities(people place_counts, neighbours place_flows, smallest float8, largest float8,
		lists place_flows DEFAULT NULL, seed integer DEFAULT 1, within place_flows DEFAULT NULL, effort integer DEFAULT 3)
	RETURNS TABLE (place text, locality integer, note text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 5000;

COMMENT ON FUNCTION localities(place_counts, place_flows, float8, float8, place_flows, integer, place_flows, integer) IS
	'contiguous localities with smallest to largest people each, following the practices'' lists, or compact without lists';

CREATE FUNCTION locality_quality(assignment place_flows, counts place_counts, neighbours place_flows,
		lists place_flows DEFAULT NULL, scheme text DEFAULT 'placebase')
	RETURNS TABLE (locality text, areas integer, people float8, band text, contiguous boolean,
		practices integer, cross_practices integer, registered float8, own_registered float8, own_share float8,
		list float8, list_share float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000 ROWS 300;

COMMENT ON FUNCTION locality_quality(place_flows, place_counts, place_flows, place_flows, text) IS
	'what each locality of an assignment is worth: size, band, contiguity, and how its people and its practices'' lists meet';

CREATE FUNCTION own_locality_share(assignment place_flows, lists place_flows) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION own_locality_share(place_flows, place_flows) IS
	'share of all people on lists who are registered with a practice of their own locality';

-- care_history: one patient's visits, when and with whom

CREATE TYPE care_history;

CREATE FUNCTION care_history_in(cstring) RETURNS care_history
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_in';
COMMENT ON FUNCTION care_history_in(cstring) IS 'reads [["time", "provider"], ...] in any order';

CREATE FUNCTION care_history_out(care_history) RETURNS cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_out';
COMMENT ON FUNCTION care_history_out(care_history) IS 'writes [["time", "provider"], ...] in order, times in UTC';

CREATE FUNCTION care_history_recv(internal) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_recv';
COMMENT ON FUNCTION care_history_recv(internal) IS 'reads the binary form';

CREATE FUNCTION care_history_send(care_history) RETURNS bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_send';
COMMENT ON FUNCTION care_history_send(care_history) IS 'writes the binary form';

CREATE TYPE care_history (
	INPUT = care_history_in,
	OUTPUT = care_history_out,
	RECEIVE = care_history_recv,
	SEND = care_history_send,
	STORAGE = extended
);
COMMENT ON TYPE care_history IS 'one patient''s visits: when, and with whom';

-- equality

CREATE FUNCTION care_history_eq(care_history, care_history) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_eq';
COMMENT ON FUNCTION care_history_eq(care_history, care_history) IS 'true if both have the same visits';

CREATE FUNCTION care_history_ne(care_history, care_history) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_ne';
COMMENT ON FUNCTION care_history_ne(care_history, care_history) IS 'true unless both have the same visits';

CREATE FUNCTION care_history_hash(care_history) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_hash';
COMMENT ON FUNCTION care_history_hash(care_history) IS 'hash';

CREATE FUNCTION care_history_hash_extended(care_history, bigint) RETURNS bigint
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_hash_extended';
COMMENT ON FUNCTION care_history_hash_extended(care_history, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = care_history, RIGHTARG = care_history, FUNCTION = care_history_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (care_history, care_history) IS 'the same visits';

CREATE OPERATOR <> (
	LEFTARG = care_history, RIGHTARG = care_history, FUNCTION = care_history_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (care_history, care_history) IS 'not the same visits';

CREATE OPERATOR CLASS care_history_hash_ops DEFAULT FOR TYPE care_history USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 care_history_hash(care_history),
	FUNCTION 2 care_history_hash_extended(care_history, bigint);
COMMENT ON OPERATOR CLASS care_history_hash_ops USING hash IS 'GROUP BY, DISTINCT and hash joins of histories';
COMMENT ON OPERATOR FAMILY care_history_hash_ops USING hash IS 'GROUP BY, DISTINCT and hash joins of histories';

-- rows fold into a history

CREATE FUNCTION care_history_visit(care_history, text, timestamptz) RETURNS care_history
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_visit_text';
COMMENT ON FUNCTION care_history_visit(care_history, text, timestamptz) IS 'transition of the aggregate care_history';

CREATE FUNCTION care_history_visit(care_history, bigint, timestamptz) RETURNS care_history
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_visit_bigint';
COMMENT ON FUNCTION care_history_visit(care_history, bigint, timestamptz) IS 'transition of the aggregate care_history';

CREATE FUNCTION care_history_combine(care_history, care_history) RETURNS care_history
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_combine';
COMMENT ON FUNCTION care_history_combine(care_history, care_history) IS 'transition of rollup, and joins partial results of the aggregates';

CREATE FUNCTION care_history_final(care_history) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_final';
COMMENT ON FUNCTION care_history_final(care_history) IS 'closes the state of the aggregates';

-- SSPACE is what the state of some forty visits takes, not that of the first few: a hash aggregate
-- spills new groups only, so one that is full of small states has no room for them to grow.
CREATE AGGREGATE care_history(provider text, at timestamptz) (
	SFUNC = care_history_visit, STYPE = care_history, SSPACE = 512,
	FINALFUNC = care_history_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = care_history_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_history(text, timestamptz) IS 'folds visits into a history; rows with NULL are left out';

CREATE AGGREGATE care_history(provider bigint, at timestamptz) (
	SFUNC = care_history_visit, STYPE = care_history, SSPACE = 512,
	FINALFUNC = care_history_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = care_history_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_history(bigint, timestamptz) IS 'folds visits into a history; rows with NULL are left out';

CREATE AGGREGATE rollup(care_history) (
	SFUNC = care_history_combine, STYPE = care_history, SSPACE = 512,
	FINALFUNC = care_history_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = care_history_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(care_history) IS 'merges histories; a visit that stands in two counts twice';

CREATE FUNCTION care_history_concat(care_history, care_history) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_concat';
COMMENT ON FUNCTION care_history_concat(care_history, care_history) IS 'the visits of both';

CREATE OPERATOR || (
	LEFTARG = care_history, RIGHTARG = care_history, FUNCTION = care_history_concat,
	COMMUTATOR = ||
);
COMMENT ON OPERATOR || (care_history, care_history) IS 'the visits of both';

-- cuts

CREATE FUNCTION during(history care_history, period tstzrange) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_during';
COMMENT ON FUNCTION during(care_history, tstzrange) IS 'the visits within a period';

CREATE FUNCTION only_providers(history care_history, providers text[]) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'only_providers';
COMMENT ON FUNCTION only_providers(care_history, text[]) IS 'the visits to these providers';

CREATE FUNCTION except_providers(history care_history, providers text[]) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'except_providers';
COMMENT ON FUNCTION except_providers(care_history, text[]) IS 'the visits to all providers but these';

CREATE FUNCTION once_a_day(history care_history) RETURNS care_history
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'once_a_day';
COMMENT ON FUNCTION once_a_day(care_history) IS 'the first visit to each provider on each day of the session''s time zone';

-- questions of a care_history

CREATE FUNCTION visits(history care_history) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_visits';
COMMENT ON FUNCTION visits(care_history) IS 'number of visits';

CREATE FUNCTION providers(history care_history) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_providers';
COMMENT ON FUNCTION providers(care_history) IS 'number of different providers';

CREATE FUNCTION handoffs(history care_history) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'handoffs';
COMMENT ON FUNCTION handoffs(care_history) IS 'visits to another provider than the visit before';

CREATE FUNCTION first_visit(history care_history) RETURNS timestamptz
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'first_visit';
COMMENT ON FUNCTION first_visit(care_history) IS 'time of the first visit';

CREATE FUNCTION last_visit(history care_history) RETURNS timestamptz
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'last_visit';
COMMENT ON FUNCTION last_visit(care_history) IS 'time of the last visit';

CREATE FUNCTION usual_provider(history care_history) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'usual_provider';
COMMENT ON FUNCTION usual_provider(care_history) IS 'provider with most visits; then most recent visit; then smallest code';

CREATE FUNCTION usual_provider_of_care(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'usual_provider_of_care';
COMMENT ON FUNCTION usual_provider_of_care(care_history, integer) IS 'UPC: share of visits to the usual provider';

CREATE FUNCTION bice_boxerman(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bice_boxerman';
COMMENT ON FUNCTION bice_boxerman(care_history, integer) IS 'COC: chance that two visits were to the same provider';

CREATE FUNCTION bice_boxerman_error(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'bice_boxerman_error';
COMMENT ON FUNCTION bice_boxerman_error(care_history, integer) IS 'standard error of COC';

CREATE FUNCTION herfindahl(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'herfindahl';
COMMENT ON FUNCTION herfindahl(care_history, integer) IS 'HI: Herfindahl index of the visits';

CREATE FUNCTION sequential_continuity(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'sequential_continuity';
COMMENT ON FUNCTION sequential_continuity(care_history, integer) IS 'SECON: share of visits to the same provider as the visit before';

CREATE FUNCTION k_index(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'k_index';
COMMENT ON FUNCTION k_index(care_history, integer) IS 'K: 0 if all providers differ, 1 if there is one';

CREATE FUNCTION modified_continuity(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'modified_continuity';
COMMENT ON FUNCTION modified_continuity(care_history, integer) IS 'MCI: modified continuity index';

CREATE FUNCTION modified_modified_continuity(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'modified_modified_continuity';
COMMENT ON FUNCTION modified_modified_continuity(care_history, integer) IS 'MMCI: MCI over its largest value';

CREATE FUNCTION stickiness(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'stickiness';
COMMENT ON FUNCTION stickiness(care_history, integer) IS 'SECON - COC: sequence beyond chance';

CREATE FUNCTION known_provider_continuity(history care_history, within interval DEFAULT '1 year', min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'known_provider_continuity';
COMMENT ON FUNCTION known_provider_continuity(care_history, interval, integer) IS 'KPC: share of visits whose provider was also seen within this time before';

CREATE FUNCTION assigned_provider_continuity(history care_history, provider text, min_visits integer DEFAULT 1) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'assigned_provider_continuity';
COMMENT ON FUNCTION assigned_provider_continuity(care_history, text, integer) IS 'share of visits to the named provider';

CREATE FUNCTION continuity(history care_history, min_visits integer DEFAULT 2,
	OUT visits integer, OUT providers integer, OUT usual_provider text,
	OUT usual_provider_of_care double precision, OUT bice_boxerman double precision,
	OUT herfindahl double precision, OUT sequential_continuity double precision,
	OUT k_index double precision, OUT modified_modified_continuity double precision)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'continuity';
COMMENT ON FUNCTION continuity(care_history, integer) IS 'the usual set of answers in one call';

-- a history laid out as rows

CREATE FUNCTION timeline(history care_history)
	RETURNS TABLE (visit integer, at timestamptz, provider text, gap interval, handoff boolean, seen_before integer)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10 AS 'MODULE_PATHNAME', 'timeline';
COMMENT ON FUNCTION timeline(care_history) IS 'each visit in order, with the gap, the hand-off and whether the provider was known';

CREATE FUNCTION provider_visits(history care_history)
	RETURNS TABLE (provider text, visits integer, first_visit timestamptz, last_visit timestamptz)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME', 'provider_visits';
COMMENT ON FUNCTION provider_visits(care_history) IS 'visits to each provider, the usual provider first';

-- Estimates with their confidence limits: rates, proportions and means

CREATE TYPE interval_estimate AS (value double precision, lower double precision, upper double precision);
COMMENT ON TYPE interval_estimate IS 'an estimate with the lower and upper limit of its confidence interval';

CREATE FUNCTION rate(events double precision, people double precision,
	multiplier double precision DEFAULT 100000, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate(double precision, double precision, double precision, double precision)
	IS 'events per so many people with exact Poisson limits below 10 events and Byar''s from 10';

CREATE FUNCTION proportion(events double precision, people double precision,
	multiplier double precision DEFAULT 1, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION proportion(double precision, double precision, double precision, double precision)
	IS 'the share of people with an event, with Wilson''s limits';

CREATE FUNCTION byar_interval(events double precision, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION byar_interval(double precision, double precision)
	IS 'a count with Byar''s limits; the lower limit is NULL where the approximation has none';

CREATE FUNCTION mean_estimate_transition(double precision[], double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_transition(double precision[], double precision) IS 'part of mean_estimate';

CREATE FUNCTION mean_estimate_transition(double precision[], double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_transition(double precision[], double precision, double precision) IS 'part of mean_estimate';

CREATE FUNCTION mean_estimate_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_combine(double precision[], double precision[]) IS 'part of mean_estimate';

CREATE FUNCTION mean_estimate_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate_final(double precision[]) IS 'part of mean_estimate';

CREATE AGGREGATE mean_estimate(x double precision) (
	SFUNC = mean_estimate_transition, STYPE = double precision[], SSPACE = 128,
	FINALFUNC = mean_estimate_final, COMBINEFUNC = mean_estimate_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE mean_estimate(double precision) IS 'the mean with its t interval of 95 %';

CREATE AGGREGATE mean_estimate(x double precision, confidence double precision) (
	SFUNC = mean_estimate_transition, STYPE = double precision[], SSPACE = 128,
	FINALFUNC = mean_estimate_final, COMBINEFUNC = mean_estimate_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE mean_estimate(double precision, double precision) IS 'the mean with its t interval';

-- Standardised rates: one row is one stratum of one place

CREATE FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision) IS 'part of directly_standardised_rate';

CREATE FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision) IS 'part of directly_standardised_rate';

CREATE FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_transition(double precision[], double precision, double precision, double precision, double precision, double precision) IS 'part of directly_standardised_rate';

CREATE FUNCTION directly_standardised_rate_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_combine(double precision[], double precision[]) IS 'part of directly_standardised_rate';

CREATE FUNCTION directly_standardised_rate_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION directly_standardised_rate_final(double precision[]) IS 'part of directly_standardised_rate';

CREATE AGGREGATE directly_standardised_rate(events double precision, people double precision, standard_people double precision) (
	SFUNC = directly_standardised_rate_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = directly_standardised_rate_final, COMBINEFUNC = directly_standardised_rate_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE directly_standardised_rate(double precision, double precision, double precision) IS 'events per 100,000 people of the standard population, with 95 % limits (Dobson)';

CREATE AGGREGATE directly_standardised_rate(events double precision, people double precision, standard_people double precision, multiplier double precision) (
	SFUNC = directly_standardised_rate_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = directly_standardised_rate_final, COMBINEFUNC = directly_standardised_rate_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE directly_standardised_rate(double precision, double precision, double precision, double precision) IS 'events per so many people of the standard population, with 95 % limits (Dobson)';

CREATE AGGREGATE directly_standardised_rate(events double precision, people double precision, standard_people double precision, multiplier double precision, confidence double precision) (
	SFUNC = directly_standardised_rate_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = directly_standardised_rate_final, COMBINEFUNC = directly_standardised_rate_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE directly_standardised_rate(double precision, double precision, double precision, double precision, double precision) IS 'events per so many people of the standard population, with limits (Dobson)';

CREATE FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_transition(double precision[], double precision, double precision, double precision, double precision, double precision, double precision) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_combine(double precision[], double precision[]) IS 'part of indirectly_standardised_ratio and indirectly_standardised_rate';

CREATE FUNCTION indirectly_standardised_ratio_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_ratio_final(double precision[]) IS 'part of indirectly_standardised_ratio';

CREATE FUNCTION indirectly_standardised_rate_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION indirectly_standardised_rate_final(double precision[]) IS 'part of indirectly_standardised_rate';

CREATE AGGREGATE indirectly_standardised_ratio(events double precision, people double precision, reference_events double precision, reference_people double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = indirectly_standardised_ratio_final, COMBINEFUNC = indirectly_standardised_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE indirectly_standardised_ratio(double precision, double precision, double precision, double precision) IS 'observed events over those expected at the rates of a reference, with 95 % limits';

CREATE AGGREGATE indirectly_standardised_ratio(events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = indirectly_standardised_ratio_final, COMBINEFUNC = indirectly_standardised_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE indirectly_standardised_ratio(double precision, double precision, double precision, double precision, double precision) IS 'observed events over those expected at the rates of a reference times the multiplier, with 95 % limits';

CREATE AGGREGATE indirectly_standardised_ratio(events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision, confidence double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = indirectly_standardised_ratio_final, COMBINEFUNC = indirectly_standardised_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE indirectly_standardised_ratio(double precision, double precision, double precision, double precision, double precision, double precision) IS 'observed events over those expected at the rates of a reference times the multiplier, with limits';

CREATE AGGREGATE indirectly_standardised_rate(events double precision, people double precision, reference_events double precision, reference_people double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = indirectly_standardised_rate_final, COMBINEFUNC = indirectly_standardised_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE indirectly_standardised_rate(double precision, double precision, double precision, double precision) IS 'the indirectly standardised ratio times the rate of the reference, per 100,000 people, with 95 % limits';

CREATE AGGREGATE indirectly_standardised_rate(events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = indirectly_standardised_rate_final, COMBINEFUNC = indirectly_standardised_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE indirectly_standardised_rate(double precision, double precision, double precision, double precision, double precision) IS 'the indirectly standardised ratio times the rate of the reference, per so many people, with 95 % limits';

CREATE AGGREGATE indirectly_standardised_rate(events double precision, people double precision, reference_events double precision, reference_people double precision, multiplier double precision, confidence double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], SSPACE = 160,
	FINALFUNC = indirectly_standardised_rate_final, COMBINEFUNC = indirectly_standardised_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE indirectly_standardised_rate(double precision, double precision, double precision, double precision, double precision, double precision) IS 'the indirectly standardised ratio times the rate of the reference, per so many people, with limits';

-- attendance_profile: how many people made how many contacts

CREATE TYPE attendance_profile;

CREATE FUNCTION attendance_profile_in(cstring) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_in(cstring) IS 'text input: a JSON object of contacts and people';

CREATE FUNCTION attendance_profile_out(attendance_profile) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_out(attendance_profile) IS 'text output: a JSON object of contacts and people';

CREATE FUNCTION attendance_profile_recv(internal) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_recv(internal) IS 'binary input';

CREATE FUNCTION attendance_profile_send(attendance_profile) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_send(attendance_profile) IS 'binary output';

CREATE TYPE attendance_profile (
	INPUT = attendance_profile_in,
	OUTPUT = attendance_profile_out,
	RECEIVE = attendance_profile_recv,
	SEND = attendance_profile_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE attendance_profile IS 'how many people made how many contacts';

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

CREATE FUNCTION attendance_profile_eq(attendance_profile, attendance_profile) RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_eq(attendance_profile, attendance_profile) IS 'the same people for the same contacts';

CREATE FUNCTION attendance_profile_ne(attendance_profile, attendance_profile) RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_ne(attendance_profile, attendance_profile) IS 'not the same people for the same contacts';

CREATE FUNCTION attendance_profile_hash(attendance_profile) RETURNS integer
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_hash(attendance_profile) IS 'hash';

CREATE FUNCTION attendance_profile_hash_extended(attendance_profile, bigint) RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_hash_extended(attendance_profile, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (attendance_profile, attendance_profile) IS 'the same people for the same contacts';

CREATE OPERATOR <> (
	LEFTARG = attendance_profile, RIGHTARG = attendance_profile, FUNCTION = attendance_profile_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (attendance_profile, attendance_profile) IS 'not the same people for the same contacts';

CREATE OPERATOR CLASS attendance_profile_hash_ops DEFAULT FOR TYPE attendance_profile USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 attendance_profile_hash(attendance_profile),
	FUNCTION 2 attendance_profile_hash_extended(attendance_profile, bigint);
COMMENT ON OPERATOR CLASS attendance_profile_hash_ops USING hash IS 'equality of attendance_profile';
COMMENT ON OPERATOR FAMILY attendance_profile_hash_ops USING hash IS 'equality of attendance_profile';

-- Rows fold into a value

CREATE FUNCTION attendance_profile_transition(internal, double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(internal, double precision) IS 'transition of attendance_profile(double precision)';

CREATE FUNCTION attendance_profile_transition(internal, double precision, bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_transition(internal, double precision, bigint) IS 'transition of attendance_profile(double precision, bigint)';

CREATE FUNCTION attendance_profile_rollup_transition(internal, attendance_profile) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_rollup_transition(internal, attendance_profile) IS 'transition of rollup(attendance_profile)';

CREATE FUNCTION attendance_profile_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_combine(internal, internal) IS 'unites two transition states of attendance_profile';

CREATE FUNCTION attendance_profile_serialise(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_serialise(internal) IS 'sends a transition state of attendance_profile to another process';

CREATE FUNCTION attendance_profile_deserialise(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_deserialise(bytea, internal) IS 'receives a transition state of attendance_profile';

CREATE FUNCTION attendance_profile_final(internal) RETURNS attendance_profile
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_profile_final(internal) IS 'the value of a transition state of attendance_profile';

CREATE AGGREGATE attendance_profile(contacts double precision) (
	SFUNC = attendance_profile_transition,
	STYPE = internal,
	SSPACE = 256,
	FINALFUNC = attendance_profile_final,
	COMBINEFUNC = attendance_profile_combine,
	SERIALFUNC = attendance_profile_serialise,
	DESERIALFUNC = attendance_profile_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE attendance_profile(double precision) IS 'how many people made how many contacts: one row is one person';

CREATE AGGREGATE attendance_profile(contacts double precision, people bigint) (
	SFUNC = attendance_profile_transition,
	STYPE = internal,
	SSPACE = 256,
	FINALFUNC = attendance_profile_final,
	COMBINEFUNC = attendance_profile_combine,
	SERIALFUNC = attendance_profile_serialise,
	DESERIALFUNC = attendance_profile_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE attendance_profile(double precision, bigint) IS 'how many people made how many contacts: one row is so many people';

CREATE AGGREGATE rollup(attendance_profile) (
	SFUNC = attendance_profile_rollup_transition,
	STYPE = internal,
	SSPACE = 256,
	FINALFUNC = attendance_profile_final,
	COMBINEFUNC = attendance_profile_combine,
	SERIALFUNC = attendance_profile_serialise,
	DESERIALFUNC = attendance_profile_deserialise,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(attendance_profile) IS 'all profiles as one, of all their people';

-- Questions of an attendance_profile: who attends most, and who never does

CREATE FUNCTION people(attendance_profile) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_people' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION people(attendance_profile) IS 'how many people the profile holds, with and without contacts';

CREATE FUNCTION contacts(attendance_profile) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_contacts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts(attendance_profile) IS 'how many contacts they made together';

CREATE FUNCTION gini(attendance_profile) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_gini' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gini(attendance_profile) IS 'Gini''s coefficient of the contacts, from 0 (all the same) to nearly 1';

CREATE FUNCTION top_share(profile attendance_profile, fraction double precision) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_top_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_share(attendance_profile, double precision) IS 'the share of all contacts made by the top fraction of people';

CREATE FUNCTION attendance_threshold(profile attendance_profile, fraction double precision,
	OUT contacts double precision, OUT people_at_or_above double precision, OUT share_at_or_above double precision)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION attendance_threshold(attendance_profile, double precision) IS 'what to flag to have the top fraction of people, how many that is with ties, and their share of all contacts';

CREATE FUNCTION attendance_band(profile attendance_profile, at_least double precision, below double precision DEFAULT NULL,
	OUT people double precision, OUT contacts double precision, OUT people_share double precision, OUT contact_share double precision)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION attendance_band(attendance_profile, double precision, double precision) IS 'the people with at least so many and fewer than so many contacts, and their shares';

CREATE FUNCTION counts(attendance_profile) RETURNS TABLE (contacts double precision, people double precision)
	AS 'MODULE_PATHNAME', 'attendance_profile_rows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 30;
COMMENT ON FUNCTION counts(attendance_profile) IS 'one row for each number of contacts that somebody made';

CREATE FUNCTION lorenz(attendance_profile) RETURNS TABLE (people_share double precision, contact_share double precision)
	AS 'MODULE_PATHNAME', 'attendance_profile_lorenz' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 30;
COMMENT ON FUNCTION lorenz(attendance_profile) IS 'the corners of the Lorenz curve of the contacts';

-- Who stays a frequent attender.  The order of the rows matters, so there is no combine function.

CREATE FUNCTION longest_run_transition(bigint, boolean) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION longest_run_transition(bigint, boolean) IS 'transition of longest_run';

CREATE FUNCTION longest_run_final(bigint) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION longest_run_final(bigint) IS 'the value of a transition state of longest_run';

CREATE AGGREGATE longest_run(held boolean) (
	SFUNC = longest_run_transition,
	STYPE = bigint,
	FINALFUNC = longest_run_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE longest_run(boolean) IS 'how many rows in a row were true at most: rows ordered by period';

-- Inequality: how steeply a measure changes from the most to the least deprived.
-- The order of the rows matters, so there is no combine function.

CREATE FUNCTION inequality_transition(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(double precision[], double precision, double precision, double precision) IS 'transition of slope_index_of_inequality and relative_index_of_inequality';

CREATE FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision) IS 'transition of slope_index_of_inequality and relative_index_of_inequality';

CREATE FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision, text) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_transition(double precision[], double precision, double precision, double precision, double precision, text) IS 'transition of slope_index_of_inequality and relative_index_of_inequality';

CREATE FUNCTION slope_index_of_inequality_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION slope_index_of_inequality_final(double precision[]) IS 'the value of a transition state of slope_index_of_inequality';

CREATE FUNCTION relative_index_of_inequality_final(double precision[]) RETURNS interval_estimate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION relative_index_of_inequality_final(double precision[]) IS 'the value of a transition state of relative_index_of_inequality';

CREATE AGGREGATE slope_index_of_inequality(value double precision, standard_error double precision, people double precision) (
	SFUNC = inequality_transition,
	STYPE = double precision[],
	SSPACE = 256,
	FINALFUNC = slope_index_of_inequality_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE slope_index_of_inequality(double precision, double precision, double precision) IS 'the rise of a measure from the most to the least deprived person: rows ordered by deprivation, with 95 % limits';

CREATE AGGREGATE slope_index_of_inequality(value double precision, standard_error double precision, people double precision, confidence double precision) (
	SFUNC = inequality_transition,
	STYPE = double precision[],
	SSPACE = 256,
	FINALFUNC = slope_index_of_inequality_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE slope_index_of_inequality(double precision, double precision, double precision, double precision) IS 'the rise of a measure from the most to the least deprived person: rows ordered by deprivation, with limits';

CREATE AGGREGATE slope_index_of_inequality(value double precision, standard_error double precision, people double precision, confidence double precision, transform text) (
	SFUNC = inequality_transition,
	STYPE = double precision[],
	SSPACE = 256,
	FINALFUNC = slope_index_of_inequality_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE slope_index_of_inequality(double precision, double precision, double precision, double precision, text) IS 'the rise of a measure from the most to the least deprived person: rows ordered by deprivation, on the scale none, log or logit, with limits';

CREATE AGGREGATE relative_index_of_inequality(value double precision, standard_error double precision, people double precision) (
	SFUNC = inequality_transition,
	STYPE = double precision[],
	SSPACE = 256,
	FINALFUNC = relative_index_of_inequality_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE relative_index_of_inequality(double precision, double precision, double precision) IS 'the measure of the least deprived person over that of the most deprived: rows ordered by deprivation, with 95 % limits';

CREATE AGGREGATE relative_index_of_inequality(value double precision, standard_error double precision, people double precision, confidence double precision) (
	SFUNC = inequality_transition,
	STYPE = double precision[],
	SSPACE = 256,
	FINALFUNC = relative_index_of_inequality_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE relative_index_of_inequality(double precision, double precision, double precision, double precision) IS 'the measure of the least deprived person over that of the most deprived: rows ordered by deprivation, with limits';

CREATE AGGREGATE relative_index_of_inequality(value double precision, standard_error double precision, people double precision, confidence double precision, transform text) (
	SFUNC = inequality_transition,
	STYPE = double precision[],
	SSPACE = 256,
	FINALFUNC = relative_index_of_inequality_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE relative_index_of_inequality(double precision, double precision, double precision, double precision, text) IS 'the measure of the least deprived person over that of the most deprived: rows ordered by deprivation, on the scale none, log or logit, with limits';

-- Funnel plots: how far from a target chance alone carries a place of its size

CREATE FUNCTION funnel_limits(target double precision, people double precision, kind text,
	confidence double precision DEFAULT 0.95, multiplier double precision DEFAULT NULL,
	OUT lower double precision, OUT upper double precision)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION funnel_limits(double precision, double precision, text, double precision, double precision)
	IS 'between which values chance leaves a place of this size: kind is proportion, rate or ratio';

CREATE FUNCTION funnel_position(events double precision, people double precision, target double precision, kind text,
	multiplier double precision DEFAULT NULL) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION funnel_position(double precision, double precision, double precision, text, double precision)
	IS 'in which band of the funnel a place lies: within 95%, above or below 95% or 99.8%';

-- Life expectancy: one row is one band of ages of one place

CREATE TYPE life_table_row AS (
	age_from double precision, deaths double precision, people double precision,
	probability_of_dying double precision, survivors double precision, years_lived double precision,
	value double precision, lower double precision, upper double precision
);
COMMENT ON TYPE life_table_row IS 'a band of ages in a life table of 100,000 births; value is the life expectancy at its first age';

CREATE FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision) IS 'transition of life_expectancy and life_table';

CREATE FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_transition(double precision[], double precision, double precision, double precision, double precision) IS 'transition of life_expectancy and life_table';

CREATE FUNCTION life_expectancy_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_combine(double precision[], double precision[]) IS 'unites two transition states of life_expectancy and life_table';

CREATE FUNCTION life_expectancy_final(double precision[]) RETURNS interval_estimate[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_expectancy_final(double precision[]) IS 'the value of a transition state of life_expectancy';

CREATE FUNCTION life_table_final(double precision[]) RETURNS life_table_row[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION life_table_final(double precision[]) IS 'the value of a transition state of life_table';

CREATE AGGREGATE life_expectancy(age_from double precision, deaths double precision, people double precision) (
	SFUNC = life_expectancy_transition,
	STYPE = double precision[],
	SSPACE = 640,
	FINALFUNC = life_expectancy_final,
	COMBINEFUNC = life_expectancy_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE life_expectancy(double precision, double precision, double precision) IS 'years still to live at each age (Chiang II, Silcocks), in the order of ages, with 95 % limits';

CREATE AGGREGATE life_expectancy(age_from double precision, deaths double precision, people double precision, confidence double precision) (
	SFUNC = life_expectancy_transition,
	STYPE = double precision[],
	SSPACE = 640,
	FINALFUNC = life_expectancy_final,
	COMBINEFUNC = life_expectancy_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE life_expectancy(double precision, double precision, double precision, double precision) IS 'years still to live at each age (Chiang II, Silcocks), in the order of ages, with limits';

CREATE AGGREGATE life_table(age_from double precision, deaths double precision, people double precision) (
	SFUNC = life_expectancy_transition,
	STYPE = double precision[],
	SSPACE = 640,
	FINALFUNC = life_table_final,
	COMBINEFUNC = life_expectancy_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE life_table(double precision, double precision, double precision) IS 'the life table of bands of ages (Chiang II, Silcocks), in the order of ages, with 95 % limits';

CREATE AGGREGATE life_table(age_from double precision, deaths double precision, people double precision, confidence double precision) (
	SFUNC = life_expectancy_transition,
	STYPE = double precision[],
	SSPACE = 640,
	FINALFUNC = life_table_final,
	COMBINEFUNC = life_expectancy_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE life_table(double precision, double precision, double precision, double precision) IS 'the life table of bands of ages (Chiang II, Silcocks), in the order of ages, with limits';

-- XmR charts: whether a series changes by more than chance

CREATE TYPE xmr_point AS (mean double precision, lower double precision, upper double precision, signal text);
COMMENT ON TYPE xmr_point IS 'mean and limits of an XmR chart, and what makes this point more than chance';

CREATE FUNCTION xmr(value double precision) RETURNS xmr_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION xmr(double precision)
	IS 'mean, limits and signal of a series in the order of the window (XmR chart)';

-- Disclosure control: what may be published of small counts

CREATE FUNCTION suppress(n double precision, below double precision DEFAULT 5) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(double precision, double precision) IS 'the count, or NULL where it is above 0 and under the threshold';

CREATE FUNCTION round_to(n double precision, base double precision DEFAULT 5) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION round_to(double precision, double precision) IS 'the nearest multiple of the base';

CREATE FUNCTION suppress_set(n double precision, below double precision DEFAULT 5) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION suppress_set(double precision, double precision)
	IS 'suppress for the counts of a window partition whose total is published: hides enough others that none can be worked out';

-- Demand and flow of a practice

CREATE FUNCTION lead_time_band(booked date, appointment date) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN NOT isfinite(booked) OR NOT isfinite(appointment) THEN 'Unknown / Data Quality'
		WHEN appointment - booked = 0 THEN 'Same Day'
		WHEN appointment - booked = 1 THEN '1 Day'
		WHEN appointment - booked BETWEEN 2 AND 7 THEN '2 to 7 Days'
		WHEN appointment - booked BETWEEN 8 AND 14 THEN '8 to 14 Days'
		WHEN appointment - booked BETWEEN 15 AND 21 THEN '15 to 21 Days'
		WHEN appointment - booked BETWEEN 22 AND 28 THEN '22 to 28 Days'
		WHEN appointment - booked > 28 THEN 'More than 28 Days'
		ELSE 'Unknown / Data Quality'
	END;
COMMENT ON FUNCTION lead_time_band(date, date) IS 'how long before an appointment it was booked, in the bands that NHS England publishes';

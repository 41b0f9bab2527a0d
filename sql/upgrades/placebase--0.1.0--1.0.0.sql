/* placebase 0.1.0 to 1.0.0 */
/* written by test/release, and overwritten by it */

-- complain if this script is read by psql rather than by ALTER EXTENSION
\echo Use "ALTER EXTENSION placebase UPDATE TO '1.0.0'" to load this file. \quit

COMMENT ON OPERATOR FAMILY place_counts_hash_ops USING hash IS 'equality of place_counts';

CREATE OR REPLACE FUNCTION total(c place_counts) RETURNS float8
	AS 'MODULE_PATHNAME', 'place_counts_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OR REPLACE FUNCTION counts(c place_counts) RETURNS TABLE (place text, n float8)
	AS 'MODULE_PATHNAME', 'place_counts_rows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;

COMMENT ON OPERATOR FAMILY place_flows_hash_ops USING hash IS 'equality of place_flows';

CREATE OR REPLACE FUNCTION total(f place_flows) RETURNS float8
	AS 'MODULE_PATHNAME', 'place_flows_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OR REPLACE FUNCTION cells(f place_flows) RETURNS TABLE (origin text, destination text, n float8)
	AS 'MODULE_PATHNAME', 'place_flows_cells' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10000;

CREATE OR REPLACE FUNCTION origins(f place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_flows_origins' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OR REPLACE FUNCTION destinations(f place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_flows_destinations' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OR REPLACE FUNCTION transpose(f place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_transpose' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OR REPLACE FUNCTION shares(f place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_shares' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION convert(f place_flows, destinations place_flows, unmatched text DEFAULT 'error') RETURNS place_flows
	AS 'MODULE_PATHNAME', 'convert_flow_destinations' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION convert(place_flows, place_flows, text) IS
	'flows whose destinations are moved along weights that sum to 1; a place without a match is an error, kept or dropped';

CREATE FUNCTION convert(f place_flows, origins place_flows, destinations place_flows, unmatched text DEFAULT 'error') RETURNS place_flows
	AS 'MODULE_PATHNAME', 'convert_flows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION convert(place_flows, place_flows, place_flows, text) IS
	'flows with both ends moved along weights that sum to 1; a place without a match is an error, kept or dropped';

CREATE OR REPLACE FUNCTION rake(f place_flows, origins place_counts, destinations place_counts,
		tolerance float8 DEFAULT 1e-9, max_sweeps integer DEFAULT 10000) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;

CREATE OR REPLACE FUNCTION localities(people place_counts, neighbours place_flows, smallest float8, largest float8,
		lists place_flows DEFAULT NULL, seed integer DEFAULT 1, within place_flows DEFAULT NULL, effort integer DEFAULT 3)
	RETURNS TABLE (place text, locality integer, note text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 5000;

COMMENT ON OPERATOR FAMILY care_history_hash_ops USING hash IS 'GROUP BY, DISTINCT and hash joins of histories';

CREATE OR REPLACE AGGREGATE care_history(provider text, at timestamptz) (
	SFUNC = care_history_visit, STYPE = care_history, SSPACE = 512,
	FINALFUNC = care_history_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = care_history_combine, PARALLEL = SAFE
);

CREATE OR REPLACE AGGREGATE care_history(provider bigint, at timestamptz) (
	SFUNC = care_history_visit, STYPE = care_history, SSPACE = 512,
	FINALFUNC = care_history_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = care_history_combine, PARALLEL = SAFE
);

COMMENT ON OPERATOR FAMILY attendance_profile_hash_ops USING hash IS 'equality of attendance_profile';

CREATE OR REPLACE FUNCTION lead_time_band(booked date, appointment date) RETURNS text
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

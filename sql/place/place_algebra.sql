
-- The algebra of places: what counts and flows answer, and how they combine

CREATE FUNCTION total(f place_flows) RETURNS float8
	AS 'MODULE_PATHNAME', 'place_flows_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION total(place_flows) IS 'all cells together';

CREATE FUNCTION place_flows_get(place_flows, text) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION place_flows_get(place_flows, text) IS 'where those of one origin go, NULL if it is not known';

CREATE OPERATOR -> (LEFTARG = place_flows, RIGHTARG = text, FUNCTION = place_flows_get);
COMMENT ON OPERATOR -> (place_flows, text) IS 'where those of one origin go, NULL if it is not known';

CREATE FUNCTION place_flows_get(place_flows, bigint) RETURNS place_counts
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10
	RETURN place_flows_get($1, $2::text);
COMMENT ON FUNCTION place_flows_get(place_flows, bigint) IS 'where those of one origin go whose code is a number, NULL if it is not known';

CREATE OPERATOR -> (LEFTARG = place_flows, RIGHTARG = bigint, FUNCTION = place_flows_get);
COMMENT ON OPERATOR -> (place_flows, bigint) IS 'where those of one origin go whose code is a number, NULL if it is not known';

CREATE FUNCTION cells_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION cells_support(internal) IS 'tells the planner how many rows come of the cells of flows that it knows';

CREATE FUNCTION cells(f place_flows) RETURNS TABLE (origin text, destination text, n float8)
	AS 'MODULE_PATHNAME', 'place_flows_cells' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 10000 SUPPORT cells_support;
COMMENT ON FUNCTION cells(place_flows) IS 'one row a cell';

CREATE FUNCTION origins(f place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_flows_origins' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION origins(place_flows) IS 'how many go out of each origin';

CREATE FUNCTION destinations(f place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME', 'place_flows_destinations' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION destinations(place_flows) IS 'how many come into each destination';

CREATE FUNCTION transpose(f place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_transpose' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION transpose(place_flows) IS 'the same flows seen from their destinations';

CREATE FUNCTION shares(f place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'place_flows_shares' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION shares(place_flows) IS 'each cell as a share of its origin: the shares of an origin sum to 1';

CREATE FUNCTION place_flows_add(place_flows, place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION place_flows_add(place_flows, place_flows) IS 'added cell by cell';

CREATE FUNCTION place_flows_subtract(place_flows, place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION place_flows_subtract(place_flows, place_flows) IS 'what is left, cell by cell; never negative';

CREATE FUNCTION place_flows_scale(place_flows, float8) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION place_flows_scale(place_flows, float8) IS 'every cell times a factor';

CREATE FUNCTION place_counts_times_flows(place_counts, place_flows) RETURNS place_counts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION place_counts_times_flows(place_counts, place_flows) IS 'counts moved along flows: vector times matrix';

CREATE FUNCTION place_flows_times_flows(place_flows, place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100000;
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

CREATE FUNCTION place_flows_scale_from_left(float8, place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION place_flows_scale_from_left(float8, place_flows) IS 'every cell times a factor';

CREATE FUNCTION place_flows_divide(place_flows, float8) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION place_flows_divide(place_flows, float8) IS 'every cell divided by a number';

CREATE OPERATOR * (LEFTARG = float8, RIGHTARG = place_flows, FUNCTION = place_flows_scale_from_left, COMMUTATOR = *);
COMMENT ON OPERATOR * (float8, place_flows) IS 'every cell times a factor';

CREATE OPERATOR / (LEFTARG = place_flows, RIGHTARG = float8, FUNCTION = place_flows_divide);
COMMENT ON OPERATOR / (place_flows, float8) IS 'every cell divided by a number';

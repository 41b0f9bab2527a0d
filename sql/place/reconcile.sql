
-- Registered and resident populations held against each other

CREATE FUNCTION reconcile_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION reconcile_support(internal) IS 'tells the planner how many places are reconciled where it knows both sides';

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
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 1000 SUPPORT reconcile_support;
COMMENT ON FUNCTION reconcile(place_flows, place_counts) IS 'registered against resident people of every place';


-- assignments: two maps of the same areas side by side, and what no map can do

CREATE FUNCTION assignment_overlap(before place_flows, after place_flows, people place_counts) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION assignment_overlap(place_flows, place_flows, place_counts) IS
	'people that each locality of one map shares with each locality of another';

CREATE FUNCTION match_assignments(before place_flows, after place_flows, people place_counts)
	RETURNS TABLE (before text, after text, people float8, people_before float8, people_after float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000 ROWS 300;

COMMENT ON FUNCTION match_assignments(place_flows, place_flows, place_counts) IS
	'which locality of one map continues which of another: the pairs that keep the most people where they were';

CREATE FUNCTION compare_assignments(before place_flows, after place_flows, people place_counts, lists place_flows DEFAULT NULL,
		OUT people float8, OUT in_both float8, OUT unplaced_before float8, OUT unplaced_after float8,
		OUT kept float8, OUT moved float8, OUT moved_share float8, OUT split float8, OUT joined float8, OUT companions_kept float8,
		OUT localities_before integer, OUT localities_after integer, OUT continued integer, OUT ended integer, OUT new integer,
		OUT practices integer, OUT practices_moved integer, OUT list_moved float8,
		OUT own_before float8, OUT own_after float8, OUT own_share_before float8, OUT own_share_after float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION compare_assignments(place_flows, place_flows, place_counts, place_flows) IS
	'two maps side by side: people and practices moved, localities split and joined, and F of both';

CREATE FUNCTION own_locality_bound(people place_counts, lists place_flows, largest float8, within place_flows DEFAULT NULL) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION own_locality_bound(place_counts, place_flows, float8, place_flows) IS
	'a share with a practice of their own locality that no map with localities of at most so many people can pass';

CREATE FUNCTION least_moved(start place_flows, people place_counts, largest float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION least_moved(place_flows, place_counts, float8) IS
	'people that any map with localities of at most so many people moves at least from today''s';

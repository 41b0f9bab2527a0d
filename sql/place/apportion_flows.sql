
-- Whole people in every cell of a table, and in its totals

CREATE FUNCTION apportion(f place_flows) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'apportion_flows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION apportion(place_flows) IS
	'whole numbers in every cell, in the totals of all origins and destinations: controlled rounding';

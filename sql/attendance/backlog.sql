
-- Demand and capacity row after row, and the formulas of queues

CREATE TYPE backlog_point AS (seen float8, backlog float8, unused float8);
COMMENT ON TYPE backlog_point IS 'what is seen, what is left over, and what of the capacity nobody asked for';

CREATE FUNCTION backlog(demand float8, capacity float8) RETURNS backlog_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION backlog(float8, float8) IS 'what is seen of demand and backlog in the order of the window, what is left over, and what is unused';

CREATE FUNCTION backlog(demand float8, capacity float8, opening float8) RETURNS backlog_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION backlog(float8, float8, float8) IS 'the same after an opening backlog';

CREATE FUNCTION queue_load(demand float8, capacity float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION queue_load(float8, float8) IS 'demand for each unit of capacity: from 1 on a queue grows';

CREATE FUNCTION target_queue_size(demand float8, target_wait float8, factor float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION target_queue_size(float8, float8, float8) IS 'the queue in which nearly everybody is seen within the target';

CREATE FUNCTION relief_capacity(demand float8, queue float8, target_queue float8, weeks float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION relief_capacity(float8, float8, float8, float8) IS 'the capacity a week that brings a queue to its target in so many weeks';

CREATE FUNCTION target_mean_wait(target_wait float8, factor float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION target_mean_wait(float8, float8) IS 'the mean wait at which nearly everybody is seen within the target';

CREATE FUNCTION waiting_list_pressure(mean_wait float8, target_wait float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION waiting_list_pressure(float8, float8) IS 'above 1 where waits are too long for the target';

CREATE FUNCTION target_capacity(demand float8, target_wait float8, factor float8, demand_variation float8, capacity_variation float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION target_capacity(float8, float8, float8, float8, float8) IS 'the capacity that keeps a queue at its target';

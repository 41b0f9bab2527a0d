
-- Control charts of counts: p, u and c charts, with Laney's prime

CREATE TYPE chart_point AS (value double precision, centre double precision, lower double precision,
	upper double precision, signal text);
COMMENT ON TYPE chart_point IS 'a point of a control chart, its centre and limits, and what makes it more than chance';

CREATE FUNCTION p_chart(events double precision, people double precision, prime boolean DEFAULT false,
	baseline boolean DEFAULT true) RETURNS chart_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION p_chart(double precision, double precision, boolean, boolean)
	IS 'control chart of the share of people with an event; prime widens the limits to what neighbours differ by';

CREATE FUNCTION u_chart(events double precision, people double precision, prime boolean DEFAULT false,
	baseline boolean DEFAULT true) RETURNS chart_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION u_chart(double precision, double precision, boolean, boolean)
	IS 'control chart of events for each person; prime widens the limits to what neighbours differ by';

CREATE FUNCTION c_chart(events double precision, baseline boolean DEFAULT true) RETURNS chart_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION c_chart(double precision, boolean) IS 'control chart of counts that always have as many chances';


-- Control charts of rare events: the cases or the time between them

CREATE FUNCTION g_chart(gap double precision, baseline boolean DEFAULT true) RETURNS chart_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION g_chart(double precision, boolean) IS 'control chart of the cases between rare events';

CREATE FUNCTION t_chart(days_between double precision, baseline boolean DEFAULT true) RETURNS chart_point
	AS 'MODULE_PATHNAME' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION t_chart(double precision, boolean) IS 'control chart of the time between rare events';

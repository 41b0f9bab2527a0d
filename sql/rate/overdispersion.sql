
-- Funnels where places differ by more than chance

CREATE FUNCTION funnel_z(events double precision, people double precision, target double precision, kind text) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_z(double precision, double precision, double precision, text) IS 'how many standard errors a place lies from the target: kind is proportion, ratio or log ratio';

CREATE FUNCTION funnel_limits(target double precision, people double precision, kind text,
	confidence double precision, multiplier double precision, tau_squared double precision,
	OUT lower double precision, OUT upper double precision)
	RETURNS record
	AS 'MODULE_PATHNAME', 'funnel_limits_overdispersed' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION funnel_limits(double precision, double precision, text, double precision, double precision, double precision)
	IS 'between which values a place of this size lies where places differ by more than chance: kind is proportion, ratio or log ratio';

CREATE TYPE overdispersion_estimate AS (places integer, phi double precision, tau_squared double precision);
COMMENT ON TYPE overdispersion_estimate IS 'by how much places vary more than by chance';

-- written once: base/sums_transition overdispersion - double precision, double precision
-- written once: base/sums_transition overdispersion - double precision, double precision, double precision, text
-- written once: base/sums_final overdispersion overdispersion_estimate

-- written once: base/sums overdispersion 256 z double precision, standard_error double precision
COMMENT ON AGGREGATE overdispersion(double precision, double precision) IS 'how much more places vary than by chance, outermost tenths winsorised';

-- written once: base/sums overdispersion 256 z double precision, standard_error double precision, trimmed double precision, method text
COMMENT ON AGGREGATE overdispersion(double precision, double precision, double precision, text) IS 'how much more places vary than by chance: method is winsorise, truncate or none';

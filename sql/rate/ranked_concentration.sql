
-- Concentration of what each person has

CREATE FUNCTION concentration_index(r ranked_outcomes) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ranked_concentration_index' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION concentration_index(ranked_outcomes) IS 'whether an outcome is concentrated among the worst off (below 0) or the best off, ranks ascending from the worst off';

CREATE FUNCTION bounded_concentration_index(r ranked_outcomes, lower double precision, upper double precision, correction text) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION bounded_concentration_index(ranked_outcomes, double precision, double precision, text) IS 'the same of an outcome between two bounds, corrected as Erreygers or as Wagstaff do';

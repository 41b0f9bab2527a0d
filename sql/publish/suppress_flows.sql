
-- Two-way tables: which counts to hide, and whether a pattern of hidden ones holds

CREATE FUNCTION suppress_flows(f place_flows, below double precision DEFAULT 5, width integer DEFAULT NULL,
		shown_totals boolean DEFAULT false, insiders text DEFAULT 'none')
	RETURNS TABLE (origin text, destination text, n double precision, reason text)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000 ROWS 1000;
COMMENT ON FUNCTION suppress_flows(place_flows, double precision, integer, boolean, text)
	IS 'a two-way table and its totals with the counts hidden that must be, so that no small one can be worked out';

CREATE FUNCTION suppression_holes(f place_flows, hidden place_flows, below double precision DEFAULT 5, width integer DEFAULT NULL,
		hidden_origins text[] DEFAULT '{}', hidden_destinations text[] DEFAULT '{}', hidden_total boolean DEFAULT false, insider text DEFAULT NULL)
	RETURNS TABLE (origin text, destination text, n double precision, at_least double precision, at_most double precision)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000 ROWS 10;
COMMENT ON FUNCTION suppression_holes(place_flows, place_flows, double precision, integer, text[], text[], boolean, text)
	IS 'the hidden counts of a two-way table that a reader can narrow to fewer numbers than asked for, with what they can be';

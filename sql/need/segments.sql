
-- Groups of need, each person in one, and who should lead the team

CREATE FUNCTION first_match(segments text[], tests boolean[]) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION first_match(text[], boolean[]) IS 'the first segment whose test is true: segments in the order of priority';

CREATE FUNCTION need_type(physical bigint, mental bigint, trouble_with_life boolean, complexity bigint, frequent boolean) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION need_type(bigint, bigint, boolean, bigint, boolean) IS 'the group of need of a person, the first of six that fits';

CREATE FUNCTION mdt_lead(need_type text, severity double precision,
	leads jsonb DEFAULT '{"mental and physical": [[1, "community nurse"], [2, "GP"], [3, "psychiatrist"]]}') RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION mdt_lead(text, double precision, jsonb) IS 'which profession leads the team of a person of this need, by severity';

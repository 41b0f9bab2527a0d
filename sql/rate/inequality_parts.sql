
-- Inequality between people: that between their groups, and that within them

CREATE TYPE inequality_parts AS (theil double precision, theil_between double precision, theil_within double precision,
	mld double precision, mld_between double precision, mld_within double precision);
COMMENT ON TYPE inequality_parts IS 'inequality of people as the sum of what is between groups and what is within them, by Theil''s index and by the mean log deviation';

CREATE FUNCTION inequality_parts_transition(internal, text, double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_parts_transition(internal, text, double precision) IS 'part of inequality_within_and_between';

CREATE FUNCTION inequality_parts_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION inequality_parts_combine(internal, internal) IS 'part of inequality_within_and_between';

CREATE FUNCTION inequality_parts_serialise(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION inequality_parts_serialise(internal) IS 'part of inequality_within_and_between';

CREATE FUNCTION inequality_parts_deserialise(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION inequality_parts_deserialise(bytea, internal) IS 'part of inequality_within_and_between';

CREATE FUNCTION inequality_parts_final(internal) RETURNS inequality_parts
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION inequality_parts_final(internal) IS 'part of inequality_within_and_between';

CREATE AGGREGATE inequality_within_and_between(group_name text, value double precision) (
	SFUNC = inequality_parts_transition, STYPE = internal, SSPACE = 1024,
	FINALFUNC = inequality_parts_final, COMBINEFUNC = inequality_parts_combine,
	SERIALFUNC = inequality_parts_serialise, DESERIALFUNC = inequality_parts_deserialise, PARALLEL = SAFE);
COMMENT ON AGGREGATE inequality_within_and_between(text, double precision)
	IS 'inequality of people as the sum of what is between their groups and what is within them';

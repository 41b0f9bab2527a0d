
-- condition_set: one person's conditions, and the days on which each was recorded

CREATE TYPE condition_set;

CREATE FUNCTION condition_set_in(cstring) RETURNS condition_set
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_in';
COMMENT ON FUNCTION condition_set_in(cstring) IS 'reads {"condition": ["day", ...], ...} in any order';

CREATE FUNCTION condition_set_out(condition_set) RETURNS cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_out';
COMMENT ON FUNCTION condition_set_out(condition_set) IS 'writes {"condition": ["day", ...], ...} in order';

CREATE FUNCTION condition_set_recv(internal) RETURNS condition_set
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_recv';
COMMENT ON FUNCTION condition_set_recv(internal) IS 'reads the binary form';

CREATE FUNCTION condition_set_send(condition_set) RETURNS bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_send';
COMMENT ON FUNCTION condition_set_send(condition_set) IS 'writes the binary form';

CREATE TYPE condition_set (
	INPUT = condition_set_in,
	OUTPUT = condition_set_out,
	RECEIVE = condition_set_recv,
	SEND = condition_set_send,
	STORAGE = extended
);
COMMENT ON TYPE condition_set IS 'one person''s conditions, and the days on which each was recorded';

-- equality

CREATE FUNCTION condition_set_eq(condition_set, condition_set) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_eq';
COMMENT ON FUNCTION condition_set_eq(condition_set, condition_set) IS 'true if both have the same conditions on the same days';

CREATE FUNCTION condition_set_ne(condition_set, condition_set) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_ne';
COMMENT ON FUNCTION condition_set_ne(condition_set, condition_set) IS 'true unless both have the same conditions on the same days';

CREATE FUNCTION condition_set_hash(condition_set) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_hash';
COMMENT ON FUNCTION condition_set_hash(condition_set) IS 'hash';

CREATE FUNCTION condition_set_hash_extended(condition_set, bigint) RETURNS bigint
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_hash_extended';
COMMENT ON FUNCTION condition_set_hash_extended(condition_set, bigint) IS 'hash with a seed';

-- written once: base/equality condition_set HASHES the same conditions on the same days

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

CREATE FUNCTION condition_set_lt(condition_set, condition_set) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_lt';
COMMENT ON FUNCTION condition_set_lt(condition_set, condition_set) IS 'before, in an arbitrary but total order';

CREATE FUNCTION condition_set_le(condition_set, condition_set) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_le';
COMMENT ON FUNCTION condition_set_le(condition_set, condition_set) IS 'before or equal, in an arbitrary but total order';

CREATE FUNCTION condition_set_ge(condition_set, condition_set) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_ge';
COMMENT ON FUNCTION condition_set_ge(condition_set, condition_set) IS 'after or equal, in an arbitrary but total order';

CREATE FUNCTION condition_set_gt(condition_set, condition_set) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_gt';
COMMENT ON FUNCTION condition_set_gt(condition_set, condition_set) IS 'after, in an arbitrary but total order';

CREATE FUNCTION condition_set_cmp(condition_set, condition_set) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_cmp';
COMMENT ON FUNCTION condition_set_cmp(condition_set, condition_set) IS 'negative, 0 or positive: before, equal or after, in an arbitrary but total order';

-- written once: base/order condition_set

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json condition_set STABLE

-- rows fold into a set

CREATE FUNCTION condition_set_day(condition_set, text, date) RETURNS condition_set
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_day';
COMMENT ON FUNCTION condition_set_day(condition_set, text, date) IS 'transition of the aggregate condition_set';

CREATE FUNCTION condition_set_code(condition_set, code_map, text, text, date) RETURNS condition_set
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_code';
COMMENT ON FUNCTION condition_set_code(condition_set, code_map, text, text, date) IS 'transition of the aggregate condition_set of codes';

CREATE FUNCTION condition_set_combine(condition_set, condition_set) RETURNS condition_set
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_combine';
COMMENT ON FUNCTION condition_set_combine(condition_set, condition_set) IS 'transition of rollup, and joins partial results of the aggregates';

CREATE FUNCTION condition_set_final(condition_set) RETURNS condition_set
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'condition_set_final';
COMMENT ON FUNCTION condition_set_final(condition_set) IS 'closes the state of the aggregates';

-- SSPACE is what the state of some twenty recorded days takes.
CREATE AGGREGATE condition_set(condition text, day date) (
	SFUNC = condition_set_day, STYPE = condition_set, SSPACE = 256,
	FINALFUNC = condition_set_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = condition_set_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE condition_set(text, date) IS 'folds conditions and the days on which they were recorded; rows with NULL are left out';

CREATE AGGREGATE condition_set(map code_map, system text, code text, day date) (
	SFUNC = condition_set_code, STYPE = condition_set, SSPACE = 256,
	FINALFUNC = condition_set_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = condition_set_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE condition_set(code_map, text, text, date) IS 'folds codes as they were recorded; what they mean is in the map; rows with NULL are left out';

CREATE AGGREGATE rollup(conditions condition_set) (
	SFUNC = condition_set_combine, STYPE = condition_set, SSPACE = 256,
	FINALFUNC = condition_set_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = condition_set_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(condition_set) IS 'merges sets; a day that stands in two stands once';

CREATE FUNCTION condition_set_concat(condition_set, condition_set) RETURNS condition_set
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'condition_set_concat';
COMMENT ON FUNCTION condition_set_concat(condition_set, condition_set) IS 'the conditions of both on the days of both';

CREATE OPERATOR || (
	LEFTARG = condition_set, RIGHTARG = condition_set, FUNCTION = condition_set_concat,
	COMMUTATOR = ||
);
COMMENT ON OPERATOR || (condition_set, condition_set) IS 'the conditions of both on the days of both';

-- cuts

CREATE FUNCTION during(conditions condition_set, period daterange) RETURNS condition_set
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'condition_set_during';
COMMENT ON FUNCTION during(condition_set, daterange) IS 'what was recorded on the days of a period';

CREATE FUNCTION only_conditions(conditions condition_set, names text[]) RETURNS condition_set
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'only_conditions';
COMMENT ON FUNCTION only_conditions(condition_set, text[]) IS 'these conditions';

CREATE FUNCTION except_conditions(conditions condition_set, names text[]) RETURNS condition_set
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'except_conditions';
COMMENT ON FUNCTION except_conditions(condition_set, text[]) IS 'all conditions but these';

CREATE FUNCTION active(conditions condition_set, at date, rules jsonb) RETURNS condition_set
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'condition_set_active';
COMMENT ON FUNCTION active(condition_set, date, jsonb) IS 'the conditions that count on a day, by rules of how long ago and how often they were recorded';

CREATE FUNCTION supersede(conditions condition_set, stronger jsonb, requires jsonb DEFAULT NULL) RETURNS condition_set
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'supersede';
COMMENT ON FUNCTION supersede(condition_set, jsonb, jsonb) IS 'the set without conditions that a stronger one replaces, and without those that lack what they require';

-- questions

CREATE FUNCTION conditions(conditions condition_set) RETURNS text[]
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'condition_set_conditions';
COMMENT ON FUNCTION conditions(condition_set) IS 'the names of the conditions';

CREATE FUNCTION condition_count(conditions condition_set) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'condition_count';
COMMENT ON FUNCTION condition_count(condition_set) IS 'how many conditions there are';

CREATE FUNCTION has_any(conditions condition_set, names text[]) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'has_any';
COMMENT ON FUNCTION has_any(condition_set, text[]) IS 'true if the set has one of these conditions';

CREATE FUNCTION has_all(conditions condition_set, names text[]) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'has_all';
COMMENT ON FUNCTION has_all(condition_set, text[]) IS 'true if the set has each of these conditions';

CREATE FUNCTION how_many(conditions condition_set, names text[]) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'how_many';
COMMENT ON FUNCTION how_many(condition_set, text[]) IS 'how many of these conditions the set has';

CREATE FUNCTION first_recorded(conditions condition_set, condition text) RETURNS date
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'first_recorded';
COMMENT ON FUNCTION first_recorded(condition_set, text) IS 'the first day on which a condition was recorded';

CREATE FUNCTION last_recorded(conditions condition_set, condition text) RETURNS date
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'last_recorded';
COMMENT ON FUNCTION last_recorded(condition_set, text) IS 'the last known day on which a condition was recorded';

CREATE FUNCTION times_recorded(conditions condition_set, condition text) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'times_recorded';
COMMENT ON FUNCTION times_recorded(condition_set, text) IS 'on how many known days a condition was recorded';

CREATE FUNCTION gained(conditions condition_set, since date, at date) RETURNS text[]
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'gained';
COMMENT ON FUNCTION gained(condition_set, date, date) IS 'the conditions whose first day lies after the one and not after the other day';

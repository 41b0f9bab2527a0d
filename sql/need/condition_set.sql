
-- condition_set: one person's conditions, and the days on which each was recorded

-- written once: base/forms condition_set STABLE a JSON object that has for each condition an array of days

CREATE TYPE condition_set (
	INPUT = condition_set_in,
	OUTPUT = condition_set_out,
	RECEIVE = condition_set_recv,
	SEND = condition_set_send,
	STORAGE = extended
);
COMMENT ON TYPE condition_set IS 'one person''s conditions, and the days on which each was recorded';

-- equality, and an order of bytes: arbitrary, but total, and the same on every machine of one byte order

-- written once: base/compared condition_set - the same conditions on the same days

-- written once: base/equality condition_set HASHES the same conditions on the same days

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

-- written once: base/combine condition_set

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

-- written once: base/rollup condition_set 256 conditions
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

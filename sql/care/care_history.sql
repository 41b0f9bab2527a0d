
-- care_history: one patient's visits, when and with whom

-- written once: base/forms care_history STABLE a JSON array of ["time", "provider"], times written in UTC

CREATE TYPE care_history (
	INPUT = care_history_in,
	OUTPUT = care_history_out,
	RECEIVE = care_history_recv,
	SEND = care_history_send,
	STORAGE = extended
);
COMMENT ON TYPE care_history IS 'one patient''s visits: when, and with whom';

-- equality, and an order of bytes: arbitrary, but total, and the same on every machine of one byte order

-- written once: base/compared care_history - the same visits

-- written once: base/equality care_history HASHES the same visits

-- written once: base/order care_history

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json care_history STABLE

-- rows fold into a history

CREATE FUNCTION care_history_visit(care_history, text, timestamptz) RETURNS care_history
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_visit_text';
COMMENT ON FUNCTION care_history_visit(care_history, text, timestamptz) IS 'transition of the aggregate care_history';

CREATE FUNCTION care_history_visit(care_history, bigint, timestamptz) RETURNS care_history
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_visit_bigint';
COMMENT ON FUNCTION care_history_visit(care_history, bigint, timestamptz) IS 'transition of the aggregate care_history';

-- written once: base/combine care_history

CREATE FUNCTION care_history_final(care_history) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_final';
COMMENT ON FUNCTION care_history_final(care_history) IS 'closes the state of the aggregates';

-- SSPACE is what the state of some forty visits takes, not that of the first few: a hash aggregate
-- spills new groups only, so one that is full of small states has no room for them to grow.
CREATE AGGREGATE care_history(provider text, at timestamptz) (
	SFUNC = care_history_visit, STYPE = care_history, SSPACE = 512,
	FINALFUNC = care_history_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = care_history_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_history(text, timestamptz) IS 'folds visits into a history; rows with NULL are left out';

CREATE AGGREGATE care_history(provider bigint, at timestamptz) (
	SFUNC = care_history_visit, STYPE = care_history, SSPACE = 512,
	FINALFUNC = care_history_final, FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = care_history_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE care_history(bigint, timestamptz) IS 'folds visits into a history; rows with NULL are left out';

CREATE FUNCTION care_history_of_providers(care_history, bigint) RETURNS care_history
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_history_of_providers';
COMMENT ON FUNCTION care_history_of_providers(care_history, bigint) IS 'says that care_history lacks the time';

CREATE AGGREGATE care_history(provider bigint) (SFUNC = care_history_of_providers, STYPE = care_history, PARALLEL = SAFE);
COMMENT ON AGGREGATE care_history(bigint) IS 'an error that says what is missing: at';

-- written once: base/rollup care_history 512 history
COMMENT ON AGGREGATE rollup(care_history) IS 'merges histories; a visit that stands in two counts twice';

CREATE FUNCTION care_history_concat(care_history, care_history) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'care_history_concat';
COMMENT ON FUNCTION care_history_concat(care_history, care_history) IS 'the visits of both';

CREATE OPERATOR || (
	LEFTARG = care_history, RIGHTARG = care_history, FUNCTION = care_history_concat,
	COMMUTATOR = ||
);
COMMENT ON OPERATOR || (care_history, care_history) IS 'the visits of both';

-- cuts

CREATE FUNCTION during(history care_history, period tstzrange) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_history_during';
COMMENT ON FUNCTION during(care_history, tstzrange) IS 'the visits within a period';

CREATE FUNCTION during(history care_history, period daterange) RETURNS care_history
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_history_during';
COMMENT ON FUNCTION during(care_history, daterange) IS 'the visits on the days of a period in the session''s time zone';

CREATE FUNCTION during(history care_history, period daterange, zone text) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_history_during';
COMMENT ON FUNCTION during(care_history, daterange, text) IS 'the visits on the days of a period in a time zone';

CREATE FUNCTION during(history care_history, periods tstzmultirange) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_history_during';
COMMENT ON FUNCTION during(care_history, tstzmultirange) IS 'the visits within any of several periods';

-- An untyped literal, which the others could not tell apart.
CREATE FUNCTION during(history care_history, period text) RETURNS care_history
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN during(history, period::tstzrange);
COMMENT ON FUNCTION during(care_history, text) IS 'the visits within a period that is written as a tstzrange';

CREATE FUNCTION only_providers(history care_history, providers text[]) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'only_providers';
COMMENT ON FUNCTION only_providers(care_history, text[]) IS 'the visits to these providers';

CREATE FUNCTION except_providers(history care_history, providers text[]) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'except_providers';
COMMENT ON FUNCTION except_providers(care_history, text[]) IS 'the visits to all providers but these';

CREATE FUNCTION once_a_day(history care_history) RETURNS care_history
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'once_a_day';
COMMENT ON FUNCTION once_a_day(care_history) IS 'the first visit to each provider on each day of the session''s time zone';

CREATE FUNCTION once_a_day(history care_history, zone text) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'once_a_day';
COMMENT ON FUNCTION once_a_day(care_history, text) IS 'the first visit to each provider on each day of a time zone';

-- An untyped literal is a history, though panels and conditions are cut by the same names.
CREATE FUNCTION during(literal text, period tstzrange) RETURNS care_history
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN during(literal::care_history, period);
COMMENT ON FUNCTION during(text, tstzrange) IS 'the same of a literal without a type, read as care_history';

CREATE FUNCTION during(literal text, period daterange) RETURNS care_history
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN during(literal::care_history, period);
COMMENT ON FUNCTION during(text, daterange) IS 'the same of a literal without a type, read as care_history';

CREATE FUNCTION during(literal text, period text) RETURNS care_history
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN during(literal::care_history, period::tstzrange);
COMMENT ON FUNCTION during(text, text) IS 'the same of a literal without a type, read as care_history';

CREATE FUNCTION only_providers(literal text, providers text[]) RETURNS care_history
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN only_providers(literal::care_history, providers);
COMMENT ON FUNCTION only_providers(text, text[]) IS 'the same of a literal without a type, read as care_history';

CREATE FUNCTION except_providers(literal text, providers text[]) RETURNS care_history
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN except_providers(literal::care_history, providers);
COMMENT ON FUNCTION except_providers(text, text[]) IS 'the same of a literal without a type, read as care_history';

-- written once: base/untyped once_a_day care_history care_history

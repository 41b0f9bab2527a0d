
-- Where a person was registered on a day, and for how many days

CREATE FUNCTION place_at_transition(internal, text, daterange, date) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_at_transition(internal, text, daterange, date) IS 'transition of place_at';

CREATE FUNCTION place_at_final(internal) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION place_at_final(internal) IS 'the value of a transition state of place_at';

CREATE AGGREGATE place_at(place text, period daterange, day date) (
	SFUNC = place_at_transition,
	STYPE = internal,
	SSPACE = 64,
	FINALFUNC = place_at_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE place_at(text, daterange, date) IS 'where a person was registered on a day; rows with NULL are left out';

CREATE FUNCTION registered_days_transition(internal, daterange, daterange) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION registered_days_transition(internal, daterange, daterange) IS 'transition of registered_days';

CREATE FUNCTION registered_days_final(internal) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION registered_days_final(internal) IS 'the value of a transition state of registered_days';

CREATE AGGREGATE registered_days(period daterange, within daterange) (
	SFUNC = registered_days_transition,
	STYPE = internal,
	SSPACE = 96,
	FINALFUNC = registered_days_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE registered_days(daterange, daterange) IS 'on how many days of a window a person was registered, overlaps counted once; rows with NULL are left out';


-- questions of a care_history

CREATE FUNCTION visits(history care_history) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_history_visits';
COMMENT ON FUNCTION visits(care_history) IS 'number of visits';

CREATE FUNCTION providers(history care_history) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_history_providers';
COMMENT ON FUNCTION providers(care_history) IS 'number of different providers';

CREATE FUNCTION handoffs(history care_history) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'handoffs';
COMMENT ON FUNCTION handoffs(care_history) IS 'visits to another provider than the visit before';

CREATE FUNCTION first_visit(history care_history) RETURNS timestamptz
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'first_visit';
COMMENT ON FUNCTION first_visit(care_history) IS 'time of the first visit';

CREATE FUNCTION last_visit(history care_history) RETURNS timestamptz
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'last_visit';
COMMENT ON FUNCTION last_visit(care_history) IS 'time of the last visit';

-- An untyped literal is a history, though panels answer to the same names.
-- written once: base/untyped visits care_history integer

-- written once: base/untyped providers care_history integer

-- written once: base/untyped first_visit care_history timestamptz

-- written once: base/untyped last_visit care_history timestamptz

CREATE FUNCTION usual_provider(history care_history) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'usual_provider';
COMMENT ON FUNCTION usual_provider(care_history) IS 'provider with most visits; then most recent visit; then smallest code';

CREATE FUNCTION usual_provider_of_care(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'usual_provider_of_care';
COMMENT ON FUNCTION usual_provider_of_care(care_history, integer) IS 'UPC: share of visits to the usual provider';

CREATE FUNCTION bice_boxerman(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'bice_boxerman';
COMMENT ON FUNCTION bice_boxerman(care_history, integer) IS 'COC: chance that two visits were to the same provider';

CREATE FUNCTION bice_boxerman_error(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'bice_boxerman_error';
COMMENT ON FUNCTION bice_boxerman_error(care_history, integer) IS 'standard error of COC';

CREATE FUNCTION herfindahl(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'herfindahl';
COMMENT ON FUNCTION herfindahl(care_history, integer) IS 'HI: Herfindahl index of the visits';

CREATE FUNCTION sequential_continuity(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'sequential_continuity';
COMMENT ON FUNCTION sequential_continuity(care_history, integer) IS 'SECON: share of visits to the same provider as the visit before';

CREATE FUNCTION k_index(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'k_index';
COMMENT ON FUNCTION k_index(care_history, integer) IS 'K: 0 if all providers differ, 1 if there is one';

CREATE FUNCTION modified_continuity(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'modified_continuity';
COMMENT ON FUNCTION modified_continuity(care_history, integer) IS 'MCI: modified continuity index';

CREATE FUNCTION modified_modified_continuity(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'modified_modified_continuity';
COMMENT ON FUNCTION modified_modified_continuity(care_history, integer) IS 'MMCI: MCI over its largest value';

CREATE FUNCTION stickiness(history care_history, min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'stickiness';
COMMENT ON FUNCTION stickiness(care_history, integer) IS 'SECON - COC: sequence beyond chance';

CREATE FUNCTION known_provider_continuity(history care_history, within interval DEFAULT '1 year', min_visits integer DEFAULT 2) RETURNS double precision
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'known_provider_continuity';
COMMENT ON FUNCTION known_provider_continuity(care_history, interval, integer) IS 'KPC: share of visits whose provider was also seen within this time before';

CREATE FUNCTION known_provider_continuity(history care_history, within interval, min_visits integer, zone text) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'known_provider_continuity';
COMMENT ON FUNCTION known_provider_continuity(care_history, interval, integer, text) IS 'KPC in a time zone';

CREATE FUNCTION assigned_provider_continuity(history care_history, provider text, min_visits integer DEFAULT 1) RETURNS double precision
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'assigned_provider_continuity';
COMMENT ON FUNCTION assigned_provider_continuity(care_history, text, integer) IS 'share of visits to the named provider';

CREATE FUNCTION continuity(history care_history, min_visits integer DEFAULT 2,
	OUT visits integer, OUT providers integer, OUT usual_provider text,
	OUT usual_provider_of_care double precision, OUT bice_boxerman double precision,
	OUT herfindahl double precision, OUT sequential_continuity double precision,
	OUT k_index double precision, OUT modified_modified_continuity double precision)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'continuity';
COMMENT ON FUNCTION continuity(care_history, integer) IS 'the usual set of answers in one call';

CREATE FUNCTION continuity(literal text, min_visits integer DEFAULT 2,
	OUT visits integer, OUT providers integer, OUT usual_provider text,
	OUT usual_provider_of_care double precision, OUT bice_boxerman double precision,
	OUT herfindahl double precision, OUT sequential_continuity double precision,
	OUT k_index double precision, OUT modified_modified_continuity double precision)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	BEGIN ATOMIC
		SELECT * FROM continuity(literal::care_history, min_visits);
	END;
COMMENT ON FUNCTION continuity(text, integer) IS 'the same of a literal without a type, read as care_history';

-- a history laid out as rows

CREATE FUNCTION timeline_rows(internal) RETURNS internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'timeline_rows';
COMMENT ON FUNCTION timeline_rows(internal) IS 'tells the planner how many rows timeline of a constant has';

CREATE FUNCTION provider_visits_rows(internal) RETURNS internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'provider_visits_rows';
COMMENT ON FUNCTION provider_visits_rows(internal) IS 'tells the planner how many rows provider_visits of a constant has';

CREATE FUNCTION timeline(history care_history)
	RETURNS TABLE (visit integer, at timestamptz, provider text, gap interval, handoff boolean, seen_before integer)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 ROWS 10 SUPPORT timeline_rows AS 'MODULE_PATHNAME', 'timeline';
COMMENT ON FUNCTION timeline(care_history) IS 'each visit in order, with the gap, the hand-off and whether the provider was known';

CREATE FUNCTION provider_visits(history care_history)
	RETURNS TABLE (provider text, visits integer, first_visit timestamptz, last_visit timestamptz)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 ROWS 5 SUPPORT provider_visits_rows AS 'MODULE_PATHNAME', 'provider_visits';
COMMENT ON FUNCTION provider_visits(care_history) IS 'visits to each provider, the usual provider first';


-- care_panel: the visits of many patients in one value

-- written once: base/forms care_panel STABLE a JSON object that has for each patient an array of ["time", "provider"], times written in UTC

-- External: a value is dense as it is, and most questions read only its front.
CREATE TYPE care_panel (
	INPUT = care_panel_in,
	OUTPUT = care_panel_out,
	RECEIVE = care_panel_recv,
	SEND = care_panel_send,
	STORAGE = external
);
COMMENT ON TYPE care_panel IS 'the visits of many patients: who, when, and with whom';

-- Equal panels have equal bytes, so that equality, order and hash are those of bytes

-- written once: base/bytes care_panel - the same patients with the same visits

-- written once: base/equality care_panel HASHES,MERGES the same patients with the same visits

-- written once: base/order care_panel

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json care_panel STABLE

-- Rows fold into a panel

CREATE FUNCTION care_panel_visit(care_panel, text, text, timestamptz) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_visit_text';
COMMENT ON FUNCTION care_panel_visit(care_panel, text, text, timestamptz) IS 'transition of the aggregate care_panel';

CREATE FUNCTION care_panel_visit(care_panel, bigint, bigint, timestamptz) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_visit_bigint';
COMMENT ON FUNCTION care_panel_visit(care_panel, bigint, bigint, timestamptz) IS 'transition of the aggregate care_panel';

CREATE FUNCTION care_panel_visit(care_panel, text, bigint, timestamptz) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_visit_text_bigint';
COMMENT ON FUNCTION care_panel_visit(care_panel, text, bigint, timestamptz) IS 'transition of the aggregate care_panel';

CREATE FUNCTION care_panel_visit(care_panel, bigint, text, timestamptz) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_visit_bigint_text';
COMMENT ON FUNCTION care_panel_visit(care_panel, bigint, text, timestamptz) IS 'transition of the aggregate care_panel';

CREATE FUNCTION care_panel_history(care_panel, text, care_history) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_history_text';
COMMENT ON FUNCTION care_panel_history(care_panel, text, care_history) IS 'transition of the aggregate care_panel';

CREATE FUNCTION care_panel_history(care_panel, bigint, care_history) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_history_bigint';
COMMENT ON FUNCTION care_panel_history(care_panel, bigint, care_history) IS 'transition of the aggregate care_panel';

CREATE FUNCTION care_panel_combine(care_panel, care_panel) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_combine';
COMMENT ON FUNCTION care_panel_combine(care_panel, care_panel) IS 'transition of rollup, and joins partial results of the aggregates';

CREATE FUNCTION care_panel_final(care_panel) RETURNS care_panel
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'care_panel_final';
COMMENT ON FUNCTION care_panel_final(care_panel) IS 'closes the state of the aggregates';

-- SSPACE is what a practice of some thousand visits takes: hash aggregates never
-- spill a state, so that the planner has to know how large the states get.

-- written once: care/panel_fold care_panel_visit 131072 patient text, provider text, at timestamptz
COMMENT ON AGGREGATE care_panel(text, text, timestamptz) IS 'folds visits of many patients into a panel; rows with NULL are left out';

-- written once: care/panel_fold care_panel_visit 131072 patient bigint, provider bigint, at timestamptz
COMMENT ON AGGREGATE care_panel(bigint, bigint, timestamptz) IS 'folds visits of many patients into a panel; rows with NULL are left out';

-- written once: care/panel_fold care_panel_visit 131072 patient text, provider bigint, at timestamptz
COMMENT ON AGGREGATE care_panel(text, bigint, timestamptz) IS 'folds visits of many patients into a panel; rows with NULL are left out';

-- written once: care/panel_fold care_panel_visit 131072 patient bigint, provider text, at timestamptz
COMMENT ON AGGREGATE care_panel(bigint, text, timestamptz) IS 'folds visits of many patients into a panel; rows with NULL are left out';

-- written once: care/panel_fold care_panel_history 131072 patient text, history care_history
COMMENT ON AGGREGATE care_panel(text, care_history) IS 'folds histories of many patients into a panel; rows with NULL are left out';

-- written once: care/panel_fold care_panel_history 131072 patient bigint, history care_history
COMMENT ON AGGREGATE care_panel(bigint, care_history) IS 'folds histories of many patients into a panel; rows with NULL are left out';

CREATE AGGREGATE rollup(panel care_panel) (
	SFUNC = care_panel_combine, STYPE = care_panel, SSPACE = 131072,
	FINALFUNC = care_panel_final, COMBINEFUNC = care_panel_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(care_panel) IS 'merges panels; a visit that stands in two counts twice';

CREATE FUNCTION care_panel_concat(care_panel, care_panel) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_concat';
COMMENT ON FUNCTION care_panel_concat(care_panel, care_panel) IS 'the patients and visits of both';

CREATE OPERATOR || (
	LEFTARG = care_panel, RIGHTARG = care_panel, FUNCTION = care_panel_concat,
	COMMUTATOR = ||
);
COMMENT ON OPERATOR || (care_panel, care_panel) IS 'the patients and visits of both';

-- Cuts

CREATE FUNCTION during(panel care_panel, period tstzrange) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_during';
COMMENT ON FUNCTION during(care_panel, tstzrange) IS 'the visits within a period';

CREATE FUNCTION during(panel care_panel, period daterange) RETURNS care_panel
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_during';
COMMENT ON FUNCTION during(care_panel, daterange) IS 'the visits on the days of a period, in the session''s time zone';

CREATE FUNCTION during(panel care_panel, period daterange, zone text) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_during';
COMMENT ON FUNCTION during(care_panel, daterange, text) IS 'the visits on the days of a period in a time zone';

CREATE FUNCTION during(panel care_panel, periods tstzmultirange) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_during';
COMMENT ON FUNCTION during(care_panel, tstzmultirange) IS 'the visits within any of the periods';

-- An untyped literal, which the others could not tell apart.
CREATE FUNCTION during(panel care_panel, period text) RETURNS care_panel
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	RETURN during(panel, period::tstzrange);
COMMENT ON FUNCTION during(care_panel, text) IS 'the visits within a period that is written as a tstzrange';

CREATE FUNCTION once_a_day(panel care_panel) RETURNS care_panel
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_once_a_day';
COMMENT ON FUNCTION once_a_day(care_panel) IS 'the first visit of each patient to each provider on each day of the session''s time zone';

CREATE FUNCTION once_a_day(panel care_panel, zone text) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_once_a_day';
COMMENT ON FUNCTION once_a_day(care_panel, text) IS 'the first visit of each patient to each provider on each day of a time zone';

CREATE FUNCTION only_providers(panel care_panel, providers text[]) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_only_providers';
COMMENT ON FUNCTION only_providers(care_panel, text[]) IS 'the visits to these providers';

CREATE FUNCTION except_providers(panel care_panel, providers text[]) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'care_panel_except_providers';
COMMENT ON FUNCTION except_providers(care_panel, text[]) IS 'the visits to all providers but these';

CREATE FUNCTION only_patients(panel care_panel, patients text[]) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'only_patients';
COMMENT ON FUNCTION only_patients(care_panel, text[]) IS 'the visits of these patients';

CREATE FUNCTION except_patients(panel care_panel, patients text[]) RETURNS care_panel
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'except_patients';
COMMENT ON FUNCTION except_patients(care_panel, text[]) IS 'the visits of all patients but these';

-- How much a panel holds, and its histories

CREATE FUNCTION patients(panel care_panel) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_panel_patients';
COMMENT ON FUNCTION patients(care_panel) IS 'number of patients with a visit';

CREATE FUNCTION visits(panel care_panel) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_panel_visits';
COMMENT ON FUNCTION visits(care_panel) IS 'number of visits of all patients';

CREATE FUNCTION providers(panel care_panel) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_panel_provider_count';
COMMENT ON FUNCTION providers(care_panel) IS 'number of different providers';

CREATE FUNCTION first_visit(panel care_panel) RETURNS timestamptz
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_panel_first_visit';
COMMENT ON FUNCTION first_visit(care_panel) IS 'time of the first visit of all';

CREATE FUNCTION last_visit(panel care_panel) RETURNS timestamptz
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_panel_last_visit';
COMMENT ON FUNCTION last_visit(care_panel) IS 'time of the last visit of all';

CREATE FUNCTION care_panel_get(panel care_panel, patient text) RETURNS care_history
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'care_panel_get';
COMMENT ON FUNCTION care_panel_get(care_panel, text) IS 'the history of one patient, NULL if the panel does not have the patient';

CREATE OPERATOR -> (LEFTARG = care_panel, RIGHTARG = text, FUNCTION = care_panel_get);
COMMENT ON OPERATOR -> (care_panel, text) IS 'the history of one patient, NULL if the panel does not have the patient';

CREATE FUNCTION care_panel_get(panel care_panel, patient bigint) RETURNS care_history
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10
	RETURN care_panel_get($1, $2::text);
COMMENT ON FUNCTION care_panel_get(care_panel, bigint) IS 'the history of one patient whose code is a number, NULL if the panel does not have the patient';

CREATE OPERATOR -> (LEFTARG = care_panel, RIGHTARG = bigint, FUNCTION = care_panel_get);
COMMENT ON OPERATOR -> (care_panel, bigint) IS 'the history of one patient whose code is a number, NULL if the panel does not have the patient';

CREATE FUNCTION histories_support(internal) RETURNS internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'histories_support';
COMMENT ON FUNCTION histories_support(internal) IS 'tells the planner how many patients a panel has that it knows';

CREATE FUNCTION histories(panel care_panel) RETURNS TABLE (patient text, history care_history)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000 SUPPORT histories_support AS 'MODULE_PATHNAME', 'care_panel_histories';
COMMENT ON FUNCTION histories(care_panel) IS 'the history of each patient';

-- Questions of all patients

CREATE FUNCTION continuity(panel care_panel, min_visits integer DEFAULT 2) RETURNS TABLE (patient text, visits integer, providers integer, usual_provider text,
	usual_provider_of_care double precision, bice_boxerman double precision,
	herfindahl double precision, sequential_continuity double precision,
	k_index double precision, modified_modified_continuity double precision)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000 SUPPORT histories_support AS 'MODULE_PATHNAME', 'panel_continuity';
COMMENT ON FUNCTION continuity(care_panel, integer) IS 'the usual set of answers, a row for each patient';

CREATE FUNCTION mean_continuity(panel care_panel, min_visits integer DEFAULT 2, confidence double precision DEFAULT 0.95) RETURNS TABLE (index text, patients integer,
	value double precision, lower double precision, upper double precision)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 6 AS 'MODULE_PATHNAME', 'panel_mean_continuity';
COMMENT ON FUNCTION mean_continuity(care_panel, integer, double precision) IS 'the mean of each index over patients, with its t interval';

CREATE FUNCTION visit_share(panel care_panel, min_visits integer DEFAULT 1, confidence double precision DEFAULT 0.95) RETURNS interval_estimate
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'panel_visit_share';
COMMENT ON FUNCTION visit_share(care_panel, integer, double precision) IS 'share of visits with each patient''s usual provider, clustered by patient';

CREATE FUNCTION own_list(panel care_panel, lists place_flows) RETURNS TABLE (provider text, list_visits integer,
	with_holder integer, given integer, to_own_list integer)
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 20 AS 'MODULE_PATHNAME', 'own_list';
COMMENT ON FUNCTION own_list(care_panel, place_flows) IS 'personal lists: the parts of SLICC and OPR of each provider';

CREATE FUNCTION attendance_profile(panel care_panel) RETURNS attendance_profile
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'panel_attendance_profile';
COMMENT ON FUNCTION attendance_profile(care_panel) IS 'how many patients made how many visits';

CREATE FUNCTION attendance_profile(panel care_panel, people double precision) RETURNS attendance_profile
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'panel_attendance_profile_people';
COMMENT ON FUNCTION attendance_profile(care_panel, double precision) IS 'how many of so many people made how many visits, with those who made none';

CREATE FUNCTION patient_sharing(panel care_panel, min_visits integer DEFAULT 1) RETURNS place_flows
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'panel_patient_sharing';
COMMENT ON FUNCTION patient_sharing(care_panel, integer) IS 'how many patients each two providers share; on the diagonal a provider''s own';

CREATE FUNCTION handoff_flows(panel care_panel, within interval DEFAULT NULL) RETURNS place_flows
	LANGUAGE C STABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'handoff_flows';
COMMENT ON FUNCTION handoff_flows(care_panel, interval) IS 'how often a patient''s next visit was to another provider, from the one to the other';

CREATE FUNCTION handoff_flows(panel care_panel, within interval, zone text) RETURNS place_flows
	LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'handoff_flows';
COMMENT ON FUNCTION handoff_flows(care_panel, interval, text) IS 'hand-offs within an interval in a time zone';


-- Whom providers share patients with, from the histories of patients

CREATE FUNCTION patient_sharing_transition(place_flows, care_history) RETURNS place_flows
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION patient_sharing_transition(place_flows, care_history) IS 'transition of patient_sharing(care_history)';

CREATE FUNCTION patient_sharing_transition(place_flows, care_history, integer) RETURNS place_flows
	AS 'MODULE_PATHNAME', 'patient_sharing_transition_min_visits' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION patient_sharing_transition(place_flows, care_history, integer) IS 'transition of patient_sharing(care_history, integer)';

CREATE AGGREGATE patient_sharing(history care_history) (
	SFUNC = patient_sharing_transition,
	STYPE = place_flows,
	SSPACE = 8192,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE patient_sharing(care_history) IS 'how many patients each two providers share; on the diagonal a provider''s own';

CREATE AGGREGATE patient_sharing(history care_history, min_visits integer) (
	SFUNC = patient_sharing_transition,
	STYPE = place_flows,
	SSPACE = 8192,
	FINALFUNC = place_flows_final,
	COMBINEFUNC = place_flows_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE patient_sharing(care_history, integer) IS 'how many patients each two providers share who saw both so many times or more';

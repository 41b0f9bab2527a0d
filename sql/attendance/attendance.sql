
-- Questions of an attendance_profile: who attends most, and who never does

CREATE FUNCTION people(profile attendance_profile) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_people' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION people(attendance_profile) IS 'how many people the profile holds, with and without contacts';

-- written once: base/untyped people attendance_profile double precision

CREATE FUNCTION contacts(profile attendance_profile) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_contacts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION contacts(attendance_profile) IS 'how many contacts they made together';

CREATE FUNCTION gini(profile attendance_profile) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_gini' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION gini(attendance_profile) IS 'Gini''s coefficient of the contacts, from 0 (all the same) to nearly 1';

CREATE FUNCTION top_share(profile attendance_profile, fraction double precision) RETURNS double precision
	AS 'MODULE_PATHNAME', 'attendance_profile_top_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION top_share(attendance_profile, double precision) IS 'the share of all contacts made by the top fraction of people';

CREATE FUNCTION attendance_threshold(profile attendance_profile, fraction double precision,
	OUT contacts double precision, OUT people_at_or_above double precision, OUT share_at_or_above double precision)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION attendance_threshold(attendance_profile, double precision) IS 'what to flag to have the top fraction of people, how many that is with ties, and their share of all contacts';

CREATE FUNCTION attendance_band(profile attendance_profile, at_least double precision, below double precision DEFAULT NULL,
	OUT people double precision, OUT contacts double precision, OUT people_share double precision, OUT contact_share double precision)
	RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION attendance_band(attendance_profile, double precision, double precision) IS 'the people with at least so many and fewer than so many contacts, and their shares';

CREATE FUNCTION counts(profile attendance_profile) RETURNS TABLE (contacts double precision, people double precision)
	AS 'MODULE_PATHNAME', 'attendance_profile_rows' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 30;
COMMENT ON FUNCTION counts(attendance_profile) IS 'one row for each number of contacts that somebody made';

CREATE FUNCTION lorenz(profile attendance_profile) RETURNS TABLE (people_share double precision, contact_share double precision)
	AS 'MODULE_PATHNAME', 'attendance_profile_lorenz' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 30;
COMMENT ON FUNCTION lorenz(attendance_profile) IS 'the corners of the Lorenz curve of the contacts';

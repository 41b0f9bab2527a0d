
-- Demand and flow of a practice

-- The words are the published ones, blanks included, since people join on them.
CREATE FUNCTION lead_time_band(booked date, appointment date) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN NOT isfinite(booked) OR NOT isfinite(appointment) THEN 'Unknown / Data Quality'
		WHEN appointment - booked = 0 THEN 'Same Day'
		WHEN appointment - booked = 1 THEN '1 Day'
		WHEN appointment - booked BETWEEN 2 AND 7 THEN '2 to 7 Days'
		WHEN appointment - booked BETWEEN 8 AND 14 THEN '8  to 14 Days'
		WHEN appointment - booked BETWEEN 15 AND 21 THEN '15  to 21 Days'
		WHEN appointment - booked BETWEEN 22 AND 28 THEN '22  to 28 Days'
		WHEN appointment - booked > 28 THEN 'More than 28 Days'
		ELSE 'Unknown / Data Quality'
	END;
COMMENT ON FUNCTION lead_time_band(date, date) IS 'how long before an appointment it was booked, in the bands that NHS England publishes';

CREATE FUNCTION lead_time_band(booked timestamp, appointment timestamp) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN lead_time_band(booked::date, appointment::date);
COMMENT ON FUNCTION lead_time_band(timestamp, timestamp) IS 'the same of the days of two times';

CREATE FUNCTION lead_time_band(booked timestamptz, appointment timestamptz) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
	RETURN lead_time_band(booked::date, appointment::date);
COMMENT ON FUNCTION lead_time_band(timestamptz, timestamptz) IS 'the same of the days of two instants in the session''s time zone';

CREATE FUNCTION lead_time_band(booked timestamptz, appointment timestamptz, zone text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN zone IS NOT NULL THEN lead_time_band((booked AT TIME ZONE zone)::date, (appointment AT TIME ZONE zone)::date) END;
COMMENT ON FUNCTION lead_time_band(timestamptz, timestamptz, text) IS 'the same of the days of two instants in a time zone';

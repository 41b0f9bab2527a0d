
-- Demand and flow of a practice

CREATE FUNCTION lead_time_band(booked date, appointment date) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE
		WHEN NOT isfinite(booked) OR NOT isfinite(appointment) THEN 'Unknown / Data Quality'
		WHEN appointment - booked = 0 THEN 'Same Day'
		WHEN appointment - booked = 1 THEN '1 Day'
		WHEN appointment - booked BETWEEN 2 AND 7 THEN '2 to 7 Days'
		WHEN appointment - booked BETWEEN 8 AND 14 THEN '8 to 14 Days'
		WHEN appointment - booked BETWEEN 15 AND 21 THEN '15 to 21 Days'
		WHEN appointment - booked BETWEEN 22 AND 28 THEN '22 to 28 Days'
		WHEN appointment - booked > 28 THEN 'More than 28 Days'
		ELSE 'Unknown / Data Quality'
	END;
COMMENT ON FUNCTION lead_time_band(date, date) IS 'how long before an appointment it was booked, in the bands that NHS England publishes';

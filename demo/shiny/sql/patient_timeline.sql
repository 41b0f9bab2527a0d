SELECT visit, at, provider AS clinician, round(extract(epoch FROM gap) / 86400)::integer AS days_since_the_last,
	CASE WHEN seen_before = 0 THEN 'first visit to this clinician' WHEN handoff THEN 'known, but not the last one seen' ELSE 'same as the time before' END AS meeting
FROM patient_care JOIN practice USING (practice), dashboard.period, timeline(during(care, span))
WHERE patient = ?patient AND period = ?period AND ?borough IN ('ALL', place)
ORDER BY visit

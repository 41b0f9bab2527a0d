SELECT name AS "Practice", age AS "Age", visits AS "Visits", providers AS "Clinicians", usual_provider AS "Usual clinician",
	usual_provider_of_care AS "of all visits (UPC) [%]", bice_boxerman AS "Continuity (COC)", sequential_continuity AS "Same as the time before (SECON)"
FROM patient_care JOIN practice USING (practice), dashboard.period, continuity(during(care, span))
WHERE patient = ?patient AND period = ?period AND ?borough IN ('ALL', place) AND visits > 0

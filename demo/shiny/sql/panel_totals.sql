SELECT label AS "Practice", patients(panel) AS "Patients", visits(panel) AS "Visits", providers(panel) AS "Clinicians",
	(visit_share(panel)).value AS "Visits with the patient's usual clinician [%]"
FROM dashboard.practice_panel JOIN dashboard.practice_label USING (practice)
WHERE practice = ?practice

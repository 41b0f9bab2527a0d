SELECT label AS "Practice", patients(panel) AS "Patients", visits(panel) AS "Visits", providers(panel) AS "Clinicians",
	(visit_share(panel)).value AS "Visits with the patient's usual clinician [%]",
	care_density AS "Patients shared by a patient's clinicians (care density)", weighted_density AS "with half the weight where one was passing through"
FROM practice_panel JOIN dashboard.practice_label USING (practice) LEFT JOIN practice_density USING (practice)
WHERE practice = ?practice

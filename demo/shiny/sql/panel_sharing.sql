SELECT origin AS clinician, destination AS shares_with, n AS patients
FROM practice_panel, cells(patient_sharing(panel))
WHERE practice = ?practice AND origin < destination
ORDER BY n DESC, origin, destination

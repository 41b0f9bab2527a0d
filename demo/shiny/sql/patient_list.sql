SELECT patient, age, visits(care) AS visits
FROM patient_care JOIN practice USING (practice)
WHERE care IS NOT NULL AND ?borough IN ('ALL', place)
ORDER BY visits(care) DESC, patient
LIMIT 40

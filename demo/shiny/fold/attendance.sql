-- Who attends how often.

-- How many people of each practice made how many visits, those who made none among them.
CREATE MATERIALIZED VIEW dashboard.attendance AS
SELECT period, practice, attendance_profile(coalesce(visits(during(care, span)), 0)) AS profile
FROM patient LEFT JOIN patient_care USING (patient, practice), period
WHERE EXISTS (SELECT 1 FROM appointment)
GROUP BY period, practice;

-- Who attends how often.

-- How many people of each practice made how many visits, those who made none among them.
CREATE MATERIALIZED VIEW dashboard.attendance AS
SELECT period, practice, attendance_profile(coalesce(during(panel, span), '{}'), people) AS profile
FROM (SELECT practice, count(*) AS people FROM patient GROUP BY practice) AS list LEFT JOIN practice_panel USING (practice), period
WHERE EXISTS (SELECT 1 FROM appointment);

-- Continuity of care, by period, by month, and of whole practices.

CREATE TABLE dashboard.period
(
	period text PRIMARY KEY,
	span tstzrange NOT NULL
);
INSERT INTO dashboard.period VALUES ('2023 and 2024', '[2023-01-01, 2025-01-01)'), ('2023', '[2023-01-01, 2024-01-01)'), ('2024', '[2024-01-01, 2025-01-01)');

-- In each period: everybody, each borough and each practice, and the first two by age.
CREATE MATERIALIZED VIEW dashboard.period_continuity AS
SELECT period, coalesce(place, 'ALL') AS place, practice, age_band, count(*)::integer AS patients, sum(visits)::integer AS visits,
	(mean_estimate(coc)).value AS coc, (mean_estimate(coc)).lower, (mean_estimate(coc)).upper
FROM
(
	SELECT period, place, practice, age_band, visits(seen) AS visits, bice_boxerman(seen) AS coc
	FROM patient_care JOIN practice USING (practice), period, LATERAL (SELECT during(care, span)) AS s (seen)
) AS patient
WHERE coc IS NOT NULL
GROUP BY GROUPING SETS ((period), (period, place), (period, place, practice), (period, age_band), (period, place, age_band));

-- Each patient's visits by month, as values: the months roll up to any longer time.
CREATE MATERIALIZED VIEW dashboard.monthly_care AS
SELECT practice, patient, month, history
FROM patient JOIN
	(
		SELECT patient, date_trunc('month', seen_at)::date AS month, care_history(clinician, seen_at) AS history
		FROM appointment WHERE status = 'attended' AND clinician IS NOT NULL GROUP BY patient, date_trunc('month', seen_at)
	) AS visits USING (patient);
CREATE INDEX ON dashboard.monthly_care (month);
ANALYZE dashboard.monthly_care;

-- Twelve months rolled up, month after month, without going back to the appointments.
CREATE MATERIALIZED VIEW dashboard.rolling_continuity AS
SELECT until AS month, coalesce(place, 'ALL') AS place, count(*)::integer AS patients,
	(mean_estimate(coc)).value AS coc, (mean_estimate(coc)).lower, (mean_estimate(coc)).upper
FROM (SELECT DISTINCT month FROM dashboard.monthly_care) AS m (until),
	LATERAL
	(
		SELECT practice, bice_boxerman(rollup(history)) AS coc
		FROM dashboard.monthly_care
		WHERE month > until - interval '12 months' AND month <= until
		GROUP BY practice, patient
	) AS year
	JOIN practice USING (practice)
WHERE until >= (SELECT min(month) + interval '11 months' FROM dashboard.monthly_care) AND coc IS NOT NULL
GROUP BY GROUPING SETS ((until), (until, place));

-- The patients of a practice in one value.
CREATE MATERIALIZED VIEW dashboard.practice_panel AS
SELECT practice, rollup(panel) AS panel FROM practice_panel GROUP BY practice;
CREATE UNIQUE INDEX ON dashboard.practice_panel (practice);

CREATE INDEX ON patient_care (patient);
CREATE INDEX ON patient_care (practice, visits(care) DESC);

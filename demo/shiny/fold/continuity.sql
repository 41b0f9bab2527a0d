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
	(mean_estimate(bice_boxerman)).value AS coc, (mean_estimate(bice_boxerman)).lower, (mean_estimate(bice_boxerman)).upper
FROM practice_age_panel JOIN practice USING (practice), period, continuity(during(panel, span))
WHERE visits >= 2
GROUP BY GROUPING SETS ((period), (period, place), (period, place, practice), (period, age_band), (period, place, age_band));

-- Twelve months cut from the panels, month after month, without going back to the appointments.
CREATE MATERIALIZED VIEW dashboard.rolling_continuity AS
SELECT month, coalesce(place, 'ALL') AS place, count(*)::integer AS patients,
	(mean_estimate(bice_boxerman)).value AS coc, (mean_estimate(bice_boxerman)).lower, (mean_estimate(bice_boxerman)).upper
FROM
(
	SELECT month::date AS month, tstzrange(month - interval '11 months', month + interval '1 month') AS year
	FROM (SELECT date_trunc('month', min(first_visit(panel))) AS first, date_trunc('month', max(last_visit(panel))) AS last FROM practice_age_panel) AS visits,
		generate_series(first + interval '11 months', last, '1 month') AS month
) AS months,
	practice_age_panel JOIN practice USING (practice), continuity(during(panel, year))
WHERE visits >= 2
GROUP BY GROUPING SETS ((month), (month, place));

-- The same of other visits, other clinicians, other patients.
CREATE MATERIALIZED VIEW dashboard.otherwise_counted AS SELECT * FROM continuity_counted;

CREATE INDEX ON patient_care (patient);
CREATE INDEX ON patient_care (practice, visits(care) DESC);

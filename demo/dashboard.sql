/*
 * What the dashboard keeps beside the views: values folded once, asked again at every click.
 */
SET search_path = demo, public;
SET timezone = 'UTC';
SET work_mem = '256MB';
SET client_min_messages = warning;

CREATE SCHEMA dashboard;
COMMENT ON SCHEMA dashboard IS 'what demo/dashboard keeps beside the views of the demo';
SET search_path = demo, dashboard, public;

CREATE TABLE dashboard.period
(
	period text PRIMARY KEY,
	span tstzrange NOT NULL
);
INSERT INTO dashboard.period VALUES ('2023 and 2024', '[2023-01-01, 2025-01-01)'), ('2023', '[2023-01-01, 2024-01-01)'), ('2024', '[2024-01-01, 2025-01-01)');

-- ---- localities beside networks ---------------------------------------------------

-- The map that localities are drawn on: the areas of the boroughs, who is registered, and which of them touch.
CREATE MATERIALIZED VIEW dashboard.map AS
WITH inside AS
(
	SELECT area, place FROM area JOIN centroid USING (area) JOIN demo.place USING (place) WHERE kind = 'borough'
)
SELECT
	(SELECT place_counts(area, patients) FROM registered JOIN practice USING (practice) JOIN inside USING (area) WHERE in_scope) AS people,
	(SELECT place_flows(area, practice, patients) FROM registered JOIN practice USING (practice) JOIN inside USING (area) WHERE in_scope) AS lists,
	(SELECT once + transpose(once) FROM
		(
			SELECT place_flows(area, neighbour, shared_metres) AS once FROM neighbour
			WHERE area IN (SELECT area FROM inside) AND neighbour IN (SELECT area FROM inside)
		) AS pairs) AS neighbours,
	(SELECT place_flows(area, place, 1) FROM inside) AS boroughs;

-- Each area's part in two divisions of the region: localities of the size that lets practices share staff, which
-- cross no borough, and today's networks, where an area is the network's that most of its people are registered with.
CREATE MATERIALIZED VIEW dashboard.part AS
SELECT 'Proposed localities' AS division, place AS area, 'L' || to_char(locality, 'FM000') AS part
FROM dashboard.map, localities(people, neighbours, 30000, 50000, lists, within => boroughs, effort => 1)
UNION ALL
SELECT 'Today''s networks', origin, destination
FROM dashboard.map, region, main_destinations(lists * transpose(practices_of_network));

-- What each part of a division is worth.  F is own_registered over registered, summed over the parts.
CREATE MATERIALIZED VIEW dashboard.part_quality AS
SELECT division, q.locality AS part, coalesce(network_name, part_of.name) AS name, part_of.place,
	q.areas, q.people, q.band, q.contiguous, q.registered, q.own_registered, q.own_share
FROM dashboard.map,
	(SELECT division, place_flows(area, part, 1) AS assignment FROM dashboard.part GROUP BY division) AS d,
	locality_quality(assignment, people, neighbours, lists) AS q
	LEFT JOIN (SELECT network, min(network_name) AS network_name, min(place) AS place FROM practice GROUP BY network) AS n ON network = q.locality,
	LATERAL
	(
		-- a network belongs to the borough where it stands, a locality to the one that it lies in
		SELECT p.place, p.name || ' ' || substr(q.locality, 2)
		FROM dashboard.part AS a JOIN area USING (area) JOIN demo.place AS p ON p.place = coalesce(n.place, area.place)
		WHERE a.division = d.division AND a.part = q.locality LIMIT 1
	) AS part_of (place, name);

-- ---- continuity ----------------------------------------------------------------------

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

-- ---- attendance -------------------------------------------------------------------------

-- How many people of each practice made how many visits, those who made none among them.
CREATE MATERIALIZED VIEW dashboard.attendance AS
SELECT period, practice, attendance_profile(coalesce(visits(during(care, span)), 0)) AS profile
FROM patient LEFT JOIN patient_care USING (patient, practice), period
WHERE EXISTS (SELECT 1 FROM appointment)
GROUP BY period, practice;

-- ---- patients ---------------------------------------------------------------------------

CREATE INDEX ON patient_care (patient);
CREATE INDEX ON patient_care (practice, visits(care) DESC);
ANALYZE;

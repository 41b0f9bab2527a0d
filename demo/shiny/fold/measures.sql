-- Rates by area and by practice: events over people.  Those of small areas are drawn towards the rate of all.

CREATE TABLE dashboard.measure
(
	measure text PRIMARY KEY,
	name text NOT NULL,
	kind text NOT NULL,			-- proportion, rate, decile
	per integer NOT NULL,		-- events for so many people
	definition text NOT NULL,
	modelled boolean NOT NULL	-- by area: spread from the registers of practices, not counted
);
INSERT INTO dashboard.measure VALUES
	('elsewhere', 'Registered in another borough', 'proportion', 100,
		'Of an area: people who live there and are on the list of a practice that stands in another borough, of all who live there and are on a list. Of a practice: people on its list who live in another borough or beyond, of all on its list.', false),
	('deprivation', 'Deprivation (1: the most deprived tenth)', 'decile', 1,
		'The tenth of all areas, from the most deprived (1) to the least (10), that an area belongs to.', false),
	('listed', 'People on lists for each 100 residents', 'rate', 100,
		'People who live in the area and are on a list, for each 100 residents counted. Above 100, lists have more people than were counted: people who moved away and are still listed, or whom the count missed.', false),
	('emergency', 'Emergency attendances in 2024', 'rate', 1000,
		'Attendances in emergency care in 2024 of people who were registered at its end, for each 1,000 of them.', false),
	('missed', 'Appointments not attended', 'proportion', 100,
		'Appointments that the patient did not attend, of all that were attended or not; cancelled ones are left out.', false);
INSERT INTO dashboard.measure
SELECT 'condition: ' || condition, coalesce(name, upper(substr(condition, 1, 1)) || substr(condition, 2)), 'proportion', 100,
	CASE WHEN registers THEN 'Of a practice: people on its register of the condition, of all of the ages that the register is for. Of an area: modelled, not counted. The registers of all practices are spread over the areas where their people live, as if those who live in an area were on the register as often as everybody on the same list: spread(registers, lists, homes).'
		ELSE 'People with the condition on record, of all on the list.' END,
	registers
FROM
(
	SELECT DISTINCT condition, true AS registers FROM disease_register
	UNION
	SELECT DISTINCT condition, false FROM patient_condition
) AS c LEFT JOIN (VALUES ('AF', 'Atrial fibrillation'), ('AST', 'Asthma, from 6'), ('CAN', 'Cancer'), ('CHD', 'Coronary heart disease'),
	('CKD', 'Kidney disease, from 18'), ('COPD', 'Chronic obstructive pulmonary disease'), ('DEM', 'Dementia'), ('DEP', 'Depression, from 18'),
	('DM', 'Diabetes, from 17'), ('EP', 'Epilepsy, from 18'), ('HF', 'Heart failure'), ('HYP', 'Hypertension'), ('LD', 'Learning disability'),
	('LVSD', 'Heart failure with reduced ejection'), ('MH', 'Severe mental illness'), ('NDH', 'Raised blood sugar, from 18'), ('OB', 'Obesity, from 18'),
	('PAD', 'Peripheral arterial disease'), ('PC', 'Palliative care'), ('STIA', 'Stroke and transient ischaemic attack')) AS n (condition, name) USING (condition);

CREATE MATERIALIZED VIEW dashboard.area_count AS
SELECT 'elsewhere' AS measure, area, sum(patients) FILTER (WHERE practice.place <> area.place)::double precision AS events, sum(patients)::double precision AS people
FROM registered JOIN practice USING (practice) JOIN area USING (area) JOIN dashboard.borough_label AS b ON b.place = area.place GROUP BY area
UNION ALL
SELECT 'listed', area, sum(patients), people FROM registered JOIN resident USING (area) GROUP BY area, people
UNION ALL
SELECT 'condition: ' || condition, s.place, numerator, denominator
FROM (SELECT condition, place_counts(practice, people) AS registers, place_counts(practice, list_size) AS lists FROM disease_register GROUP BY condition) AS r, region,
	spread(registers, lists, registered, 'drop') AS s JOIN area ON area = s.place JOIN dashboard.borough_label AS b ON b.place = area.place
UNION ALL
SELECT 'condition: ' || condition, area, count(c.patient), count(*)
FROM patient CROSS JOIN (SELECT DISTINCT condition FROM patient_condition) AS k LEFT JOIN patient_condition AS c USING (patient, condition)
	JOIN area USING (area) JOIN dashboard.borough_label AS b ON b.place = area.place GROUP BY condition, area
UNION ALL
SELECT 'emergency', area, sum(emergencies), count(*)
FROM patient_year JOIN patient USING (patient) JOIN area USING (area) JOIN dashboard.borough_label AS b ON b.place = area.place WHERE year = 2024 GROUP BY area;

-- An area's rate, and the same drawn towards the rate of all areas, the more the fewer people it has (Marshall 1991).
CREATE MATERIALIZED VIEW dashboard.area_rate AS
SELECT measure, area, events, people, per * events / people AS rate, per * smoothed_rate(events, people, (of_all).rate, (of_all).variance) AS smoothed
FROM (SELECT measure, area, coalesce(events, 0) AS events, people FROM dashboard.area_count WHERE people > 0) AS c
	JOIN (SELECT measure, empirical_bayes(coalesce(events, 0), people) AS of_all FROM dashboard.area_count WHERE people > 0 GROUP BY measure) AS a USING (measure)
	JOIN dashboard.measure USING (measure)
UNION ALL
SELECT 'deprivation', area, NULL, NULL, decile, decile FROM deprivation;
CREATE INDEX ON dashboard.area_rate (measure);

-- The same by borough: of events over people with its 95 % interval, otherwise the mean of its areas.
CREATE MATERIALIZED VIEW dashboard.borough_rate AS
SELECT measure, place, areas, events, people, coalesce((e).value, mean) AS rate, coalesce((e).lower, mean) AS lower, coalesce((e).upper, mean) AS upper
FROM (SELECT measure, place, sum(events) AS events, sum(people) AS people, avg(rate) AS mean, count(*) AS areas FROM dashboard.area_rate JOIN area USING (area) GROUP BY measure, place) AS b
	JOIN dashboard.measure USING (measure),
	LATERAL (SELECT CASE kind WHEN 'proportion' THEN proportion(events, people, per) WHEN 'rate' THEN crude_rate(events, people, per) END) AS r (e);

CREATE MATERIALIZED VIEW dashboard.practice_count AS
SELECT 'elsewhere' AS measure, practice, sum(patients) FILTER (WHERE practice.place IS DISTINCT FROM area.place)::double precision AS events, sum(patients)::double precision AS people
FROM registered JOIN practice USING (practice) JOIN area USING (area) WHERE in_scope GROUP BY practice
UNION ALL
SELECT 'condition: ' || condition, practice, people, list_size FROM disease_register
UNION ALL
SELECT 'condition: ' || condition, practice, count(c.patient), count(*)
FROM patient CROSS JOIN (SELECT DISTINCT condition FROM patient_condition) AS k LEFT JOIN patient_condition AS c USING (patient, condition) GROUP BY condition, practice
UNION ALL
SELECT 'emergency', practice, sum(emergencies), count(*) FROM patient_year WHERE year = 2024 GROUP BY practice
UNION ALL
SELECT 'missed', practice, count(*) FILTER (WHERE status = 'did not attend'), count(*)
FROM appointment JOIN patient USING (patient) WHERE status <> 'cancelled' GROUP BY practice;

-- The rate of all practices, and how much they differ beyond chance (Spiegelhalter 2005).
CREATE MATERIALIZED VIEW dashboard.spread AS
SELECT measure, target, (overdispersion(CASE kind WHEN 'proportion' THEN funnel_z(events, people, target, 'proportion') ELSE funnel_z(events, people * target, 1, 'ratio') END,
	1 / (2 * sqrt(CASE kind WHEN 'proportion' THEN people ELSE people * target END)))).tau_squared
FROM (SELECT measure, coalesce(events, 0) AS events, people FROM dashboard.practice_count WHERE people > 0) AS c JOIN dashboard.measure USING (measure)
	JOIN (SELECT measure, sum(events) / sum(people) AS target FROM dashboard.practice_count WHERE people > 0 GROUP BY measure) AS t USING (measure)
WHERE target > 0
GROUP BY measure, target;

-- A practice's rate with its 95 % limits, and the limits between which a practice of its size lies, where practices differ as they do.
CREATE MATERIALIZED VIEW dashboard.practice_rate AS
SELECT measure, practice, events, people, (e).value AS rate, (e).lower, (e).upper, per * target AS target,
	per * a * l95.lower AS lower_95, per * a * l95.upper AS upper_95, per * a * l998.lower AS lower_998, per * a * l998.upper AS upper_998
FROM (SELECT measure, practice, coalesce(events, 0) AS events, people FROM dashboard.practice_count WHERE people > 0) AS c JOIN dashboard.measure USING (measure)
	JOIN dashboard.spread USING (measure),
	LATERAL (SELECT CASE kind WHEN 'proportion' THEN proportion(events, people, per) ELSE crude_rate(events, people, per) END) AS r (e),
	LATERAL (SELECT CASE kind WHEN 'proportion' THEN target ELSE 1 END, CASE kind WHEN 'proportion' THEN people ELSE people * target END,
		CASE kind WHEN 'proportion' THEN 1 ELSE target END, CASE kind WHEN 'proportion' THEN 'proportion' ELSE 'ratio' END) AS f (centre, size, a, shape),
	funnel_limits(centre, size, shape, 0.95, 1, coalesce(tau_squared, 0)) AS l95, funnel_limits(centre, size, shape, 0.998, 1, coalesce(tau_squared, 0)) AS l998;
CREATE INDEX ON dashboard.practice_rate (measure);

DELETE FROM dashboard.measure WHERE measure NOT IN (SELECT measure FROM dashboard.area_rate UNION SELECT measure FROM dashboard.practice_rate);

/*
 * Who needs what, who should lead, and who is about to tip: the part of demo/views.sql that reads it from coded conditions.
 * doc/need.md and doc/rising-risk.md say what each step does.
 */

-- What was not recorded on any known day stands at the first day of 1900.
CREATE MATERIALIZED VIEW patient_conditions AS
SELECT patient, coalesce(conditions, '{}') AS conditions
FROM patient LEFT JOIN
(
	SELECT patient, condition_set((SELECT code_map(condition, system, code, match) FROM code_list), system, code,
		CASE WHEN recorded_on = '1900-01-01' THEN '-infinity' ELSE recorded_on END) AS conditions
	FROM recorded_condition GROUP BY patient
) AS r USING (patient);

CREATE MATERIALIZED VIEW patient_condition AS
SELECT patient, condition FROM patient_conditions, unnest(conditions(conditions)) AS condition;

-- ---- which group of need, and who should lead -----------------------------------------

-- The weights of the Cambridge multimorbidity score for the conditions that the region has (Payne and others 2020;
-- demo/scores has all of them).  Depression and anxiety are one condition there, and cancer counts for five years.
CREATE TABLE need_rule AS
SELECT '{"hypertension": 0.08, "diabetes": 0.75, "depression": 0.5, "anxiety": 0.5, "asthma": 0.19, "copd": 1.46, "heart disease": 0.49,
		"atrial fibrillation": 1.34, "heart failure": 1.18, "stroke": 0.8, "kidney disease": 0.53, "cancer": 1.53, "dementia": 2.5,
		"epilepsy": 0.92, "psychosis": 0.64}'::jsonb AS weights,
	'{"depression": ["anxiety"]}'::jsonb AS stronger,
	'{"cancer": {"within": "5 years"}}'::jsonb AS look_back,
	-- complexity is 1, 2 or 3: made-up cut-offs of that score, since none is published
	1.0::float8 AS mid_from, 2.0::float8 AS higher_from;
ANALYZE need_rule, patient_conditions;

-- Everybody at the end of 2024.
CREATE MATERIALIZED VIEW patient_need AS
SELECT patient, practice, age_band, visits, emergencies, physical, mental, trouble_with_life, score, complexity, frequent,
	need_type(physical, mental, trouble_with_life, complexity, frequent) AS need
FROM need_rule,
	(SELECT array_agg(condition) FILTER (WHERE kind = 'physical') AS of_body, array_agg(condition) FILTER (WHERE kind = 'mental') AS of_mind,
		array_agg(condition) FILTER (WHERE kind = 'life') AS of_life FROM condition_kind) AS k,
	(SELECT patient, practice, age_band, visits, emergencies, in_practice OR in_emergency AS frequent FROM frequent_attender WHERE year = 2024) AS f
	JOIN patient_conditions USING (patient),
	LATERAL (SELECT active(conditions, '2024-12-31', look_back) AS today) AS t,
	LATERAL (SELECT how_many(today, of_body) AS physical, how_many(today, of_mind) AS mental, has_any(today, of_life) AS trouble_with_life,
		score(supersede(today, stronger), weights) AS score) AS s,
	LATERAL (SELECT 1 + (score >= mid_from)::integer + (score >= higher_from)::integer AS complexity) AS c;

-- How many people of each need and severity there are, what they ask for, and which profession should lead.
CREATE VIEW need_segment AS
SELECT need, complexity, mdt_lead(need, complexity) AS lead, count(*)::integer AS people, sum(visits)::integer AS visits, sum(emergencies)::integer AS emergencies, avg(score) AS score
FROM patient_need GROUP BY need, complexity;

-- Mental and physical conditions together, beside how many would have both by chance at the same age.
CREATE VIEW need_together AS
SELECT age_band, count(*)::integer AS people, count(*) FILTER (WHERE physical > 0 AND mental > 0)::integer AS together,
	count(*) FILTER (WHERE physical > 0)::float8 * count(*) FILTER (WHERE mental > 0) / count(*) AS together_by_chance
FROM patient_need GROUP BY age_band;

-- ---- who is about to tip -----------------------------------------------------------------

-- A model as somebody brings one, a number for each feature: made elsewhere, from a region with another seed, and rounded.
CREATE TABLE risk_model AS
SELECT '{"intercept": -4.4, "age": -0.002, "score": 0.25, "gained": 0.9, "emergencies": 0.55, "visits": 0.09, "more_visits": 1.15, "deprived": 0.45}'::jsonb AS coefficients,
	12 AS seldom,					-- stable: fewer visits than this in a year, and one emergency at most
	50 AS room;						-- how many people the team of a network can take on
ANALYZE risk_model;

-- What is known of each person who is stable on a day: the first of 2024, whose year has been seen since, and of 2025, whose year has not.
-- Recent visits are those of the last quarter of the year before; rise_p says how often so many would come by chance.
CREATE MATERIALIZED VIEW stable_patient AS
SELECT day, patient, practice, age, visits, emergencies, recent, array_to_string(gained, ', ') AS gained, score, rise_p,
	logistic_risk(linear_predictor(features, coefficients)) AS risk, next_emergencies
FROM risk_model, need_rule, (VALUES (date '2024-01-01', 2023), ('2025-01-01', 2024)) AS d (day, year)
	JOIN patient_year USING (year)
	JOIN patient_conditions USING (patient)
	JOIN (SELECT patient, coalesce(decile <= 2, false) AS deprived FROM patient LEFT JOIN deprivation USING (area)) AS a USING (patient)
	LEFT JOIN (SELECT patient, year - 1 AS year, emergencies AS next_emergencies FROM patient_year) AS n USING (patient, year)
	LEFT JOIN
	(
		SELECT patient, extract(year FROM seen_at AT TIME ZONE 'UTC')::integer AS year, count(*)::integer AS seen
		FROM appointment WHERE status = 'attended' AND extract(month FROM seen_at AT TIME ZONE 'UTC') >= 10 GROUP BY 1, 2
	) AS q USING (patient, year),
	LATERAL (SELECT coalesce(seen, 0) AS recent, gained(conditions, day - 366, day - 1) AS gained,
		score(supersede(active(conditions, day - 1, look_back), stronger), weights) AS score) AS c,
	LATERAL (SELECT rate_rise_p(recent, 92, visits - recent, 273) AS rise_p) AS r,
	LATERAL (SELECT jsonb_build_object('age', age, 'score', score, 'gained', cardinality(gained), 'emergencies', emergencies, 'visits', visits,
		'more_visits', rise_p < 0.05, 'deprived', deprived) AS features) AS f
WHERE visits < seldom AND emergencies <= 1;

-- Of those who were stable at the beginning of 2024: the risk, and to whom it happened.
CREATE VIEW risk_outcome AS
SELECT ranked_outcomes(round(risk::numeric, 3)::float8, next_emergencies >= 2) AS ranked FROM stable_patient WHERE day = '2024-01-01';

-- The list for 2025: as many in each network as its team has room for, and why each is on it.
CREATE MATERIALIZED VIEW rising_risk AS
SELECT network, network_name, position, patient, practice, age, visits, emergencies, gained, score, rise_p, risk, reasons
FROM
(
	SELECT *, (row_number() OVER (PARTITION BY network ORDER BY risk DESC, patient))::integer AS position,
		concat_ws(', ', CASE WHEN gained <> '' THEN 'new condition' END, CASE WHEN rise_p < 0.05 THEN 'more visits' END, CASE WHEN emergencies > 0 THEN 'emergency' END) AS reasons
	FROM stable_patient JOIN practice USING (practice) WHERE day = '2025-01-01' AND network IS NOT NULL
) AS listed, risk_model
WHERE position <= room;

-- ---- who would fall back anyway -----------------------------------------------------------

-- Those who attend most in 2023, what they would make in 2024 by chance alone, and what they made.
CREATE MATERIALIZED VIEW fall_back_of_frequent AS
SELECT at_least, f.people, mean_contacts AS visits_2023, mean_expected_next AS expected_2024, visits_2024
FROM
	(SELECT attendance_profile(visits) AS profile FROM patient_year WHERE year = 2023) AS p,
	(VALUES (12), (18), (26)) AS a (at_least),
	LATERAL
	(
		SELECT avg(after.visits)::float8 AS visits_2024
		FROM patient_year AS before JOIN patient_year AS after USING (patient) WHERE before.year = 2023 AND after.year = 2024 AND before.visits >= at_least
	) AS seen,
	fall_back(profile, at_least) AS f;

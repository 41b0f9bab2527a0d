-- Who needs what: conditions on record, of everybody and of each borough.

CREATE MATERIALIZED VIEW dashboard.condition_count AS
SELECT coalesce(place, 'ALL') AS place, conditions, count(*)::integer AS people, sum(visits)::integer AS visits, sum(emergencies)::integer AS emergencies
FROM patient_year JOIN practice USING (practice) LEFT JOIN (SELECT patient, count(*)::integer AS n FROM patient_condition GROUP BY patient) AS c USING (patient),
	LATERAL (SELECT least(coalesce(n, 0), 4) AS conditions) AS k
WHERE year = 2024
GROUP BY GROUPING SETS ((conditions), (place, conditions));

-- The share of people with each condition, in the most and in the least deprived fifth of areas.
CREATE MATERIALIZED VIEW dashboard.condition_share AS
SELECT place, condition, people, people / everybody AS share, (m).value AS most_deprived, (m).lower AS most_lower, (m).upper AS most_upper,
	(l).value AS least_deprived, (l).lower AS least_lower, (l).upper AS least_upper
FROM
(
	SELECT coalesce(place, 'ALL') AS place, condition, count(c.patient)::integer AS people, count(*)::double precision AS everybody,
		proportion(count(c.patient) FILTER (WHERE decile <= 2), nullif(count(*) FILTER (WHERE decile <= 2), 0)) AS m,
		proportion(count(c.patient) FILTER (WHERE decile >= 9), nullif(count(*) FILTER (WHERE decile >= 9), 0)) AS l
	FROM patient JOIN practice USING (practice) LEFT JOIN deprivation USING (area) CROSS JOIN (SELECT DISTINCT condition FROM patient_condition) AS k
		LEFT JOIN patient_condition AS c USING (patient, condition)
	GROUP BY GROUPING SETS ((condition), (practice.place, condition))
) AS counted;

-- How many people of each need and severity there are, and which profession should lead.
CREATE MATERIALIZED VIEW dashboard.need_group AS
SELECT coalesce(place, 'ALL') AS place, need, complexity, mdt_lead(need, complexity) AS lead, count(*)::integer AS people, sum(visits)::integer AS visits, sum(emergencies)::integer AS emergencies
FROM patient_need JOIN practice USING (practice)
GROUP BY GROUPING SETS ((need, complexity), (place, need, complexity));

-- What the risks were worth for those who were stable at the beginning of 2024, and what teams with so much room would have found.
CREATE MATERIALIZED VIEW dashboard.risk_calibration AS
SELECT c.* FROM risk_outcome, calibration(ranked, 10) AS c;

CREATE MATERIALIZED VIEW dashboard.risk_found AS
SELECT room, networks, people(ranked)::integer AS people, outcome(ranked)::integer AS happened, c.events, c.flagged, c.ppv, c.sensitivity, c.lift
FROM risk_outcome, risk_model, (SELECT count(DISTINCT network) AS networks FROM practice WHERE in_scope) AS n, at_capacity(ranked, least(room * networks, people(ranked))) AS c
WHERE people(ranked) > 0;

-- As many of each network as its team has room for, at the beginning of 2025.
CREATE MATERIALIZED VIEW dashboard.risk_list AS
SELECT place, r.* FROM rising_risk AS r JOIN practice USING (practice);

CREATE MATERIALIZED VIEW dashboard.fall_back_of AS SELECT * FROM fall_back_of_frequent WHERE visits_2023 IS NOT NULL;

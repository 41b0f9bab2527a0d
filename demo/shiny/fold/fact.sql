-- What there is, so that the page shows no panel without data.

CREATE MATERIALIZED VIEW dashboard.fact AS
SELECT EXISTS (SELECT 1 FROM boundary) AS boundaries,
	EXISTS (SELECT 1 FROM dashboard.part) AS localities,
	EXISTS (SELECT 1 FROM practice WHERE network IS NOT NULL) AS networks,
	EXISTS (SELECT 1 FROM dashboard.tie_threshold WHERE degree_centralisation IS NOT NULL) AS ties,
	EXISTS (SELECT 1 FROM dashboard.practice_rate WHERE measure <> 'elsewhere') AS rates,
	EXISTS (SELECT 1 FROM patient_care WHERE care IS NOT NULL) AS visits,
	EXISTS (SELECT 1 FROM dashboard.condition_count) AND EXISTS (SELECT 1 FROM patient_condition) AS conditions,
	EXISTS (SELECT 1 FROM registration) AS registrations,
	EXISTS (SELECT 1 FROM dashboard.network_need) AS money,
	EXISTS (SELECT 1 FROM hospital_activity) AS hospitals;

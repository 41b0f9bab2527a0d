/*
 * The three questions, each a short query on values that placebase folded from rows.
 * Names and column types are stable: reports and dashboards read these views.
 */
SET search_path = demo, public;

-- Everything that the first two questions need, folded once: flows and counts by place.
CREATE MATERIALIZED VIEW region AS
SELECT
	(SELECT place_flows(practice, area, patients) FROM registered) AS registered,
	(SELECT place_counts(area, people) FROM resident) AS resident,
	(SELECT place_flows(practice, place, 1) FROM practice) AS place_of_practice,
	(SELECT place_flows(network, practice, 1) FROM practice WHERE in_scope) AS practices_of_network,
	(SELECT place_flows(area, place, 1) FROM area) AS place_of_area;

-- ---- who are we responsible for? ---------------------------------------------------

-- From the place of the practice to the place of residence, and the residents of each place.  A practice or an area
-- without a place, or with two, would be an error that names it.
CREATE MATERIALIZED VIEW place_register AS
SELECT recode(registered, place_of_practice, place_of_area) AS flows, recode(resident, place_of_area) AS residents
FROM region;

CREATE VIEW borough AS
SELECT r.place, name, registered, resident, living_here_registered, registered_here_living_here, registered_here_living_elsewhere,
	living_here_registered_elsewhere, unregistered, list_excess, registered_per_resident
FROM place_register, reconcile(flows, residents) AS r JOIN place USING (place)
WHERE kind = 'borough';

-- Who moves where: one row for each pair of places.
CREATE VIEW borough_flow AS
SELECT origin AS registered_in, o.name AS registered_in_name, o.kind AS registered_in_kind,
	destination AS living_in, d.name AS living_in_name, d.kind AS living_in_kind, n AS people
FROM place_register, cells(flows)
	JOIN place AS o ON o.place = origin
	JOIN place AS d ON d.place = destination;

-- Where the people of each borough's practices live, and where its residents are registered.
CREATE VIEW borough_balance AS
SELECT place, name, registered, registered_here_living_here,
	coalesce(from_boroughs, 0) AS from_other_boroughs, coalesce(from_elsewhere, 0) AS from_elsewhere,
	coalesce(from_wales, 0) AS from_wales, coalesce(from_unknown, 0) AS from_unknown,
	coalesce(living_here_registered, 0) AS living_here_registered,
	coalesce(to_boroughs, 0) AS to_other_boroughs, coalesce(to_elsewhere, 0) AS to_elsewhere,
	registered - coalesce(living_here_registered, 0) AS net_flow, coalesce(from_other_nations, 0) AS from_other_nations
FROM borough
	LEFT JOIN
	(
		SELECT registered_in AS place,
			sum(people) FILTER (WHERE living_in_kind = 'borough') AS from_boroughs,
			sum(people) FILTER (WHERE living_in = 'ELSEWHERE') AS from_elsewhere,
			sum(people) FILTER (WHERE living_in = 'WALES') AS from_wales,
			sum(people) FILTER (WHERE living_in IN ('SCOTLAND', 'NORTHERN_IRELAND', 'ISLANDS')) AS from_other_nations,
			sum(people) FILTER (WHERE living_in = 'UNKNOWN') AS from_unknown
		FROM borough_flow WHERE registered_in <> living_in GROUP BY registered_in
	) AS inflow USING (place)
	LEFT JOIN
	(
		SELECT living_in AS place,
			sum(people) FILTER (WHERE registered_in_kind = 'borough') AS to_boroughs,
			sum(people) FILTER (WHERE registered_in = 'ELSEWHERE') AS to_elsewhere
		FROM borough_flow WHERE registered_in <> living_in GROUP BY living_in
	) AS outflow USING (place);

-- Each care home's main practice, and by how many residents it leads before the next: a home that one
-- practice looks after has a share near 1.
CREATE VIEW care_home_alignment AS
SELECT origin AS care_home, m.destination AS main_practice, name AS main_practice_name,
	round(m.n / share)::integer AS residents, m.n::integer AS on_its_list, share, margin::integer
FROM (SELECT place_flows(care_home, practice, 1) AS flows FROM patient) AS homes, main_destinations(flows) AS m
	JOIN practice ON practice = m.destination;

-- ---- at what scale? --------------------------------------------------------------------

CREATE VIEW network_scale AS
SELECT network, name, practices, n AS registered, fit.*
FROM region, counts(origins(practices_of_network * registered)) AS list
	JOIN
	(
		SELECT network AS place, network, min(network_name) AS name, count(*)::integer AS practices
		FROM practice WHERE in_scope AND network IS NOT NULL GROUP BY network
	) AS networks USING (place),
	scale_fit(n) AS fit;

CREATE VIEW borough_scale AS
SELECT place, name, population, people, fit.*
FROM borough, LATERAL (VALUES ('registered', registered), ('resident', resident)) AS p (population, people), scale_fit(people) AS fit
WHERE people IS NOT NULL;

\ir views_maps.sql

-- ---- around a centre, or among members? ------------------------------------------------

-- In how many areas two practices each have 50 patients or more: they serve the same streets.
CREATE MATERIALIZED VIEW practice_ties AS
SELECT served * transpose(served) AS ties
FROM (SELECT place_flows(practice, area, 1) AS served FROM registered WHERE patients >= 50) AS s;

-- Four numbers side by side, and each at several thresholds: what holds at one of them only is worth nothing.
CREATE VIEW practice_network AS
SELECT at_least::integer AS areas, t.places AS practices, t.ties, degree_centralisation, hub, hub_dependence, peer_density, m.modularity, m.communities,
	centre, betweenness_centralisation, mean_distance, pairs_before AS pairs, pairs_before - pairs_after AS pairs_by_hub
FROM practice_ties AS p, network_thresholds(p.ties, '{1,2,5,10,20}') AS t,
	LATERAL (SELECT pairs_before, pairs_after FROM hub_dependence(p.ties, t.at_least)) AS h,
	LATERAL
	(
		SELECT max(community) AS communities, modularity(p.ties, place_flows(place, community::text, 1), t.at_least) AS modularity
		FROM network_communities(p.ties, t.at_least)
	) AS m;

-- ---- is care continuous? -------------------------------------------------------------

-- Long steps say what they are, where there is anything to do.
SELECT EXISTS (SELECT 1 FROM patient) AS has_patients \gset
\if :has_patients
\echo '  the visits of each practice ...'
\endif

-- The visits of a practice's patients as one value for each age: seen, and by somebody with a name.
CREATE MATERIALIZED VIEW practice_age_panel AS
SELECT practice, (ARRAY['0-17', '18-44', '45-61', '62-82', '83 and over'])[1 + width_bucket(age, ARRAY[18, 45, 62, 83])] AS age_band,
	care_panel(patient, clinician, seen_at) AS panel
FROM appointment JOIN patient USING (patient)
WHERE status = 'attended' AND clinician IS NOT NULL
GROUP BY 1, 2;

-- And of all ages.
CREATE MATERIALIZED VIEW practice_panel AS
SELECT practice, rollup(panel) AS panel FROM practice_age_panel GROUP BY practice;
CREATE UNIQUE INDEX ON practice_panel (practice);

-- Single patients are joined to what else is known of them: their histories are in the panels.
CREATE MATERIALIZED VIEW patient_care AS
SELECT p.patient, p.practice, age, age_band, history AS care
FROM practice_age_panel, histories(panel) AS h JOIN patient AS p ON p.patient = h.patient::integer;

CREATE VIEW appointment_account AS
SELECT count(*)::integer AS appointments,
	count(*) FILTER (WHERE status = 'did not attend')::integer AS not_attended,
	count(*) FILTER (WHERE status = 'cancelled')::integer AS cancelled,
	count(*) FILTER (WHERE status = 'attended' AND clinician IS NULL)::integer AS clinician_unknown,
	count(clinician) FILTER (WHERE status = 'attended')::integer AS counted
FROM appointment;

-- The indices of every patient with at least two visits.
CREATE VIEW patient_continuity AS
SELECT patient, practice, age, age_band, visits(care) AS visits,
	usual_provider_of_care(care) AS upc, bice_boxerman(care) AS coc, sequential_continuity(care) AS secon
FROM patient_care
WHERE visits(care) >= 2;

-- The means over a practice's patients, and over those of an age, are asked of the panels.
CREATE VIEW practice_continuity AS
SELECT practice, name, count(*)::integer AS patients, sum(visits)::integer AS visits,
	avg(usual_provider_of_care) AS upc, avg(bice_boxerman) AS coc, avg(sequential_continuity) AS secon
FROM practice_panel JOIN practice USING (practice), continuity(panel)
WHERE visits >= 2
GROUP BY practice, name;

-- How far each practice's continuity is from that of everybody, in standard deviations that allow for practices to differ
-- beyond chance (additive overdispersion, estimated with the outer tenths drawn in: Spiegelhalter 2005).  Beyond 3.09,
-- the limits of 99.8 %, a practice stands out.
CREATE VIEW practice_standing AS
WITH one AS
(
	SELECT practice, p.coc - everybody.coc AS difference, p.variance
	FROM (SELECT practice, avg(bice_boxerman) AS coc, var_samp(bice_boxerman) / count(bice_boxerman) AS variance FROM practice_panel, continuity(panel) GROUP BY practice) AS p,
		(SELECT value AS coc FROM (SELECT rollup(panel) AS panel FROM practice_panel) AS every_practice, mean_continuity(panel) WHERE index = 'bice_boxerman') AS everybody
	WHERE variance > 0
),
drawn_in AS
(
	SELECT 1 / variance AS weight, greatest(lowest, least(highest, difference / sqrt(variance))) AS z
	FROM one, (SELECT percentile_cont(0.1) WITHIN GROUP (ORDER BY difference / sqrt(variance)) AS lowest,
		percentile_cont(0.9) WITHIN GROUP (ORDER BY difference / sqrt(variance)) AS highest FROM one) AS ends
),
between_practices AS
(
	SELECT greatest(0, coalesce((sum(z ^ 2) - (count(*) - 1)) / nullif(sum(weight) - sum(weight ^ 2) / sum(weight), 0), 0)) AS variance FROM drawn_in
)
SELECT practice, difference / sqrt(o.variance + b.variance) AS deviation, abs(difference) > 3.09 * sqrt(o.variance + b.variance) AS stands_out
FROM one AS o, between_practices AS b;

CREATE VIEW age_continuity AS
SELECT age_band, count(*)::integer AS patients, sum(visits)::integer AS visits,
	avg(usual_provider_of_care) AS upc, avg(bice_boxerman) AS coc, avg(sequential_continuity) AS secon
FROM practice_age_panel, continuity(panel)
WHERE visits >= 2
GROUP BY age_band;

-- Who has been there for less than half a year, as locums are, and who was there in both years.
CREATE MATERIALIZED VIEW clinician_stay AS
SELECT clinician, max(seen_at) - min(seen_at) < interval '183 days' AS passing, min(seen_at) < '2024-01-01+00' AND max(seen_at) >= '2024-01-01+00' AS both_years
FROM appointment WHERE status = 'attended' AND clinician IS NOT NULL GROUP BY clinician;

-- The same continuity of other visits, other clinicians, other patients: of everybody ('ALL') and of each borough.  Limits are of 95 %.
CREATE VIEW continuity_counted AS
WITH stays AS
(
	SELECT coalesce(array_agg(clinician) FILTER (WHERE passing), '{}') AS passing, coalesce(array_agg(clinician) FILTER (WHERE both_years), '{}') AS both_years FROM clinician_stay
),
homes AS
(
	SELECT coalesce(array_agg(patient::text), '{}') AS in_homes FROM patient WHERE care_home IS NOT NULL
)
SELECT place, row, counted, visits(cut) AS visits, c.*
FROM
(
	SELECT coalesce(place, 'ALL') AS place, rollup(panel) AS panel FROM practice_panel JOIN practice USING (practice) GROUP BY GROUPING SETS ((), (place))
) AS every_practice, stays, homes,
	LATERAL
	(
		VALUES (1, 'All visits', panel),
			(2, 'Several a day with one clinician as one', once_a_day(panel, 'UTC')),
			(3, 'Without clinicians there for less than half a year', except_providers(panel, passing)),
			(4, 'Only clinicians there in both years', only_providers(panel, both_years)),
			(5, 'Without people in care homes', except_patients(panel, in_homes)),
			(6, 'Only people in care homes', only_patients(panel, in_homes))
	) AS v (row, counted, cut),
	LATERAL
	(
		SELECT max(patients) AS patients, max(value) FILTER (WHERE index = 'usual_provider_of_care') AS upc, max(value) FILTER (WHERE index = 'bice_boxerman') AS coc,
			max(lower) FILTER (WHERE index = 'bice_boxerman') AS lower, max(upper) FILTER (WHERE index = 'bice_boxerman') AS upper,
			max(value) FILTER (WHERE index = 'sequential_continuity') AS secon
		FROM mean_continuity(cut)
	) AS c
WHERE panel IS NOT NULL;

-- Nobody wrote down whose list a patient is on: here it is that of the clinician whom the patient saw most in 2023, twice or more.
-- Of the visits of 2024: those of the people on each clinician's list and how many of them were with the clinician (SLICC is their share),
-- those that the clinician gave and how many of them the own list had (OPR).  A practice none of whose patients is on a list is left out.
CREATE VIEW list_holder_visits AS
SELECT practice, provider AS clinician, list_visits, with_holder, given, to_own_list
FROM practice_panel,
	LATERAL (SELECT place_flows(patient, usual_provider, 1) AS lists FROM continuity(during(panel, tstzrange '[2023-01-01 00:00+00, 2024-01-01 00:00+00)')) WHERE visits > providers) AS l,
	LATERAL (SELECT during(panel, tstzrange '[2024-01-01 00:00+00, 2025-01-01 00:00+00)') AS seen) AS s,
	own_list(seen, lists)
WHERE patients(only_patients(seen, ARRAY(SELECT place FROM counts(origins(lists))))) > 0;

-- How many patients each two of a patient's clinicians share, on average over the pairs, and then over patients who saw two or more
-- (care density); and the same where a pair with a clinician who was there for less than half a year counts half, a weight that is made up.
CREATE VIEW practice_density AS
SELECT practice, count(*)::integer AS patients, avg(care_density(history, sharing)) AS care_density,
	avg(fragmented_care_density(history, sharing, types, '{"passing|passing": 0.5, "passing|staying": 0.5, "staying|staying": 1}')) AS weighted_density
FROM practice_panel,
	LATERAL (SELECT patient_sharing(panel) AS sharing OFFSET 0) AS s,		-- once a practice
	LATERAL (SELECT jsonb_object_agg(clinician, CASE WHEN passing THEN 'passing' ELSE 'staying' END) AS types
		FROM clinician_stay WHERE clinician IN (SELECT origin FROM cells(sharing))) AS t,
	histories(panel) AS h
WHERE providers(history) > 1
GROUP BY practice;

-- ---- who attends most? ----------------------------------------------------------------

\if :has_patients
\echo '  visits by year ...'
\endif

-- Everybody on a list by the end of each year, with the visits to the practice and the attendances in emergency care: most have none.
CREATE MATERIALIZED VIEW patient_year AS
SELECT patient, practice, age,
	(ARRAY['0-17', '18-44', '45-61', '62-82', '83 and over'])[1 + width_bucket(age, ARRAY[18, 45, 62, 83])] AS age_band,
	year, coalesce(visits, 0) AS visits, coalesce(emergencies, 0) AS emergencies
FROM patient CROSS JOIN (VALUES (2023), (2024)) AS y (year)
	LEFT JOIN
	(
		SELECT patient, extract(year FROM seen_at AT TIME ZONE 'UTC')::integer AS year, count(*)::integer AS visits
		FROM appointment WHERE status = 'attended' GROUP BY 1, 2
	) AS v USING (patient, year)
	LEFT JOIN
	(
		SELECT patient, extract(year FROM arrived_at AT TIME ZONE 'UTC')::integer AS year, count(*)::integer AS emergencies
		FROM emergency_attendance GROUP BY 1, 2
	) AS e USING (patient, year)
	LEFT JOIN (SELECT patient, registered_on FROM registration WHERE left_on IS NULL) AS r USING (patient)
WHERE registered_on IS NULL OR registered_on <= make_date(year, 12, 31);

-- How visits are spread over people, by age.  The most frequent 5 % of an age band are flagged; ties are all in.
CREATE MATERIALIZED VIEW age_attendance AS
SELECT year, age_band, people(profile) AS people, contacts(profile) AS visits, (attendance_band(profile, 0, 1)).people AS never,
	gini(profile) AS gini, top_share(profile, 0.03) AS top_3_percent, top_share(profile, 0.05) AS top_5_percent,
	flag.contacts AS frequent_from, flag.people_at_or_above AS frequent, flag.share_at_or_above AS frequent_share, profile
FROM (SELECT year, age_band, attendance_profile(visits) AS profile FROM patient_year GROUP BY year, age_band) AS a,
	attendance_threshold(profile, 0.05) AS flag;

-- Frequent for one's age in the practice, and three times or more in emergency care.
CREATE VIEW frequent_attender AS
SELECT patient, practice, age_band, year, p.visits, emergencies, p.visits >= frequent_from AS in_practice, emergencies >= 3 AS in_emergency
FROM patient_year AS p JOIN age_attendance USING (year, age_band);

-- How many are frequent in the practice, in emergency care and in both, and in how many both would be by chance.
CREATE VIEW attendance_overlap AS
SELECT year, count(*) FILTER (WHERE in_practice)::integer AS in_practice, count(*) FILTER (WHERE in_emergency)::integer AS in_emergency,
	count(*) FILTER (WHERE in_practice AND in_emergency)::integer AS in_both,
	(count(*) FILTER (WHERE in_practice))::float8 * count(*) FILTER (WHERE in_emergency) / count(*) AS in_both_by_chance
FROM frequent_attender GROUP BY year;

-- Who was frequent in one year, and who stayed so.
CREATE VIEW attendance_persistence AS
SELECT years, count(*)::integer AS people
FROM (SELECT longest_run(in_practice ORDER BY year) AS years FROM frequent_attender GROUP BY patient) AS runs
WHERE years > 0 GROUP BY years;

-- Visits and what they cost, at 42 pounds each, from those who never come to those who come every three weeks.
CREATE VIEW attendance_cost AS
SELECT year, band, at_least::float8 AS at_least, b.people, b.contacts AS visits, b.contacts * 42 AS pounds, b.people_share, b.contact_share
FROM (SELECT year, rollup(profile) AS profile FROM age_attendance GROUP BY year) AS a,
	(VALUES ('never', 0, 1), ('1 to 4', 1, 5), ('5 to 17', 5, 52 / 3.0), ('every three weeks or more', 52 / 3.0, NULL)) AS bands (band, at_least, below),
	attendance_band(profile, at_least, below) AS b;

-- ---- how do lists change? -------------------------------------------------------------

\if :has_patients
\echo '  lists by month ...'
\endif

-- From the list that people were on when a month began to the one when it ended, 'outside' being none of them.  Most
-- stay where they are all the time, and are counted without a look at every month.
CREATE MATERIALIZED VIEW list_movement AS
WITH month AS
(
	SELECT m::date AS first_day, (m + interval '1 month')::date AS last_day FROM generate_series(timestamp '2023-01-01', '2024-12-01', '1 month') AS m
),
person AS
(
	SELECT patient, min(practice) AS practice, count(*) = 1 AND count(left_on) = 0 AND min(registered_on) <= '2023-01-01' AS stayed
	FROM registration GROUP BY patient
),
movement AS
(
	SELECT first_day, place_at(practice, daterange(registered_on, left_on), first_day) AS at_first,
		place_at(practice, daterange(registered_on, left_on), last_day) AS at_last, 1 AS people
	FROM registration AS r JOIN month ON registered_on <= last_day AND (left_on IS NULL OR left_on > first_day)
	WHERE patient IN (SELECT patient FROM person WHERE NOT stayed)
	GROUP BY first_day, patient
	UNION ALL
	SELECT first_day, practice, practice, people FROM month, (SELECT practice, count(*) AS people FROM person WHERE stayed GROUP BY practice) AS s
)
SELECT first_day, place_flows(coalesce(at_first, 'outside'), coalesce(at_last, 'outside'), people) AS people
FROM movement WHERE at_first IS NOT NULL OR at_last IS NOT NULL
GROUP BY first_day;

-- The account of each list, month by month: who was there, joined, left, and is there.
CREATE VIEW list_month AS
SELECT first_day, a.place AS practice, list_start, joined_new, joined_from_places, left_to_places, left_to_outside, list_end, stayed, stability, turnover
FROM list_movement, list_account(people) AS a;

-- A practice closed where its list was not empty when a month began, and was when it ended: where its patients went.
CREATE VIEW list_closed AS
SELECT first_day, practice, list_start AS patients, went_to.place AS went_to, went_to.n::integer AS people, went_to.n / list_start AS share
FROM list_month JOIN list_movement USING (first_day), counts(people -> practice) AS went_to
WHERE list_end = 0 AND list_start > 0;

-- On how many days of each year people were on each list, overlaps counted once: the person-time under a rate of that list.
CREATE MATERIALIZED VIEW list_days AS
SELECT practice, year, count(*)::integer AS people, sum(days)::integer AS person_days, sum(days) / length::float8 AS person_years, (count(*) FILTER (WHERE days < length))::integer AS part_of_the_year
FROM
(
	SELECT practice, patient, year, registered_days(daterange(registered_on, left_on), within) AS days, upper(within) - lower(within) AS length
	FROM registration, (VALUES (2023, daterange '[2023-01-01, 2024-01-01)'), (2024, '[2024-01-01, 2025-01-01)')) AS y (year, within)
	GROUP BY practice, patient, year, within
) AS d
WHERE days > 0
GROUP BY practice, year, length;

-- ---- who needs what? ------------------------------------------------------------------

\if :has_patients
\echo '  the conditions of each patient ...'
\endif

\ir views_need.sql

-- How many people have how many conditions, and what they ask of the practice and of emergency care in a year.
CREATE VIEW condition_count AS
SELECT least(conditions, 4) AS conditions, count(*)::integer AS people, sum(visits)::integer AS visits, sum(emergencies)::integer AS emergencies
FROM patient_year LEFT JOIN (SELECT patient, count(*)::integer AS n FROM patient_condition GROUP BY patient) AS c USING (patient),
	LATERAL (SELECT coalesce(n, 0) AS conditions) AS k
WHERE year = 2024
GROUP BY 1;

-- People with each condition, by how deprived the area is: the most and the least deprived fifth, and everybody.
CREATE VIEW condition_prevalence AS
SELECT condition, count(*)::integer AS people, (count(*) / max(everybody))::float8 AS share,
	((count(*) FILTER (WHERE decile <= 2)) / max(most_deprived))::float8 AS most_deprived,
	((count(*) FILTER (WHERE decile >= 9)) / max(least_deprived))::float8 AS least_deprived
FROM patient_condition JOIN patient USING (patient) LEFT JOIN deprivation USING (area),
	(SELECT nullif(count(*), 0)::float8 AS everybody, nullif(count(*) FILTER (WHERE decile <= 2), 0)::float8 AS most_deprived,
		nullif(count(*) FILTER (WHERE decile >= 9), 0)::float8 AS least_deprived FROM patient LEFT JOIN deprivation USING (area)) AS n
GROUP BY condition;

/*
 * The report: three questions answered from the views.
 */
SET search_path = demo, public;
SET client_min_messages = warning;
\pset footer off
\pset null '-'
\pset numericlocale on

-- Numbers inside a sentence.
CREATE FUNCTION pg_temp.n(number double precision) RETURNS text LANGUAGE sql IMMUTABLE RETURN to_char(number, 'FM999,999,999,990');

-- A report whose totals do not reconcile must not be printed.
DO $$
DECLARE
	balance record;
BEGIN
	SELECT sum(registered) AS registered,
		sum(registered_here_living_here + from_other_boroughs + from_elsewhere + from_wales + from_other_nations + from_unknown) AS origins,
		sum(living_here_registered) AS living_here_registered,
		sum(registered_here_living_here + to_other_boroughs + to_elsewhere) AS destinations,
		sum(from_other_boroughs) AS flows_in, sum(to_other_boroughs) AS flows_out,
		(SELECT sum(patients) FROM registered JOIN practice USING (practice) WHERE in_scope) AS patients
	INTO balance
	FROM borough_balance;
	IF balance.registered <> balance.origins OR balance.registered <> balance.patients
		OR balance.living_here_registered <> balance.destinations OR balance.flows_in <> balance.flows_out
	THEN
		RAISE EXCEPTION 'totals do not reconcile: %', balance;
	END IF;
END
$$;

\qecho placebase
\qecho =========
\qecho :title
\qecho

\qecho 1. Who are we responsible for?
\qecho ------------------------------
\pset format unaligned
\pset tuples_only on
SELECT format('%s people registered with the %s in-scope practices.', pg_temp.n(sum(registered)), pg_temp.n((SELECT count(*) FROM practice WHERE in_scope)))
FROM borough;
SELECT format('%s people on any list live in the %s boroughs, where %s residents are counted.',
	pg_temp.n(sum(living_here_registered)), count(resident), pg_temp.n(sum(resident)))
FROM borough;
\pset tuples_only off
\pset format aligned
\qecho
\qecho 'Registered: on the list of a practice that stands in the borough, wherever they live.'
\qecho 'Resident: living in the borough.  On a list: residents on the list of any practice, anywhere.'
\qecho 'More on lists than residents: people who have moved away or died and are still listed, or whom the count of'
\qecho 'residents missed.  Residents on no list are the opposite.  A dash: no count of residents, so no answer.'
\qecho
SELECT coalesce(name, 'All') AS "Borough", sum(registered) AS "Registered", sum(resident) AS "Resident",
	sum(living_here_registered) AS "On a list", round((sum(living_here_registered) / sum(resident))::numeric, 2) AS "per resident",
	sum(list_excess) AS "More on lists", sum(unregistered) AS "On no list"
FROM borough GROUP BY ROLLUP ((place, name)) ORDER BY grouping(name), name;

\pset format unaligned
\pset tuples_only on
SELECT format('Flows between in-scope boroughs: %s people in, %s people out.', pg_temp.n(sum(from_other_boroughs)), pg_temp.n(sum(to_other_boroughs)))
FROM borough_balance;
\pset tuples_only off
\pset format aligned
\qecho
\qecho 'Where the people on the lists of each borough live:'
\qecho
SELECT coalesce(name, 'All') AS "Registered in", sum(registered) AS "Registered", sum(registered_here_living_here) AS "live there",
	sum(from_other_boroughs) AS "other borough", sum(from_elsewhere) AS "elsewhere", sum(from_wales + from_other_nations) AS "other nation", sum(from_unknown) AS "not known"
FROM borough_balance GROUP BY ROLLUP ((place, name)) ORDER BY grouping(name), name;
\qecho 'Where the residents of each borough are registered; net flow is all who are registered there less all who live there:'
\qecho
SELECT coalesce(name, 'All') AS "Living in", sum(living_here_registered) AS "On a list", sum(registered_here_living_here) AS "registered there",
	sum(to_other_boroughs) AS "other borough", sum(to_elsewhere) AS "elsewhere", sum(net_flow) AS "Net flow"
FROM borough_balance GROUP BY ROLLUP ((place, name)) ORDER BY grouping(name), name;
\pset format unaligned
\pset tuples_only on
SELECT format('Totals reconcile: %s registered = %s live there + %s other borough + %s elsewhere + %s other nation + %s not known.',
	pg_temp.n(sum(registered)), pg_temp.n(sum(registered_here_living_here)), pg_temp.n(sum(from_other_boroughs)), pg_temp.n(sum(from_elsewhere)), pg_temp.n(sum(from_wales + from_other_nations)), pg_temp.n(sum(from_unknown)))
FROM borough_balance;
SELECT format('Totals reconcile: %s on a list = %s registered there + %s other borough + %s elsewhere.',
	pg_temp.n(sum(living_here_registered)), pg_temp.n(sum(registered_here_living_here)), pg_temp.n(sum(to_other_boroughs)), pg_temp.n(sum(to_elsewhere)))
FROM borough_balance;

SELECT EXISTS (SELECT FROM care_home_alignment) AS care_homes \gset
\if :care_homes
\qecho
SELECT format('Care homes: %s, with %s residents; in %s of them at least 80 %% are with one practice.  The least aligned:',
	count(*), pg_temp.n(sum(residents)), count(*) FILTER (WHERE share >= 0.8))
FROM care_home_alignment;
\pset tuples_only off
\pset format aligned
\qecho
SELECT care_home AS "Care home", residents AS "Residents", main_practice_name AS "Main practice", on_its_list AS "on its list",
	round(share::numeric, 2) AS "Share", margin AS "ahead by"
FROM care_home_alignment ORDER BY share, care_home LIMIT 10;
\pset format unaligned
\pset tuples_only on
\endif

\qecho
\qecho
\qecho 2. At what scale?
\qecho -----------------
SELECT format('%s %s to %s people: %s', rpad(scale, 10), lpad(pg_temp.n(smallest), 8), lpad(pg_temp.n(largest), 8), relationship) FROM scales() ORDER BY smallest;
\pset tuples_only off
\pset format aligned
\qecho 'What lies between or beyond the scales has a name of its own; "too few by" and "too many by" are the way to the nearest scale.'
\qecho
\qecho 'Boroughs, by the people registered there and by the people who live there:'
\qecho
SELECT name AS "Borough", population AS "People", people AS "How many", band AS "Scale", nearest_scale AS "Nearest",
	nullif(too_few, 0) AS "Too few by", nullif(too_many, 0) AS "Too many by"
FROM borough_scale ORDER BY name, population;
\pset format unaligned
\pset tuples_only on
SELECT format('%s primary care networks, by the lists of their practices:', count(*)) FROM network_scale;
\pset tuples_only off
\pset format aligned
\qecho
SELECT band AS "Scale", count(*) AS "Networks", sum(registered) AS "People", min(registered) AS "Smallest", max(registered) AS "Largest"
FROM network_scale GROUP BY band ORDER BY min(registered);
SELECT network AS "Network", name AS "Name", practices AS "Practices", registered AS "People", band AS "Scale", nearest_scale AS "Nearest",
	nullif(too_few, 0) AS "Too few by", nullif(too_many, 0) AS "Too many by"
FROM network_scale ORDER BY registered, network;
\pset format unaligned
\pset tuples_only on
SELECT format('%s practices with %s people are in no network.', count(DISTINCT practice), pg_temp.n(coalesce(sum(patients), 0)))
FROM practice JOIN registered USING (practice) WHERE in_scope AND network IS NULL;

\qecho
\qecho
\qecho 3. Is care continuous?
\qecho ----------------------
SELECT EXISTS (SELECT FROM appointment) AS appointments \gset
\if :appointments
SELECT format('%s appointments: %s attended with a clinician who is known, and so counted.', pg_temp.n(appointments), pg_temp.n(counted)) FROM appointment_account;
SELECT format('Left out: %s not attended, %s cancelled, %s attended with a clinician whom nobody wrote down.', pg_temp.n(not_attended), pg_temp.n(cancelled), pg_temp.n(clinician_unknown))
FROM appointment_account;
SELECT format('%s of the %s patients with a visit have two or more, and so an index.', pg_temp.n(count(*) FILTER (WHERE visits(care) >= 2)), pg_temp.n(count(care)))
FROM patient_care;
\pset tuples_only off
\pset format aligned
\qecho
\qecho 'UPC: share of visits with the clinician whom the patient sees most.  COC: chance that two visits are with the same clinician.'
\qecho 'SECON: share of visits with the same clinician as the visit before.  All are means over patients.  Compare practices by COC,'
\qecho 'which does not fall merely because people visit more.'
\qecho
SELECT coalesce(age_band, 'All') AS "Age", count(*) AS "Patients", sum(visits) AS "Visits", round(avg(upc)::numeric, 3) AS "UPC",
	round(avg(coc)::numeric, 3) AS "COC", round(avg(secon)::numeric, 3) AS "SECON"
FROM patient_continuity GROUP BY ROLLUP (age_band) ORDER BY grouping(age_band), min(age);
SELECT practice AS "Practice", name AS "Name", patients AS "Patients", visits AS "Visits", round(upc::numeric, 3) AS "UPC",
	round(coc::numeric, 3) AS "COC", round(secon::numeric, 3) AS "SECON"
FROM practice_continuity ORDER BY practice_continuity.coc DESC, practice;
\pset format unaligned
\pset tuples_only on

\qecho
\qecho 4. Who attends most?
\qecho --------------------
SELECT format('In %s, %s of %s people made no visit; the most frequent 3 %% made %s %% of all visits, the most frequent 5 %% %s %%.',
	year, pg_temp.n((attendance_band(profile, 0, 1)).people), pg_temp.n(people(profile)),
	round(100 * top_share(profile, 0.03)), round(100 * top_share(profile, 0.05)))
FROM (SELECT year, rollup(profile) AS profile FROM age_attendance GROUP BY year) AS a ORDER BY year;
SELECT format('Of the %s who were frequent for their age in a year, %s were so in both.', pg_temp.n(sum(people)), pg_temp.n(sum(people) FILTER (WHERE years = 2)))
FROM attendance_persistence;
SELECT format('In %s, %s were frequent both in the practice and in emergency care (three times or more); by chance it would be %s.',
	year, pg_temp.n(in_both), pg_temp.n(in_both_by_chance))
FROM attendance_overlap ORDER BY year;
\pset tuples_only off
\pset format aligned
\qecho
SELECT age_band AS "Age", people AS "People", never AS "No visit", visits AS "Visits", round(top_5_percent::numeric, 3) AS "of the top 5 %",
	frequent_from AS "Frequent from", frequent AS "Frequent", round(frequent_share::numeric, 3) AS "their share"
FROM age_attendance WHERE year = 2024 ORDER BY age_band;
SELECT band AS "Visits a year", people AS "People", visits AS "Visits", pounds AS "Pounds", round(contact_share::numeric, 3) AS "Share of visits"
FROM attendance_cost WHERE year = 2024 ORDER BY at_least;
\else
\qecho 'Appointments are not published, so these files cannot say.  With a table of appointments,'
\qecho 'care_history(clinician, seen_at) and its indices answer it: demo/run without a folder shows how.'
\qecho
\endif
\qecho :source

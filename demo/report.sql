/*
 * The report: three questions answered from the views.
 */
SET search_path = demo, public;
SET client_min_messages = warning;
\pset footer off
\pset null '-'
\pset numericlocale on

-- A report whose totals do not reconcile must not be printed.
DO $$
DECLARE
	balance record;
BEGIN
	SELECT sum(registered) AS registered,
		sum(registered_here_living_here + from_other_boroughs + from_elsewhere + from_wales + from_unknown) AS origins,
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

\t on
\a
SELECT E'placebase\n=========\n' || :'title';

-- ============================================================================
SELECT format(E'\n\n1. Who are we responsible for?\n------------------------------\n'
	'%s people registered with the %s in-scope practices.\n'
	'%s people on any list live in the %s boroughs, where %s residents are counted.',
	to_char(sum(registered), 'FM999,999,999'),
	(SELECT count(*) FROM practice WHERE in_scope),
	to_char(sum(living_here_registered), 'FM999,999,999'),
	count(resident),
	to_char(sum(resident), 'FM999,999,999'))
FROM borough;
SELECT E'\nRegistered: on the list of a practice that stands in the borough, wherever they live.\n'
	'Resident: living in the borough.  On a list: residents on the list of any practice, anywhere.\n'
	'More on lists than residents are people who moved away or died and are still listed, or residents whom nobody\n'
	'counted; residents on no list are the opposite.\n';
\a
\t off
SELECT name AS "Borough", registered AS "Registered", resident AS "Resident", living_here_registered AS "On a list",
	round(registered_per_resident::numeric, 2) AS "per resident", list_excess AS "More on lists", unregistered AS "On no list"
FROM
(
	SELECT 1 AS part, * FROM borough
	UNION ALL
	SELECT 2, NULL, 'All', sum(registered), sum(resident), sum(living_here_registered), NULL, NULL, NULL,
		sum(unregistered), sum(list_excess), sum(living_here_registered) / sum(resident)
	FROM borough
) AS lines
ORDER BY part, name;
\t on
\a
SELECT format('Flows: %s people are registered in one borough and live in another: %s in, %s out.' E'\n',
	to_char(sum(from_other_boroughs), 'FM999,999,999'), to_char(sum(from_other_boroughs), 'FM999,999,999'), to_char(sum(to_other_boroughs), 'FM999,999,999'))
FROM borough_balance;
SELECT 'Everybody registered in a borough lives there, in another borough, elsewhere, in Wales or nobody knows where:' || E'\n';
\a
\t off
SELECT name AS "Registered in", registered AS "Registered", registered_here_living_here AS "live there", from_other_boroughs AS "another borough",
	from_elsewhere AS "elsewhere", from_wales AS "Wales", from_unknown AS "not known"
FROM
(
	SELECT 1 AS part, * FROM borough_balance
	UNION ALL
	SELECT 2, NULL, 'All', sum(registered), sum(registered_here_living_here), sum(from_other_boroughs), sum(from_elsewhere), sum(from_wales),
		sum(from_unknown), sum(living_here_registered), sum(to_other_boroughs), sum(to_elsewhere), sum(net_flow)
	FROM borough_balance
) AS lines
ORDER BY part, name;
\t on
\a
SELECT 'Every resident on a list is registered there, in another borough or elsewhere.  Net flow is registered less on a list:' || E'\n';
\a
\t off
SELECT name AS "Living in", living_here_registered AS "On a list", registered_here_living_here AS "registered there", to_other_boroughs AS "another borough",
	to_elsewhere AS "elsewhere", net_flow AS "Net flow"
FROM
(
	SELECT 1 AS part, * FROM borough_balance
	UNION ALL
	SELECT 2, NULL, 'All', sum(registered), sum(registered_here_living_here), sum(from_other_boroughs), sum(from_elsewhere), sum(from_wales),
		sum(from_unknown), sum(living_here_registered), sum(to_other_boroughs), sum(to_elsewhere), sum(net_flow)
	FROM borough_balance
) AS lines
ORDER BY part, name;
\t on
\a
SELECT format('Totals reconcile: %s registered = %s live there + %s in another borough + %s elsewhere + %s in Wales + %s not known.' E'\n'
	'                  %s on a list = %s registered there + %s in another borough + %s elsewhere.',
	to_char(sum(registered), 'FM999,999,999'), to_char(sum(registered_here_living_here), 'FM999,999,999'),
	to_char(sum(from_other_boroughs), 'FM999,999,999'), to_char(sum(from_elsewhere), 'FM999,999,999'),
	to_char(sum(from_wales), 'FM999,999,990'), to_char(sum(from_unknown), 'FM999,999,990'),
	to_char(sum(living_here_registered), 'FM999,999,999'), to_char(sum(registered_here_living_here), 'FM999,999,999'),
	to_char(sum(to_other_boroughs), 'FM999,999,999'), to_char(sum(to_elsewhere), 'FM999,999,999'))
FROM borough_balance;

-- ============================================================================
SELECT E'\n\n2. At what scale?\n-----------------';
SELECT rpad(scale, 12) || to_char(smallest, '9,999,990') || ' to' || to_char(largest, '9,999,990') || ' people: ' || relationship
FROM scales() ORDER BY smallest;
SELECT E'\nWhat lies between or beyond the scales has its own name; too few and too many say how far the nearest scale is.\n'
	'Boroughs, by the people registered there and by the people who live there:\n';
\a
\t off
SELECT name AS "Borough", population AS "People who are", people AS "People", band AS "Scale", nearest_scale AS "Nearest",
	nullif(too_few, 0) AS "Too few by", nullif(too_many, 0) AS "Too many by"
FROM borough_scale ORDER BY name, population;
\t on
\a
SELECT format('%s primary care networks, by the lists of their practices:' E'\n', count(*)) FROM network_scale;
\a
\t off
SELECT band AS "Scale", count(*) AS "Networks", sum(registered) AS "People", min(registered) AS "Smallest", max(registered) AS "Largest"
FROM network_scale GROUP BY band ORDER BY min(registered);
SELECT network AS "Network", name AS "Name", practices AS "Practices", registered AS "People", band AS "Scale", nearest_scale AS "Nearest",
	nullif(too_few, 0) AS "Too few by", nullif(too_many, 0) AS "Too many by"
FROM network_scale ORDER BY registered, network;
\t on
\a
SELECT format('%s practices with %s people are in no network.', count(DISTINCT practice), to_char(coalesce(sum(patients), 0), 'FM999,999,990'))
FROM practice JOIN registered USING (practice) WHERE in_scope AND network IS NULL;

-- ============================================================================
SELECT E'\n\n3. Is care continuous?\n----------------------';
SELECT EXISTS (SELECT FROM appointment) AS appointments \gset
\if :appointments
SELECT format('%s appointments: %s attended with a clinician who is known are counted; left out are %s that the patient\n'
	'did not attend, %s cancelled, and %s attended with nobody knows whom.',
	to_char(appointments, 'FM999,999,999'), to_char(counted, 'FM999,999,999'), to_char(not_attended, 'FM999,999,999'),
	to_char(cancelled, 'FM999,999,999'), to_char(clinician_unknown, 'FM999,999,999'))
FROM appointment_account;
SELECT format(E'%s of %s patients with a visit have at least two, and so an index.\n\n'
	'UPC: share of visits with the clinician whom the patient sees most.  COC: chance that two visits are with the same clinician.\n'
	'SECON: share of visits with the same clinician as the visit before.  All are means over patients; compare practices by COC,\n'
	'which does not fall when people visit more.\n', to_char(count(*) FILTER (WHERE visits(care) >= 2), 'FM999,999,999'), to_char(count(care), 'FM999,999,999'))
FROM patient_care;
\a
\t off
SELECT age_band AS "Age", patients AS "Patients", visits AS "Visits", round(upc::numeric, 3) AS "UPC", round(coc::numeric, 3) AS "COC", round(secon::numeric, 3) AS "SECON"
FROM
(
	SELECT 1 AS part, * FROM age_continuity
	UNION ALL
	SELECT 2, 'All', count(*), sum(visits), avg(upc), avg(coc), avg(secon) FROM patient_continuity
) AS lines
ORDER BY part, age_band;
SELECT practice AS "Practice", name AS "Name", patients AS "Patients", visits AS "Visits", round(upc::numeric, 3) AS "UPC", round(coc::numeric, 3) AS "COC", round(secon::numeric, 3) AS "SECON"
FROM practice_continuity ORDER BY coc DESC, practice;
\t on
\a
\else
\echo 'Appointments are not published, so these files cannot say.  With a table of appointments (patient, clinician, time),'
\echo 'care_history(clinician, seen_at) and its indices answer it; run demo/run without a folder to see how.'
\endif
SELECT E'\n' || :'source';

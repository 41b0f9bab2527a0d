/*
 * The page on continuity.
 */
\qecho :number'. Is care continuous?'
\qecho '======================'
\qecho :place
\qecho
SELECT format(E'Of a patient''s visits %s are with the clinician whom the patient sees most (UPC, mean of %s patients with two\nvisits or more), and two visits are with the same clinician with a chance of %s (COC).',
	pg_temp.percent(max(value) FILTER (WHERE index = 'usual_provider_of_care')), pg_temp.n(max(patients)), pg_temp.percent(max(value) FILTER (WHERE index = 'bice_boxerman')))
FROM (SELECT rollup(panel) AS panel FROM practice_panel) AS every_practice, mean_continuity(panel);
CREATE TEMP TABLE listed AS SELECT * FROM list_holder_visits;
SELECT format(E'Of the visits in 2024 of people whom one clinician saw most in 2023, %s were with that clinician (SLICC); of the visits that\nsuch clinicians gave, %s were of their own people (OPR).',
	pg_temp.percent(sum(with_holder) / nullif(sum(list_visits), 0)::float8), pg_temp.percent(sum(to_own_list) / nullif(sum(given) FILTER (WHERE list_visits > 0), 0)::float8))
FROM listed HAVING count(*) > 0;
SELECT format('Of %s practices %s stand out from the spread between them', count(*), count(*) FILTER (WHERE stands_out))
	|| coalesce(':' || string_agg(format(E'\n%s (%s), COC %s, %s', name, practice, round(coc::numeric, 2), CASE WHEN deviation > 0 THEN 'high' ELSE 'low' END), ';' ORDER BY coc DESC)
		FILTER (WHERE stands_out), '') || '.'
FROM practice_continuity JOIN practice_standing USING (practice);
\pset tuples_only off
\pset format aligned
\qecho
SELECT coalesce(age_band, 'All') AS "Age", count(*) AS "Patients", sum(visits) AS "Visits", round(avg(usual_provider_of_care)::numeric, 3) AS "UPC",
	round(avg(bice_boxerman)::numeric, 3) AS "COC", round(avg(sequential_continuity)::numeric, 3) AS "SECON"
FROM practice_age_panel, continuity(panel) WHERE visits >= 2
GROUP BY ROLLUP (age_band) ORDER BY grouping(age_band), substring(age_band FROM '^[0-9]+')::integer;
\qecho 'The same where other visits, clinicians or patients count:'
\qecho
SELECT counted AS "Counted", visits AS "Visits", patients AS "Patients with two or more", round(upc::numeric, 3) AS "UPC", round(coc::numeric, 3) AS "COC",
	round(lower::numeric, 3) AS "COC from", round(upper::numeric, 3) AS "to (95 %)", round(secon::numeric, 3) AS "SECON"
FROM continuity_counted WHERE place = 'ALL' ORDER BY row;
\qecho 'The ten practices with the highest and the ten with the lowest COC; deviation: in standard deviations that allow'
\qecho 'for the spread between practices; beyond 3.09 a practice stands out.'
\qecho
WITH ranked AS
(
	SELECT *, row_number() OVER (ORDER BY coc DESC, practice) AS from_above, row_number() OVER (ORDER BY coc, practice) AS from_below
	FROM practice_continuity JOIN practice_standing USING (practice)
),
list AS
(
	SELECT practice, sum(with_holder) / nullif(sum(list_visits), 0)::numeric AS slicc, sum(to_own_list) / nullif(sum(given) FILTER (WHERE list_visits > 0), 0)::numeric AS opr
	FROM listed GROUP BY practice
)
SELECT practice AS "Practice", name AS "Name", r.patients AS "Patients", visits AS "Visits", round(upc::numeric, 3) AS "UPC",
	round(coc::numeric, 3) AS "COC", round(secon::numeric, 3) AS "SECON", round(deviation::numeric, 1) AS "Deviation",
	round(slicc, 3) AS "SLICC", round(opr, 3) AS "OPR", round(care_density::numeric) AS "Shared", round(weighted_density::numeric) AS "weighted"
FROM ranked AS r LEFT JOIN list USING (practice) LEFT JOIN practice_density USING (practice) WHERE from_above <= 10 OR from_below <= 10 ORDER BY coc DESC, practice;
\pset format unaligned
\pset tuples_only on
SELECT format('%s appointments: %s attended with a clinician who is known, and so counted.', pg_temp.n(appointments), pg_temp.n(counted)) FROM appointment_account;
SELECT format('Left out: %s not attended, %s cancelled, %s attended with a clinician whom nobody wrote down.', pg_temp.n(not_attended), pg_temp.n(cancelled), pg_temp.n(clinician_unknown))
FROM appointment_account;
\qecho 'SECON: share of visits with the same clinician as the visit before.  All are means over patients.  Compare practices by COC,'
\qecho 'which does not fall merely because people visit more.'
\qecho 'SLICC and OPR: shares of visits in 2024.  Nobody wrote down whose list a patient is on; here it is that of the clinician whom the'
\qecho 'patient saw most in 2023, twice or more.  Whoever saw nobody twice is on no list, which lowers OPR; a clinician who left still has'
\qecho 'the list, which lowers SLICC.'
\qecho 'Shared: patients whom each two of a patient''s clinicians have in common, the mean over pairs and then over patients who saw two or'
\qecho 'more (care density); weighted: a pair with a clinician who was there for less than half a year counts half, a weight that is made'
\qecho 'up.  It grows with the list, and where patients see many clinicians, so that only practices alike in both can be held against each'
\qecho 'other; and it says who could know of each other''s work, not who talks to whom.'
\qecho
\qecho :source

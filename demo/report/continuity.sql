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
SELECT format('Of %s practices %s stand out from the spread between them', count(*), count(*) FILTER (WHERE stands_out))
	|| coalesce(':' || string_agg(format(E'\n%s (%s), COC %s, %s', name, practice, round(coc::numeric, 2), CASE WHEN deviation > 0 THEN 'high' ELSE 'low' END), ';' ORDER BY coc DESC)
		FILTER (WHERE stands_out), '') || '.'
FROM practice_continuity JOIN practice_standing USING (practice);
\pset tuples_only off
\pset format aligned
\qecho
SELECT coalesce(age_band, 'All') AS "Age", count(*) AS "Patients", sum(visits) AS "Visits", round(avg(usual_provider_of_care)::numeric, 3) AS "UPC",
	round(avg(bice_boxerman)::numeric, 3) AS "COC", round(avg(sequential_continuity)::numeric, 3) AS "SECON"
FROM practice_panel, continuity(panel) WHERE visits >= 2
GROUP BY ROLLUP (age_band) ORDER BY grouping(age_band), substring(age_band FROM '^[0-9]+')::integer;
\qecho 'The ten practices with the highest and the ten with the lowest COC; deviation: in standard deviations that allow'
\qecho 'for the spread between practices; beyond 3.09 a practice stands out.'
\qecho
WITH ranked AS
(
	SELECT *, row_number() OVER (ORDER BY coc DESC, practice) AS from_above, row_number() OVER (ORDER BY coc, practice) AS from_below
	FROM practice_continuity JOIN practice_standing USING (practice)
)
SELECT practice AS "Practice", name AS "Name", patients AS "Patients", visits AS "Visits", round(upc::numeric, 3) AS "UPC",
	round(coc::numeric, 3) AS "COC", round(secon::numeric, 3) AS "SECON", round(deviation::numeric, 1) AS "Deviation"
FROM ranked WHERE from_above <= 10 OR from_below <= 10 ORDER BY coc DESC, practice;
\pset format unaligned
\pset tuples_only on
SELECT format('%s appointments: %s attended with a clinician who is known, and so counted.', pg_temp.n(appointments), pg_temp.n(counted)) FROM appointment_account;
SELECT format('Left out: %s not attended, %s cancelled, %s attended with a clinician whom nobody wrote down.', pg_temp.n(not_attended), pg_temp.n(cancelled), pg_temp.n(clinician_unknown))
FROM appointment_account;
\qecho 'SECON: share of visits with the same clinician as the visit before.  All are means over patients.  Compare practices by COC,'
\qecho 'which does not fall merely because people visit more.'
\qecho
\qecho :source

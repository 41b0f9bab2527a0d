/*
 * The page on need.
 */
\qecho :number'. Who needs what?'
\qecho '=================='
\qecho :place
\qecho
SELECT format(E'%s of people have two or more conditions on record; they make %s of the visits and %s of the attendances in\nemergency care.',
	pg_temp.percent((sum(people) FILTER (WHERE conditions >= 2))::float8 / sum(people)), pg_temp.percent((sum(visits) FILTER (WHERE conditions >= 2))::float8 / sum(visits)),
	pg_temp.percent((sum(emergencies) FILTER (WHERE conditions >= 2))::float8 / sum(emergencies)))
	|| E'\n' || (SELECT format('Most differs by deprivation: %s, %s of people in the most deprived fifth and %s in the least.', condition,
		round((100 * most_deprived)::numeric, 1) || ' %', round((100 * least_deprived)::numeric, 1) || ' %')
		FROM condition_prevalence WHERE people > 1000 ORDER BY most_deprived / least_deprived DESC, condition LIMIT 1)
FROM condition_count;
SELECT format('Of %s care homes with %s residents, %s have at least 80 %% of them with one practice.',
	count(*), pg_temp.n(sum(residents)), count(*) FILTER (WHERE share >= 0.8))
FROM care_home_alignment;
\pset tuples_only off
\pset format aligned
\qecho
SELECT CASE conditions WHEN 4 THEN '4 or more' ELSE conditions::text END AS "Conditions", people AS "People", round(people / sum(people) OVER ()::numeric, 3) AS "Share",
	round((visits::float8 / people)::numeric, 2) AS "Visits each", round((1000.0 * emergencies / people)::numeric) AS "Emergencies in 1,000"
FROM condition_count ORDER BY condition_count.conditions;
SELECT condition AS "Condition", people AS "People", round((100 * share)::numeric, 2) AS "Share %", round((100 * most_deprived)::numeric, 2) AS "most deprived %",
	round((100 * least_deprived)::numeric, 2) AS "least deprived %"
FROM condition_prevalence ORDER BY people DESC, condition;
\qecho 'The care homes that are least aligned:'
\qecho
SELECT care_home AS "Care home", residents AS "Residents", main_practice_name AS "Main practice", on_its_list AS "on its list",
	round(share::numeric, 2) AS "Share", margin AS "ahead by"
FROM care_home_alignment ORDER BY share, care_home LIMIT 5;
\pset format unaligned
\pset tuples_only on
\qecho :source

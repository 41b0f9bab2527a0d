/*
 * The page on attendance.
 */
\qecho :number'. Who attends most?'
\qecho '===================='
\qecho :place
\qecho
SELECT format(E'In %s the most frequent 3 %% of %s people made %s of all visits and the most frequent 5 %% made %s;\n%s made none.',
	year, pg_temp.n(people(profile)), pg_temp.percent(top_share(profile, 0.03)), pg_temp.percent(top_share(profile, 0.05)),
	pg_temp.percent((attendance_band(profile, 0, 1)).people_share))
FROM (SELECT year, rollup(profile) AS profile FROM age_attendance WHERE year = 2024 GROUP BY year) AS a;
SELECT format('Of the %s who were frequent for their age in a year, %s were so in both.', pg_temp.n(sum(people)), pg_temp.n(sum(people) FILTER (WHERE years = 2)))
FROM attendance_persistence;
SELECT format('In %s, %s were frequent both in the practice and in emergency care (three times or more); by chance it would be %s.',
	year, pg_temp.n(in_both), pg_temp.n(in_both_by_chance))
FROM attendance_overlap WHERE year = 2024;
\pset tuples_only off
\pset format aligned
\qecho
SELECT age_band AS "Age", people AS "People", never AS "No visit", visits AS "Visits", round((visits::float8 / people)::numeric, 2) AS "each",
	round(top_5_percent::numeric, 3) AS "of the top 5 %", frequent_from AS "Frequent from", frequent AS "Frequent", round(frequent_share::numeric, 3) AS "their share"
FROM age_attendance WHERE year = 2024 ORDER BY substring(age_band FROM '^[0-9]+')::integer;
SELECT band AS "Visits a year", people AS "People", round(people_share::numeric, 3) AS "Share of people", visits AS "Visits", pounds AS "Pounds",
	round(contact_share::numeric, 3) AS "Share of visits"
FROM attendance_cost WHERE year = 2024 ORDER BY at_least;
SELECT to_char(make_date(2024, month, 1), 'FMMonth') AS "Month", visits AS "Visits", round(visits * 366 / days / sum(visits) OVER ()::numeric, 2) AS "of an average day"
FROM
(
	SELECT extract(month FROM seen_at)::integer AS month, count(*)::integer AS visits,
		extract(day FROM (date_trunc('month', min(seen_at)) + interval '1 month - 1 day'))::integer AS days
	FROM appointment WHERE status = 'attended' AND seen_at >= '2024-01-01' AND seen_at < '2025-01-01' GROUP BY 1
) AS m ORDER BY month;
\pset format unaligned
\pset tuples_only on
\qecho 'Visits: appointments attended.  Frequent: in the most frequent 5 % of people of the same age; ties are all in.  Pounds: 42 a visit.'
\qecho
\qecho :source

/*
 * The page on lists over time.
 */
\qecho :number'. How do lists change?'
\qecho '======================='
\qecho :place
\qecho
SELECT format(E'In two years the lists went from %s to %s people: %s joined who had been on none, %s left for none,\nand %s moved from one list to another.',
	pg_temp.n(sum(list_start) FILTER (WHERE first_day = first)), pg_temp.n(sum(list_end) FILTER (WHERE first_day = last)),
	pg_temp.n(sum(joined_new)), pg_temp.n(sum(left_to_outside)), pg_temp.n(sum(joined_from_places)))
FROM list_month, (SELECT min(first_day) AS first, max(first_day) AS last FROM list_month) AS ends;
SELECT format('%s closed in %s with %s patients; %s of them went to three others: %s; %s to no list.', practice, to_char(first_day, 'FMMonth YYYY'), pg_temp.n(patients),
	pg_temp.percent(sum(share) FILTER (WHERE nth <= 3)), string_agg(format('%s (%s)', went_to, pg_temp.n(people)), ', ' ORDER BY nth) FILTER (WHERE nth <= 3),
	pg_temp.percent(coalesce(sum(share) FILTER (WHERE went_to = 'outside'), 0)))
FROM (SELECT *, row_number() OVER (PARTITION BY practice ORDER BY went_to = 'outside', people DESC, went_to) AS nth FROM list_closed) AS closed
GROUP BY practice, first_day, patients ORDER BY first_day, practice;
SELECT format(E'In 2024 people were on the lists for %s person-years; %s of %s people on a list were there for a part of the year only.', pg_temp.n(sum(person_years)),
	pg_temp.n(sum(part_of_the_year)), pg_temp.n(sum(people)))
FROM list_days WHERE year = 2024 HAVING count(*) > 0;
\pset tuples_only off
\pset format aligned
\qecho
SELECT to_char(first_day, 'FMMonth YYYY') AS "Month", sum(list_start) AS "On the lists", sum(joined_new) AS "joined", sum(left_to_outside) AS "left",
	sum(joined_from_places) AS "moved", sum(list_end) AS "On the lists after"
FROM list_month GROUP BY first_day ORDER BY first_day;
\qecho 'The five lists that grew most and the five that shrank most:'
\qecho
WITH changed AS
(
	SELECT practice, sum(list_start) FILTER (WHERE first_day = '2023-01-01') AS list_start, sum(joined_new) AS joined_new, sum(joined_from_places) AS joined_from_places,
		sum(left_to_places) AS left_to_places, sum(left_to_outside) AS left_to_outside, sum(list_end) FILTER (WHERE first_day = '2024-12-01') AS list_end
	FROM list_month GROUP BY practice
),
ranked AS
(
	SELECT *, coalesce(list_end, 0) - coalesce(list_start, 0) AS more, row_number() OVER (ORDER BY coalesce(list_end, 0) - coalesce(list_start, 0) DESC, practice) AS from_above,
		row_number() OVER (ORDER BY coalesce(list_end, 0) - coalesce(list_start, 0), practice) AS from_below
	FROM changed
)
SELECT practice AS "Practice", name AS "Name", list_start AS "1 January 2023", joined_new AS "new", joined_from_places AS "from a list", left_to_places AS "to a list",
	left_to_outside AS "to none", list_end AS "1 January 2025", more AS "Change",
	round(person_years::numeric) AS "Person-years in 2024"
FROM ranked LEFT JOIN practice USING (practice) LEFT JOIN (SELECT practice, person_years FROM list_days WHERE year = 2024) AS d USING (practice) WHERE from_above <= 5 OR from_below <= 5 ORDER BY more DESC, practice;
\pset format unaligned
\pset tuples_only on
SELECT format('%s of %s accounts of a list and a month are not exact: end = start + joined - left.', count(*) FILTER (WHERE list_end <> list_start + joined_new + joined_from_places - left_to_places - left_to_outside),
	pg_temp.n(count(*)))
FROM list_month;
\qecho 'Joined: from no list; left: to no list; moved: from one list to another within the month.  Who joined and left between two'
\qecho 'firsts of a month is in neither.  Person-years: days on the list over the days of the year, a day on which somebody is'
\qecho 'registered there twice counted once: what a rate of that list is divided by.  Whoever changed lists is in the years of both.'
\qecho
\qecho :source

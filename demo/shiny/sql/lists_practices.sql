SELECT practice, coalesce(label, practice || ', closed') AS name,
	coalesce(sum(list_start) FILTER (WHERE first_day = f), 0) AS list_at_first, coalesce(sum(list_end) FILTER (WHERE last_day = l), 0) AS list_at_last,
	sum(joined_new + joined_from_places) AS joined, sum(left_to_places + left_to_outside) AS "left", max(person_years) AS person_years_in_2024
FROM dashboard.list_change AS c LEFT JOIN dashboard.practice_label AS p USING (practice) LEFT JOIN (SELECT practice, person_years FROM list_days WHERE year = 2024) AS y USING (practice),
	(SELECT min(first_day) AS f, max(last_day) AS l FROM dashboard.list_change) AS d
WHERE ?borough IN ('ALL', p.place)
GROUP BY practice, label
ORDER BY coalesce(sum(list_end) FILTER (WHERE last_day = l), 0) - coalesce(sum(list_start) FILTER (WHERE first_day = f), 0) DESC, practice

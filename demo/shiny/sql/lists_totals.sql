SELECT coalesce(sum(list_start) FILTER (WHERE first_day = f), 0) AS "People on lists at first", coalesce(sum(list_end) FILTER (WHERE last_day = l), 0) AS "at last",
	sum(joined_new) AS "Joined from no list", sum(left_to_outside) AS "Left all lists",
	sum(left_to_places) AS "Moved to another list",
	(SELECT round(sum(person_years)) FROM list_days LEFT JOIN dashboard.practice_label AS p USING (practice) WHERE year = 2024 AND ?borough IN ('ALL', p.place) AND ?practice IN ('', practice)) AS "Person-years on a list in 2024"
FROM dashboard.list_change AS c LEFT JOIN dashboard.practice_label AS p USING (practice), (SELECT min(first_day) AS f, max(last_day) AS l FROM dashboard.list_change) AS d
WHERE ?borough IN ('ALL', p.place) AND ?practice IN ('', practice)
HAVING count(*) > 0

SELECT coalesce(sum(list_start) FILTER (WHERE first_day = f), 0) AS "People on lists at first", coalesce(sum(list_end) FILTER (WHERE last_day = l), 0) AS "at last",
	sum(joined_new) AS "Joined from no list", sum(left_to_outside) AS "Left all lists",
	sum(left_to_places) AS "Moved to another list"
FROM dashboard.list_quarter AS q LEFT JOIN dashboard.practice_label AS p ON practice = q.place, (SELECT min(first_day) AS f, max(last_day) AS l FROM dashboard.list_quarter) AS d
WHERE ?borough IN ('ALL', p.place) AND ?practice IN ('', q.place)
HAVING count(*) > 0

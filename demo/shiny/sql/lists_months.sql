SELECT first_day, last_day, sum(list_start) AS list_start, sum(joined_new) AS joined_new, sum(joined_from_places) AS joined_from_lists,
	sum(left_to_places) AS left_to_lists, sum(left_to_outside) AS left_all_lists, sum(list_end) AS list_end
FROM dashboard.list_change AS c LEFT JOIN dashboard.practice_label AS p USING (practice)
WHERE ?borough IN ('ALL', p.place) AND ?practice IN ('', practice)
GROUP BY first_day, last_day
ORDER BY first_day

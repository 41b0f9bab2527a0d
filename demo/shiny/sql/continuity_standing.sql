SELECT practice, label AS name, p.coc, everybody.coc AS of_all, deviation, stands_out
FROM practice_standing JOIN dashboard.practice_label USING (practice) JOIN practice_continuity AS p USING (practice), (SELECT coc FROM dashboard.otherwise_counted AS c WHERE c.place = 'ALL' AND row = 1) AS everybody
WHERE ?borough IN ('ALL', place)
ORDER BY deviation DESC, practice

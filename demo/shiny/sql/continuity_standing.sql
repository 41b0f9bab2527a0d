SELECT practice, label AS name, p.coc, everybody.coc AS of_all, deviation, stands_out
FROM practice_standing JOIN dashboard.practice_label USING (practice) JOIN practice_continuity AS p USING (practice), (SELECT avg(coc) AS coc FROM patient_continuity) AS everybody
WHERE ?borough IN ('ALL', place)
ORDER BY deviation DESC, practice

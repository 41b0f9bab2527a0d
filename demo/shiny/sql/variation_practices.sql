SELECT practice, label AS name, events, people, rate, lower, upper, target, lower_95, upper_95, lower_998, upper_998
FROM dashboard.practice_rate JOIN dashboard.practice_label USING (practice)
WHERE measure = ?measure AND ?borough IN ('ALL', place)
ORDER BY rate DESC, practice

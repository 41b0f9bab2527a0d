SELECT practice, label AS name, p.patients, p.visits, p.coc AS rate, p.lower, p.upper
FROM dashboard.period_continuity AS p JOIN dashboard.practice_label USING (practice)
WHERE period = ?period AND ?borough IN ('ALL', p.place)
ORDER BY rate DESC, practice

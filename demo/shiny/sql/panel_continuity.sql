SELECT index, m.patients, value, lower, upper
FROM practice_panel, mean_continuity(panel) AS m
WHERE practice = ?practice
ORDER BY index

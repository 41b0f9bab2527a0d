SELECT month AS twelve_months_to, patients, coc, lower, upper
FROM dashboard.rolling_continuity
WHERE place = ?borough
ORDER BY month

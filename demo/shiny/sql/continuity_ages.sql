SELECT age_band AS age, patients, visits, coc, lower, upper
FROM dashboard.period_continuity
WHERE period = ?period AND place = ?borough AND practice IS NULL AND age_band IS NOT NULL
ORDER BY substring(age_band FROM '^[0-9]+')::integer

SELECT counted, visits, patients, upc, coc, lower, upper, secon
FROM dashboard.otherwise_counted
WHERE place = ?borough
ORDER BY row

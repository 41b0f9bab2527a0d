SELECT practice, label AS name, community, degree AS tied_to, betweenness, core_number, cut_place
FROM dashboard.tie_place
WHERE ?borough IN ('ALL', place)
ORDER BY betweenness DESC, practice

SELECT practice FROM practice_panel JOIN dashboard.practice_label USING (practice) WHERE ?borough IN ('ALL', place) ORDER BY visits(panel) DESC, practice LIMIT 1

SELECT practice, label, place FROM dashboard.practice_label ORDER BY label, practice

SELECT place, name FROM dashboard.borough_label ORDER BY name

SELECT place, name FROM borough ORDER BY name

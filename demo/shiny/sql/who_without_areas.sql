SELECT name, registered FROM borough WHERE resident IS NULL ORDER BY name

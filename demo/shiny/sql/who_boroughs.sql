SELECT place, name AS borough, registered, resident, living_here_registered, unregistered, list_excess, registered_per_resident
FROM borough
WHERE resident IS NOT NULL
ORDER BY registered DESC, place

SELECT name AS borough, registered, resident, living_here_registered, unregistered, list_excess, registered_per_resident
FROM borough
WHERE ?borough IN ('ALL', place)
ORDER BY registered DESC

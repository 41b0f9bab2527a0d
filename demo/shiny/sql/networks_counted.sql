SELECT count(*)::integer AS networks, (count(*) FILTER (WHERE groups > 1))::integer AS in_several_groups
FROM dashboard.network_tie
WHERE ?borough IN ('ALL', place)

SELECT origin AS from_clinician, destination AS to_clinician, n AS visits
FROM practice_panel, LATERAL (SELECT handoff_flows(panel)) AS h (flows), cells(flows)
WHERE practice = ?practice
ORDER BY n DESC, origin, destination

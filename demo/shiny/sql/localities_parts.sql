SELECT division, b.name AS borough, q.name, areas, people, band, contiguous, registered, own_registered, own_share
FROM dashboard.part_quality AS q JOIN dashboard.borough_label AS b USING (place)
WHERE ?borough IN ('ALL', place) AND division IN ('Today''s networks', ?division)
ORDER BY division, own_share, part

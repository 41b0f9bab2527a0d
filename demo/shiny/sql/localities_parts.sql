SELECT division, name, areas, people, band, contiguous, registered, own_registered, own_share
FROM dashboard.part_quality
WHERE ?borough IN ('ALL', place)
ORDER BY division, own_share, part

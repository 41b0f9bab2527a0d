SELECT destination AS area, coalesce(n.name, destination) AS name, b.name AS borough, c.n AS people, rank, c.share, cumulative_share, in_catchment
FROM dashboard.provider, catchments(flows, 0.8) AS c JOIN area ON area = destination JOIN dashboard.borough_label AS b USING (place) LEFT JOIN area_name AS n USING (area)
WHERE provider = ?provider
ORDER BY rank, area

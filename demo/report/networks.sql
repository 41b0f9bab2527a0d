/*
 * The page on networks.
 */
\qecho :number'. Around a centre, or among members?'
\qecho '======================================'
\qecho :place
\qecho
SELECT format(E'%s (%s) has the most ties, and alone makes %s of the centralisation: with it, degree\ncentralisation is %s, and %s without it; betweenness centralisation %s and %s; mean distance %s and %s ties.', c.name, b.centre,
	CASE WHEN a.degree_centralisation < b.degree_centralisation / 2 THEN 'most' ELSE 'less than half' END,
	round(b.degree_centralisation::numeric, 2), round(a.degree_centralisation::numeric, 2), round(b.betweenness_centralisation::numeric, 2), round(a.betweenness_centralisation::numeric, 2),
	round(b.mean_distance::numeric, 2), round(a.mean_distance::numeric, 2))
FROM practice_network AS b JOIN practice AS c ON c.practice = centre, practice_ties AS t, network_structure(without_places(t.ties, ARRAY[b.centre])) AS a
WHERE areas = 1 AND b.degree_centralisation > 0 AND a.degree_centralisation IS NOT NULL AND a.mean_distance IS NOT NULL;
SELECT format(E'%s %s: two are tied where each has 50 patients or more in one and the same area.', CASE practices WHEN 1 THEN '1 practice has' ELSE pg_temp.n(practices) || ' practices have' END,
	CASE ties WHEN 1 THEN '1 tie' ELSE pg_temp.n(ties) || ' ties' END)
FROM practice_network WHERE areas = 1
UNION ALL
SELECT 'No practice has 50 patients in one area, so that none are tied.' WHERE NOT EXISTS (SELECT 1 FROM practice_network);
SELECT CASE WHEN hub IS NULL THEN format('Where a tie takes %s, no practice is needed by others to reach each other.', needed)
	ELSE format('Where a tie takes %s, %s of %s pairs of others that reach each other (%s %%) would not without %s (%s).', needed, pg_temp.n(pairs_by_hub), pg_temp.n(pairs),
		round((100 * hub_dependence)::numeric, 1), name, hub) END
FROM practice_network LEFT JOIN practice ON practice = hub, LATERAL (SELECT CASE areas WHEN 1 THEN 'one area' ELSE areas || ' areas' END AS needed) AS n
WHERE areas = 1 OR areas = (SELECT areas FROM practice_network ORDER BY hub_dependence DESC NULLS LAST, areas LIMIT 1)
ORDER BY areas;
\pset tuples_only off
\pset format aligned
\qecho
SELECT areas AS "Areas in common", ties AS "Ties", round(degree_centralisation::numeric, 3) AS "Degree centralisation", hub AS "Hub", round(hub_dependence::numeric, 4) AS "Hub dependence",
	round(peer_density::numeric, 4) AS "Peer density", communities AS "Communities", round(modularity::numeric, 3) AS "Modularity"
FROM practice_network ORDER BY areas;
\qecho 'The five practices between most others:'
\qecho
SELECT p.place AS "Practice", name AS "Name", degree AS "Ties", round((betweenness / nullif(sum(betweenness) OVER (), 0))::numeric, 3) AS "Share of betweenness", core_number AS "Core", round(clustering::numeric, 3) AS "Clustering"
FROM practice_ties, network_places(ties) AS p LEFT JOIN practice ON practice = p.place
ORDER BY betweenness DESC, p.place LIMIT 5;
\pset format unaligned
\pset tuples_only on
\qecho 'Degree centralisation: how far ties sit on one practice, 1 in a star.  Hub dependence: share of the pairs of others that reach'
\qecho 'each other no more without the hub.  Peer density: share of possible ties that there are without the practice of most ties.'
\qecho 'Modularity: how far the ties fall into communities.  These are four numbers and no verdict: ties do not say who decides.'
\qecho
\qecho :source

/*
 * The page on scale.
 */
\qecho :number'. At what scale?'
\qecho '================='
\qecho :place
\qecho
SELECT NOT EXISTS (SELECT 1 FROM network_scale) AS no_networks \gset
\if :no_networks
\else
SELECT format('Of %s primary care networks %s have the %s to %s people of a locality, by the lists of their practices, %s fewer and %s more.',
	count(*), count(*) FILTER (WHERE registered BETWEEN smallest AND largest), pg_temp.n(min(smallest)), pg_temp.n(max(largest)),
	count(*) FILTER (WHERE registered < smallest), count(*) FILTER (WHERE registered > largest))
FROM network_scale, scales() WHERE scale = 'locality';
\endif
SELECT format('Of %s boroughs %s have the %s to %s residents of a borough, %s fewer and %s more.',
	count(*), count(*) FILTER (WHERE resident BETWEEN smallest AND largest), pg_temp.n(min(smallest)), pg_temp.n(max(largest)),
	count(*) FILTER (WHERE resident < smallest), count(*) FILTER (WHERE resident > largest))
FROM borough, scales() WHERE scale = 'borough' AND resident IS NOT NULL;
SELECT format('%s with %s people %s in no network%s.', CASE practices WHEN 1 THEN '1 practice' ELSE practices || ' practices' END, pg_temp.n(people),
	CASE practices WHEN 1 THEN 'is' ELSE 'are' END, CASE WHEN :'no_networks' THEN ': these files know of none' END)
FROM (SELECT count(DISTINCT practice) AS practices, coalesce(sum(patients), 0) AS people FROM practice JOIN registered USING (practice) WHERE in_scope AND network IS NULL) AS p;
\qecho
SELECT format('%s %s to %s people: %s', rpad(scale, 10), lpad(pg_temp.n(smallest), 8), lpad(pg_temp.n(largest), 8), relationship) FROM scales() ORDER BY smallest;
\pset tuples_only off
\pset format aligned
\qecho
\if :no_networks
\else
SELECT band AS "Networks by scale", count(*) AS "Networks", sum(registered) AS "People", min(registered) AS "Smallest", max(registered) AS "Largest"
FROM network_scale GROUP BY band ORDER BY min(registered);
\qecho 'The networks farthest from the scale of a locality:'
\qecho
SELECT network AS "Network", name AS "Name", practices AS "Practices", registered AS "People",
	nullif(greatest(0, smallest - registered), 0) AS "Too few by", nullif(greatest(0, registered - largest), 0) AS "Too many by"
FROM network_scale, scales() WHERE scale = 'locality' AND registered NOT BETWEEN smallest AND largest
ORDER BY greatest(smallest - registered, registered - largest) DESC, network LIMIT 10;
\endif
SELECT name AS "Borough", max(people) FILTER (WHERE population = 'resident') AS "Resident", max(band) FILTER (WHERE population = 'resident') AS "by residents",
	max(people) FILTER (WHERE population = 'registered') AS "Registered", max(band) FILTER (WHERE population = 'registered') AS "by lists"
FROM borough_scale GROUP BY place, name ORDER BY name;
\pset format unaligned
\pset tuples_only on
\ir maps.sql
\qecho :source

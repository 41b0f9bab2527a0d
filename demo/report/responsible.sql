/*
 * The page on who is responsible for whom.
 */
\qecho :number'. Who are we responsible for?'
\qecho '=============================='
\qecho :place
\qecho
SELECT format(E'For %s people registered with %s practices, wherever they live, and for %s residents of\n'
	|| E'%s boroughs, wherever they are registered.  %s people live in the borough where they are registered;\n'
	|| E'%s (%s) live in another than the one where they are registered, and most of them are registered in\n'
	|| E'%s.  %s people on any list live in the boroughs: %s for each resident counted.',
	pg_temp.n(sum(registered)), pg_temp.n((SELECT count(*) FROM practice WHERE in_scope)), pg_temp.n(sum(resident)), count(resident)::text,
	pg_temp.n(sum(registered_here_living_here)), pg_temp.n(sum(from_other_boroughs)), pg_temp.percent(sum(from_other_boroughs) / sum(registered)),
	(SELECT format('%s (%s)', name, pg_temp.n(from_other_boroughs)) FROM borough_balance ORDER BY from_other_boroughs DESC, place LIMIT 1),
	pg_temp.n(sum(living_here_registered)), round((sum(living_here_registered) / sum(resident))::numeric, 2))
FROM borough JOIN borough_balance USING (place, name, registered, registered_here_living_here, living_here_registered);
\pset tuples_only off
\pset format aligned
\qecho
SELECT coalesce(name, 'All') AS "Borough", sum(resident) AS "Resident", sum(living_here_registered) AS "on a list",
	round((sum(living_here_registered) / sum(resident))::numeric, 2) AS "each", sum(to_other_boroughs) AS "of another", sum(to_elsewhere) AS "beyond",
	sum(registered) AS "Registered", sum(registered_here_living_here) AS "live there", sum(from_other_boroughs) AS "in another",
	sum(from_elsewhere + from_wales + from_other_nations + from_unknown) AS "or beyond", sum(net_flow) AS "Net flow"
FROM borough JOIN borough_balance USING (place, name, registered, registered_here_living_here, living_here_registered)
GROUP BY ROLLUP ((place, name)) ORDER BY grouping(name), name;
\pset format unaligned
\pset tuples_only on
\qecho 'Resident: living in the borough.  On a list: of them, on the list of any practice; each: for each resident; of another, beyond: on a'
\qecho 'list of another borough, or beyond all of them.  Registered: with a practice of the borough; in another, or beyond: living in another'
\qecho 'borough, or beyond all of them or nobody knows where.  Net flow: all who are registered there less all who live there and are'
\qecho 'registered.  More on lists than residents: people who moved away or died and are still listed, or whom the count of residents'
\qecho 'missed.  A dash: no count of residents.'
\qecho
SELECT format('Flows between in-scope boroughs: %s people in, %s people out.', pg_temp.n(sum(from_other_boroughs)), pg_temp.n(sum(to_other_boroughs)))
FROM borough_balance;
SELECT format('Totals reconcile: %s registered = %s live there + %s other borough + %s elsewhere + %s other nation + %s not known.',
	pg_temp.n(sum(registered)), pg_temp.n(sum(registered_here_living_here)), pg_temp.n(sum(from_other_boroughs)), pg_temp.n(sum(from_elsewhere)),
	pg_temp.n(sum(from_wales + from_other_nations)), pg_temp.n(sum(from_unknown)))
FROM borough_balance;
SELECT format('Totals reconcile: %s on a list = %s registered there + %s other borough + %s elsewhere.',
	pg_temp.n(sum(living_here_registered)), pg_temp.n(sum(registered_here_living_here)), pg_temp.n(sum(to_other_boroughs)), pg_temp.n(sum(to_elsewhere)))
FROM borough_balance;
\qecho
\qecho :source

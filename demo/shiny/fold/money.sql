-- Money: what each network would have if money followed need.  Only for made-up places: the pounds are made up as well.

CREATE MATERIALIZED VIEW dashboard.network_need AS
SELECT place_counts(network, people) AS people, place_counts(network, conditions * everybody / nullif(people * all_conditions, 0)) AS need,
	allocate(place_counts(network, people), 10000000000) AS baseline
FROM
(
	SELECT network, count(DISTINCT patient)::double precision AS people, count(condition)::double precision AS conditions,
		sum(count(DISTINCT patient)) OVER ()::double precision AS everybody, sum(count(condition)) OVER ()::double precision AS all_conditions
	FROM patient JOIN practice USING (practice) LEFT JOIN patient_condition USING (patient)
	WHERE network IS NOT NULL GROUP BY network
) AS n
HAVING count(*) > 0;

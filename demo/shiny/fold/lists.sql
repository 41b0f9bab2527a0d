-- Lists over time: what became of each list, quarter by quarter.

CREATE MATERIALIZED VIEW dashboard.list_quarter AS
WITH quarter AS
(
	SELECT q::date AS first_day, (q + interval '3 months')::date AS last_day
	FROM generate_series(timestamp '2023-01-01', '2024-10-01', '3 months') AS q WHERE EXISTS (SELECT 1 FROM registration)
),
stay AS
(
	SELECT first_day, last_day, place_at(practice, daterange(registered_on, left_on), first_day) AS at_first,
		place_at(practice, daterange(registered_on, left_on), last_day) AS at_last
	FROM registration JOIN quarter ON registered_on <= last_day AND (left_on IS NULL OR left_on > first_day)
	GROUP BY patient, first_day, last_day
),
movement AS
(
	SELECT first_day, last_day, place_flows(coalesce(at_first, 'outside'), coalesce(at_last, 'outside'), 1) AS people
	FROM stay WHERE at_first IS NOT NULL OR at_last IS NOT NULL GROUP BY first_day, last_day
)
SELECT first_day, last_day, a.* FROM movement, list_account(people) AS a;

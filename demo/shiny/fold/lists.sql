-- Lists over time: what became of each list, month by month.

CREATE MATERIALIZED VIEW dashboard.list_change AS
SELECT first_day, (first_day + interval '1 month')::date AS last_day, practice, list_start, joined_new, joined_from_places, left_to_places, left_to_outside, list_end
FROM list_month;

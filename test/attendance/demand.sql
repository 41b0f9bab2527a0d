-- lead_time_band, and queries about the demand and flow of a practice on appointments made by hand.
BEGIN;
SELECT no_plan();

SELECT results_eq('SELECT d, lead_time_band(date ''2024-02-28'', date ''2024-02-28'' + d) FROM unnest(ARRAY[-1, 0, 1, 2, 7, 8, 14, 15, 21, 22, 28, 29, 400]) d',
	$$VALUES (-1, 'Unknown / Data Quality'), (0, 'Same Day'), (1, '1 Day'), (2, '2 to 7 Days'), (7, '2 to 7 Days'), (8, '8  to 14 Days'), (14, '8  to 14 Days'), (15, '15  to 21 Days'),
		(21, '15  to 21 Days'), (22, '22  to 28 Days'), (28, '22  to 28 Days'), (29, 'More than 28 Days'), (400, 'More than 28 Days')$$, 'bands of NHS England, blanks included');
SELECT is(lead_time_band('2024-01-01', 'infinity'), 'Unknown / Data Quality', 'a date that is none');
SELECT is(lead_time_band(NULL, '2024-01-01'), 'Unknown / Data Quality', 'not known when it was booked');
SELECT is(lead_time_band('2024-01-01', NULL), 'Unknown / Data Quality', 'not known when it is');
SELECT is(lead_time_band('2024-03-30', '2024-03-31'), '1 Day', 'days, not hours');

-- Times: their days, in the session's time zone or in one that is named.
SELECT is(lead_time_band(timestamp '2024-03-30 23:59', timestamp '2024-03-31 00:01'), '1 Day', 'timestamps');
SELECT is(lead_time_band(date '2024-03-30', timestamp '2024-04-07 00:01'), '8  to 14 Days', 'a date and a timestamp');
SELECT is(lead_time_band(NULL, timestamp 'infinity'), 'Unknown / Data Quality', 'a timestamp that is none');
SET LOCAL timezone = 'Europe/London';
SELECT is(lead_time_band('2024-06-01 22:30Z'::timestamptz, '2024-06-01 23:30Z'::timestamptz), '1 Day', 'instants, in London');
SET LOCAL timezone = 'UTC';
SELECT is(lead_time_band('2024-06-01 22:30Z'::timestamptz, '2024-06-01 23:30Z'::timestamptz), 'Same Day', 'instants, in UTC');
SELECT is(lead_time_band('2024-06-01 22:30Z', '2024-06-01 23:30Z', 'Europe/London'), '1 Day', 'instants, in London wherever the session is');
SELECT is(lead_time_band('2024-06-01 22:30Z', 'infinity', 'Europe/London'), 'Unknown / Data Quality', 'an instant that is none');
SELECT is(lead_time_band('2024-06-01 22:30Z', '2024-06-01 23:30Z', NULL), NULL, 'no zone, no answer');
SELECT throws_ok($$SELECT lead_time_band(now(), now(), 'Nowhere/Town')$$, '22023', NULL, 'a zone that is none');
SELECT is(array_agg(provolatile::text ORDER BY pronargs, proargtypes::text COLLATE "C"), '{i,i,s,i}', 'only the form in the session''s time zone depends on a setting')
	FROM pg_proc WHERE proname = 'lead_time_band';

-- Two days of a practice: 12 slots; two were never booked, and two callers were turned away.
CREATE TABLE slots (practice text, starts_at timestamp, booked_at timestamp, status text);
INSERT INTO slots VALUES
	('A', '2024-05-13 09:00', '2024-05-13 08:05', 'attended'), ('A', '2024-05-13 09:10', '2024-05-10 08:30', 'attended'),
	('A', '2024-05-13 09:20', '2024-04-29 10:00', 'did not attend'), ('A', '2024-05-13 14:00', '2024-05-12 18:00', 'attended'),
	('A', '2024-05-13 14:10', NULL, 'free'), ('A', '2024-05-14 09:00', '2024-05-14 08:01', 'attended'),
	('A', '2024-05-14 09:10', '2024-03-01 11:00', 'cancelled'), ('A', '2024-05-14 09:20', NULL, 'free'),
	('A', '2024-05-15 09:00', NULL, 'free'), ('A', '2024-05-15 09:10', NULL, 'free'), ('A', '2024-05-16 09:00', NULL, 'free'),
	('B', '2024-05-13 09:00', '2024-05-13 08:00', 'did not attend');
CREATE TABLE requests (practice text, asked_at timestamp, answer text);
INSERT INTO requests VALUES ('A', '2024-05-13 08:05', 'booked'), ('A', '2024-05-13 08:10', 'turned away'), ('A', '2024-05-14 08:01', 'booked'), ('A', '2024-05-14 15:30', 'turned away'),
	('B', '2024-05-13 08:00', 'booked');

SELECT results_eq($$SELECT practice, count(*) AS offered, count(*) FILTER (WHERE status <> 'free') AS booked, count(*) FILTER (WHERE status = 'attended') AS attended,
		count(*) FILTER (WHERE status = 'did not attend') AS did_not_attend FROM slots GROUP BY practice ORDER BY practice$$,
	'VALUES (''A'', 11::bigint, 6::bigint, 4::bigint, 1::bigint), (''B'', 1, 1, 0, 1)', 'offered, booked, attended, did not attend');
SELECT results_eq($$SELECT (proportion(count(*) FILTER (WHERE status = 'did not attend'), count(*) FILTER (WHERE status IN ('attended', 'did not attend')))).value,
		(proportion(count(*) FILTER (WHERE status = 'did not attend'), count(*) FILTER (WHERE status <> 'free'))).value FROM slots WHERE practice = 'A'$$,
	'VALUES (0.2::float8, 1 / 6::float8)', 'did not attend, of those with an outcome and of those booked');
SELECT results_eq($$SELECT practice, (proportion(count(*) FILTER (WHERE answer = 'turned away'), count(*))).value FROM requests GROUP BY practice ORDER BY practice$$,
	'VALUES (''A'', 0.5::float8), (''B'', 0)', 'turned away');
SELECT results_eq($$SELECT lead_time_band(booked_at::date, starts_at::date), count(*) FROM slots WHERE practice = 'A' AND status <> 'free' GROUP BY 1 ORDER BY min(starts_at::date - booked_at::date)$$,
	$$VALUES ('Same Day', 2::bigint), ('1 Day', 1), ('2 to 7 Days', 1), ('8  to 14 Days', 1), ('More than 28 Days', 1)$$, 'lead times');
SELECT results_eq($$SELECT to_char(asked_at, 'Dy'), extract(hour FROM asked_at)::int, count(*) FROM requests WHERE practice = 'A' GROUP BY extract(isodow FROM asked_at), 1, 2 ORDER BY extract(isodow FROM asked_at), 2$$,
	$$VALUES ('Mon', 8, 2::bigint), ('Tue', 8, 1), ('Tue', 15, 1)$$, 'demand by weekday and hour');
SELECT results_eq($$SELECT day, (SELECT array_agg(starts_at ORDER BY starts_at) FROM slots WHERE practice = 'A' AND status = 'free' AND starts_at > day + time '12:00')[3]::date - day
		FROM unnest(ARRAY['2024-05-13', '2024-05-14', '2024-05-15']::date[]) day$$,
	$$VALUES ('2024-05-13'::date, 2), ('2024-05-14', 2), ('2024-05-15', NULL)$$, 'third next available appointment');

SELECT * FROM finish();
ROLLBACK;

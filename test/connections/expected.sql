/*
 * What every client must read, written by psql into files that each can parse:
 *
 *	VIEW.csv	the rows of a view, in the order of its first two columns
 *	kinds.csv	view, column, type
 *
 * Times are written as seconds since 1970, so that no client's own format counts.
 */
SET timezone = 'UTC';

-- Types that no view of the demo has: booleans, times, an interval.
CREATE VIEW connection_timeline AS
SELECT t.visit, t.at, t.provider, t.gap, t.handoff, t.seen_before
FROM (SELECT care FROM patient_care ORDER BY visits(care) DESC NULLS LAST, patient LIMIT 1) AS c, timeline(care) AS t;

-- One value of each type.
CREATE TABLE connection_value AS
SELECT '[["2024-01-08T09:30:00+00:00","B"],["2024-01-01T09:00:00.123456+00:00","Dr Amélie"]]'::care_history AS care,
	'{"E01000001": 1749, "é": 0.1, "Z": 1e+300}'::place_counts AS people,
	(SELECT flows FROM place_register) AS flows,
	'{"0": 3, "1": 1749, "40": 1}'::attendance_profile AS profile;

-- A set of 300,000 rows in one value.
CREATE TABLE connection_big AS
SELECT place_flows('P' || p, 'A' || a, p * a % 17 + 0.5) AS flows FROM generate_series(1, 300) AS p, generate_series(1, 1000) AS a;

-- What doc/bi.md promises of every view of the demo, those that no client reads here too.
DO $$
DECLARE wrong text;
BEGIN
	SELECT string_agg(format('%I.%I: %s', relname, attname, format_type(atttypid, NULL)), ', ') INTO wrong
	FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
	WHERE relnamespace = 'demo'::regnamespace AND relkind IN ('v', 'm') AND attnum > 0 AND NOT attisdropped
		AND format_type(atttypid, NULL) NOT IN ('integer', 'double precision', 'text', 'boolean', 'timestamp with time zone',
			'care_history', 'place_counts', 'place_flows', 'attendance_profile')
		AND relname <> 'connection_timeline';
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'types that not every client has: %', wrong;
	END IF;
END $$;

\o kinds.csv
COPY
(
	SELECT relname, attname, format_type(atttypid, NULL)
	FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
	WHERE relname IN ('borough', 'borough_flow', 'network_scale', 'borough_scale', 'practice_continuity', 'age_continuity', 'connection_timeline') AND attnum > 0
	ORDER BY relname, attnum
) TO STDOUT (FORMAT csv);
\o borough.csv
COPY (SELECT * FROM borough ORDER BY 1, 2) TO STDOUT (FORMAT csv);
\o borough_flow.csv
COPY (SELECT * FROM borough_flow ORDER BY 1, 2) TO STDOUT (FORMAT csv);
\o network_scale.csv
COPY (SELECT * FROM network_scale ORDER BY 1, 2) TO STDOUT (FORMAT csv);
\o borough_scale.csv
COPY (SELECT * FROM borough_scale ORDER BY 1, 2) TO STDOUT (FORMAT csv);
\o practice_continuity.csv
COPY (SELECT * FROM practice_continuity ORDER BY 1, 2) TO STDOUT (FORMAT csv);
\o age_continuity.csv
COPY (SELECT * FROM age_continuity ORDER BY 1, 2) TO STDOUT (FORMAT csv);
\o connection_timeline.csv
COPY (SELECT visit, extract(epoch FROM at)::bigint, provider, extract(epoch FROM gap)::bigint, handoff, seen_before FROM connection_timeline ORDER BY 1, 2) TO STDOUT (FORMAT csv);

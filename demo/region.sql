/*
 * A made-up region, so that the demo runs anywhere.  Nobody in it exists.
 *
 * Every choice is a hash of what it is about and of the seed, so the region is the
 * same on every machine, in every row order and with any number of workers.
 *
 *	600 areas on a grid of 30 columns by 20 rows, a kilometre apart; a river with
 *		three bridges between columns 16 and 17
 *	6 boroughs, whole columns of the grid, of unequal size
 *	120 practices in networks; people choose near and large practices, and one
 *		practice draws its list from everywhere
 *	about 1.2 million people, some of whom live over the border or nobody knows where
 *	care homes, five hospitals, two years of appointments and emergency attendances
 */
\set seed 1948
-- How full the region is: psql -v size=0.05 makes one of 60,000 people.
\if :{?size}
\else
	\set size 1
\endif
-- A share of the people to go on with once everybody is registered, e.g. psql -v sample=0.05:
-- the register stays whole, and what happened to patients is made up sooner.
\if :{?sample}
\else
	\set sample 1
\endif
SET search_path = demo, public;
SET timezone = 'UTC';
SET work_mem = '256MB';

-- A number in [0, 1) for a thing and a question about it.
CREATE FUNCTION u(thing bigint, question integer) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (hashint8extended(thing, :seed * 1000 + question) & 9007199254740991) / 9007199254740992.0::double precision;

-- ---- the map ------------------------------------------------------------------

\echo '  the map ...'
INSERT INTO place VALUES
	('B1', 'Alderwick', 'borough'), ('B2', 'Brackenford', 'borough'), ('B3', 'Castleholm', 'borough'),
	('B4', 'Dunmere', 'borough'), ('B5', 'Eastcombe', 'borough'), ('B6', 'Fenhurst', 'borough');

CREATE TEMP TABLE grid AS
SELECT i, 'A' || to_char(i, 'FM0000') AS area, col, row,
	col * 1000 + 400 * (u(i, 1) - 0.5) AS x, row * 1000 + 400 * (u(i, 2) - 0.5) AS y,
	CASE WHEN col <= 3 THEN 'B1' WHEN col <= 7 THEN 'B2' WHEN col <= 11 THEN 'B3'
		WHEN col <= 16 THEN 'B4' WHEN col <= 21 THEN 'B5' ELSE 'B6' END AS place,
	round(:size * (1200 + floor(1600 * u(i, 3))))::integer AS people
FROM generate_series(1, 600) AS i, LATERAL (SELECT (i - 1) / 20 + 1 AS col, (i - 1) % 20 + 1 AS row) AS c;

INSERT INTO area SELECT area, place FROM grid;
INSERT INTO centroid SELECT area, round(x::numeric), round(y::numeric) FROM grid;
INSERT INTO neighbour
SELECT a.area, b.area, 300 + floor(700 * u(a.i * 1000 + b.i, 4))
FROM grid a JOIN grid b ON (b.col = a.col + 1 AND b.row = a.row) OR (b.col = a.col AND b.row = a.row + 1)
WHERE NOT (a.col = 16 AND b.col = 17 AND a.row NOT IN (4, 10, 16));

-- Over the border: 20 areas on either side of the region, one in Wales, and 'nobody knows'.
CREATE TEMP TABLE beyond AS
SELECT i, 'X' || to_char(i, 'FM0000') AS area, CASE WHEN i <= 20 THEN 0 ELSE 31 END * 1000 AS x, ((i - 1) % 20 + 1) * 1000 AS y
FROM generate_series(1, 40) AS i;
INSERT INTO area SELECT area, 'ELSEWHERE' FROM beyond;
INSERT INTO area VALUES ('W0001', 'WALES'), ('NO2011', 'UNKNOWN');

-- ---- practices and networks ------------------------------------------------------

CREATE TEMP TABLE surgery AS
WITH networked AS
(
	-- neighbouring practices of one borough, three to five to a network
	SELECT p, x, y, place,
		(row_number() OVER (PARTITION BY place ORDER BY i, p) - 1) / (3 + ascii(right(place, 1)) % 3) AS n
	FROM generate_series(1, 120) AS p JOIN grid ON i = 1 + floor(600 * (p - 1 + u(p, 10)) / 120)::integer
)
SELECT p, 'P' || to_char(p, 'FM000') AS practice, x, y, place,
	'N' || to_char(dense_rank() OVER (ORDER BY place, n), 'FM00') AS network,
	exp(0.9 * (u(p, 12) + u(p, 13) + u(p, 14) + u(p, 15) - 2)) AS weight,
	u(p, 16) < 0.4 AS personal_lists
FROM networked;

INSERT INTO practice
SELECT practice,
	CASE WHEN p = 60 THEN 'Anywhere Online Surgery'
		ELSE (string_to_array('Alder,Beech,Cedar,Dove,Elm,Fern,Gable,Hazel,Ivy,Juniper,Kestrel,Larch,Mill,Nettle,Oak,Poplar,Quarry,Rowan,Spring,Thorn,Upland,Vale,Willow,Yew', ','))[1 + (p - 1) % 24]
			|| ' ' || (string_to_array('House Surgery,Road Practice,Health Centre,Medical Centre,Lane Surgery', ','))[1 + (p - 1) / 24] END,
	place, in_network, place.name || ' Network ' || substr(in_network, 2), true
FROM surgery JOIN place USING (place), LATERAL (SELECT CASE WHEN p NOT IN (37, 60) THEN network END AS in_network) AS n;
INSERT INTO practice
SELECT 'X' || to_char(i, 'FM000'), 'Practice over the border ' || i, 'ELSEWHERE', NULL, NULL, false FROM generate_series(1, 8) AS i;

-- ---- who is registered where ----------------------------------------------------

\echo '  people, their practices and their homes ...'
CREATE TEMP TABLE list AS
WITH choice AS
(
	-- the twelve nearest practices, by size and distance; one practice draws from everywhere
	SELECT g.i, g.area, g.people, s.p, s.weight / (1 + s.d2 / 1.5e6) AS pull
	FROM grid g, LATERAL (SELECT p, weight, (x - g.x) ^ 2 + (y - g.y) ^ 2 AS d2 FROM surgery ORDER BY d2, p LIMIT 12) AS s
	UNION ALL
	SELECT i, area, people, 60, 0.03 FROM grid
),
cell AS
(
	SELECT i, area, p, people, people * sum(pull) / sum(sum(pull)) OVER choices AS share
	FROM choice GROUP BY i, area, p, people
	WINDOW choices AS (PARTITION BY i ORDER BY p ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),
whole AS
(
	-- whole people: the largest remainders get the ones that rounding down leaves over
	SELECT area, p, floor(share)::integer +
		(row_number() OVER (PARTITION BY i ORDER BY share - floor(share) DESC, p) <= people - sum(floor(share)) OVER (PARTITION BY i))::integer AS n
	FROM cell
),
everybody AS
(
	SELECT area, p, n FROM whole
	UNION ALL
	-- from over the border, to practices within six kilometres
	SELECT area, p, floor(:size * 250 * u(p * 100 + i, 20) / (1 + d2 / 4e6))::integer
	FROM beyond b, LATERAL (SELECT p, (x - b.x) ^ 2 + (y - b.y) ^ 2 AS d2 FROM surgery) AS s WHERE d2 < 36e6
	UNION ALL
	SELECT 'W0001', p, 1 + floor(5 * u(p, 21))::integer FROM surgery WHERE x < 4000
	UNION ALL
	SELECT 'NO2011', p, floor(10 * u(p, 22))::integer FROM surgery
)
SELECT practice, p, area, n, sum(n) OVER (ORDER BY p, area) - n AS before
FROM everybody JOIN surgery USING (p) WHERE n > 0;

INSERT INTO care_home
SELECT 'C' || to_char(c, 'FM00'), (string_to_array('Ash,Birch,Cherry,Holly,Linden,Maple', ','))[1 + (c - 1) % 6] || ' Court ' || c, area
FROM generate_series(1, 60) AS c JOIN grid ON i = c * 10 - floor(10 * u(c, 30))::integer;

INSERT INTO patient
SELECT patient, practice, area, age, CASE WHEN age >= 78 AND u(patient, 42) < 0.3 THEN care_home END
FROM list LEFT JOIN care_home USING (area), generate_series(1, n) AS k,
	LATERAL (SELECT (before + k)::integer AS patient) AS i,
	LATERAL (SELECT u(patient, 40) AS a, u(patient, 41) AS b) AS d,
	LATERAL (SELECT floor(CASE WHEN a < 0.21 THEN 18 * b WHEN a < 0.58 THEN 18 + 27 * b WHEN a < 0.80 THEN 45 + 17 * b
		WHEN a < 0.96 THEN 62 + 21 * b ELSE 83 + 17 * b * b END)::integer AS age) AS e;
ANALYZE patient;

INSERT INTO registered SELECT practice, area, count(*) FROM patient GROUP BY practice, area;
SELECT :sample < 1 AS sampled \gset
\if :sampled
	CREATE TEMP TABLE sampled AS SELECT * FROM patient WHERE u(patient, 66) < :sample;
	TRUNCATE patient;
	INSERT INTO patient TABLE sampled;
	ANALYZE patient;
\endif
-- people of the region on lists over the border: many near it, few elsewhere
INSERT INTO registered
SELECT 'X' || to_char(CASE WHEN col <= 15 THEN 1 ELSE 5 END + (row - 1) / 5, 'FM000'), area,
	1 + floor(people * u(i, 23) * CASE WHEN col IN (1, 30) THEN 0.12 ELSE 0.004 END)
FROM grid;

-- Some boroughs and areas have more people on lists than residents, some have residents on no list.
INSERT INTO resident
SELECT area, round(sum(patients) * (0.82 + 0.16 * u(ascii(right(place, 1)), 51) + 0.12 * u(i, 50)))
FROM registered JOIN grid USING (area) GROUP BY i, area, place;

-- ---- appointments over two years --------------------------------------------------

\echo '  three million appointments ...'
CREATE TEMP TABLE staff AS
SELECT practice, personal_lists, greatest(3, round(n / 2000.0))::integer AS clinicians,
	-- the first clinician of every second practice leaves, and a new one takes the list over
	CASE WHEN u(p, 60) < 0.5 THEN 120 + floor(500 * u(p, 61))::integer END AS day_left
FROM (SELECT p, sum(n) AS n FROM list GROUP BY p) AS l JOIN surgery USING (p);

INSERT INTO appointment
SELECT patient,
	CASE WHEN who < 25 THEN NULL									-- nobody wrote down who it was
		WHEN who < CASE WHEN personal_lists THEN 60 ELSE 130 END THEN practice || '-L' || to_char(day / 45, 'FM00')	-- a locum
		WHEN clinician = 1 AND day >= day_left THEN practice || '-' || to_char(clinicians + 1, 'FM00')
		ELSE practice || '-' || to_char(clinician, 'FM00') END,
	'2023-01-02 08:30+00'::timestamptz + make_interval(days => day, mins => slot),
	CASE WHEN outcome < 50 THEN 'did not attend' WHEN outcome < 80 THEN 'cancelled' ELSE 'attended' END
FROM
(
	SELECT p.patient, s.*,
		(h & 1023) * 728 / 1024 / 7 * 7 + least((h & 1023) * 728 / 1024 % 7, 4) AS raw_day, 10 * (((h >> 10) & 63) % 57)::integer AS slot,
		(h >> 16) & 1023 AS who, (h >> 26) & 1023 AS outcome,
		-- older people see their own clinician a little more often
		1 + CASE WHEN ((h >> 36) & 1023) < CASE WHEN personal_lists THEN 720 ELSE 220 END + 1.5 * age
			THEN floor(clinicians * u(p.patient, 62))::integer ELSE ((h >> 46) & 1023)::integer % clinicians END AS clinician
	FROM patient p JOIN staff s USING (practice),
		LATERAL (SELECT CASE WHEN age < 18 THEN 2.0 WHEN age < 45 THEN 1.8 WHEN age < 62 THEN 2.6 WHEN age < 83 THEN 4.2 ELSE 5.5 END::double precision AS expected) AS e,
		generate_series(1, least(60, floor(-1.05 * expected * ln(1 - u(p.patient, 63)) + u(p.patient, 64))::integer)) AS k,
		LATERAL (SELECT hashint8extended(p.patient * 64::bigint + k, :seed * 1000 + 65) AS h) AS r
) AS drawn, LATERAL (SELECT raw_day::integer AS day) AS d;

-- ---- hospitals ------------------------------------------------------------------

\echo '  hospitals ...'
CREATE TEMP TABLE pull AS
SELECT i, area, people, hospital, service,
	weight / (4e6 + (h.x - g.x) ^ 2 + (h.y - g.y) ^ 2) * (0.8 + 0.4 * u(i * 10 + right(hospital, 1)::integer, 70)) AS pull
FROM grid g, (VALUES ('H1', 16000, 9000, 3.0, 12.0), ('H2', 5000, 6000, 1.4, 0.3), ('H3', 10000, 15000, 1.2, 0.3),
		('H4', 22000, 14000, 1.6, 1.0), ('H5', 27000, 5000, 1.0, 0.2)) AS h (hospital, x, y, general, specialised),
	LATERAL (VALUES ('general', general), ('specialised', specialised)) AS s (service, weight);

INSERT INTO hospital_activity
SELECT area, hospital, service, n
FROM (SELECT *, round(people * CASE service WHEN 'general' THEN 0.11 ELSE 0.02 END * pull / sum(pull) OVER choices)::integer AS n
	FROM pull WINDOW choices AS (PARTITION BY area, service ORDER BY hospital ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS a
WHERE n > 0;

-- Most people never, a few again and again, mostly to the hospital that draws their area most.
INSERT INTO emergency_attendance
SELECT patient, CASE WHEN u(patient * 256::bigint + k, 72) < 0.9 THEN favourite ELSE 'H1' END,
	'2023-01-01+00'::timestamptz + make_interval(mins => floor(1051200 * u(patient * 256::bigint + k, 73))::integer)
FROM patient
	JOIN (SELECT DISTINCT ON (area) area, hospital AS favourite FROM pull WHERE service = 'general' ORDER BY area, pull DESC, hospital) AS f USING (area),
	generate_series(1, least(200, floor(0.12 * (1 - u(patient, 71)) ^ -0.62 + u(patient, 74) - 0.02)::integer)) AS k;
ANALYZE;

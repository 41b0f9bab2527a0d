/*
 * A made-up region, so that the demo runs anywhere and shows what no public data can.  Nobody in it exists,
 * and it lies where there is only sea.
 *
 * Every choice is a hash of what it is about and of the seed, so the region is the same on every machine, in
 * every row order and with any number of workers.
 *
 *	areas with boundaries of their own, small in towns and large between them; a river with three bridges
 *	5 boroughs of unequal size, deprivation by area
 *	80 practices in networks; people choose near and large practices, and one practice draws its list from
 *		everywhere.  Practices differ as real ones do: a little in everything, and two stand out
 *	about 800,000 people, some of whom live over the border or nobody knows where; care homes, about half
 *		of them looked after by one practice
 *	two years, 2023 and 2024, of appointments with general practitioners, busy in winter and on Mondays;
 *		of emergency attendances; of people who register and leave, and of one practice that closes;
 *		and what is recorded of people's conditions, in the codes of three systems and with the errors of
 *		real records (demo/region_need.sql)
 *
 * Held against published figures (those of the region: demo/run, or SQL on demo/views.sql):
 *
 *	                                                 published                                             here
 *	GP appointments a head and year                  about 2.6: 364 million with all staff, 45 % of them
 *	                                                 with GPs, for 63 million people (NHS England,
 *	                                                 Appointments in General Practice, 2023-24)            2.6
 *	the oldest against all ages                      about 2.5 times, at 85 to 89 (QRESEARCH, Trends in
 *	                                                 Consultation Rates 1995-2009)                         2.4, at 83 and over
 *	visits with the usual clinician (UPC)            0.61, at 62 to 82 (Barker and others 2017, BMJ
 *	                                                 356:j84)                                              0.63
 *	visits of the top 3 %                            about 15 %                                            16 %
 *	appointments not attended                        about 5 % (NHS England, as above)                     4.9 %
 *	emergency attendances of 1,000 people a year     324 (England 2013-14, Cowling and others 2018, BMJ
 *	                                                 Quality and Safety 27:643)                            326
 *	people on a list                                 just under 10,000 (Pettigrew and others 2024, BMJ
 *	                                                 Open)                                                 9,900
 *	hypertension, diabetes from 17, depression       England 14.0, 7.3, 12.7 %; London 10.6, 6.7, 9.0 %
 *	from 18                                          (Quality and Outcomes Framework 2021-22)              12.1, 7.8, 12.4 %
 *	joined their list within a year                  not published by practice                             9 %
 *	practices within overdispersed limits (99.8 %)   most                                                  78 of 80
 */
\set seed 1948
-- How full the region is: psql -v size=0.05 makes one of 40,000 people.
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

-- How much a thing differs from the mean, with a standard deviation of 1: between -3.5 and 3.5.
CREATE FUNCTION differs(thing bigint, question integer) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN 1.7320508 * (u(thing, question) + u(thing, question + 1000) + u(thing, question + 2000) + u(thing, question + 3000) - 2);

-- ---- the map ------------------------------------------------------------------

\echo '  the map ...'
INSERT INTO place VALUES
	('B1', 'Alderwick', 'borough'), ('B2', 'Brackenford', 'borough'), ('B3', 'Castleholm', 'borough'),
	('B4', 'Dunmere', 'borough'), ('B5', 'Eastcombe', 'borough');

-- Points on a jittered grid, closer together in towns.  Those inside the coast are areas; the others only shape them.
CREATE TEMP TABLE town AS
SELECT * FROM (VALUES (5500, 6500, 2100, 1.0), (7500, 14800, 1900, 0.9), (13200, 10300, 2300, 1.2), (20800, 13800, 2200, 1.0),
	(23600, 6300, 2000, 1.0), (16800, 4600, 1100, 0.7)) AS t (x, y, reach, weight);

CREATE TEMP TABLE point AS
WITH cell AS
(
	SELECT c, r, cx AS x, cy AS y, CASE WHEN density > 0.35 THEN 3 WHEN density > 0.15 THEN 2 ELSE 1 END AS parts
	FROM generate_series(-2, 22) AS c, generate_series(-2, 16) AS r,
		LATERAL (SELECT c * 1500 AS cx, r * 1500 AS cy) AS xy,
		LATERAL (SELECT sum(weight / (1 + ((cx + 750 - t.x) ^ 2 + (cy + 750 - t.y) ^ 2) / reach::double precision ^ 2) ^ 2) AS density FROM town AS t) AS d
),
part AS
(
	SELECT (c + 2) * 1000 + (r + 2) * 20 + (a - 1) * parts + b AS id, x, y, parts, a, b
	FROM cell, generate_series(1, parts) AS a, generate_series(1, parts) AS b
),
jittered AS
(
	SELECT id, x + 1500 * (a - 0.5 + 0.8 * (u(id, 1) - 0.5)) / parts AS x, y + 1500 * (b - 0.5 + 0.8 * (u(id, 2) - 0.5)) / parts AS y FROM part
)
SELECT id, x, y,
	((x - 15200) / 14300) ^ 2 + ((y - 10200) / 9300) ^ 2 + 0.13 * sin(x / 1900 + y / 3100) + 0.10 * sin(y / 1300 - x / 2700) < 1 AS inside
FROM jittered;

-- The Voronoi cell of a point: the points whose sides it has, anticlockwise.  The nearest points cut half-planes off a square.
CREATE FUNCTION pg_temp.sides(centre integer) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
	vx double precision[] := ARRAY[-5000, 5000, 5000, -5000];
	vy double precision[] := ARRAY[-5000, -5000, 5000, 5000];
	owner integer[] := ARRAY[0, 0, 0, 0];		-- of the side from this corner to the next
	nx double precision[];
	ny double precision[];
	new_owner integer[];
	reach double precision := 5e7;
	other record;
	half double precision;
	d double precision;
	e double precision;
	k integer;
	m integer;
BEGIN
	FOR other IN
		SELECT p.id, p.x - c.x AS x, p.y - c.y AS y, (p.x - c.x) ^ 2 + (p.y - c.y) ^ 2 AS d2
		FROM point AS c JOIN point AS p ON p.id <> c.id AND abs(p.x - c.x) < 3500 AND abs(p.y - c.y) < 3500
		WHERE c.id = centre ORDER BY 4, 1
	LOOP
		EXIT WHEN other.d2 > 4 * reach;			-- half way to it lies beyond every corner
		half := other.d2 / 2;
		nx := '{}'; ny := '{}'; new_owner := '{}';
		FOR k IN 1 .. cardinality(vx)
		LOOP
			m := k % cardinality(vx) + 1;
			d := half - (vx[k] * other.x + vy[k] * other.y);
			e := half - (vx[m] * other.x + vy[m] * other.y);
			IF d >= 0 THEN
				nx := nx || vx[k]; ny := ny || vy[k]; new_owner := new_owner || owner[k];
			END IF;
			IF (d >= 0) <> (e >= 0) THEN
				nx := nx || (vx[k] + (vx[m] - vx[k]) * d / (d - e));
				ny := ny || (vy[k] + (vy[m] - vy[k]) * d / (d - e));
				new_owner := new_owner || CASE WHEN d >= 0 THEN other.id ELSE owner[k] END;
			END IF;
		END LOOP;
		CONTINUE WHEN cardinality(nx) = cardinality(vx) AND new_owner = owner;
		vx := nx; vy := ny; owner := new_owner;
		reach := 0;
		FOR k IN 1 .. cardinality(vx)
		LOOP
			reach := greatest(reach, vx[k] ^ 2 + vy[k] ^ 2);
		END LOOP;
	END LOOP;
	RETURN owner;
END
$$;

CREATE TEMP TABLE side AS
SELECT id, n, other, lag(other) OVER ring AS before, first_value(other) OVER ring AS first
FROM (SELECT id, pg_temp.sides(id) AS sides FROM point WHERE inside) AS s, unnest(sides) WITH ORDINALITY AS o (other, n)
WINDOW ring AS (PARTITION BY id ORDER BY n);
UPDATE side SET before = last FROM (SELECT DISTINCT ON (id) id, other AS last FROM side ORDER BY id, n DESC) AS l WHERE side.id = l.id AND before IS NULL;

-- Three points whose cells meet have one corner in common: computed from the three in order, so that all have the very same.
CREATE TEMP TABLE corner AS
SELECT s.id, n, other, ax + (cy * b2 - by * c2) / d AS x, ay + (bx * c2 - cx * b2) / d AS y
FROM side AS s,
	LATERAL (SELECT least(id, other, before) AS a, greatest(id, other, before) AS c) AS ends,
	LATERAL (SELECT id + other + before - a - c AS b) AS middle,
	LATERAL (SELECT x AS ax, y AS ay FROM point WHERE point.id = a) AS pa,
	LATERAL (SELECT x - ax AS bx, y - ay AS by FROM point WHERE point.id = b) AS pb,
	LATERAL (SELECT x - ax AS cx, y - ay AS cy FROM point WHERE point.id = c) AS pc,
	LATERAL (SELECT bx ^ 2 + by ^ 2 AS b2, cx ^ 2 + cy ^ 2 AS c2, 2 * (bx * cy - by * cx) AS d) AS sums;

-- Sides as they are drawn: bent once in the middle, the same way seen from either side of it.
CREATE TEMP TABLE drawn AS
SELECT id, n, other, x, y, next_x, next_y, sqrt((next_x - x) ^ 2 + (next_y - y) ^ 2) AS metres,
	(x + next_x) / 2 + bend * abs(next_y - y) AS middle_x, (y + next_y) / 2 - bend * abs(next_x - x) * sign((next_x - x) * (next_y - y)) AS middle_y
FROM
(
	SELECT id, n, other, x, y, coalesce(lead(x) OVER ring, first_value(x) OVER ring) AS next_x, coalesce(lead(y) OVER ring, first_value(y) OVER ring) AS next_y,
		0.3 * (u(least(id, other)::bigint * 100000 + greatest(id, other), 5) - 0.5) AS bend
	FROM corner WINDOW ring AS (PARTITION BY id ORDER BY n)
) AS c;

-- The sea flows in as a river; boroughs end at it.
CREATE FUNCTION pg_temp.east_of_river(x double precision, y double precision) RETURNS boolean LANGUAGE sql IMMUTABLE
	RETURN x > 16300 + 1300 * sin(y / 2600);

CREATE TEMP TABLE grid AS
SELECT row_number() OVER (ORDER BY place, id)::integer AS i, 'A' || to_char(row_number() OVER (ORDER BY place, id), 'FM0000') AS area, id, x, y, east, place, deprived,
	round(:size * (1000 + 650 * u(id, 3) + 650 * u(id, 4)))::integer AS people
FROM point, LATERAL (SELECT pg_temp.east_of_river(x, y) AS east) AS e,
	LATERAL (SELECT place FROM (VALUES ('B1', 4500, 5500, false), ('B2', 5500, 15500, false), ('B3', 13600, 9300, false), ('B4', 20500, 15200, true), ('B5', 23500, 5200, true))
		AS b (place, bx, by, side) WHERE side = east ORDER BY (x + 900 * sin(y / 1700) - bx) ^ 2 + (y + 900 * sin(x / 1500) - by) ^ 2 LIMIT 1) AS b,
	LATERAL (SELECT sum(weight / (1 + ((point.x - t.x) ^ 2 + (point.y - t.y) ^ 2) / reach::double precision ^ 2)) + 0.35 * sin(point.x / 2300) * sin(point.y / 1900) + 0.18 * differs(id, 6) AS deprived
		FROM town AS t) AS d
WHERE inside;

INSERT INTO area SELECT area, place FROM grid;
INSERT INTO area_name
SELECT area, name || to_char(row_number() OVER (PARTITION BY place ORDER BY area), ' FM000') FROM grid JOIN place USING (place);
INSERT INTO centroid SELECT area, round(x::numeric), round(y::numeric) FROM grid;
INSERT INTO deprivation SELECT area, ntile(10) OVER (ORDER BY deprived DESC) FROM grid;
INSERT INTO boundary
SELECT area, jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(ring || jsonb_build_array(ring -> 0)))
FROM
(
	SELECT area, jsonb_agg(jsonb_build_array(round((3 + (px - 15000) / 64640)::numeric, 5), round((54.5 + (py - 10000) / 111320)::numeric, 5)) ORDER BY n, p) AS ring
	FROM drawn JOIN grid USING (id), LATERAL (VALUES (1, drawn.x, drawn.y), (2, middle_x, middle_y)) AS v (p, px, py)
	WHERE p = 1 OR metres > 150
	GROUP BY area
) AS rings;
INSERT INTO neighbour
SELECT least(a.area, b.area), greatest(a.area, b.area), round(metres::numeric)
FROM drawn JOIN grid AS a USING (id) JOIN grid AS b ON b.id = other
WHERE a.i < b.i AND metres >= 1 AND (a.east = b.east OR EXISTS (SELECT 1 FROM (VALUES (4200), (10500), (15600)) AS bridge (at) WHERE abs((drawn.y + next_y) / 2 - at) < 450));

-- Over the border: 20 areas on either side of the region, one in Wales, and 'nobody knows'.
CREATE TEMP TABLE beyond AS
SELECT i, 'X' || to_char(i, 'FM0000') AS area, CASE WHEN i <= 20 THEN 500 ELSE 30000 END AS x, ((i - 1) % 20 + 1) * 1000 AS y
FROM generate_series(1, 40) AS i;
INSERT INTO area SELECT area, 'ELSEWHERE' FROM beyond;
INSERT INTO area VALUES ('W0001', 'WALES'), ('NO2011', 'UNKNOWN');

-- ---- practices and networks ------------------------------------------------------

CREATE TEMP TABLE surgery AS
WITH placed AS
(
	-- where people are: practice p is in the area in which its eightieth of the people falls
	SELECT p, x, y, place, i
	FROM generate_series(1, 80) AS p
		JOIN (SELECT *, sum(people) OVER (ORDER BY i) AS upto, sum(people) OVER () AS everybody FROM grid) AS g
		ON (p - 1 + u(p, 10)) / 80 * everybody >= upto - people AND (p - 1 + u(p, 10)) / 80 * everybody < upto
),
networked AS
(
	-- practices of one borough, near each other more or less, three to five to a network, the last with those that are left over
	SELECT *, least((row_number() OVER (PARTITION BY place ORDER BY i + 12 * differs(p, 19), p) - 1) / size, count(*) OVER (PARTITION BY place) / size - 1) AS n
	FROM placed, LATERAL (SELECT 3 + ascii(right(place, 1)) % 3 AS size) AS s
)
SELECT p, 'P' || to_char(p, 'FM000') AS practice, x, y, place,
	'N' || to_char(dense_rank() OVER (ORDER BY place, n), 'FM00') AS network,
	exp(0.45 * differs(p, 12)) AS weight,
	-- how often one sees one's own clinician, what is visited, missed: two practices stand out, one with personal lists and one without any
	CASE p WHEN 23 THEN 0.93 WHEN 62 THEN 0.03 ELSE 0.56 + 0.055 * differs(p, 16) END AS own,
	1 + 0.10 * differs(p, 17) AS busy, greatest(0.2, 1 + 0.25 * differs(p, 18)) AS missed
FROM networked;

INSERT INTO practice
SELECT practice,
	CASE WHEN p = 40 THEN 'Anywhere Online Surgery'
		ELSE (string_to_array('Alder,Beech,Cedar,Dove,Elm,Fern,Gable,Hazel,Ivy,Juniper,Kestrel,Larch,Mill,Nettle,Oak,Poplar,Quarry,Rowan,Spring,Thorn,Upland,Vale,Willow,Yew', ','))[1 + (p - 1) % 24]
			|| ' ' || (string_to_array('House Surgery,Road Practice,Health Centre,Medical Centre,Lane Surgery', ','))[1 + (p - 1) / 24] END,
	place, in_network, place.name || ' Network ' || substr(in_network, 2), true
FROM surgery JOIN place USING (place), LATERAL (SELECT CASE WHEN p NOT IN (33, 40) THEN network END AS in_network) AS n;
INSERT INTO practice
SELECT 'X' || to_char(i, 'FM000'), 'Practice over the border ' || i, 'ELSEWHERE', NULL, NULL, false FROM generate_series(1, 8) AS i;
-- One that has closed: nobody is on its list, so it is out of scope, but registrations before April 2024 speak of it.
INSERT INTO practice VALUES ('P081', 'Yarrow Lane Surgery (closed)', 'B3', NULL, NULL, false);

-- ---- who is registered where ----------------------------------------------------

\echo '  people, their practices and their homes ...'
CREATE TEMP TABLE list AS
WITH choice AS
(
	-- the twelve nearest practices, by size and distance, the other bank of the river being far; one practice draws from everywhere
	SELECT g.i, g.area, g.people, s.p, s.weight / (1 + s.d2 / 8e5) ^ 1.6 AS pull
	FROM grid g,
		LATERAL (SELECT p, weight, (x - g.x) ^ 2 + (y - g.y) ^ 2 + CASE WHEN g.east <> pg_temp.east_of_river(x, y) THEN 4e6 ELSE 0 END AS d2
			FROM surgery ORDER BY d2, p LIMIT 12) AS s
	UNION ALL
	SELECT i, area, people, 40, 0.006 FROM grid
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
	SELECT 'W0001', p, 1 + floor(5 * u(p, 21))::integer FROM surgery WHERE x < 6000
	UNION ALL
	SELECT 'NO2011', p, floor(10 * u(p, 22))::integer FROM surgery
)
SELECT practice, p, area, n, sum(n) OVER (ORDER BY p, area) - n AS before
FROM everybody JOIN surgery USING (p) WHERE n > 0;

INSERT INTO care_home
SELECT 'C' || to_char(c, 'FM00'), (string_to_array('Ash,Birch,Cherry,Holly,Linden,Maple', ','))[1 + (c - 1) % 6] || ' Court ' || c, area
FROM generate_series(1, 40) AS c JOIN grid ON i = 1 + floor((c - u(c, 30)) * (SELECT count(*) FROM grid) / 40)::integer;

-- About half of the homes have a practice that looks after nearly everybody there: the one with the largest list in the area.
CREATE TEMP TABLE home AS
SELECT care_home, area, CASE WHEN u(right(care_home, 2)::bigint, 31) < 0.5 THEN (SELECT practice FROM list WHERE list.area = c.area ORDER BY n DESC, practice LIMIT 1) END AS looks_after
FROM care_home AS c;

INSERT INTO patient
SELECT patient, CASE WHEN at_home IS NOT NULL AND u(patient, 43) < 0.93 THEN coalesce(looks_after, practice) ELSE practice END, area, age, at_home
FROM list LEFT JOIN home USING (area) LEFT JOIN deprivation USING (area), generate_series(1, n) AS k,
	LATERAL (SELECT (before + k)::integer AS patient) AS i,
	-- the deprived are younger
	LATERAL (SELECT u(patient, 40) ^ (1 + 0.03 * (5.5 - coalesce(decile, 5.5))) AS a, u(patient, 41) AS b) AS d,
	LATERAL (SELECT floor(CASE WHEN a < 0.21 THEN 18 * b WHEN a < 0.58 THEN 18 + 27 * b WHEN a < 0.80 THEN 45 + 17 * b
		WHEN a < 0.96 THEN 62 + 21 * b ELSE 83 + 17 * b * b END)::integer AS age) AS e,
	LATERAL (SELECT CASE WHEN age >= 78 AND u(patient, 42) < 0.3 THEN care_home END AS at_home) AS h;
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
SELECT 'X' || to_char(CASE WHEN x <= 15500 THEN 1 ELSE 5 END + least(3, floor(y / 5250)), 'FM000'), area,
	1 + floor(people * u(i, 23) * CASE WHEN x < 3000 OR x > 27500 THEN 0.12 ELSE 0.004 END)
FROM grid;

-- Some boroughs and areas have more people on lists than residents, some have residents on no list.
INSERT INTO resident
SELECT area, round(sum(patients) * (0.84 + 0.14 * u(ascii(right(place, 1)), 51) + 0.12 * u(i, 50)))
FROM registered JOIN grid USING (area) GROUP BY i, area, place;

-- ---- registering and leaving ------------------------------------------------------

\echo '  registrations ...'
-- The practice P081 closed at the end of March 2024: a part of the people around it came from there.
CREATE TEMP TABLE arrival AS
SELECT patient, practice, area, day, closed
FROM patient LEFT JOIN (SELECT area, true AS near FROM grid ORDER BY (x - 13800) ^ 2 + (y - 10600) ^ 2, i LIMIT 8) AS n USING (area),
	LATERAL (SELECT near IS TRUE AND u(patient, 82) < 0.4 AS closed) AS c,
	LATERAL (SELECT CASE WHEN closed THEN 455 ELSE floor(731 * u(patient, 81))::integer END AS day) AS d
WHERE closed OR u(patient, 80) < 0.17;
ANALYZE arrival;

INSERT INTO registration
WITH before AS (SELECT area, array_agg(practice ORDER BY practice) AS practices FROM list GROUP BY area)
-- everybody's present registration; without a date of arrival, from some year before 2023
SELECT patient, practice, area, coalesce(date '2023-01-01' + day, greatest(date '2023-01-01' - age * 365, date '2022-12-31' - floor(9000 * u(patient, 83) ^ 2)::integer)), NULL
FROM patient LEFT JOIN arrival USING (patient, practice, area)
UNION ALL
-- where those came from who did not come from outside
SELECT patient, CASE WHEN closed THEN 'P081' ELSE former END, area, date '2022-12-31' - floor(9000 * u(patient, 84) ^ 2)::integer, date '2023-01-01' + day
FROM arrival JOIN before USING (area), LATERAL (SELECT practices[1 + floor(cardinality(practices) * u(patient, 85))::integer] AS former) AS f
WHERE closed OR (u(patient, 86) < 0.45 AND former <> practice)
UNION ALL
-- those who left and are nowhere on a list any more
SELECT 10000000 + patient, practice, area, date '2022-12-31' - floor(9000 * u(patient, 88) ^ 2)::integer, date '2023-01-01' + floor(731 * u(patient, 89))::integer
FROM patient WHERE u(patient, 87) < 0.08;

-- ---- appointments over two years --------------------------------------------------

\echo '  four million appointments ...'
CREATE TEMP TABLE staff AS
SELECT practice, own, busy, missed, greatest(3, round(n / 1900.0))::integer AS clinicians,
	-- the first clinician of every second practice leaves, and a new one takes the list over
	CASE WHEN u(p, 60) < 0.5 THEN 120 + floor(500 * u(p, 61))::integer END AS day_left
FROM (SELECT p, sum(n) AS n FROM list GROUP BY p) AS l JOIN surgery USING (p);

-- Days since 1 January 2023, each as many times among 16,384 as appointments fall on it: winter and Mondays are busy, weekends closed.
SELECT array_agg(day ORDER BY day)::text AS days
FROM
(
	SELECT day, round(16384 * sum(weight) OVER (ORDER BY day) / sum(weight) OVER ()) - round(16384 * (sum(weight) OVER (ORDER BY day) - weight) / sum(weight) OVER ()) AS times
	FROM generate_series(0, 730) AS day, LATERAL (SELECT date '2023-01-01' + day AS date) AS d,
		LATERAL (SELECT (ARRAY[0, 1.18, 1.04, 1.0, 0.97, 0.93, 0])[1 + extract(dow FROM date)::integer]
			* (ARRAY[1.08, 1.06, 1.04, 0.97, 0.97, 0.98, 0.95, 0.86, 0.99, 1.10, 1.10, 0.93])[extract(month FROM date)::integer] AS weight) AS w
) AS share, generate_series(1, times::integer) AS k \gset

INSERT INTO appointment
SELECT patient,
	CASE WHEN who < 25 THEN NULL									-- nobody wrote down who it was
		WHEN who < 85 THEN practice || '-L' || to_char(day / 45, 'FM00')	-- a locum
		WHEN clinician = 1 AND day >= day_left THEN practice || '-' || to_char(clinicians + 1, 'FM00')
		ELSE practice || '-' || to_char(clinician, 'FM00') END,
	'2023-01-01 08:30+00'::timestamptz + make_interval(days => day, mins => slot),
	CASE WHEN outcome < 51 * missed THEN 'did not attend' WHEN outcome < 51 * missed + 30 THEN 'cancelled' ELSE 'attended' END
FROM
(
	SELECT p.patient, s.*, arrival.day AS arrived,
		(:'days'::integer[])[1 + (h & 16383)] AS day, 10 * (((h >> 14) & 63) % 57)::integer AS slot,
		(h >> 20) & 1023 AS who, (h >> 30) & 1023 AS outcome,
		-- older people see their own clinician a little more often
		1 + CASE WHEN ((h >> 40) & 1023) < 1024 * (own + 0.0015 * (age - 40))
			THEN floor(clinicians * u(p.patient, 62))::integer ELSE ((h >> 50) & 1023)::integer % clinicians END AS clinician
	FROM patient p JOIN staff s USING (practice) LEFT JOIN arrival USING (patient),
		LATERAL (SELECT 2 * busy * CASE WHEN age < 18 THEN 1.75 WHEN age < 45 THEN 1.95 WHEN age < 62 THEN 2.6 WHEN age < 83 THEN 4.2 ELSE 6.2 END::double precision AS expected) AS e,
		generate_series(1, least(120, floor(-1.08 * expected * (0.7 * ln(1 - u(p.patient, 63)) + 0.3 * ln(1 - u(p.patient, 67))) + u(p.patient, 64))::integer)) AS k,
		LATERAL (SELECT hashint8extended(p.patient * 128::bigint + k, :seed * 1000 + 65) AS h) AS r
) AS drawn
WHERE arrived IS NULL OR day >= arrived;

-- ---- hospitals ------------------------------------------------------------------

\echo '  hospitals ...'
CREATE TEMP TABLE pull AS
SELECT i, area, people, hospital, service,
	weight / (4e6 + (h.x - g.x) ^ 2 + (h.y - g.y) ^ 2) * (0.8 + 0.4 * u(i * 10 + right(hospital, 1)::integer, 70)) AS pull
FROM grid g, (VALUES ('H1', 14500, 9500, 3.0, 12.0), ('H2', 5000, 6000, 1.4, 0.3), ('H3', 8000, 15000, 1.2, 0.3),
		('H4', 21000, 14000, 1.6, 1.0), ('H5', 24500, 6000, 1.0, 0.2)) AS h (hospital, x, y, general, specialised),
	LATERAL (VALUES ('general', general), ('specialised', specialised)) AS s (service, weight);

INSERT INTO hospital_activity
SELECT area, hospital, service, n
FROM (SELECT *, round(people * CASE service WHEN 'general' THEN 0.11 ELSE 0.02 END * pull / sum(pull) OVER choices)::integer AS n
	FROM pull WINDOW choices AS (PARTITION BY area, service ORDER BY hospital ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS a
WHERE n > 0;

-- Most people never, a few again and again, mostly to the hospital that draws their area most; the deprived more often,
-- and some of those who visit their practice often.
INSERT INTO emergency_attendance
SELECT patient, CASE WHEN u(patient * 256::bigint + k, 72) < 0.9 THEN favourite ELSE 'H1' END,
	'2023-01-01+00'::timestamptz + make_interval(mins => floor(1052640 * u(patient * 256::bigint + k, 73))::integer)
FROM patient
	JOIN (SELECT DISTINCT ON (area) area, hospital AS favourite FROM pull WHERE service = 'general' ORDER BY area, pull DESC, hospital) AS f USING (area)
	JOIN deprivation USING (area),
	generate_series(1, least(200, floor((0.36 - 0.02 * decile) * (1 - CASE WHEN u(patient, 75) < 0.15 THEN u(patient, 63) ELSE u(patient, 71) END) ^ -0.62 + u(patient, 74) - 0.02)::integer)) AS k;

-- ---- conditions ---------------------------------------------------------------------

\echo '  conditions ...'
\ir region_need.sql
ANALYZE;

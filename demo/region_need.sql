/*
 * What is written down of the conditions of the people of the made-up region: the last part of demo/region.sql,
 * which reads it.
 *
 *	which and how many	by age; the deprived have more, and some of those who visit often
 *	together			whoever has a physical illness has depression or anxiety more often than chance would have it
 *	codes				of three systems: ICD-10 from hospitals, Read 2 until general practice gave it up in 2018, SNOMED CT
 *						since; several codes for one illness, and a code list that knows them by what they begin with
 *	days				the first, and reviews in later years
 *	tipping				some of those who are ill get worse from one day on: another illness, visits every other week,
 *						emergencies
 *	errors				as real records have them: codes with and without dots, in small letters, with a filler X or a
 *						term code behind them; SNOMED identifiers with a wrong digit; rows twice; 1 January 1900 for a
 *						day that nobody knew; a few days of 2042; and codes that the list does not know, which mean no
 *						illness
 */

-- What each is called in three systems of codes, the usual code first, and how often it is the next one of a person of each age.
CREATE TEMP TABLE illness AS
SELECT *, row_number() OVER () AS place_in_list
FROM (VALUES
	('hypertension', 'physical', '{38341003,59621000}'::text[], '{G20..,G202.}'::text[], '{I10X}'::text[], ARRAY[0, 7, 27, 30, 25]),
	('diabetes', 'physical', '{44054006,73211009}', '{C10F.,C10F6}', '{E119,E112,E109}', ARRAY[1, 5, 13, 13, 9]),
	('depression', 'mental', '{35489007,370143000}', '{Eu32z,Eu32.}', '{F329,F331}', ARRAY[8, 34, 16, 6, 3]),
	('asthma', 'physical', '{195967001}', '{H33..,H330.}', '{J459,J450}', ARRAY[80, 24, 10, 6, 4]),
	('copd', 'physical', '{13645005}', '{H3...,H36..}', '{J449,J440}', ARRAY[0, 1, 4, 6, 4]),
	('heart disease', 'physical', '{53741008,414545008}', '{G3...,G33..}', '{I251,I209,I259}', ARRAY[0, 0, 4, 9, 10]),
	('atrial fibrillation', 'physical', '{49436004}', '{G5730}', '{I489}', ARRAY[0, 0, 1, 5, 9]),
	('heart failure', 'physical', '{84114007,42343007}', '{G58..,G580.}', '{I509,I500}', ARRAY[0, 0, 1, 2, 4]),
	('stroke', 'physical', '{230690007,422504002}', '{G66..}', '{I64X,I639}', ARRAY[0, 1, 2, 5, 7]),
	('kidney disease', 'physical', '{709044004,433144002}', '{1Z12.}', '{N183,N184}', ARRAY[0, 1, 4, 9, 13]),
	('cancer', 'physical', '{363346000,254837009}', '{B....,B34..}', '{C509,C61X,C189,C349}', ARRAY[1, 2, 7, 10, 9]),
	('dementia', 'mental', '{52448006,26929004}', '{Eu02z,F110.}', '{F03X,G309}', ARRAY[0, 0, 0, 1, 9]),
	('epilepsy', 'physical', '{84757009}', '{F25..}', '{G409}', ARRAY[5, 3, 1, 1, 1]),
	('psychosis', 'mental', '{58214004,13746004}', '{E10..,E11..}', '{F209,F319}', ARRAY[0, 4, 3, 1, 1]),
	('anxiety', 'mental', '{197480006,21897009}', '{E200.,E2002}', '{F419,F411}', ARRAY[5, 18, 9, 4, 2]),
	('homelessness', 'life', '{32911000}', '{13D2.}', '{Z590}', ARRAY[0, 1, 1, 0, 0])) AS c (condition, kind, snomed, read2, icd10, weights);

INSERT INTO condition_kind SELECT condition, kind FROM illness;

-- The list knows a category of ICD-10, and the codes of Read 2 with what lies below them.
INSERT INTO code_list
SELECT DISTINCT condition, system, CASE WHEN system = 'icd10' AND condition = 'cancer' THEN 'C' WHEN system = 'icd10' THEN left(code, 3) ELSE code END,
	CASE system WHEN 'snomed' THEN 'exact' ELSE 'prefix' END
FROM illness, LATERAL (VALUES ('snomed', snomed), ('read2', read2), ('icd10', icd10)) AS s (system, codes), unnest(codes) AS code
UNION ALL
-- cancers of the skin other than melanoma are none of those that scores are about
VALUES ('cancer', 'icd10', 'C44', 'not prefix'), ('cancer', 'read2', 'B33..', 'not prefix'),
-- and asthma stands among the chronic obstructive diseases in Read 2
	('copd', 'read2', 'H33..', 'not prefix');

-- For each age, a hundred places in which the illnesses stand as often as they come.
CREATE TEMP TABLE draw AS
SELECT band, array_agg(place_in_list ORDER BY place_in_list) AS places
FROM illness, unnest(weights) WITH ORDINALITY AS w (weight, band), generate_series(1, weight) AS k
GROUP BY band;

-- What each has, and since when.  The same illness drawn twice is one, and its first day counts.
CREATE TEMP TABLE ill AS
SELECT patient, age, decile, places[1 + (h & 65535) % cardinality(places)] AS place_in_list,
	date '2024-12-31' - max((365 * least(age, 25) * (((h >> 16) & 4095) / 4096.0::double precision) ^ 1.5)::integer) AS since
FROM patient LEFT JOIN deprivation USING (area),
	LATERAL (SELECT 1 + width_bucket(age, ARRAY[18, 45, 62, 83]) AS band) AS b JOIN draw USING (band),
	-- how many: few of the young have one, most of the old have several; the deprived have more, and those who visit often
	generate_series(1, floor(-ln(1 - CASE WHEN u(patient, 93) < 0.35 THEN u(patient, 63) ELSE u(patient, 90) END) * (ARRAY[0.06, 0.28, 0.75, 1.7, 2.6])[band] * (1.4 - 0.07 * coalesce(decile, 5)) + u(patient, 91))::integer) AS k,
	LATERAL (SELECT hashint8extended(patient * 64::bigint + k, :seed * 1000 + 92) AS h) AS r
GROUP BY patient, age, decile, 4;

-- The physically ill become depressed or anxious more often than others, most of all the younger ones among them.
INSERT INTO ill
SELECT patient, age, decile, place_in_list, last + floor((date '2024-12-31' - last) * u(patient, 101))::integer
FROM
(
	SELECT patient, age, decile, max(since) AS last, CASE WHEN u(patient, 100) < 0.6 THEN 'depression' ELSE 'anxiety' END AS condition
	FROM ill JOIN illness USING (place_in_list) WHERE kind = 'physical' GROUP BY patient, age, decile
) AS p JOIN illness USING (condition)
WHERE u(patient, 102) < (ARRAY[0, 0.20, 0.14, 0.10, 0.09])[1 + width_bucket(age, ARRAY[18, 45, 62, 83])] * (1.4 - 0.07 * coalesce(decile, 5))
	AND NOT EXISTS (SELECT 1 FROM ill WHERE ill.patient = p.patient AND ill.place_in_list = illness.place_in_list);

-- ---- who gets worse ----------------------------------------------------------------

-- From one day of the two years on; the more illnesses, the more often.
CREATE TEMP TABLE tipping AS
SELECT patient, practice, age, 90 + floor(640 * u(patient, 104))::integer AS day, least(12, 3 + floor(10 * u(patient, 105)))::integer AS visits, 1 + floor(3 * u(patient, 106))::integer AS emergencies
FROM (SELECT patient, count(*) AS illnesses FROM ill GROUP BY patient) AS i JOIN patient USING (patient)
WHERE age >= 5 AND u(patient, 103) < 0.03 * illnesses;
ANALYZE tipping;

-- Another illness, about then.
INSERT INTO ill
SELECT DISTINCT ON (patient) patient, age, NULL::integer, place_in_list, least(date '2024-12-31', date '2023-01-01' + day + floor(60 * u(patient, 108))::integer - 30)
FROM tipping, LATERAL (SELECT 1 + width_bucket(age, ARRAY[18, 45, 62, 83]) AS band) AS b JOIN draw USING (band),
	generate_series(1, 4) AS k, LATERAL (SELECT places[1 + floor(cardinality(places) * u(patient * 8::bigint + k, 107))::integer] AS place_in_list) AS p
WHERE NOT EXISTS (SELECT 1 FROM ill WHERE ill.patient = tipping.patient AND ill.place_in_list = p.place_in_list)
ORDER BY patient, k;

-- Visits to the practice, every other week, half of them to the same clinician.
INSERT INTO appointment
SELECT patient, practice || '-' || to_char(2 + floor((clinicians - 1) * CASE WHEN u(patient * 16::bigint + k, 110) < 0.5 THEN u(patient, 109) ELSE u(patient * 16::bigint + k, 111) END)::integer, 'FM00'),
	'2023-01-01 08:30+00'::timestamptz + make_interval(days => workday, mins => 10 * floor(57 * u(patient * 16::bigint + k, 112))::integer), 'attended'
FROM tipping JOIN staff USING (practice) LEFT JOIN (SELECT patient, day AS arrived FROM arrival) AS a USING (patient), generate_series(1, visits) AS k,
	LATERAL (SELECT day + 14 * k AS later) AS l, LATERAL (SELECT later + (ARRAY[1, 0, 0, 0, 0, 0, 2])[1 + extract(dow FROM date '2023-01-01' + later)::integer] AS workday) AS w
WHERE workday <= 729 AND workday >= coalesce(arrived, 0);

INSERT INTO emergency_attendance
SELECT patient, 'H1', '2023-01-01+00'::timestamptz + make_interval(mins => 1440 * day + floor(525600 * u(patient * 16::bigint + k, 113))::integer)
FROM tipping, generate_series(1, emergencies) AS k
WHERE 1440 * day + floor(525600 * u(patient * 16::bigint + k, 113)) < 1052640;

-- ---- what is written down ------------------------------------------------------------

INSERT INTO recorded_condition
WITH day AS
(
	-- the first day, and reviews: two in three are seen again for it, some many times
	SELECT patient, place_in_list, k, CASE k WHEN 0 THEN since ELSE since + floor((date '2024-12-31' - since) * u(patient * 256::bigint + place_in_list * 8 + k, 120))::integer END AS day
	FROM ill, generate_series(0, least(6, floor(-1.1 * ln(1 - u(patient * 256::bigint + place_in_list, 121))))::integer) AS k
),
coded AS
(
	SELECT patient, day, h, system, codes[1 + CASE WHEN (h >> 10) & 1023 < 640 THEN 0 ELSE ((h >> 20) & 1023) % cardinality(codes) END] AS code
	FROM day JOIN illness USING (place_in_list), LATERAL (SELECT hashint8extended(patient * 1024::bigint + place_in_list * 16 + k, :seed * 1000 + 122) AS h) AS r,
		LATERAL (SELECT CASE WHEN h & 1023 < 150 THEN 'icd10' WHEN day < '2018-04-01' AND h & 1023 < 850 THEN 'read2' ELSE 'snomed' END AS system) AS s,
		LATERAL (SELECT CASE system WHEN 'icd10' THEN icd10 WHEN 'read2' THEN read2 ELSE snomed END AS codes) AS c
	UNION ALL
	-- what is no illness: a check-up, a cough, a sprain, a mole, a cancer of the skin
	SELECT patient, date '2024-12-31' - floor(1500 * u(patient * 4::bigint + k, 123))::integer, h, 'icd10', (ARRAY['Z000', 'R05X', 'S934', 'D229', 'C449'])[1 + floor(5 * u(patient * 4::bigint + k, 124))::integer]
	FROM patient, generate_series(1, 3) AS k, LATERAL (SELECT hashint8extended(patient * 4::bigint + k, :seed * 1000 + 125) AS h) AS r
	WHERE age >= 5 AND u(patient * 4::bigint + k, 126) < 0.08
)
SELECT patient, system,
	CASE system
		WHEN 'icd10' THEN CASE WHEN (h >> 30) & 1023 < 20 THEN lower(code) WHEN (h >> 30) & 1023 < 400 THEN rtrim(left(code, 3) || '.' || substr(code, 4), '.X') ELSE code END
		WHEN 'read2' THEN CASE WHEN (h >> 30) & 1 = 0 THEN code || '00' ELSE code END
		ELSE CASE WHEN (h >> 30) & 1023 < 2 THEN overlay(code PLACING ((right(code, 1)::integer + 1) % 10)::text FROM length(code)) ELSE code END
	END,
	CASE WHEN (h >> 40) & 1023 < 8 THEN date '1900-01-01' WHEN (h >> 40) & 8191 = 1000 THEN date '2042-01-01' + abs(day - date '2024-01-01') % 365 ELSE day END
FROM coded, generate_series(1, CASE WHEN (h >> 50) & 1023 < 15 THEN 2 ELSE 1 END);

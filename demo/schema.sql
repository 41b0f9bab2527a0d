/*
 * The tables that the demo fills, from published files or with the made-up region.
 * Plain tables: placebase needs no schema of its own.
 */
CREATE EXTENSION placebase;

CREATE SCHEMA demo;
SET search_path = demo, public;

-- A borough, or a place that stands for what lies beyond the boroughs.
CREATE TABLE place
(
	place text PRIMARY KEY,
	name text NOT NULL,
	kind text NOT NULL CHECK (kind IN ('borough', 'beyond'))
);

-- A small area of residence, and the place that it is part of.
CREATE TABLE area
(
	area text PRIMARY KEY,
	place text NOT NULL
);

-- What people call an area, where anybody does.
CREATE TABLE area_name
(
	area text PRIMARY KEY,
	name text NOT NULL
);

CREATE TABLE practice
(
	practice text PRIMARY KEY,
	name text NOT NULL,
	place text NOT NULL,		-- where it stands; 'ELSEWHERE' if out of scope
	network text,
	network_name text,
	in_scope boolean NOT NULL
);

CREATE TABLE registered
(
	practice text NOT NULL,
	area text NOT NULL,			-- where the patients live
	patients integer NOT NULL
);

CREATE TABLE resident
(
	area text NOT NULL,
	people integer NOT NULL
);

-- Which areas touch, and along how many metres; each pair once.
CREATE TABLE neighbour
(
	area text NOT NULL,
	neighbour text NOT NULL,
	shared_metres double precision NOT NULL
);

CREATE TABLE centroid
(
	area text NOT NULL,
	easting double precision NOT NULL,
	northing double precision NOT NULL
);

-- How deprived an area is among all areas: 1 the most deprived tenth, 10 the least.
CREATE TABLE deprivation
(
	area text PRIMARY KEY,
	decile integer NOT NULL CHECK (decile BETWEEN 1 AND 10)
);

-- The polygon of an area as GeoJSON, in longitude and latitude.
CREATE TABLE boundary
(
	area text PRIMARY KEY,
	geometry jsonb NOT NULL
);

-- People of a practice on the register of a condition, and the list of the ages that the register is for.
CREATE TABLE disease_register
(
	practice text NOT NULL,
	condition text NOT NULL,
	people integer NOT NULL,
	list_size integer NOT NULL,
	PRIMARY KEY (practice, condition)
);

-- People and what happened to them: never published, so only the made-up region has them.
CREATE TABLE patient
(
	patient integer NOT NULL,
	practice text NOT NULL,
	area text NOT NULL,
	age integer NOT NULL,
	care_home text
);

CREATE TABLE appointment
(
	patient integer NOT NULL,
	clinician text,
	seen_at timestamptz NOT NULL,
	status text NOT NULL		-- attended, did not attend, cancelled
);

CREATE TABLE care_home
(
	care_home text PRIMARY KEY,
	name text NOT NULL,
	area text NOT NULL
);

CREATE TABLE hospital_activity
(
	area text NOT NULL,
	hospital text NOT NULL,
	service text NOT NULL,		-- general, specialised
	admissions integer NOT NULL
);

CREATE TABLE emergency_attendance
(
	patient integer NOT NULL,
	hospital text NOT NULL,
	arrived_at timestamptz NOT NULL
);

-- Each time that a person was on a list: from this day until the day before that one; no end is still on it.
CREATE TABLE registration
(
	patient integer NOT NULL,
	practice text NOT NULL,
	area text NOT NULL,
	registered_on date NOT NULL,
	left_on date
);

-- What was written down of a person, in whatever system of codes.
CREATE TABLE recorded_condition
(
	patient integer NOT NULL,
	system text NOT NULL,		-- snomed, read2, icd10
	code text NOT NULL,
	recorded_on date NOT NULL
);

-- Which codes mean which condition: the code itself, or all that begin with it; and which of them do not.
CREATE TABLE code_list
(
	condition text NOT NULL,
	system text NOT NULL,
	code text NOT NULL,
	match text NOT NULL,		-- exact, prefix, not exact, not prefix
	PRIMARY KEY (condition, system, code)
);

-- Whether a condition is one of the body, of the mind, or a trouble with life.
CREATE TABLE condition_kind
(
	condition text PRIMARY KEY,
	kind text NOT NULL			-- physical, mental, life
);

INSERT INTO place VALUES
	('ELSEWHERE', 'Elsewhere in England', 'beyond'),
	('WALES', 'Wales', 'beyond'),
	('SCOTLAND', 'Scotland', 'beyond'),
	('NORTHERN_IRELAND', 'Northern Ireland', 'beyond'),
	('ISLANDS', 'Channel Islands and Isle of Man', 'beyond'),
	('UNKNOWN', 'Not known', 'beyond');

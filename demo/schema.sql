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

INSERT INTO place VALUES
	('ELSEWHERE', 'Elsewhere in England', 'beyond'),
	('WALES', 'Wales', 'beyond'),
	('SCOTLAND', 'Scotland', 'beyond'),
	('NORTHERN_IRELAND', 'Northern Ireland', 'beyond'),
	('ISLANDS', 'Channel Islands and Isle of Man', 'beyond'),
	('UNKNOWN', 'Not known', 'beyond');

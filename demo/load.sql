/*
 * What demo/load runs, in the folder of the rows that demo/published wrote, one file for each of :kinds.
 * One transaction: every table is as it was, or has all of its rows.
 */
\set QUIET on
SET client_min_messages = warning;
BEGIN;
SELECT set_config('load.schema', :'schema', true), set_config('load.replace', :'replace', true), set_config('load.kinds', trim(:'kinds'), true),
	position('registered' IN :'kinds') > 0 AS published, position('visit' IN :'kinds') > 0 AS visits \gset load_
-- not IF NOT EXISTS alone: that asks for the right to create schemas even where there is nothing to create
SELECT to_regnamespace(quote_ident(:'schema')) IS NULL AS no_schema \gset
\if :no_schema
	CREATE SCHEMA :"schema";
\endif
SET LOCAL search_path = :"schema", pg_catalog;

\if :load_published
CREATE TABLE IF NOT EXISTS place (place text PRIMARY KEY, name text NOT NULL, kind text NOT NULL);
CREATE TABLE IF NOT EXISTS area (area text PRIMARY KEY, place text NOT NULL);
CREATE TABLE IF NOT EXISTS area_name (area text PRIMARY KEY, name text NOT NULL);
CREATE TABLE IF NOT EXISTS practice
(
	practice text PRIMARY KEY, name text NOT NULL, place text NOT NULL, network text, network_name text, in_scope boolean NOT NULL
);
CREATE TABLE IF NOT EXISTS registered (practice text NOT NULL, area text NOT NULL, patients integer NOT NULL, PRIMARY KEY (practice, area));
CREATE TABLE IF NOT EXISTS resident (area text PRIMARY KEY, people integer NOT NULL);
CREATE TABLE IF NOT EXISTS neighbour
(
	area text NOT NULL, neighbour text NOT NULL, shared_metres double precision NOT NULL, PRIMARY KEY (area, neighbour)
);
CREATE TABLE IF NOT EXISTS centroid (area text PRIMARY KEY, easting double precision NOT NULL, northing double precision NOT NULL);
CREATE TABLE IF NOT EXISTS deprivation (area text PRIMARY KEY, decile integer NOT NULL);
CREATE TABLE IF NOT EXISTS disease_register
(
	practice text NOT NULL, condition text NOT NULL, people integer NOT NULL, list_size integer NOT NULL, PRIMARY KEY (practice, condition)
);
CREATE TABLE IF NOT EXISTS boundary (area text PRIMARY KEY, geometry jsonb NOT NULL);
\endif
\if :load_visits
CREATE TABLE IF NOT EXISTS visit (patient text NOT NULL, clinician text, seen_at timestamptz NOT NULL, status text);
\endif

-- Rows that are there already are replaced on demand only.
DO $$
DECLARE
	kind text;
	has_rows boolean;
BEGIN
	FOREACH kind IN ARRAY string_to_array(current_setting('load.kinds'), ' ')
	LOOP
		EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', current_setting('load.schema'), kind) INTO has_rows;
		IF has_rows AND current_setting('load.replace') = '' THEN
			RAISE EXCEPTION '%.% has rows already', current_setting('load.schema'), kind
				USING HINT = '--replace puts the new rows in their place; --schema loads into another schema.';
		ELSIF has_rows THEN
			EXECUTE format('TRUNCATE %I.%I', current_setting('load.schema'), kind);
		END IF;
	END LOOP;
END
$$;

\if :load_published
\copy place FROM 'place'
INSERT INTO place VALUES
	('ELSEWHERE', 'Elsewhere in England', 'beyond'), ('WALES', 'Wales', 'beyond'), ('SCOTLAND', 'Scotland', 'beyond'),
	('NORTHERN_IRELAND', 'Northern Ireland', 'beyond'), ('ISLANDS', 'Channel Islands and Isle of Man', 'beyond'), ('UNKNOWN', 'Not known', 'beyond');
\copy area FROM 'area'
\copy area_name FROM 'area_name'
\copy practice FROM 'practice'
\copy registered FROM 'registered'
\copy resident FROM 'resident'
\copy neighbour FROM 'neighbour'
\copy centroid FROM 'centroid'
\copy deprivation FROM 'deprivation'
\copy disease_register FROM 'disease_register'
\copy boundary FROM 'boundary'
ANALYZE place, area, area_name, practice, registered, resident, neighbour, centroid, deprivation, disease_register, boundary;
\endif
\if :load_visits
\copy visit FROM 'visit'
ANALYZE visit;
\endif
COMMIT;

-- ---- what is there now ---------------------------------------------------------------

\pset tuples_only on
\pset format unaligned
\pset fieldsep ': '
SET search_path = :"schema", pg_catalog;
\if :load_published
SELECT 'practices', format('%s, of which in scope %s', count(*), count(*) FILTER (WHERE in_scope)) FROM practice;
SELECT 'registered', format('%s people in %s rows', sum(patients), count(*)) FROM registered;
SELECT 'residents', format('%s people in %s areas', sum(people), count(*)) FROM resident;
SELECT 'pairs of neighbours', count(*) FROM neighbour;
\endif
\if :load_visits
SELECT 'visits', format('%s, of %s patients, from %s to %s', count(*), count(DISTINCT patient), min(seen_at), max(seen_at)) FROM visit;
\endif

/*
 * Loads the tables of scores beside this file: demo/load --scores runs it in this folder.
 * :schema is made where there is none.  One transaction: all tables, or none of them.
 */
\set QUIET on
SET client_min_messages = warning;
BEGIN;
SELECT to_regnamespace(quote_ident(:'schema')) IS NULL AS no_schema \gset
\if :no_schema
	CREATE SCHEMA :"schema";
\endif
SET LOCAL search_path = :"schema", pg_catalog;

-- Each score: what it is a version of, where it comes from, and whose code list it goes with.
CREATE TABLE IF NOT EXISTS score
(
	score text PRIMARY KEY, version text NOT NULL, list text, source text NOT NULL, licence text NOT NULL, read_in text NOT NULL
);
CREATE TABLE IF NOT EXISTS weight (score text REFERENCES score, condition text, weight numeric NOT NULL, PRIMARY KEY (score, condition));
CREATE TABLE IF NOT EXISTS code_list
(
	list text, condition text, system text, code text, match text, PRIMARY KEY (list, condition, system, code, match)
);
-- The weaker condition does not count beside the stronger one.
CREATE TABLE IF NOT EXISTS stronger (list text, condition text, weaker text, PRIMARY KEY (list, condition, weaker));

SELECT EXISTS (SELECT 1 FROM score) AND :'replace' = '' AS has_rows \gset
\if :has_rows
	DO 'BEGIN RAISE EXCEPTION $$the tables of scores have rows already$$ USING HINT = $$--replace puts the new rows in their place; --schema loads into another schema.$$; END';
\endif
TRUNCATE score, weight, code_list, stronger;
\copy score FROM 'score.csv' (FORMAT csv, HEADER)
\copy weight FROM 'weight.csv' (FORMAT csv, HEADER)
\copy code_list FROM 'code_list.csv' (FORMAT csv, HEADER)
\copy stronger FROM 'stronger.csv' (FORMAT csv, HEADER)
ANALYZE score, weight, code_list, stronger;
COMMIT;

-- ---- what there is now ---------------------------------------------------------------

\pset tuples_only on
\pset format unaligned
\pset fieldsep ': '
SET search_path = :"schema", pg_catalog;
SELECT score, format('%s weights, sum %s%s', count(*), sum(weight), (SELECT format('; %s codes', count(*)) FROM code_list AS c WHERE c.list = s.list HAVING count(*) > 0))
FROM score AS s JOIN weight USING (score) GROUP BY score, list ORDER BY score COLLATE "C";

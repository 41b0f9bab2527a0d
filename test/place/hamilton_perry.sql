-- The projection of Hamilton and Perry, in the SQL of doc/lists-over-time.md.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql
\set projection `sed -n '/^CREATE VIEW projection/,/;$/p' doc/lists-over-time.md 2>/dev/null`
SELECT :'projection' <> '' AS documented \gset
\if :vectors
\if :documented
CREATE TEMP TABLE census (area text, sex text, age text, earlier integer, later integer);
\copy census FROM PROGRAM 'cat "$VECTORS/flow/hamilton_perry_input.csv"' CSV HEADER
:projection
CREATE TEMP TABLE expected (area text, sex text, age text, later integer, projected float8, ratio float8);
\copy expected FROM PROGRAM 'cat "$VECTORS/flow/hamilton_perry_expected.csv"' CSV HEADER
SELECT is(count(*), 72::bigint, 'every area, sex and age') FROM projection;
SELECT is_empty('SELECT * FROM expected AS e FULL JOIN projection AS p USING (area, sex, age) WHERE (near(p.projected, e.projected) AND near(p.ratio, e.ratio) AND p.later = e.later) IS NOT TRUE', 'published projections');
\else
SELECT skip('the document is not at hand', 1);
\endif
\else
SELECT skip('no published figures here', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

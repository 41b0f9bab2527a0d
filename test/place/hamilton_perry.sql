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
SELECT is(count(*), (SELECT count(*) FROM census), 'every area, sex and age') FROM projection;
SELECT is_empty('SELECT * FROM expected AS e LEFT JOIN projection AS p USING (area, sex, age) WHERE (near(p.projected, e.projected) AND near(p.ratio, e.ratio) AND p.later = e.later) IS NOT TRUE', 'published projections');
SELECT is_empty('SELECT * FROM projection AS p JOIN census AS c ON c.area = p.area AND c.sex = p.sex AND c.age = ''45-49'' WHERE p.age = ''50-54'' AND c.earlier = 0 AND (p.ratio IS NULL AND p.projected = c.later) IS NOT TRUE', 'where nobody was, people stay as they are');
\else
SELECT skip('the document is not at hand', 3);
\endif
\endif

SELECT * FROM finish();
ROLLBACK;

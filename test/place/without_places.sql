-- without_places: flows with some places taken out.
BEGIN;
SELECT no_plan();

SELECT is(without_places('{"A": {"A": 1, "B": 2}, "B": {"C": 3}, "C": {"A": 0, "D": 4}}', '{B}'), '{"A": {"A": 1}, "C": {"A": 0, "D": 4}}', 'rows and columns');
SELECT is(without_places('{"A": {"B": 2}, "B": {"A": 3}}', '{A}'), '{}', 'a place without a flow is not known any more');
SELECT is(without_places('{"A": {"B": 2}}', '{}'), '{"A": {"B": 2}}', 'without none');
SELECT is(without_places('{"A": {"B": 2}}', '{X,NULL,"",a}'), '{"A": {"B": 2}}', 'codes that are not there');
SELECT is(without_places('{}', '{A}'), '{}', 'no flows');
SELECT is(without_places(NULL, '{A}'), NULL, 'NULL flows');
SELECT is(without_places('{"A": {"B": 2}}', NULL), NULL, 'NULL places');

SELECT setseed(0.75);
CREATE TEMP TABLE tie AS SELECT 'P' || i AS a, 'P' || j AS b, floor(9 * random())::float8 AS n FROM generate_series(1, 40) AS i, generate_series(20, 60) AS j WHERE random() < 0.3;
SELECT is((SELECT without_places(place_flows(a, b, n), ARRAY(SELECT 'P' || 7 * k FROM generate_series(1, 20) AS k)) FROM tie),
	(SELECT place_flows(a, b, n) FROM tie WHERE substr(a, 2)::int % 7 > 0 AND substr(b, 2)::int % 7 > 0), 'by plain SQL');

SELECT * FROM finish();
ROLLBACK;

-- recode: counts moved along weights that sum to 1, with nobody lost.
BEGIN;
SELECT no_plan();

-- A split, an unchanged area and a merger.
CREATE TEMP TABLE crosswalk AS
SELECT place_flows(old, new, weight) AS f
FROM (VALUES ('A', 'A', 1.0), ('B', 'B1', 0.75), ('B', 'B2', 0.25), ('C', 'CD', 1), ('D', 'CD', 1)) v(old, new, weight);

SELECT is(recode(place_counts '{"A": 10, "B": 40, "C": 20, "D": 30}', f),
	'{"A": 10, "B1": 30, "B2": 10, "CD": 50}'::place_counts, 'split by weight, unchanged, merged')
FROM crosswalk;
SELECT is(recode(place_counts '{"A": 10, "B": 40, "C": 20, "D": 30}', f), place_counts '{"A": 10, "B": 40, "C": 20, "D": 30}' * f,
	'it is the product where everything matches')
FROM crosswalk;
SELECT is(recode(place_counts '{"B": 40}', f), '{"B1": 30, "B2": 10}'::place_counts, 'only places that get something')
FROM crosswalk;
SELECT is(recode('{}'::place_counts, f), '{}', 'no place') FROM crosswalk;
SELECT is(recode('{}'::place_counts, '{}'), '{}', 'nothing at all');
SELECT is(recode('{"A": 1}'::place_counts, '{}', 'keep'), '{"A": 1}', 'no flows, kept');
SELECT is(recode('{"A": 1}'::place_counts, '{}', 'drop'), '{}', 'no flows, dropped');
SELECT is(recode(NULL::place_counts, f), NULL, 'no counts') FROM crosswalk;
SELECT is(recode('{}'::place_counts, f, NULL), NULL, 'no policy') FROM crosswalk;

-- Places without a match.
SELECT is(recode(place_counts '{"A": 10, "NO2011": 3}', f, 'keep'), '{"A": 10, "NO2011": 3}'::place_counts, 'kept under its own code')
FROM crosswalk;
SELECT is(recode(place_counts '{"B": 4, "B1": 3}', f, 'keep'), '{"B1": 6, "B2": 1}'::place_counts,
	'a kept place that is a destination too is added to it')
FROM crosswalk;
SELECT is(recode(place_counts '{"A": 10, "NO2011": 3}', f, 'drop'), '{"A": 10}'::place_counts, 'dropped')
FROM crosswalk;
SELECT throws_ok($$SELECT recode(place_counts '{"A": 10, "NO2011": 3}', f) FROM crosswalk$$, '22023',
	'1 place of the counts is no origin of the flows: "NO2011"');
SELECT throws_ok($$SELECT recode(place_counts '{"A": 10, "NO2011": 0}', f, 'error') FROM crosswalk$$, '22023',
	'1 place of the counts is no origin of the flows: "NO2011"', 'a place with nobody must match too');
SELECT throws_ok($$SELECT recode((SELECT place_counts('P' || to_char(i, 'FM00'), 1) FROM generate_series(1, 10) i), f) FROM crosswalk$$, '22023',
	'10 places of the counts are no origins of the flows: "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10"');
SELECT throws_ok($$SELECT recode((SELECT place_counts('P' || to_char(i, 'FM00'), 1) FROM generate_series(1, 12) i), f) FROM crosswalk$$, '22023',
	'12 places of the counts are no origins of the flows: "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10" and 2 more');
SELECT throws_ok($$SELECT recode(place_counts '{"A": 10}', f, 'ignore') FROM crosswalk$$, '22023',
	'unmatched must be ''error'', ''keep'' or ''drop'', not ''ignore''');

-- Weights that do not sum to 1 make or lose people.
SELECT throws_ok($$SELECT recode(place_counts '{"A": 10}', '{"A": {"X": 0.5, "Y": 0.4}}')$$, '22023',
	'weights of place "A" sum to 0.9, not 1');
SELECT throws_ok($$SELECT recode(place_counts '{"A": 10}', '{"A": {"X": 1}, "B": {"Y": 12}}')$$, '22023',
	'weights of place "B" sum to 12, not 1', 'also those of a place that has no count');
SELECT throws_ok($$SELECT recode(place_counts '{"A": 10}', '{"A": {"X": 0.999999}}')$$, '22023', NULL, 'weights rounded to a few digits');
SELECT lives_ok($$SELECT recode(place_counts '{"A": 10}', '{"A": {"X": 0.1, "Y": 0.2, "Z": 0.7000000000000001}}')$$, 'rounding errors of float8 are no errors');
SELECT throws_ok($$SELECT recode(place_counts '{"A": 1e308, "B": 1e308}', '{"A": {"X": 1}, "B": {"X": 1}}')$$, '22003',
	NULL, 'a sum that overflows');

-- Flows: one end, or both.
CREATE TEMP TABLE register AS
SELECT place_flows(practice, area, n) AS f, place_flows '{"P": {"North": 1}, "Q": {"South": 1}, "A": {"North": 1}, "B": {"North": 0.5, "South": 0.5}}' AS boroughs
FROM (VALUES ('P', 'A', 10), ('P', 'B', 20), ('Q', 'B', 6)) v(practice, area, n);
SELECT is(recode(f, boroughs), '{"P": {"North": 20, "South": 10}, "Q": {"North": 3, "South": 3}}'::place_flows, 'destinations') FROM register;
SELECT is(recode(f, boroughs, boroughs), '{"North": {"North": 20, "South": 10}, "South": {"North": 3, "South": 3}}'::place_flows, 'both ends') FROM register;
SELECT is(recode(f, origins => boroughs, destinations => boroughs), transpose(boroughs) * f * boroughs, 'which is the product where everything matches') FROM register;
SELECT is(recode('{}'::place_flows, boroughs, boroughs), '{}'::place_flows, 'no flows') FROM register;
SELECT is(recode(f, '{}'::place_flows, '{}', 'keep'), f, 'no weights, kept') FROM register;
SELECT is(recode(f, '{}'::place_flows, '{}', 'drop'), '{}', 'no weights, dropped') FROM register;
SELECT is(recode(f, NULL::place_flows), NULL, 'NULL weights') FROM register;
SELECT is(recode(f, '{"A": {"North": 1}}', 'keep'), '{"P": {"B": 20, "North": 10}, "Q": {"B": 6}}'::place_flows, 'a kept destination') FROM register;
SELECT is(recode(f, '{"P": {"North": 1}}', '{"A": {"Q": 1}, "B": {"Q": 1}}', 'keep'), '{"North": {"Q": 30}, "Q": {"Q": 6}}'::place_flows, 'a kept origin') FROM register;
SELECT is(recode(f, '{"P": {"North": 1}}', boroughs, 'drop'), '{"North": {"North": 20, "South": 10}}'::place_flows, 'a dropped origin') FROM register;
SELECT throws_ok($$SELECT recode(f, '{"A": {"North": 1}}') FROM register$$, '22023', '1 destination of the flows is no origin of the weights: "B"');
SELECT throws_ok($$SELECT recode(f, '{"X": {"North": 1}}', boroughs) FROM register$$, '22023', '2 origins of the flows are no origins of the weights: "P", "Q"');
SELECT throws_ok($$SELECT recode(f, boroughs + '{"A": {"North": 1}}', boroughs) FROM register$$, '22023', 'weights of place "A" sum to 2, not 1', 'a lookup with a row twice');
SELECT throws_ok($$SELECT recode(f, boroughs, 'ignore') FROM register$$, '22023', 'unmatched must be ''error'', ''keep'' or ''drop'', not ''ignore''');

-- A million places.
CREATE TEMP TABLE million AS
SELECT place_counts('E' || to_char(i, 'FM00000000'), i % 100) AS c, place_flows('E' || to_char(i, 'FM00000000'), 'W' || i % 1000, 1) AS f
FROM generate_series(1, 1000000) i;
SELECT is(total(recode(c, f)), total(c), 'a million areas to a thousand wards: everybody is there') FROM million;
SELECT is(recode(c, f) -> 'W7', 7000::float8, 'and where they belong') FROM million;
SELECT is(recode(c, '{}', 'keep'), c, 'a million places kept') FROM million;

-- What helps depends on whether anything matches.
\ir ../said.psql
SELECT is(pg_temp.said($$SELECT recode(place_counts '{"A": 1, "B": 1}', '{"A": {"X": 1}}')$$),
	'Pass ''keep'' to keep such places under their own codes, or ''drop'' to leave them out.', 'some match: a policy helps');
SELECT is(pg_temp.said($$SELECT recode(place_counts '{"a": 1, "b": 1}', '{"A": {"X": 1}}')$$),
	'One side has codes such as "a", the other such as "A". | No place matches: are the codes of another vintage or level, or written in another case?', 'none matches: no policy does');
SELECT is(pg_temp.said($$SELECT recode(place_flows '{"P": {"a": 1}}', '{"A": {"X": 1}}')$$),
	'One side has codes such as "a", the other such as "A". | No place matches: are the codes of another vintage or level, or written in another case?', 'the same of flows');
SELECT is(recode(place_counts '{"A": 1, "B": 1}', '{"A": {"X": 1}}', 'KEEP'), '{"B": 1, "X": 1}', 'policies in any case');
SELECT throws_ok($$SELECT recode(place_counts '{"A": 1}', '{"A": {"X": 1}}', 'ignore')$$, '22023', 'unmatched must be ''error'', ''keep'' or ''drop'', not ''ignore''');

-- Both ends at once is one end after the other.
CREATE TEMP TABLE both_ends AS SELECT
	(SELECT place_flows('P' || i % 41, 'A' || (i * i) % 53, i % 7 + 0.1) FROM generate_series(1, 900) i) AS f,
	(SELECT shares(place_flows('P' || i % 31, 'B' || i % 7, i % 5 + 1)) FROM generate_series(1, 200) i) AS o,
	(SELECT shares(place_flows('A' || i % 47, 'C' || i % 11, i % 3 + 1)) FROM generate_series(1, 300) i) AS d;
SELECT is(recode(f, o, d, policy), transpose(recode(transpose(recode(f, d, policy)), o, policy)), 'to the last bit: ' || policy) FROM both_ends, unnest('{keep,drop}'::text[]) policy;

SELECT * FROM finish();
ROLLBACK;

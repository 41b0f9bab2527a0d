-- accountable_population: four rules, each a sum of columns of reconcile(); differences between counts.
BEGIN;
SELECT no_plan();

-- X and Y have lists and residents; Z only residents; NO2011 is an unknown residence, B a borough over the border.
CREATE TEMP TABLE place AS
SELECT place_flows '{"X": {"X": 90, "Y": 8, "NO2011": 2}, "Y": {"X": 50, "Y": 40, "B": 10}}' AS f,
	place_counts '{"X": 150, "Y": 45, "Z": 7}' AS residents;

SELECT is(accountable_population(f, residents, 'registered'), '{"B": 0, "NO2011": 0, "X": 100, "Y": 100}', 'registered') FROM place;
SELECT is(accountable_population(f, residents, 'resident'), residents, 'resident') FROM place;
SELECT is(accountable_population(f, residents, 'both'), '{"B": 0, "NO2011": 0, "X": 90, "Y": 40}', 'both') FROM place;
-- X: 100 registered + 50 elsewhere + 10 nowhere; Y: 100 + 8 (three more than reside there are no debt); Z: residents only.
SELECT is(accountable_population(f, residents, 'either'), '{"B": 10, "NO2011": 2, "X": 160, "Y": 108, "Z": 7}', 'either') FROM place;

SELECT results_eq($$SELECT d.* FROM place, differences(accountable_population(f, residents, 'registered'), accountable_population(f, residents, 'resident')) d$$,
	$$VALUES ('B', 0::float8, NULL::float8, NULL::float8), ('NO2011', 0, NULL, NULL), ('X', 100, 150, -50), ('Y', 100, 45, 55), ('Z', NULL, 7, NULL)$$,
	'registered less resident: negative, positive, and unknown to one side');

-- Each rule is a sum of columns of reconcile(), on random boroughs.
CREATE TEMP TABLE random_place AS
SELECT k, place_flows('B' || o, 'B' || d, hashtext(concat_ws('/', k, o, d))::bigint & 255)
		FILTER (WHERE (hashtext(concat_ws('/', o, k, d))::bigint & 3) = 0) AS f,
	(SELECT place_counts('B' || i, hashtext(concat_ws('/', 'r', k, i))::bigint & 2047) FROM generate_series(1, 12) i WHERE (hashtext(concat_ws('/', i, 'r', k))::bigint & 7) > 0) AS residents
FROM generate_series(1, 30) k, generate_series(1, 10) o, generate_series(3, 13) d GROUP BY k;
SELECT is_empty($$
	SELECT k, r.place FROM random_place, reconcile(f, residents) r
	WHERE accountable_population(f, residents, 'registered') -> r.place IS DISTINCT FROM r.registered
		OR accountable_population(f, residents, 'resident') -> r.place IS DISTINCT FROM r.resident
		OR accountable_population(f, residents, 'both') -> r.place IS DISTINCT FROM r.registered_here_living_here
		OR accountable_population(f, residents, 'either') -> r.place IS DISTINCT FROM
			CASE WHEN r.registered IS NULL THEN r.resident
				ELSE r.registered + r.living_here_registered_elsewhere + coalesce(r.unregistered, 0) END$$, 'sums of the columns of reconcile');
SELECT is_empty($$
	SELECT k, r.place FROM random_place, reconcile(f, residents) r
	WHERE NOT (r.registered_here_living_here <= r.registered AND r.registered_here_living_here <= r.living_here_registered)
		OR r.registered - r.living_here_registered <> r.registered_here_living_elsewhere - r.living_here_registered_elsewhere
		OR r.unregistered > 0 AND r.list_excess > 0
		OR r.living_here_registered + r.unregistered - r.list_excess <> r.resident$$, 'identities of each place');
SELECT is_empty($$
	SELECT k FROM random_place, reconcile(f, residents) r GROUP BY k, f, residents
	HAVING sum(r.registered) <> total(f) OR sum(r.living_here_registered) <> total(f) OR sum(r.resident) <> total(residents)$$, 'identities of the totals');

-- Empty values, NULL, errors.
SELECT is(accountable_population('{}', '{}', rule), '{}', 'nothing: ' || rule) FROM unnest('{registered,resident,either,both}'::text[]) rule;
SELECT is(accountable_population(NULL, '{}', 'either'), NULL, 'no flows');
SELECT throws_ok($$SELECT accountable_population('{}', '{}', 'any')$$, '22023', 'rule must be ''registered'', ''resident'', ''either'' or ''both'', not ''any''');
SELECT throws_ok($$SELECT accountable_population('{"A": {"B": 1e308}, "B": {"B": 1, "C": 1e308}}', '{}', 'either')$$, '22003', NULL, 'a sum that overflows');

-- A hundred thousand places.
CREATE TEMP TABLE many AS
SELECT place_counts('E' || i, 2) AS c, place_flows('E' || i, 'E' || i % 50000 * 2, 3) AS f FROM generate_series(1, 100000) i;
SELECT is(total(accountable_population(f, c, 'registered')), 3e5::float8, 'many places') FROM many;
SELECT is(total(accountable_population(f, c, 'both')), (SELECT sum(r.registered_here_living_here) FROM reconcile(f, c) r), 'both') FROM many;

SELECT is(accountable_population('{"A": {"A": 3}}', '{"A": 5}', 'Resident'), '{"A": 5}', 'rules in any case');

SELECT * FROM finish();
ROLLBACK;

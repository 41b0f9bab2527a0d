-- The structure of a whole city: London's practices, tied where they share an area with at least 50 patients of each,
-- against figures computed elsewhere.  Skipped where the published data is not at hand.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql
\if :vectors
CREATE TEMP TABLE registered (practice text, lsoa text, patients integer);
\copy registered FROM PROGRAM 'zcat "$VECTORS/../data/london/registered.csv.gz"' CSV HEADER
CREATE TEMP TABLE expected (measure text, value text);
\copy expected FROM PROGRAM 'cat "$VECTORS/network/london_expected.csv"' CSV HEADER
CREATE TEMP TABLE tied AS SELECT f * transpose(f) AS ties FROM (SELECT place_flows(practice, lsoa, 1) AS f FROM registered WHERE patients >= 50) AS s;
CREATE TEMP TABLE structure AS SELECT s.* FROM tied, network_structure(tied.ties) AS s;
CREATE TEMP TABLE place AS SELECT p.* FROM tied, network_places(ties) AS p;

SELECT is_empty($$SELECT measure, f.value, e.value FROM structure AS s, jsonb_each_text(to_jsonb(s)) AS f (measure, value) JOIN expected AS e USING (measure) WHERE NOT near(f.value::float8, e.value::float8)$$, 'every figure of the structure');
SELECT cmp_ok(count(*), '>=', 14::bigint, 'of which there are many') FROM structure AS s, jsonb_each_text(to_jsonb(s)) AS f (measure, value) JOIN expected AS e USING (measure);
SELECT is(degree, (SELECT value FROM expected WHERE measure = 'max_degree')::int, 'the largest degree') FROM place WHERE place = 'E85124';
SELECT ok(near(betweenness, (SELECT value FROM expected WHERE measure = 'max_betweenness')::float8), 'the largest betweenness') FROM place WHERE place = 'E85124';
SELECT results_eq('SELECT max(degree), max(core_number)::text FROM place', $$SELECT degree, value FROM place, expected WHERE place = 'E85124' AND measure = 'max_core_number'$$, 'nobody has more');
SELECT results_eq('SELECT hub, round(hub_dependence::numeric, 4), centre, round(peer_density::numeric, 5), round(mean_distance_without_centre::numeric, 2) FROM structure', $$VALUES ('E86007', 0.0017, 'E85124', 0.01778, 4.83)$$, 'hub and centre');
SELECT ok(NOT cut_place, 'nobody depends on the centre') FROM place WHERE place = 'E85124';
SELECT results_eq($$SELECT s.places, round(degree_centralisation::numeric, 4), round(betweenness_centralisation::numeric, 4), round(mean_distance::numeric, 2) FROM tied, network_structure(without_places(ties, '{E85124}')) AS s$$, 'VALUES (1206, 0.0819, 0.3589, 4.83)', 'without it');

-- Communities of ties that all count the same, beside the best of twenty runs of another program.
CREATE TEMP TABLE plain AS SELECT place_flows(origin, destination, 1) AS ties FROM tied, cells(ties);
SELECT cmp_ok(modularity(ties, (SELECT place_flows(place, community::text, 1) FROM network_communities(ties, seed => seed))), '>=', 0.97 * (SELECT value FROM expected WHERE measure = 'leiden_best_of_20_modularity')::float8, 'communities, seed ' || seed)
FROM plain, generate_series(1, 3) AS seed;
\endif

SELECT * FROM finish();
ROLLBACK;

-- smooth: rates drawn towards those of the neighbours.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is(smooth('{"a": 2}', '{"a": 10, "b": 20}', '{}'), '{"a": 0.2, "b": 0}', 'without neighbours, the own rate; without events, 0');
SELECT is(smooth('{}', '{"a": 10, "b": 20}', '{"a": {"b": 1}}'), '{"a": 0, "b": 0}', 'no event anywhere');
SELECT is(smooth('{"a": 1, "b": 2}', '{"a": 10, "b": 20}', '{"a": {"a": 1}, "b": {"a": 0}}'), '{"a": 0.1, "b": 0.1}', 'the diagonal and a tie of 0 are no neighbours');
SELECT is(smooth('{"a": 0, "b": 4}', '{"a": 10, "b": 30}', '{"a": {"b": 1}}'), '{"a": 0.1, "b": 0.13333333333333333}', 'no more variation than chance: the rate of both; b has no neighbour');
SELECT is(smooth('{"z": 0}', '{"a": 10}', '{"z": {"y": 0}}'), '{"a": 0}', 'places that stand for nothing');
SELECT is(smooth('{}', '{}', '{}'), '{}', 'no place');
SELECT is(smooth(NULL, '{}', '{}'), NULL, 'NULL');
SELECT throws_ok($$SELECT smooth('{}', '{"a": 10}', '{"a": {"b": 1}}')$$, '22023', 'place "b" is a neighbour but has no people');
SELECT throws_ok($$SELECT smooth('{}', '{"a": 10}', '{"b": {"a": 1}}')$$, '22023', 'place "b" has neighbours but no people');
SELECT throws_ok($$SELECT smooth('{"b": 1}', '{"a": 10}', '{}')$$, '22023', 'place "b" has events but no people');
SELECT throws_ok($$SELECT smooth('{}', '{"a": 0}', '{}')$$, '22023', 'place "a" has 0 people');

-- On a map where all are neighbours, it is empirical_bayes; on a made-up one, plain SQL.
CREATE TEMP TABLE line AS SELECT g, 'P' || i AS place, 10 + h % 900 AS people, h / 1000 % (1 + (10 + h % 900) / 5) AS events FROM generate_series(1, 30) g, generate_series(1, 3 + g) i, LATERAL (SELECT hashtext('s' || g || '/' || i)::bigint & 1048575 AS h) r;
CREATE TEMP TABLE side AS SELECT g, place_counts(place, events) AS events, place_counts(place, people) AS people FROM line GROUP BY g;
CREATE TEMP TABLE tie AS SELECT a.g, a.place AS origin, b.place AS destination, (hashtext(a.g || a.place || b.place) & 7)::float8 AS n FROM line a JOIN line b USING (g) WHERE hashtext(a.g || a.place || b.place) & 3 < 2;
SELECT is_empty($$SELECT side.g, s.place FROM side, LATERAL (SELECT place_flows(a.place, b.place, 1) AS all_of_them FROM counts(people) a, counts(people) b) x, counts(smooth(events, people, all_of_them)) s JOIN
	(SELECT g, place, smoothed_rate(events, people, (b).rate, (b).variance) AS n FROM (SELECT *, empirical_bayes(events, people) OVER (PARTITION BY g) AS b FROM line) l) e USING (place)
	WHERE e.g = side.g AND NOT near(s.n, e.n)$$, 'all neighbours of all: as empirical_bayes');
SELECT is_empty($$
	WITH around AS (SELECT g, origin AS place, destination AS other FROM tie WHERE n > 0 AND origin <> destination UNION SELECT g, place, place FROM line),
		b AS (SELECT a.g, a.place, count(*) AS m, sum(l.events)::float8 / sum(l.people) AS b, sum(l.people)::float8 AS n FROM around a JOIN line l ON l.g = a.g AND l.place = a.other GROUP BY a.g, a.place),
		v AS (SELECT b.*, greatest(0, (SELECT sum(l.people * (l.events::float8 / l.people - b.b) ^ 2) FROM around a JOIN line l ON l.g = a.g AND l.place = a.other WHERE a.g = b.g AND a.place = b.place) / n - b / (n / m)) AS a FROM b),
		plain AS (SELECT v.g, v.place, CASE WHEN m = 1 THEN events::float8 / people WHEN a + b = 0 THEN 0 ELSE b + a * (events::float8 / people - b) / (a + b / people) END AS n FROM v JOIN line USING (g, place))
	SELECT * FROM plain FULL JOIN (SELECT side.g, s.place, s.n FROM side JOIN (SELECT g, place_flows(origin, destination, n) AS f FROM tie GROUP BY g) t USING (g), counts(smooth(events, people, f)) s) o USING (g, place)
	WHERE (abs(plain.n - o.n) <= 1e-9) IS NOT TRUE$$, 'as plain SQL has it');

\if :vectors
CREATE TEMP TABLE input (place text, events float8, people float8);
CREATE TEMP TABLE neighbours (origin text, destination text);
CREATE TEMP TABLE marshall (place text, raw float8, global float8, global_a float8, global_b float8, global_binomial float8, local float8, local_spdep_default float8, local_a float8, local_m float8);
\copy input FROM PROGRAM 'cat "$VECTORS/uncertainty/marshall_input.csv"' CSV HEADER
\copy neighbours FROM PROGRAM 'cat "$VECTORS/uncertainty/marshall_neighbours.csv"' CSV HEADER
\copy marshall FROM PROGRAM 'cat "$VECTORS/uncertainty/marshall_expected.csv"' CSV HEADER NULL 'NA'
SELECT ok(near(s.n, local), 'place ' || place) FROM (SELECT place_counts(place, events) AS e, place_counts(place, people) AS p FROM input) i, (SELECT place_flows(origin, destination, 1) AS f FROM neighbours) n, counts(smooth(e, p, f)) s JOIN marshall USING (place);

-- Like for like: practices beside what their patients would have anywhere.
CREATE TEMP TABLE patient (practice text, patient text, stratum text, index float8);
CREATE TEMP TABLE like_for_like (practice text, patients int, mean float8, expected_mean float8, adjusted_mean float8, standard_error float8);
\copy patient FROM PROGRAM 'cat "$VECTORS/uncertainty/like_for_like_input.csv"' CSV HEADER
\copy like_for_like FROM PROGRAM 'cat "$VECTORS/uncertainty/like_for_like_expected.csv"' CSV HEADER
SELECT ok(p.patients = e.patients AND near(p.mean, e.mean) AND near(p.expected, e.expected_mean) AND near(p.adjusted, e.adjusted_mean) AND near(p.error, e.standard_error), 'practice ' || practice)
FROM like_for_like e JOIN (SELECT practice, count(*) AS patients, avg(index) AS mean, avg(expected) AS expected, max(overall) + avg(index - expected) AS adjusted, stddev_samp(index - expected) / sqrt(count(*)) AS error
	FROM (SELECT *, avg(index) OVER (PARTITION BY stratum) AS expected, avg(index) OVER () AS overall FROM patient) p GROUP BY practice) p USING (practice);
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

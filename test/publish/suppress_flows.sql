-- suppress_flows, suppression_holes: two-way tables against published optima, against all tables that could be
-- behind what is shown, and their edges.
BEGIN;
SELECT no_plan();

\ir ../vectors.psql

-- ---- by hand ------------------------------------------------------------------

CREATE TEMP VIEW small_table AS
SELECT place_flows(origin, destination, n) AS f FROM (VALUES ('a', 'x', 3), ('a', 'y', 20), ('a', 'z', 35), ('b', 'x', 15), ('b', 'y', 25), ('b', 'z', 35)) v(origin, destination, n);
SELECT results_eq('SELECT s.* FROM small_table, suppress_flows(f) s',
	$$VALUES ('a', 'x', NULL::float8, 'small'), ('a', 'y', NULL, 'to protect'), ('a', 'z', 35, NULL), ('a', NULL, 58, NULL), ('b', 'x', NULL, 'to protect'), ('b', 'y', NULL, 'to protect'), ('b', 'z', 35, NULL), ('b', NULL, 75, NULL),
		(NULL, 'x', 18, NULL), (NULL, 'y', 45, NULL), (NULL, 'z', 70, NULL), (NULL, NULL, 133, NULL)$$, 'one small count: a rectangle, the one with the least people');
SELECT is_empty('SELECT h.* FROM small_table, LATERAL (SELECT f, place_flows(origin, destination, 1) AS hidden FROM suppress_flows(f) WHERE n IS NULL GROUP BY f) s, suppression_holes(s.f, hidden, width => 5) h', 'and it holds');
SELECT results_eq($$SELECT h.* FROM small_table, suppression_holes(f, '{"a": {"x": 1, "y": 1}}') h$$, $$VALUES ('a', 'x', 3::float8, 3::float8, 3::float8), ('a', 'y', 20, 20, 20)$$, 'a line of two hidden cells gives both away');
SELECT results_eq($$SELECT h.* FROM small_table, suppression_holes(f, '{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}}', width => 2147483647) h$$,
	$$VALUES ('a', 'x', 3::float8, 1::float8, 17::float8), ('a', 'y', 20, 6, 22), ('b', 'x', 15, 1, 17), ('b', 'y', 25, 23, 39)$$, 'all intervals of a rectangle');
SELECT results_eq($$SELECT h.* FROM small_table, suppression_holes(f, '{"a": {"x": 1}}', width => 2147483647, hidden_origins => '{a}', hidden_destinations => '{x}', hidden_total => true) h$$,
	$$VALUES ('a', 'x', 3::float8, 1::float8, NULL::float8), ('a', NULL, 58, 56, NULL), (NULL, 'x', 18, 16, NULL), (NULL, NULL, 133, 131, NULL)$$, 'hidden with all its totals: unlimited');
SELECT results_eq($$SELECT h.* FROM small_table, suppression_holes(f, '{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}}', insider => 'b') h$$,
	$$VALUES ('a', 'x', 3::float8, 3::float8, 3::float8), ('a', 'y', 20, 20, 20)$$, 'who owns the other line knows');
SELECT results_eq($$SELECT h.* FROM suppression_holes('{"a": {"x": 0, "y": 7}, "b": {"y": 3}}', '{"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 1}}', width => 2147483647) h$$,
	$$VALUES ('a', 'x', 0::float8, 0::float8, 0::float8), ('a', 'y', 7, 7, 7), ('b', 'x', 0, 0, 0), ('b', 'y', 3, 3, 3)$$, 'hidden zeros, stored or not, protect nothing in a column of zeros');
SELECT results_eq($$SELECT * FROM suppress_flows('{"a": {"x": 0, "y": 7}, "b": {"y": 6}}')$$,
	$$VALUES ('a', 'x', 0::float8, NULL), ('a', 'y', 7, NULL), ('a', NULL, 7, NULL), ('b', 'y', 6, NULL), ('b', NULL, 6, NULL), (NULL, 'x', 0, NULL), (NULL, 'y', 13, NULL), (NULL, NULL, 13, NULL)$$, 'nothing small, nothing hidden; stored zeros are rows');
SELECT results_eq($$SELECT * FROM suppress_flows('{}')$$, $$VALUES (NULL, NULL, 0::float8, NULL)$$, 'an empty table has its total');
SELECT results_eq($$SELECT destination, n, reason FROM suppress_flows('{"a": {"x": 3, "y": 20}}', shown_totals => true) WHERE origin IS NOT NULL$$,
	$$VALUES ('x', NULL::float8, 'exposed'), ('y', 20, NULL), (NULL, 23, NULL)$$, 'one line whose totals are shown: exposed');
SELECT results_eq($$SELECT origin, n, reason FROM suppress_flows('{"a": {"x": 3}, "b": {"y": 20}}', shown_totals => true) WHERE destination IS NULL$$,
	$$VALUES ('a', 3::float8, 'exposed'), ('b', 20, NULL), (NULL, 23, NULL)$$, 'a small total that stays is exposed');
SELECT is_empty($$SELECT * FROM suppress_flows('{"a": {"x": 3}, "b": {"y": 20}}') WHERE reason = 'exposed'$$, 'with totals as cells nothing is exposed');

-- ---- what is refused, and NULL ----------------------------------------------------

SELECT throws_ok($$SELECT suppress_flows('{"A": {"B": 2.5}}')$$, '22023', 'the count from "A" to "B" is 2.5: only whole counts can be suppressed', 'half a person');
SELECT throws_ok($$SELECT suppress_flows('{"A": {"B": 9007199254740992, "C": 2}}')$$, '22003', 'the table counts 9.00719925474099e+15, more than can be suppressed exactly', 'beyond 2^53');
SELECT throws_ok($$SELECT suppress_flows('{}', below => 0)$$, '22023', 'the threshold of suppression must be a finite number above 0, not 0', 'threshold 0');
SELECT throws_ok($$SELECT suppress_flows('{}', width => 1)$$, '22023', 'width must be at least 2 numbers, not 1', 'width 1');
SELECT throws_ok($$SELECT suppress_flows('{}', insiders => 'rows')$$, '22023', 'insiders must be ''none'', ''origins'', ''destinations'' or ''both'', not ''rows''', 'other insiders');
SELECT throws_ok($$SELECT suppression_holes('{"A": {"B": 2}}', '{"A": {"C": 1}}')$$, '22023', 'the table has no line "C", which hidden names', 'a hidden cell elsewhere');
SELECT throws_ok($$SELECT suppression_holes('{"A": {"B": 2}}', '{}', hidden_origins => '{B}')$$, '22023', 'the table has no line "B", which hidden_origins names', 'an origin that is none');
SELECT throws_ok($$SELECT suppression_holes('{"A": {"B": 2}}', '{}', hidden_destinations => '{NULL}')$$, '22004', 'hidden_destinations must not hold NULL', 'NULL among the names');
SELECT throws_ok($$SELECT suppression_holes('{"A": {"B": 2}}', '{}', insider => 'C')$$, '22023', 'the table has no line "C", which insider names', 'an insider who owns nothing');
SELECT throws_ok($$SELECT suppression_holes('{"A": {"B": 2}}', '{}', width => 1)$$, '22023', 'width must be at least 2 numbers, not 1', 'width 1 of holes');
SELECT is_empty($$SELECT suppress_flows(NULL)$$, 'NULL: no rows');
SELECT is_empty($$SELECT suppress_flows('{"A": {"B": 2}}', insiders => NULL)$$, 'NULL insiders: no rows');
SELECT is_empty($$SELECT suppression_holes('{"A": {"B": 2}}', NULL)$$, 'NULL hidden: no rows');
SELECT is((SELECT count(*) FROM suppress_flows('{"A": {"B": 2}}', width => NULL)), 4::bigint, 'NULL width: the threshold');

-- ---- random tables against all tables that could be behind them ---------------------

-- Tables of every size up to 3 by 4 with zeros and small counts; what is shown of each, by both readings of totals.
CREATE FUNCTION pg_temp.draw(VARIADIC text[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS
	$$ SELECT hashtext(array_to_string($1, '/'))::bigint & 1048575 $$;
CREATE TEMP TABLE cell AS
SELECT k, o AS origin, d AS destination, CASE pg_temp.draw(k::text, o, d) % 10 WHEN 0 THEN 0 WHEN 1 THEN 0 WHEN 2 THEN 1 WHEN 3 THEN 2 WHEN 4 THEN 3 WHEN 5 THEN 4 ELSE 5 + pg_temp.draw(d, k::text, o) % 5 END::float8 AS n
FROM generate_series(1, 120) k, unnest(ARRAY['a', 'b', 'c']) WITH ORDINALITY o(o, r), unnest(ARRAY['w', 'x', 'y', 'z']) WITH ORDINALITY d(d, c)
WHERE r <= 1 + k % 3 AND c <= 1 + k / 3 % 4;
CREATE TEMP TABLE suppressed AS
SELECT k, f, w.width, w.shown_totals, s.* FROM (SELECT k, place_flows(origin, destination, n) AS f FROM cell GROUP BY k) t,
	(VALUES (2, true), (3, true), (5, true), (2, false), (3, false), (5, false)) w(width, shown_totals), LATERAL suppress_flows(f, 5, w.width, w.shown_totals) s;

SELECT is_empty($$SELECT * FROM suppressed s JOIN cell c USING (k, origin, destination) WHERE s.n <> c.n$$, 'shown counts are those of the table');
SELECT is_empty($$SELECT * FROM suppressed s JOIN (SELECT k, origin, destination, sum(n) AS total FROM cell GROUP BY k, GROUPING SETS ((origin), (destination), ())) c
	ON c.k = s.k AND c.origin IS NOT DISTINCT FROM s.origin AND c.destination IS NOT DISTINCT FROM s.destination WHERE s.n <> c.total$$, 'and shown totals those of its lines');
SELECT is_empty($$SELECT * FROM suppressed WHERE n > 0 AND n < 5 AND reason IS DISTINCT FROM 'exposed'$$, 'nothing small is shown, but exposed totals');
SELECT is_empty($$SELECT * FROM suppressed WHERE NOT shown_totals AND reason = 'exposed'$$, 'with totals as cells nothing is exposed');
SELECT is_empty($$SELECT * FROM suppressed WHERE shown_totals AND (origin IS NULL OR destination IS NULL) AND n IS NULL$$, 'shown totals are shown');
SELECT ok(count(*) FILTER (WHERE reason = 'exposed') > 10 AND count(*) FILTER (WHERE reason = 'to protect') > 100, 'the tables have both') FROM suppressed;

-- Every table that could be behind a pattern of hidden counts and totals, all of them at least 1: by how much each count would be another,
-- from -reach to reach.  Nothing is lost by looking no further: a count that can rise by some number can do so while no other changes by more.
-- A table of changes has a row for each origin and one for the totals of destinations, whose counts add up to those above; a row
-- has a change for each destination, and they add up to that of its own total.
CREATE TEMP TABLE line AS
SELECT k, origin, destination, sum(n) AS n FROM cell GROUP BY k, GROUPING SETS ((origin, destination), (origin), (destination), ());
CREATE TEMP TABLE asked (q int, why text, k int, width int, shown_totals boolean, reach int, hidden text[], origin text, destination text);
CREATE FUNCTION pg_temp.name(origin text, destination text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(origin, '*') || coalesce(destination, '*') $$;
INSERT INTO asked
SELECT row_number() OVER (), why, k, width, shown_totals, width - 1, hidden, origin, destination FROM (
	SELECT 'as hidden' AS why, k, width, shown_totals, array_agg(pg_temp.name(origin, destination)) FILTER (WHERE n IS NULL) AS hidden, NULL AS origin, NULL AS destination FROM suppressed GROUP BY k, width, shown_totals
	UNION ALL SELECT 'one less', a.k, a.width, a.shown_totals, array_agg(pg_temp.name(s.origin, s.destination)) FILTER (WHERE s.n IS NULL AND pg_temp.name(s.origin, s.destination) <> pg_temp.name(a.origin, a.destination)), a.origin, a.destination
		FROM suppressed a JOIN suppressed s ON (s.k, s.width, s.shown_totals) = (a.k, a.width, a.shown_totals) WHERE a.reason = 'to protect' GROUP BY a.k, a.width, a.shown_totals, a.origin, a.destination
	UNION ALL SELECT 'all hidden', k, width, true, array_agg(pg_temp.name(origin, destination)) FILTER (WHERE n > 0), NULL, NULL FROM cell, unnest(ARRAY[2, 3, 5]) width GROUP BY k, width) a
WHERE hidden IS NOT NULL AND (width < 5 OR k % 3 < 2 OR k / 3 % 4 < 3);
CREATE TEMP TABLE bounds AS
SELECT q, r.origin, array_agg(CASE WHEN is_hidden THEN greatest(1 - n, -reach)::int ELSE 0 END ORDER BY d.destination) AS least, array_agg(CASE WHEN is_hidden THEN reach ELSE 0 END ORDER BY d.destination) AS most
FROM asked, unnest(ARRAY['a', 'b', 'c', NULL]) r(origin), unnest(ARRAY['w', 'x', 'y', 'z', NULL]) d(destination)
	LEFT JOIN LATERAL (SELECT n FROM line WHERE line.k = asked.k AND line.origin IS NOT DISTINCT FROM r.origin AND line.destination IS NOT DISTINCT FROM d.destination) l ON true,
	LATERAL (SELECT coalesce(pg_temp.name(r.origin, d.destination) = ANY (hidden), false) AS is_hidden) h GROUP BY q, r.origin;
CREATE TEMP TABLE change AS
SELECT q, origin, w, x, y, z, w + x + y + z AS "all" FROM bounds, generate_series(least[1], most[1]) w, generate_series(least[2], most[2]) x, generate_series(least[3], most[3]) y, generate_series(least[4], most[4]) z
WHERE w + x + y + z BETWEEN least[5] AND most[5];
ANALYZE change;
CREATE TEMP TABLE possible AS
SELECT asked.*, r.origin AS line, d.destination AS across, l.n, i.fall, i.rise FROM (
	SELECT a.q, ARRAY[min(a.w), min(a.x), min(a.y), min(a.z), min(a."all"), min(b.w), min(b.x), min(b.y), min(b.z), min(b."all"), min(c.w), min(c.x), min(c.y), min(c.z), min(c."all"), min(t.w), min(t.x), min(t.y), min(t.z), min(t."all")] AS falls,
		ARRAY[max(a.w), max(a.x), max(a.y), max(a.z), max(a."all"), max(b.w), max(b.x), max(b.y), max(b.z), max(b."all"), max(c.w), max(c.x), max(c.y), max(c.z), max(c."all"), max(t.w), max(t.x), max(t.y), max(t.z), max(t."all")] AS rises
	FROM change a JOIN change b USING (q) JOIN (change c JOIN change t USING (q)) ON a.q = c.q AND a.w + b.w = t.w - c.w AND a.x + b.x = t.x - c.x AND a.y + b.y = t.y - c.y AND a.z + b.z = t.z - c.z
	WHERE a.origin = 'a' AND b.origin = 'b' AND c.origin = 'c' AND t.origin IS NULL GROUP BY a.q) e
	JOIN asked USING (q), unnest(ARRAY['a', 'b', 'c', NULL]) WITH ORDINALITY r(origin, i), unnest(ARRAY['w', 'x', 'y', 'z', NULL]) WITH ORDINALITY d(destination, j), LATERAL (SELECT falls[5 * (r.i - 1) + d.j] AS fall, rises[5 * (r.i - 1) + d.j] AS rise) i,
	LATERAL (SELECT n FROM line WHERE line.k = asked.k AND line.origin IS NOT DISTINCT FROM r.origin AND line.destination IS NOT DISTINCT FROM d.destination) l
WHERE pg_temp.name(r.origin, d.destination) = ANY (hidden);
SELECT is(count(DISTINCT q), (SELECT count(*) FROM asked), 'every pattern has been enumerated') FROM possible;
SELECT ok(count(*) > 5000, 'hidden counts that were enumerated') FROM possible;
SELECT is(count(DISTINCT (1 + k % 3, 1 + k / 3 % 4)) FILTER (WHERE shown_totals), 12::bigint, 'of tables of every size') FROM possible;
SELECT is_empty($$SELECT k, width, shown_totals, line, across, p.n, fall, rise FROM possible p JOIN suppressed s USING (k, width, shown_totals) WHERE why = 'as hidden' AND s.origin IS NOT DISTINCT FROM line AND s.destination IS NOT DISTINCT FROM across
	AND reason = 'small' AND rise - fall + 1 < width$$, 'each small count can be as many numbers as asked for');
SELECT is_empty($$SELECT k, width, shown_totals, line, across, p.n, fall, rise FROM possible p JOIN suppressed s USING (k, width, shown_totals) WHERE why = 'as hidden' AND s.origin IS NOT DISTINCT FROM line AND s.destination IS NOT DISTINCT FROM across
	AND reason = 'to protect' AND rise = fall$$, 'nothing that was added can be worked out');
SELECT is_empty($$SELECT s.k, s.width, s.origin, s.destination, fall, rise FROM suppressed s JOIN possible p ON why = 'all hidden' AND (p.k, p.width, p.line, p.across) = (s.k, s.width, s.origin, s.destination)
	WHERE s.shown_totals AND s.n IS NULL AND reason IN ('small', 'exposed') AND (reason = 'exposed') <> (rise - fall + 1 < s.width)$$, 'exposed is what no pattern protects');
SELECT is_empty($$SELECT q, k, width, shown_totals, p.origin, p.destination FROM possible p WHERE why = 'one less' GROUP BY 1, 2, 3, 4, 5, 6
	HAVING NOT bool_or(rise - fall + 1 < width AND EXISTS (SELECT FROM suppressed s WHERE (s.k, s.width, s.shown_totals) = (p.k, p.width, p.shown_totals) AND reason = 'small' AND s.origin IS NOT DISTINCT FROM line AND s.destination IS NOT DISTINCT FROM across))$$,
	'without any one of the added counts and totals a small count fails');
SELECT is_empty($$SELECT p.q, line, across, p.n, fall, rise, at_least, at_most FROM possible p FULL JOIN (
		SELECT q, h.* FROM asked JOIN (SELECT DISTINCT k, f FROM suppressed) t USING (k), LATERAL (SELECT coalesce(place_flows(origin, destination, 1) FILTER (WHERE pg_temp.name(origin, destination) = ANY (hidden)), '{}') AS cells FROM cell WHERE cell.k = asked.k) c,
			suppression_holes(f, cells, width => 2147483647, hidden_origins => ARRAY(SELECT left(x, -1) FROM unnest(hidden) x WHERE x LIKE '_*' AND x <> '**'),
				hidden_destinations => ARRAY(SELECT substr(x, 2) FROM unnest(hidden) x WHERE x LIKE '*_' AND x <> '**'), hidden_total => '**' = ANY (hidden)) h) h
	ON h.q = p.q AND h.origin IS NOT DISTINCT FROM line AND h.destination IS NOT DISTINCT FROM across
	WHERE (fall = greatest(at_least - h.n, -reach) AND rise = least(at_most - h.n, reach)) IS NOT TRUE$$, 'suppression_holes gives the intervals of all possible tables');

-- The whole pattern, totals and all, against suppression_holes; and no added count is idle.
CREATE TEMP TABLE pattern AS
SELECT k, width, shown_totals, f, coalesce(place_flows(origin, destination, 1) FILTER (WHERE n IS NULL AND origin IS NOT NULL AND destination IS NOT NULL), '{}') AS hidden,
	coalesce(array_agg(origin) FILTER (WHERE n IS NULL AND origin IS NOT NULL AND destination IS NULL), '{}') AS origins,
	coalesce(array_agg(destination) FILTER (WHERE n IS NULL AND origin IS NULL AND destination IS NOT NULL), '{}') AS destinations,
	coalesce(bool_or(n IS NULL) FILTER (WHERE origin IS NULL AND destination IS NULL), false) AS total
FROM suppressed GROUP BY k, width, shown_totals, f;
SELECT is_empty($$SELECT * FROM pattern p, suppression_holes(f, hidden, 5, width, origins, destinations, total) h JOIN suppressed s
	ON s.origin IS NOT DISTINCT FROM h.origin AND s.destination IS NOT DISTINCT FROM h.destination
	WHERE s.k = p.k AND s.width = p.width AND s.shown_totals = p.shown_totals AND s.reason = 'small'$$, 'no small count is a hole');
SELECT is_empty($$SELECT * FROM pattern p, suppression_holes(f, hidden, 5, 2, origins, destinations, total) h JOIN suppressed s
	ON s.origin IS NOT DISTINCT FROM h.origin AND s.destination IS NOT DISTINCT FROM h.destination
	WHERE s.k = p.k AND s.width = p.width AND s.shown_totals = p.shown_totals AND s.reason <> 'exposed'$$, 'and nothing but what is exposed can be worked out');
SELECT is_empty($$SELECT p.k, p.width, a.origin, a.destination FROM pattern p JOIN suppressed a USING (k, width, shown_totals)
	WHERE a.reason = 'to protect' AND a.origin IS NOT NULL AND a.destination IS NOT NULL AND NOT EXISTS (
		SELECT FROM suppression_holes(p.f, (SELECT coalesce(place_flows(origin, destination, n), '{}') FROM cells(p.hidden) c WHERE (c.origin, c.destination) <> (a.origin, a.destination)), 5, p.width, p.origins, p.destinations, p.total) h
			JOIN suppressed s ON s.origin IS NOT DISTINCT FROM h.origin AND s.destination IS NOT DISTINCT FROM h.destination
		WHERE s.k = p.k AND s.width = p.width AND s.shown_totals = p.shown_totals AND s.reason = 'small')$$, 'without any one of the added cells a small count fails');

-- Larger tables, by the intervals that were enumerated above: 12 by 12, a third of them zeros.
CREATE TEMP TABLE large AS
SELECT k, place_flows(o::text, d::text, n) AS f FROM (SELECT k, o, d, CASE WHEN h % 3 = 0 THEN 0 WHEN h % (4 + k % 5) = 1 THEN 1 + h / 100 % 4 ELSE 5 + h / 100 % 40 END AS n
	FROM generate_series(1, 12) k, generate_series(11, 22) o, generate_series(31, 42) d, LATERAL (SELECT pg_temp.draw('large', k::text, o::text, d::text) AS h) r) c GROUP BY k;
CREATE TEMP TABLE large_suppressed AS
SELECT k, f, w.*, s.* FROM large, (VALUES (2, true), (5, true), (2, false), (5, false)) w(width, shown_totals), suppress_flows(f, 5, w.width, w.shown_totals) s;
CREATE TEMP TABLE large_pattern AS
SELECT k, width, shown_totals, f, place_flows(origin, destination, 1) FILTER (WHERE n IS NULL AND origin IS NOT NULL AND destination IS NOT NULL) AS hidden,
	coalesce(array_agg(origin) FILTER (WHERE n IS NULL AND origin IS NOT NULL AND destination IS NULL), '{}') AS origins,
	coalesce(array_agg(destination) FILTER (WHERE n IS NULL AND origin IS NULL AND destination IS NOT NULL), '{}') AS destinations,
	coalesce(bool_or(n IS NULL) FILTER (WHERE origin IS NULL AND destination IS NULL), false) AS total
FROM large_suppressed GROUP BY k, width, shown_totals, f;
SELECT ok(count(*) FILTER (WHERE reason = 'small') > 500 AND count(*) FILTER (WHERE reason = 'to protect') > 200, 'larger tables have small counts, and others hidden with them') FROM large_suppressed;
SELECT is_empty($$SELECT p.k, p.width, p.shown_totals, h.* FROM large_pattern p, suppression_holes(f, hidden, 5, width, origins, destinations, total) h JOIN large_suppressed s
	ON s.origin IS NOT DISTINCT FROM h.origin AND s.destination IS NOT DISTINCT FROM h.destination
	WHERE (s.k, s.width, s.shown_totals, s.reason) = (p.k, p.width, p.shown_totals, 'small')$$, 'larger tables: no small count is a hole');
SELECT is_empty($$SELECT p.k, p.width, p.shown_totals, h.* FROM large_pattern p, suppression_holes(f, hidden, 5, 2, origins, destinations, total) h JOIN large_suppressed s
	ON s.origin IS NOT DISTINCT FROM h.origin AND s.destination IS NOT DISTINCT FROM h.destination
	WHERE (s.k, s.width, s.shown_totals) = (p.k, p.width, p.shown_totals) AND s.reason <> 'exposed'$$, 'larger tables: nothing but what is exposed can be worked out');
SELECT set_eq($$SELECT k, width, origin, destination FROM large_suppressed WHERE shown_totals AND reason = 'exposed' AND n IS NULL$$,
	$$SELECT k, w, h.origin, h.destination FROM large, unnest(ARRAY[2, 5]) w, suppression_holes(f, (SELECT place_flows(origin, destination, n) FROM cells(f)), width => w) h WHERE h.n < 5$$, 'larger tables: exposed is what no pattern protects');
SELECT is_empty($$SELECT p.k, p.width, p.shown_totals, a.origin, a.destination FROM large_pattern p JOIN large_suppressed a USING (k, width, shown_totals)
	WHERE a.reason = 'to protect' AND a.origin IS NOT NULL AND a.destination IS NOT NULL AND NOT EXISTS (
		SELECT FROM suppression_holes(p.f, (SELECT place_flows(origin, destination, n) FROM cells(p.hidden) c WHERE (c.origin, c.destination) <> (a.origin, a.destination)), 5, p.width, p.origins, p.destinations, p.total) h
			JOIN large_suppressed s ON s.origin IS NOT DISTINCT FROM h.origin AND s.destination IS NOT DISTINCT FROM h.destination
		WHERE (s.k, s.width, s.shown_totals, s.reason) = (p.k, p.width, p.shown_totals, 'small'))$$, 'larger tables: no added cell is idle');

-- What is hidden besides never narrows an interval, and of a table turned round the intervals are those of the table.
CREATE TEMP TABLE intervals AS
SELECT k, more, h.* FROM large, generate_series(1, 4) more, LATERAL (SELECT place_flows(origin, destination, 1) FILTER (WHERE pg_temp.draw(k::text, origin, destination, 'hidden') % 20 < 3 * more) AS hidden FROM cells(f)) p,
	suppression_holes(f, hidden, width => 2147483647, hidden_origins => (ARRAY['11', '15'])[1:more - 2], hidden_destinations => (ARRAY['31', '42'])[1:more - 2], hidden_total => more > 3) h;
SELECT is_empty($$SELECT * FROM intervals a JOIN intervals b ON b.k = a.k AND b.more = a.more + 1 AND b.origin IS NOT DISTINCT FROM a.origin AND b.destination IS NOT DISTINCT FROM a.destination
	WHERE b.at_least > a.at_least OR coalesce(b.at_most, 'Infinity') < coalesce(a.at_most, 'Infinity')$$, 'hiding more never narrows an interval');
SELECT ok(count(*) > 100, 'and often widens one') FROM intervals a JOIN intervals b ON b.k = a.k AND b.more = a.more + 1 AND b.origin = a.origin AND b.destination = a.destination
WHERE b.at_least < a.at_least OR coalesce(b.at_most, 'Infinity') > coalesce(a.at_most, 'Infinity');
SELECT set_eq($$SELECT k, more, h.* FROM large, generate_series(1, 4) more, LATERAL (SELECT place_flows(destination, origin, 1) FILTER (WHERE pg_temp.draw(k::text, origin, destination, 'hidden') % 20 < 3 * more) AS hidden FROM cells(f)) p,
		suppression_holes(transpose(f), hidden, width => 2147483647, hidden_origins => (ARRAY['31', '42'])[1:more - 2], hidden_destinations => (ARRAY['11', '15'])[1:more - 2], hidden_total => more > 3) h$$,
	'SELECT k, more, destination, origin, n, at_least, at_most FROM intervals', 'a table turned round: its intervals turned round');

-- Owners of a line.
SELECT is_empty($$SELECT * FROM (SELECT t.f, s.hidden FROM (SELECT DISTINCT k, f FROM suppressed) t, LATERAL (SELECT place_flows(origin, destination, 1) AS hidden FROM suppress_flows(t.f, 5, 2, true, 'origins') WHERE n IS NULL) s
		WHERE NOT EXISTS (SELECT FROM suppress_flows(t.f, 5, 2, true, 'origins') WHERE reason = 'exposed')) t, unnest(ARRAY['a', 'b', 'c']) AS insider, LATERAL suppression_holes(f, hidden, width => 2, insider => insider) h
	WHERE h.n < 5 AND EXISTS (SELECT FROM cells(f) WHERE origin = insider)$$, 'no owner of an origin works out a small count of another');
SELECT ok(bool_or(EXISTS (SELECT FROM suppression_holes(f, hidden, width => 2, insider => 'a') WHERE n < 5)), 'without asking for that some would') FROM pattern WHERE shown_totals AND EXISTS (SELECT FROM cells(f) WHERE origin = 'a');
SELECT is(d.exposed, o.exposed, 'owners of destinations are to a table what owners of origins are to the table turned round')
	FROM (SELECT DISTINCT k, f FROM pattern WHERE shown_totals AND k < 20) AS p,
		LATERAL (SELECT array_agg(origin || ' ' || destination ORDER BY origin, destination) FILTER (WHERE reason = 'exposed') AS exposed FROM suppress_flows(f, 5, 2, true, 'origins')) AS o,
		LATERAL (SELECT array_agg(destination || ' ' || origin ORDER BY destination, origin) FILTER (WHERE reason = 'exposed') AS exposed FROM suppress_flows(transpose(f), 5, 2, true, 'destinations')) AS d;

-- The same table, the same answer: whatever the order of rows.
SELECT is((SELECT array_agg(s::text ORDER BY s.origin, s.destination) FROM suppress_flows((SELECT place_flows(origin, destination, n ORDER BY n) FROM cell WHERE k = 5)) s),
	(SELECT array_agg(s::text ORDER BY s.origin, s.destination) FROM suppress_flows((SELECT place_flows(origin, destination, n ORDER BY destination DESC) FROM cell WHERE k = 5)) s), 'order of rows');

-- ---- published optima ---------------------------------------------------------------

\if :vectors
CREATE TEMP TABLE tables (name text, below float8, origin text, destination text, n float8);
\copy tables FROM PROGRAM 'cat "$VECTORS/publish/tables.csv"' CSV HEADER
CREATE TEMP TABLE fewest (name text, below float8, width integer, totals text, small integer, exposed integer, fewest_cells integer, least_people integer, fewest_totals integer, how text,
	prototype_cells integer, prototype_people integer, prototype_totals integer, hypercube_cells integer, hypercube_exposed integer);
\copy fewest FROM PROGRAM 'cat "$VECTORS/publish/fewest.csv"' CSV HEADER
CREATE TEMP TABLE ours AS
SELECT name, below, width, totals, count(*) FILTER (WHERE reason = 'to protect' AND origin IS NOT NULL AND destination IS NOT NULL) AS cells,
	count(*) FILTER (WHERE reason = 'to protect' AND (origin IS NULL OR destination IS NULL)) AS total_cells, count(*) FILTER (WHERE reason = 'exposed' AND n IS NULL) AS exposed,
	count(*) FILTER (WHERE reason IN ('small', 'exposed') AND n IS NULL) AS small
FROM (SELECT name, below, place_flows(origin, destination, n) AS f FROM tables GROUP BY name, below) t JOIN fewest w USING (name, below), LATERAL suppress_flows(f, below, width, totals = 'shown') s
GROUP BY name, below, width, totals;
SELECT is((SELECT count(*) FROM ours), 136::bigint, 'all tables');
SELECT is_empty('SELECT * FROM ours JOIN fewest f USING (name, below, width, totals) WHERE ours.small <> f.small OR ours.exposed <> f.exposed', 'small and exposed as published');
SELECT is_empty('SELECT * FROM ours JOIN fewest f USING (name, below, width, totals) WHERE (total_cells, cells) < (fewest_totals, fewest_cells)', 'never below the proven optimum');
SELECT ok(sum(cells) <= 1.08 * sum(fewest_cells), 'cells added: within 1.08 of the optimum for totals ' || totals) FROM ours JOIN fewest USING (name, below, width, totals) GROUP BY totals;

CREATE TEMP TABLE holes_tables (name text, below float8, origin text, destination text, n float8, is_hidden boolean);
\copy holes_tables FROM PROGRAM 'cat "$VECTORS/publish/holes_tables.csv"' CSV HEADER
CREATE TEMP TABLE holes (name text, origin text, destination text, n float8, at_least_0 float8, at_most_0 float8, at_least_1 float8, at_most_1 float8, at_least_reasons float8, at_most_reasons float8);
\copy holes FROM PROGRAM 'cat "$VECTORS/publish/holes.csv"' CSV HEADER
SELECT set_eq('SELECT name, h.* FROM (SELECT name, place_flows(origin, destination, n) AS f, place_flows(origin, destination, 1) FILTER (WHERE is_hidden) AS hidden FROM holes_tables GROUP BY name) t, suppression_holes(f, hidden, width => 2147483647) h',
	'SELECT name, origin, destination, n, at_least_1, at_most_1 FROM holes', 'intervals by enumeration');
\endif

SELECT * FROM finish();
ROLLBACK;

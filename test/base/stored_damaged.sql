-- Damaged stored values of places, attendance and ranks: an error or an answer, never a read beyond the value or the end of the server.
-- Unary plus of numeric copies any bytes as they are, so it makes bytes of a value and values of bytes; only a superuser can call it so.

BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.bytes(place_counts) RETURNS bytea LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.bytes(place_flows) RETURNS bytea LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.bytes(attendance_profile) RETURNS bytea LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.bytes(ranked_outcomes) RETURNS bytea LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.place_counts(bytea) RETURNS place_counts LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.place_flows(bytea) RETURNS place_flows LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.attendance_profile(bytea) RETURNS attendance_profile LANGUAGE internal AS 'numeric_uplus';
CREATE FUNCTION pg_temp.ranked_outcomes(bytea) RETURNS ranked_outcomes LANGUAGE internal AS 'numeric_uplus';

CREATE TEMP TABLE question AS
SELECT 'place_counts' AS type, unnest(ARRAY['octet_length(v::text)', 'octet_length(place_counts_send(v))', 'v = v', 'total(v)', $$v -> 'A'$$, $$v -> 'Kensington'$$, $$v -> 'zz'$$,
	'total(v + v)', 'total(v - v)', 'total(v * 2)', 'total(2 * v)', 'total(v / 2)', 'total(v * v)', 'total(v / v)', 'total(larger_of(v, v))', 'total(smaller_of(v, v))', $$total(v * place_flows '{"A": {"B": 1}, "D": {"B": 1}}')$$, $$total(recode(v, '{"A": {"B": 1}}', 'keep'))$$, 'total(apportion(v))', 'total(apportion(v, 5.0))', 'total(allocate(v, 5, v * 0, v * 9))', 'allocation_scale(v, 5, v * 0, v * 9)', 'total(weighted_capitation(v, ARRAY[v, v]))', '(SELECT count(*) FROM distance_from_target(v, v))', $$total(floating_catchment('{"A": {"B": 1}}', v, v))$$, $$total(smooth(v, v + '{"D": 1}', '{}'))$$,
	'(SELECT count(*) FROM counts(v))', $$(SELECT count(*) FROM reconcile('{"A": {"D": 3}}', v))$$, $$total(accountable_population('{"A": {"D": 3}}', v, 'either'))$$,
	'(SELECT count(*) FROM differences(v, v))', '(overlap(v, v)).similarity', '(SELECT total(rollup(x)) FROM unnest(ARRAY[v, v]) x)',
	$$(SELECT count(*) FROM spread(v, v, '{"A": {"D": 3}}'))$$, $$total(rake('{"A": {"B": 1}}', v, v))$$, $$(SELECT count(*) FROM localities(v, '{"A": {"D": 1}, "D": {"A": 1}}', 1, 9))$$, $$(SELECT count(*) FROM redraw_localities('{"A": 1, "B": 2, "D": 3, "Kensington": 4}', '{"A": {"D": 1}, "D": {"A": 1}}', 1, 9, measures => ARRAY[v]))$$,
	$$(SELECT count(*) FROM same_size_localities(v, '{"A": {"D": 1}, "D": {"A": 1}}', NULL, '{"A": {"N": 1}}'))$$, $$(SELECT count(*) FROM locality_frontier(v, '{"A": {"D": 1}, "D": {"A": 1}}', 1, 9, NULL, '{"A": {"N": 1}}', '{1}'))$$, $$(network_structure('{"A": {"D": 1}, "D": {"A": 1}}', 0, v)).places$$, $$(SELECT count(*) FROM network_places('{"A": {"D": 1}, "D": {"A": 1}}', 0, v))$$,
	$$(SELECT count(*) FROM match_assignments('{"A": {"D": 1}}', '{}', v))$$, $$own_locality_bound(v, '{"A": {"D": 1}}', 5)$$]) AS sql
UNION ALL
SELECT 'place_flows', unnest(ARRAY['octet_length(v::text)', 'octet_length(place_flows_send(v))', 'v = v', 'total(v)', $$total(v -> 'A')$$, $$total(v -> 'Kensington')$$, $$total(v -> 'zz')$$,
	'total(origins(v))', 'total(destinations(v))', 'total(transpose(v))', 'total(shares(v))', 'total(apportion(v / 3))', $$total(smooth('{}', '{"A": 1, "B": 2, "D": 3, "Kensington": 4}', v))$$, $$total(floating_catchment(v / 10, '{"A": 2}', '{"D": 3}'))$$, 'total(v + v)', 'total(v - v)', 'total(v * 2)', 'total(2 * v)', 'total(v / 2)', 'total(v * v)', 'total(v * transpose(v))', $$total(recode(v, '{"A": {"B": 1}, "D": {"B": 1}}', 'keep'))$$, $$total(recode(place_flows '{"B": {"A": 2}}', v, v, 'drop'))$$,
	$$total(place_counts '{"A": 2, "D": 3}' * v)$$, $$total(recode(place_counts '{"A": 2}', v))$$, '(SELECT count(*) FROM cells(v))', $$(SELECT count(*) FROM reconcile(v, '{"A": 3}'))$$,
	'(SELECT count(*) FROM main_destinations(v))', '(SELECT count(*) FROM catchments(v))', '(SELECT count(*) FROM catchments_by_minimum_share(v, 0.3))', '(SELECT count(*) FROM self_containment(v))', $$(SELECT count(*) FROM list_account(v))$$, $$total(without_places(v, '{A,Kensington}'))$$, '(network_structure(v)).ties', '(SELECT count(*) FROM network_structure(v + transpose(v)))', $$(SELECT count(*) FROM network_thresholds(v, '{0,2}'))$$, '(hub_dependence(v, 2)).dependence', '(SELECT count(*) FROM network_places(v))', '(SELECT count(*) FROM network_communities(v))', 'modularity(v, v)', $$modularity('{"A": {"D": 2}, "D": {"A": 2}}', v)$$,
	$$care_density('[["2024-01-01", "A"], ["2024-01-02", "D"], ["2024-01-02", "Kensington"]]', v)$$, $$fragmented_care_density('[["2024-01-01", "A"], ["2024-01-02", "D"], ["2024-01-02", "Kensington"]]', v, '{"A": "x", "D": "x", "Kensington": "x"}', '{"x|x": 1}')$$, '(SELECT count(*) FROM suppress_flows(v))', $$(SELECT count(*) FROM suppression_holes('{"A": {"D": 3}}', v))$$, '(SELECT count(*) FROM overlaps(v))', '(SELECT count(*) FROM overlaps(v, 0.5))',
	$$(SELECT count(*) FROM spread('{"A": 1}', '{"A": 2}', v))$$, $$(SELECT count(*) FROM spread('{"A": 1, "Z": 1}', '{"A": 2, "Z": 2}', v, 'keep'))$$, 'total(rake(v, origins(v), destinations(v)))', '(SELECT total(rollup(x)) FROM unnest(ARRAY[v, v]) x)',
	$$(SELECT count(*) FROM localities('{"A": 1, "B": 2, "D": 3, "Kensington": 4}', v, 1, 9))$$, $$(SELECT count(*) FROM redraw_localities('{"A": 1, "B": 2, "D": 3, "Kensington": 4}', '{}', 1, 9, v, v, together => v))$$,
	$$(SELECT count(*) FROM same_size_localities('{"A": 1, "B": 2, "D": 3, "Kensington": 4}', '{}', v, v))$$, $$(SELECT count(*) FROM locality_frontier('{"A": 1, "B": 2, "D": 3, "Kensington": 4}', '{}', 1, 9, v, v, '{1}', apart => v))$$, $$(SELECT count(*) FROM locality_quality(v, '{"A": 1, "D": 3, "Kensington": 4}', v))$$, 'own_locality_share(v, v)',
	$$total(assignment_overlap(v, v, '{"A": 1, "B": 2, "D": 3, "Kensington": 4}'))$$, $$(SELECT count(*) FROM match_assignments(v, v, '{"A": 1, "B": 2, "D": 3, "Kensington": 4}'))$$, $$(compare_assignments(v, v, '{"A": 1, "B": 2, "D": 3, "Kensington": 4}', v)).kept$$, $$own_locality_bound('{"A": 1, "B": 2, "D": 3, "Kensington": 4}', v, 5)$$, $$least_moved(v, '{"A": 1, "B": 2, "D": 3, "Kensington": 4}', 5)$$])
UNION ALL
SELECT 'attendance_profile', unnest(ARRAY['octet_length(v::text)', 'octet_length(attendance_profile_send(v))', 'v = v', 'people(v)', 'contacts(v)', 'gini(v)', 'top_share(v, 0.1)',
	'(attendance_threshold(v, 0.1)).contacts', '(heterogeneity(v)).mean', 'expected_next(v, 3)', '(fall_back(v, 1)).ratio', '(attendance_band(v, 1, 3)).people', '(SELECT count(*) FROM counts(v))', '(SELECT count(*) FROM lorenz(v))', '(SELECT people(rollup(x)) FROM unnest(ARRAY[v, v]) x)'])
UNION ALL
SELECT 'ranked_outcomes', unnest(ARRAY['octet_length(v::text)', 'octet_length(ranked_outcomes_send(v))', 'v = v', 'concentration_index(v)', $$bounded_concentration_index(v, 0, 1, 'wagstaff')$$, '(SELECT octet_length(rollup(x)::text) FROM unnest(ARRAY[v, v]) x)',
	'people(v)', 'outcome(v)', 'auc(v)', '(auc_interval(v)).value', '(at_capacity(v, 3)).events', '(SELECT count(*) FROM roc(v))', $$(SELECT count(*) FROM decision_curve(v, '{0.1,0.3}'))$$,
	'brier(v)', '(observed_over_expected(v)).value', '(SELECT count(*) FROM calibration(v))', '(calibration_line(v)).slope']);

-- A value may be the state with which an aggregate begins: a strict combine takes its first row for it.
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['place_counts', 'place_flows', 'attendance_profile', 'ranked_outcomes']
	LOOP
		EXECUTE format('CREATE FUNCTION pg_temp.strict_combine(%1$s, %1$s) RETURNS %1$s LANGUAGE C STRICT AS %2$L, %3$L', t, (SELECT probin FROM pg_proc WHERE proname = t || '_in'), t || '_combine');
		EXECUTE format('CREATE AGGREGATE pg_temp.begun(%1$s) (SFUNC = pg_temp.strict_combine, STYPE = %1$s)', t);
		INSERT INTO question SELECT t, format('(SELECT octet_length(pg_temp.begun(x)::text) FROM unnest(ARRAY[v, %L]) x)', '{}');
	END LOOP;
END $$;

-- What each question says of some bytes: a SQLSTATE, or nothing if it answers.
CREATE FUNCTION pg_temp.ask(type text, bytes bytea) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE asked text;
BEGIN
	FOR asked IN SELECT q.sql FROM question q WHERE q.type = ask.type
	LOOP
		BEGIN
			EXECUTE format('SELECT count(%s) FROM (SELECT pg_temp.%I($1) AS v OFFSET 0) x', asked, type) USING bytes;
		EXCEPTION WHEN data_corrupted OR program_limit_exceeded OR numeric_value_out_of_range OR invalid_parameter_value OR division_by_zero THEN
			RETURN NEXT SQLSTATE;
		END;
	END LOOP;
END $$;

CREATE TEMP TABLE good AS
SELECT t.type, CASE t.type WHEN 'place_counts' THEN pg_temp.bytes(v::place_counts) WHEN 'place_flows' THEN pg_temp.bytes(v::place_flows) WHEN 'ranked_outcomes' THEN pg_temp.bytes(v::ranked_outcomes) ELSE pg_temp.bytes(v::attendance_profile) END AS bytes
FROM (VALUES ('place_counts', '{}'), ('place_counts', '{"A": 1, "B": 2.5, "D": 0, "Kensington": 7}'),
	('place_flows', '{}'), ('place_flows', '{"A": {"A": 1, "D": 2}, "D": {"A": 2, "D": 4, "Kensington": 3}, "Kensington": {"D": 3}}'),
	('attendance_profile', '{"0": 5, "1": 3, "2.5": 2, "40": 1}'),
	('ranked_outcomes', '{}'), ('ranked_outcomes', '{"0": [5, 1], "0.25": [3, 2], "0.5": [2.5, 0], "0.75": [1, 1]}')) t (type, v);

SELECT is((SELECT count(*) FROM pg_temp.ask(type, bytes) s WHERE s = 'XX001'), 0::bigint, format('%s of %s bytes: no question finds it damaged', type, octet_length(bytes))) FROM good;
SELECT is(get_byte(bytes, 0), 1, type || ': the first byte is the version') FROM good;

-- Whatever reads the value, not the bytes, says that the head is not one it knows.
SELECT is((SELECT count(*) FROM pg_temp.ask(g.type, set_byte(bytes, at, 9)) s WHERE s = 'XX001'), (SELECT count(*) - 1 FROM question q WHERE q.type = g.type), format('%s with another byte %s is damaged for every question but =', g.type, at))
	FROM good g, unnest(ARRAY[0, 1, 3]) at;
SELECT is((SELECT count(*) FROM pg_temp.ask(g.type, substring(bytes FOR length)) s WHERE s = 'XX001'), (SELECT count(*) - 1 FROM question q WHERE q.type = g.type), format('%s cut to %s bytes is', g.type, length))
	FROM good g, LATERAL unnest(ARRAY[0, 1, 11, octet_length(bytes) - 1]) length WHERE length < octet_length(bytes);

-- Rows that begin after the first cell would leave it out in silence.
SELECT cmp_ok((SELECT count(*) FROM pg_temp.ask(g.type, set_byte(bytes, 28 + 8 * 6, 1)) s WHERE s = 'XX001'), '>=', (SELECT count(*) FROM question q WHERE q.type = g.type AND sql !~ '->|^v [<=>]|care_density'),
	'flows whose first row does not begin with the first cell are damaged for every question of more than one origin') FROM good g WHERE g.type = 'place_flows' AND octet_length(bytes) > 100;

-- A code of no bytes: the first of four places ends where it begins.
SELECT cmp_ok((SELECT count(*) FROM pg_temp.ask(g.type, set_byte(bytes, 12 + 8 * 4, 0)) s WHERE s = 'XX001'), '>=', (SELECT count(*) FROM question q WHERE q.type = g.type AND sql !~ '->|^v [<=>]'),
	'counts of a place without a code are damaged for every question of all places') FROM good g WHERE g.type = 'place_counts' AND octet_length(bytes) > 50;

-- Changed anywhere: whatever it says, it says it in order.
\set seed 0.25
\ir ../random.psql
CREATE TEMP TABLE changed AS
	SELECT type, set_byte(set_byte(bytes, (random() * (octet_length(bytes) - 1))::int, (random() * 255)::int), (random() * (octet_length(bytes) - 1))::int, (random() * 255)::int) AS bytes
	FROM good, generate_series(1, 60 * :rounds) i WHERE octet_length(bytes) > 0
	UNION ALL SELECT type, set_byte(bytes, at, b) FROM good, generate_series(0, octet_length(bytes) - 1) at, unnest(ARRAY[0, 255]) b;
SELECT lives_ok(format('SELECT pg_temp.ask(type, bytes) FROM changed WHERE type = %L', type), type || ': values with a byte or two changed') FROM (SELECT DISTINCT type FROM good) t;
SELECT cmp_ok((SELECT count(*) FROM changed c, pg_temp.ask(c.type, c.bytes) s WHERE s = 'XX001'), '>', 5000::bigint, 'most of which is seen');

-- Codes that are no text: found damaged before they reach a client or a message.
CREATE TEMP TABLE no_text AS
SELECT type, decode(replace(encode(bytes, 'hex'), encode('Kensington', 'hex'), encode('Kensingto', 'hex') || 'ff'), 'hex') AS bytes FROM good WHERE bytes::text LIKE '%' || encode('Kensington', 'hex') || '%';
CREATE FUNCTION pg_temp.said(sql text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE sql USING bytes;
	RETURN 'an answer';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT is(count(*), 2::bigint, 'a value of each type with such a code') FROM no_text;
SELECT is(pg_temp.said(format('SELECT %s FROM (SELECT pg_temp.%I($1) AS v OFFSET 0) x', asked, type), bytes), 'XX001 stored code is damaged', type || ': ' || asked)
FROM no_text JOIN (VALUES ('place_counts', 'v::text'), ('place_counts', 'v::json'), ('place_counts', 'place_counts_send(v)'), ('place_counts', '(SELECT count(*) FROM counts(v))'),
	('place_counts', $$recode(v, '{"A": {"A": 1}}')$$),
	('place_flows', 'v::text'), ('place_flows', 'place_flows_send(v)'), ('place_flows', '(SELECT count(*) FROM cells(v))'), ('place_flows', '(SELECT count(*) FROM main_destinations(v))')) q (of, asked) ON of = type;

-- What a later version wrote says so.
SELECT is(pg_temp.said(format('SELECT (pg_temp.%I($1))::text', type), set_byte(bytes, 0, 9)), format('XX001 stored %s value has the unknown version 9', type), type || ' of a later version')
FROM no_text;

SELECT * FROM finish();
ROLLBACK;

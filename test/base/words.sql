-- Arguments that are one of a few words: not a part of one, nor more than one.

BEGIN;
SELECT no_plan();

CREATE TEMP TABLE question AS SELECT * FROM (VALUES
	('recode', 'error', $$SELECT recode(place_counts '{"a": 1}', '{"a": {"b": 1}}', %L)$$),
	('accountable_population', 'registered', $$SELECT accountable_population('{"a": {"a": 1}}', '{"a": 1}', %L)$$),
	('funnel_limits', 'rate', 'SELECT funnel_limits(1, 1, %L)'),
	('slope_index_of_inequality', 'log', 'SELECT slope_index_of_inequality(x, 1, 1, 0.95, %L) FROM generate_series(1, 3) x')) AS v (name, word, sql);

SELECT lives_ok(format(sql, word), name || ' knows the word ' || word) FROM question;
SELECT throws_like(format(sql, wrong), '%''' || wrong || '''%', format('%s does not know %L, and says so', name, wrong))
	FROM question, unnest(ARRAY[left(word, 2), left(word, -1), word || 's', 'nonsense']) wrong WHERE name IN ('recode', 'accountable_population');
SELECT throws_ok(format(sql, wrong), '22023', NULL, format('%s does not know %L', name, wrong))
	FROM question, unnest(ARRAY['', left(word, 2), left(word, -1), word || 's', 'nonsense']) wrong;

SELECT * FROM finish();
ROLLBACK;

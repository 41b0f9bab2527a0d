-- concentration_index and bounded_concentration_index of ranked_outcomes.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

SELECT is(concentration_index(ranked_outcomes(r, CASE r WHEN 1 THEN 4 ELSE 0 END, 1)), -0.75::float8, 'all on the poorest') FROM generate_series(1, 4) r;
SELECT is(concentration_index(ranked_outcomes(r, 3 * r, r)), 0::float8, 'all the same') FROM generate_series(1, 4) r;
SELECT is(concentration_index(ranked_outcomes(r, 0, 1)), NULL, 'nothing') FROM generate_series(1, 4) r;
SELECT is(concentration_index(ranked_outcomes(1, r, 1)), NULL, 'one rank') FROM generate_series(1, 4) r;
SELECT is(concentration_index(NULL::ranked_outcomes), NULL, 'NULL');
SELECT is(bounded_concentration_index(ranked_outcomes(r, CASE r WHEN 1 THEN 1 ELSE 0 END, 1), 0, 1, 'wagstaff'), -1::float8, 'all on the poorest, who can have no more') FROM generate_series(1, 4) r;
SELECT is(bounded_concentration_index(ranked_outcomes(r, v, 1), 0, 1, c), NULL, format('everybody has %s: %s', v, c)) FROM generate_series(1, 4) r, generate_series(0, 1) v, unnest('{erreygers,wagstaff}'::text[]) c GROUP BY v, c;
SELECT is(bounded_concentration_index(ranked_outcomes(1, 0.5::float8, 1), 0, 1, 'erreygers'), NULL, 'one rank, bounded');
SELECT throws_ok($$SELECT bounded_concentration_index(ranked_outcomes(r, r, 1), 0, 3, 'wagstaff') FROM generate_series(1, 4) r$$, '22023', 'average outcome 4 of rank 4 is not from 0 to 3');
SELECT throws_ok($$SELECT bounded_concentration_index(ranked_outcomes(r, r, 1), 3, 3, 'wagstaff') FROM generate_series(1, 4) r$$, '22023', 'lower must be below upper, and both finite, not 3 and 3');
SELECT throws_ok($$SELECT bounded_concentration_index(ranked_outcomes(r, r, 1), 0, 'NaN', 'wagstaff') FROM generate_series(1, 4) r$$, '22023', 'lower must be below upper, and both finite, not 0 and NaN');
SELECT throws_ok($$SELECT bounded_concentration_index(ranked_outcomes(r, r, 1), 0, 9, 'gini') FROM generate_series(1, 4) r$$, '22023', NULL, 'an unknown correction');

-- The aggregate over groups says the same; so does plain SQL of two bounds, and of ranks turned round.
CREATE TEMP TABLE made AS SELECT g, h % (2 + g) AS rank, 1 + h / 77 % 9 AS people, (1 + h / 77 % 9) * (h / 1000 % 97 / 97.0)::float8 AS outcome FROM generate_series(1, 40) g, generate_series(1, 5 + g % 17) i, LATERAL (SELECT hashtext('k' || g || '/' || i)::bigint & 1048575 AS h) r;
CREATE TEMP TABLE folded AS SELECT g, ranked_outcomes(rank, outcome, people) AS r, ranked_outcomes(-rank, outcome, people) AS turned, ranked_outcomes(rank, people - outcome, people) AS lacking, ranked_outcomes(rank, outcome * 7, people) AS scaled,
	(concentration_index(rank, outcome / people, NULL, people)).value AS grouped, sum(outcome) / sum(people) AS mean FROM made GROUP BY g;
SELECT is_empty('SELECT g FROM folded WHERE (abs(concentration_index(r) - grouped) <= 1e-12) IS NOT TRUE', 'as the aggregate over groups');
SELECT is_empty('SELECT g FROM folded WHERE abs(concentration_index(turned) + grouped) > 1e-12', 'ranks reversed: the sign changes');
SELECT is_empty('SELECT g FROM folded WHERE abs(concentration_index(scaled) - grouped) > 1e-12', 'outcomes scaled: no change');
SELECT is_empty($$SELECT g FROM folded WHERE abs(bounded_concentration_index(r, 0, 1, 'erreygers') - 4 * mean * grouped) > 1e-12 OR abs(bounded_concentration_index(r, 0, 1, 'wagstaff') - grouped / (1 - mean)) > 1e-12$$, 'as their definitions have it');
SELECT is_empty($$SELECT g FROM folded, unnest('{erreygers,wagstaff}'::text[]) c WHERE abs(bounded_concentration_index(r, 0, 1, c) + bounded_concentration_index(lacking, 0, 1, c)) > 1e-12$$, 'what one lacks is concentrated just the other way');

-- Of 0 and 1: twice the area under the curve less 1.
CREATE TEMP TABLE yes AS SELECT g, h % (3 + g) AS rank, h / 1000 % 3 = 0 AS outcome FROM generate_series(1, 30) g, generate_series(1, 20 + g) i, LATERAL (SELECT hashtext('y' || g || '/' || i)::bigint & 1048575 AS h) r;
SELECT is_empty($$SELECT g FROM (SELECT g, ranked_outcomes(rank::float8, outcome) AS r, avg(outcome::int)::float8 AS mean FROM yes GROUP BY g) f JOIN
	(SELECT a.g, avg(CASE WHEN a.rank > b.rank THEN 1 WHEN a.rank = b.rank THEN 0.5 ELSE 0 END)::float8 AS auc FROM yes a JOIN yes b USING (g) WHERE a.outcome AND NOT b.outcome GROUP BY a.g) c USING (g)
	WHERE abs(bounded_concentration_index(r, 0, 1, 'wagstaff') - (2 * auc - 1)) > 1e-12 OR abs(bounded_concentration_index(r, 0, 1, 'erreygers') - 4 * mean * (1 - mean) * (2 * auc - 1)) > 1e-12$$, 'of yes and no: the area under the curve');

\if :vectors
CREATE TEMP TABLE input (set text, rank float8, health float8, weight float8);
CREATE TEMP TABLE expected (set text, n int, people float8, mean float8, concentration_index float8, rineq float8, generalised float8, lower_bound float8, upper_bound float8, erreygers float8, wagstaff float8, delta float8);
\copy input FROM PROGRAM 'cat "$VECTORS/equity/concentration_input.csv"' CSV HEADER
\copy expected FROM PROGRAM 'cat "$VECTORS/equity/concentration_expected.csv"' CSV HEADER
CREATE TEMP TABLE answered AS SELECT set, ranked_outcomes(rank, health * weight, weight) AS r FROM input GROUP BY set;
SELECT ok(abs(concentration_index(r) - concentration_index) <= 1e-12, set) FROM expected JOIN answered USING (set);
SELECT ok(abs(bounded_concentration_index(r, lower_bound, upper_bound, 'erreygers') - erreygers) <= 1e-12 AND abs(bounded_concentration_index(r, lower_bound, upper_bound, 'wagstaff') - wagstaff) <= 1e-12, set || ', bounded') FROM expected JOIN answered USING (set) WHERE wagstaff IS NOT NULL;

-- In exact fractions.  The index of 0 and 1, normalised, is twice the area under the curve less 1, whichever of the two is asked for.
CREATE TEMP TABLE detail (set text, concentration_index float8, two_auc_minus_one float8, kakwani_se float8);
\copy detail FROM PROGRAM 'cat "$VECTORS/equity/concentration_detail.csv"' CSV HEADER
SELECT ok(abs(concentration_index(r) - concentration_index) <= 1e-15, set || ', in fractions') FROM detail LEFT JOIN answered USING (set);
SELECT ok(abs(2 * auc(r) - 1 - two_auc_minus_one) <= 1e-15 AND abs(bounded_concentration_index(r, 0, 1, 'wagstaff') - two_auc_minus_one) <= 1e-15, set || ': twice the area under the curve less 1')
FROM detail LEFT JOIN answered USING (set) WHERE two_auc_minus_one IS NOT NULL;
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;

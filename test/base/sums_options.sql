-- A setting that is the same in all rows of a group must be so when parts of a group are joined, too.

BEGIN;
SELECT no_plan();

CREATE AGGREGATE pg_temp.part(double precision, double precision) (SFUNC = mean_estimate_transition, STYPE = exact_sums);
CREATE AGGREGATE pg_temp.whole(exact_sums) (SFUNC = mean_estimate_combine, STYPE = exact_sums, FINALFUNC = mean_estimate_final);
CREATE AGGREGATE pg_temp.direct_part(double precision, double precision, double precision) (SFUNC = directly_standardised_rate_transition, STYPE = exact_sums);
CREATE AGGREGATE pg_temp.direct_part(double precision, double precision, double precision, double precision, double precision) (SFUNC = directly_standardised_rate_transition, STYPE = exact_sums);
CREATE AGGREGATE pg_temp.direct_whole(exact_sums) (SFUNC = directly_standardised_rate_combine, STYPE = exact_sums, FINALFUNC = directly_standardised_rate_final);

CREATE TEMP TABLE part AS SELECT confidence, pg_temp.part(x, confidence) AS state FROM unnest(ARRAY[0.9, 0.95]::float8[]) confidence, generate_series(1, 5) x GROUP BY 1;
SELECT throws_ok('SELECT pg_temp.whole(state ORDER BY confidence) FROM part', '22023', 'confidence must be the same in all rows of a group, not 0.9 and 0.95', 'parts with another confidence');
SELECT is((SELECT pg_temp.whole(state) FROM (SELECT state FROM part WHERE confidence = 0.9 UNION ALL SELECT state FROM part WHERE confidence = 0.9) s), (SELECT mean_estimate(x, 0.9) FROM generate_series(1, 5) x, generate_series(1, 2)), 'parts with the same');

-- A part that was not told of a setting takes that of the other, whichever comes first.
CREATE TEMP TABLE direct AS SELECT 1 AS i, pg_temp.direct_part(x * 10, 1000, 1) AS state FROM generate_series(1, 5) x
	UNION ALL SELECT 2, pg_temp.direct_part(x * 10, 1000, 1, 100, 0.9) FROM generate_series(1, 5) x;
SELECT is((SELECT pg_temp.direct_whole(state ORDER BY i) FROM direct), (SELECT directly_standardised_rate(x * 10, 1000, 1, 100, 0.9) FROM generate_series(1, 5) x, generate_series(1, 2)), 'the second part was told');
SELECT is((SELECT pg_temp.direct_whole(state ORDER BY -i) FROM direct), (SELECT directly_standardised_rate(x * 10, 1000, 1, 100, 0.9) FROM generate_series(1, 5) x, generate_series(1, 2)), 'the first part was told');

SELECT * FROM finish();
ROLLBACK;

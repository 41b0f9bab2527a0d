-- Functions of the states of 1.0.0: an aggregate that somebody built on them says what ours says.
BEGIN;
SELECT no_plan();

CREATE AGGREGATE pg_temp.mean_1_0(double precision) (SFUNC = mean_estimate_transition, STYPE = double precision[], FINALFUNC = mean_estimate_final, COMBINEFUNC = mean_estimate_combine);
CREATE AGGREGATE pg_temp.direct_1_0(double precision, double precision, double precision) (
	SFUNC = directly_standardised_rate_transition, STYPE = double precision[], FINALFUNC = directly_standardised_rate_final, COMBINEFUNC = directly_standardised_rate_combine);
CREATE AGGREGATE pg_temp.ratio_1_0(double precision, double precision, double precision, double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], FINALFUNC = indirectly_standardised_ratio_final, COMBINEFUNC = indirectly_standardised_combine);
CREATE AGGREGATE pg_temp.rate_1_0(double precision, double precision, double precision, double precision) (
	SFUNC = indirectly_standardised_transition, STYPE = double precision[], FINALFUNC = indirectly_standardised_rate_final, COMBINEFUNC = indirectly_standardised_combine);
CREATE AGGREGATE pg_temp.life_1_0(double precision, double precision, double precision) (
	SFUNC = life_expectancy_transition, STYPE = double precision[], FINALFUNC = life_expectancy_final, COMBINEFUNC = life_expectancy_combine);
CREATE AGGREGATE pg_temp.table_1_0(double precision, double precision, double precision) (
	SFUNC = life_expectancy_transition, STYPE = double precision[], FINALFUNC = life_table_final, COMBINEFUNC = life_expectancy_combine);
CREATE AGGREGATE pg_temp.slope_1_0(double precision, double precision, double precision) (
	SFUNC = inequality_transition, STYPE = double precision[], FINALFUNC = slope_index_of_inequality_final);
CREATE AGGREGATE pg_temp.relative_1_0(double precision, double precision, double precision) (
	SFUNC = inequality_transition, STYPE = double precision[], FINALFUNC = relative_index_of_inequality_final);
CREATE TEMP TABLE observed AS SELECT i, i * 5 AS age, (1 + i % 13) / 3::float8 AS events, 1000 / (1 + i % 11)::float8 AS people, 100 / (1 + i % 7)::float8 AS x FROM generate_series(0, 18) i;
SELECT is(pg_temp.mean_1_0(x), mean_estimate(x), 'a mean') FROM observed;
SELECT is(pg_temp.direct_1_0(events, people, x), directly_standardised_rate(events, people, x), 'a directly standardised rate') FROM observed;
SELECT is(pg_temp.ratio_1_0(events, people, x, people), indirectly_standardised_ratio(events, people, x, people), 'an indirectly standardised ratio') FROM observed;
SELECT is(pg_temp.rate_1_0(events, people, x, people), indirectly_standardised_rate(events, people, x, people), 'an indirectly standardised rate') FROM observed;
SELECT is(pg_temp.life_1_0(age, events, people), life_expectancy(age, events, people), 'a life expectancy') FROM observed;
SELECT is(pg_temp.table_1_0(age, events, people), life_table(age, events, people), 'a life table') FROM observed;
SELECT is(pg_temp.slope_1_0(i, people, events), slope_index_of_inequality(i, people, events), 'a slope index of inequality') FROM observed;
SELECT is(pg_temp.relative_1_0(i, people, events), relative_index_of_inequality(i, people, events), 'a relative index of inequality') FROM observed;

SELECT * FROM finish();
ROLLBACK;

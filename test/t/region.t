#!/usr/bin/perl
# The made-up region holds together: a map without gaps, people who are in one place at a
# time, and the same rows whatever the plan.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use FindBin;
use lib $FindBin::Bin;
use Pages;
use Test::More;

my $demo = Cwd::realpath(dirname(__FILE__) . '/../../demo');
my $database = 'placebase_region';

# A region of its own database, small; what its tables hold, as one line each.  The demo makes
# the extension itself, in public, where its own search path finds it.
sub region
{
	my ($settings) = @_;
	my @tables = qw(area area_name boundary neighbour centroid deprivation practice registered resident patient care_home appointment
	  emergency_attendance hospital_activity registration recorded_condition code_list condition_kind);

	local $ENV{PGOPTIONS} = $settings;
	new_database($database);
	system("psql -Xq -v ON_ERROR_STOP=1 -v size=0.01 -d $database -f $demo/schema.sql -f $demo/region.sql >/dev/null") == 0 or die 'the region was not made';
	return join "\n", map { "$_: " . ask("SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY t::text COLLATE \"C\")) FROM demo.$_ AS t") } @tables;
}

sub ask
{
	my ($sql) = @_;

	open(my $psql, '-|', 'psql', '-XqAtd', $database, '-c', 'SET search_path = demo, public', '-c', $sql) or die $!;
	local $/;
	my $answer = <$psql> // '';
	close $psql;
	return $answer =~ s/\n\z//r;
}

sub none
{
	my ($what, $sql) = @_;

	is(ask("SELECT count(*) FROM ($sql) AS wrong"), 0, $what) or diag(ask("SELECT * FROM ($sql) AS wrong LIMIT 5"));
}

my $first = region('-c max_parallel_workers_per_gather=0 -c enable_hashagg=off -c enable_hashjoin=off');
my $again = region('-c min_parallel_table_scan_size=0 -c parallel_setup_cost=0 -c parallel_tuple_cost=0 -c enable_mergejoin=off -c jit=off');
is($again, $first, 'the same rows whatever the plan');

# ---- the map ---------------------------------------------------------------------

my $segments = q{
	SELECT area, CASE WHEN a < b THEN a ELSE b END AS a, CASE WHEN a < b THEN b ELSE a END AS b
	FROM (SELECT area, n, (p ->> 0) || ',' || (p ->> 1) AS a, lead((p ->> 0) || ',' || (p ->> 1)) OVER (PARTITION BY area ORDER BY n) AS b
		FROM boundary, jsonb_array_elements(geometry -> 'coordinates' -> 0) WITH ORDINALITY AS c (p, n)) AS s
	WHERE b IS NOT NULL AND a <> b};
none('each area within a borough has a boundary', "SELECT area FROM area JOIN place USING (place) WHERE kind = 'borough' AND area NOT IN (SELECT area FROM boundary)");
none('boundaries are closed', "SELECT area FROM boundary WHERE geometry -> 'coordinates' -> 0 -> 0 <> geometry -> 'coordinates' -> 0 -> -1");
none('a line is the side of two areas at most', "SELECT a, b FROM ($segments) AS s GROUP BY a, b HAVING count(*) > 2");
is(ask(qq{
	WITH line AS MATERIALIZED ($segments), pair AS (SELECT DISTINCT l.area, r.area AS neighbour FROM line AS l JOIN line AS r USING (a, b) WHERE l.area < r.area)
	SELECT count(*) FROM neighbour AS n WHERE shared_metres > 10 AND NOT EXISTS (SELECT FROM pair AS p WHERE p.area = n.area AND p.neighbour = n.neighbour)}),
	0, 'areas that are neighbours have a line in common');
none('each borough is one piece', q{
	SELECT place.place FROM place, LATERAL
	(
		WITH RECURSIVE reached AS
		(
			SELECT min(area) AS area FROM area WHERE place = place.place
			UNION
			SELECT other FROM reached JOIN (SELECT area, neighbour AS other FROM neighbour UNION ALL SELECT neighbour, area FROM neighbour) AS n USING (area)
				JOIN area AS a ON a.area = other WHERE a.place = place.place
		)
		SELECT count(*) AS n FROM reached
	) AS r
	WHERE kind = 'borough' AND n <> (SELECT count(*) FROM area WHERE area.place = place.place)});
is(ask('SELECT count(*) FROM (SELECT decile FROM deprivation GROUP BY decile HAVING count(*) BETWEEN 40 AND 60) AS d'), 10, 'a tenth of the areas in each tenth of deprivation');

# ---- people --------------------------------------------------------------------------

none('everybody is on one list now, the one that the register counts', q{
	SELECT patient FROM patient AS p FULL JOIN (SELECT * FROM registration WHERE left_on IS NULL) AS r USING (patient, practice, area) WHERE p.age IS NULL OR r.registered_on IS NULL});
none('nobody is on two lists at a time', q{
	SELECT patient FROM (SELECT patient, registered_on, lag(coalesce(left_on, 'infinity')) OVER (PARTITION BY patient ORDER BY registered_on, left_on NULLS LAST) AS before FROM registration) AS r
	WHERE registered_on < before});
none('nobody leaves before registering', 'SELECT patient FROM registration WHERE left_on < registered_on');
none('nobody is seen before registering', q{
	SELECT patient FROM appointment JOIN registration USING (patient) WHERE left_on IS NULL AND registered_on > '2023-01-01' AND seen_at::date < registered_on});
none('nobody is seen at a weekend, and all within two years', q{
	SELECT seen_at FROM appointment WHERE extract(isodow FROM seen_at AT TIME ZONE 'UTC') > 5 OR seen_at < '2023-01-01+00' OR seen_at >= '2025-01-01+00'});
is(ask(q{SELECT count(*) FROM registration WHERE practice = 'P081' AND left_on <> '2024-03-31'}), 0, 'a practice closes on one day');
cmp_ok(ask(q{SELECT count(*) FROM registration WHERE practice = 'P081'}), '>', 10, 'and people left it then');
none('whoever comes from one practice goes to another', q{SELECT patient FROM registration AS a JOIN registration AS b USING (patient, practice) WHERE a.ctid <> b.ctid});
none('practices that people were registered with are practices, the one that closed among them', q{SELECT DISTINCT practice FROM registration EXCEPT SELECT practice FROM practice});

# ---- conditions ----------------------------------------------------------------------

# What a code means, in plain SQL: without dots and so on, begun as an entry of the list, or equal to it.
my $meant = q{
	SELECT r.ctid AS row, c.condition FROM recorded_condition AS r,
		LATERAL (SELECT CASE r.system WHEN 'icd10' THEN upper(replace(r.code, '.', '')) WHEN 'read2' THEN rtrim(left(r.code, 5), '.') ELSE r.code END AS code) AS n,
		LATERAL (SELECT condition FROM code_list AS l WHERE l.system = r.system AND CASE WHEN match ~ 'exact' THEN n.code = l.code ELSE starts_with(n.code, rtrim(l.code, '.')) END
			GROUP BY condition HAVING bool_and(match !~ 'not')) AS c};
none('a code means one condition at most', "SELECT row FROM ($meant) AS m GROUP BY row HAVING count(*) > 1");
none('each condition of the list has a kind', 'SELECT condition FROM code_list EXCEPT SELECT condition FROM condition_kind');
is(ask('SELECT count(DISTINCT system) FROM recorded_condition'), 3, 'three systems of codes');
none('nothing is recorded before a person was born, or after the end, but on days that nobody knew and days mistaken', q{
	SELECT patient FROM recorded_condition JOIN patient USING (patient)
	WHERE recorded_on NOT IN (SELECT date '1900-01-01') AND recorded_on < '2041-01-01' AND (recorded_on > '2024-12-31' OR recorded_on < date '2024-12-31' - 365 * age)});
for my $error (
	[ 'a day that nobody knew', q{recorded_on = '1900-01-01'}, 0.002, 0.02 ],
	[ 'small letters', q{system = 'icd10' AND code <> upper(code)}, 0.001, 0.02 ],
	[ 'a code that means nothing', qq{NOT EXISTS (SELECT FROM ($meant) AS m WHERE m.row = r.ctid)}, 0.05, 0.35 ],
	[ 'a SNOMED identifier with a wrong digit', q{system = 'snomed' AND NOT snomed_valid(code)}, 0.0001, 0.005 ])
{
	my ($what, $test, $least, $most) = @$error;
	my $share = ask("SELECT avg(($test)::integer) FROM recorded_condition AS r");

	cmp_ok($share, '>', $least, "there is $what");
	cmp_ok($share, '<', $most, "but not too often: $what");
}
cmp_ok(ask('SELECT count(*) - count(DISTINCT (patient, system, code, recorded_on)) FROM recorded_condition'), '>', 0, 'rows are there twice');

# ---- and what the views make of them ---------------------------------------------------

system("psql -Xq -v ON_ERROR_STOP=1 -d $database -f $demo/views.sql >/dev/null") == 0 or die 'the views were not made';
none('conditions are those of plain SQL', qq{
	(SELECT patient, condition FROM ($meant) AS m JOIN recorded_condition AS r ON r.ctid = m.row EXCEPT SELECT patient, condition FROM patient_condition)
	UNION ALL (SELECT patient, condition FROM patient_condition EXCEPT SELECT patient, condition FROM ($meant) AS m JOIN recorded_condition AS r ON r.ctid = m.row)});
none('a day that nobody knew is not the first of 1900', q{SELECT patient FROM patient_conditions, unnest(conditions(conditions)) AS c WHERE first_recorded(conditions, c) = '1900-01-01'});
is(ask('SELECT count(*) FROM patient_conditions'), ask('SELECT count(*) FROM patient'), 'everybody has conditions, be they none');
none('the old have more, and so have the deprived of an age', q{
	SELECT older FROM (SELECT age >= 62 AS older, decile <= 3 AS deprived, avg(condition_count(conditions)) AS n FROM patient JOIN patient_conditions USING (patient) JOIN deprivation USING (area)
		WHERE age >= 18 AND decile NOT BETWEEN 4 AND 7 GROUP BY 1, 2) AS a
	GROUP BY older HAVING min(n) FILTER (WHERE deprived) <= min(n) FILTER (WHERE NOT deprived)
	UNION ALL SELECT true FROM patient JOIN patient_conditions USING (patient) HAVING avg(condition_count(conditions)) FILTER (WHERE age >= 62) <= 2 * avg(condition_count(conditions)) FILTER (WHERE age BETWEEN 18 AND 61)});
cmp_ok(ask('SELECT sum(together) / sum(together_by_chance) FROM need_together'), '>', 1.15, 'mental and physical together more often than by chance at the same age');
is(ask('SELECT sum(people) FROM need_segment'), ask('SELECT count(*) FROM patient_year WHERE year = 2024'), 'everybody is in one group of need');
is(ask('SELECT count(DISTINCT need) FROM need_segment'), 6, 'all six groups have people');
none('who should lead is named for mental and physical need alone', q{SELECT need FROM need_segment WHERE (lead IS NOT NULL) <> (need = 'mental and physical')});
none('the list has no more people than a team has room for, and none who attends often', q{
	SELECT patient FROM rising_risk, risk_model WHERE position > room OR visits >= seldom OR emergencies > 1});
none('a place on it is one person', 'SELECT network, position FROM rising_risk GROUP BY network, position HAVING count(*) > 1');
is(ask('SELECT people(ranked) FROM risk_outcome'), ask(q{SELECT count(*) FROM stable_patient WHERE day = '2024-01-01' AND next_emergencies IS NOT NULL}), 'risks are held against all who were stable');
cmp_ok(ask('SELECT auc(ranked) FROM risk_outcome'), '>', 0.6, 'and say something');
open(my $weights, '<', "$demo/scores/weight.csv") or die $!;
my %weight = map { /^Cambridge multimorbidity,(\w+)(?: (\w+))?.*,([0-9.]+)$/ ? ($1 => $3) : () } <$weights>;
$weight{$_->[0]} = $weight{$_->[1]} for [ 'depression', 'anxiety' ], [ 'copd', 'COPD' ], [ 'heart disease', 'coronary' ], [ 'heart failure', 'heart' ], [ 'atrial fibrillation', 'atrial' ],
  [ 'kidney disease', 'chronic' ], [ 'psychosis', 'schizophrenia' ];
for my $pair (split /\n/, ask('SELECT condition, weight FROM need_rule, jsonb_each_text(weights) AS w (condition, weight) ORDER BY 1'))
{
	my ($condition, $value) = split /\|/, $pair;

	is($value, $weight{$condition}, "Cambridge's weight of $condition");
}

drop_database();
done_testing();

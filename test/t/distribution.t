#!/usr/bin/perl
# doc/distribution.md, as it stands there: a coordinator and two shards with
# postgres_fdw, and the statements for Citus beside stand-ins for its functions, which
# run on one server what Citus would send to its workers.  That placebase's names and
# types are right in them is all that the latter can show.

use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my $database = 'warehouse';
my $one = Cluster->new('coordinator', "max_parallel_workers_per_gather = 0\n");
my @shards = map { Cluster->new("shard$_", "timezone = 'Asia/Tokyo'\nextra_float_digits = 0\n") } 0, 1;
my @all = ($one, @shards);

for my $server (@all, $one)
{
	$server->query('CREATE DATABASE ' . ($server->ask("SELECT 1 FROM pg_database WHERE datname = '$database'") eq '' ? $database : 'citus'));
}

open(my $in, '<:encoding(UTF-8)', "$FindBin::Bin/../../doc/distribution.md") or die $!;
my $text = do { local $/; <$in> };
my @blocks;
push @blocks, [ $1, $2 ] while $text =~ /^```sql\n-- not run by the tests: test\/t\/distribution\.t does, on ([^\n]*)\n(.*?)^```$/msg;
is(() = $text =~ /^```sql$/mg, scalar @blocks, 'every block of the document says where it runs');

my ($present) = do { open(my $control, '<', "$FindBin::Bin/../../placebase.control") or die $!; local $/; <$control> =~ /^default_version = '(.*)'$/m };
is(join(' ', grep { $_ ne $present } $text =~ /(?:VERSION|UPDATE TO) '([\d.]+)'/g), '', 'and names the present version');

# The next block, which must say that it runs there; what each server says.
sub run_block
{
	my ($where) = @_;
	my ($there, $sql) = @{ shift @blocks };
	my $citus = $where =~ /Citus/;

	is($there, $where, "on $where: " . ($sql =~ /^(.*)$/m)[0]);
	$sql =~ s/host '(shard(\d))'/host '$shards[$2]{home}'/g;
	$sql =~ s/(CREATE USER MAPPING .*);/$1 OPTIONS (user 'postgres');/g;
	return map { $_->query(($citus ? 'SET search_path = public, placebase; ' : '') . $sql, database => $citus ? 'citus' : $database) }
	  $where =~ /every server/ ? @all : $where =~ /every shard/ ? @shards : $one;
}

sub on_all { return $one->query($_[0], database => $database) }

# A run in a schema of its own has one already.
sub run_in_order
{
	my ($what, @where) = @_;

	return map { [ run_block($_) ] } @where;
}

# ---- the same on every node; the query that tells needs the servers below it --------------

run_in_order('nodes', ('every server') x 2);
my $check = shift @blocks;
my $check_citus = shift @blocks;

# ---- postgres_fdw -------------------------------------------------------------------------

run_block('every shard');
run_block('the coordinator');
unshift @blocks, $check;
is((run_block('the coordinator, after the servers below'))[0], join("\n", map { "$_|$present" } qw(coordinator shard0 shard1)), 'every node has the present version');

on_all(q{
	INSERT INTO area_borough SELECT 'E' || i, 'B' || i % 3 FROM generate_series(0, 19) AS i;
	INSERT INTO patient SELECT i, 'P' || i % 4, 'E' || i % 20 FROM generate_series(1, 300) AS i;
	INSERT INTO appointment SELECT i % 300 + 1, 'C' || (i * i + i / 100) % 7, now() - (i % 40) * interval '11 hours', CASE WHEN i % 9 = 0 THEN 'booked' ELSE 'attended' END FROM generate_series(1, 3000) AS i;
	ANALYZE patient, appointment;
	CREATE TABLE here AS SELECT * FROM appointment;});
$_->query('ANALYZE', database => $database) for @shards;
my ($indices) = run_block('the coordinator');
is(join("\n", sort split /\n/, $indices), join("\n", sort split /\n/, on_all(q{SELECT patient, bice_boxerman(care_history(clinician, seen_at)) FROM here WHERE status = 'attended' GROUP BY patient})), 'the answers of one server');
my ($flows) = run_block('the coordinator');
is($flows, on_all('SELECT place_flows(practice, borough, 1) FROM patient JOIN area_borough USING (area)'), 'people of each practice by borough');
run_block('every shard');
is(on_all('SELECT count(*), sum(visits(history)) FROM patient_care'), on_all(q{SELECT count(DISTINCT patient), count(*) FROM here
	WHERE seen_at >= date_trunc('day', now() - interval '1 day', 'UTC') AND seen_at < date_trunc('day', now(), 'UTC')}), 'a day of every patient is kept');

# ---- Citus: stand-ins --------------------------------------------------------------------

$one->query(q{
	CREATE SCHEMA IF NOT EXISTS placebase;
	CREATE EXTENSION placebase SCHEMA placebase;
	CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text, colocate_with text DEFAULT 'default') RETURNS void LANGUAGE sql AS $$
		SELECT count(*) / CASE WHEN EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column) THEN 1 ELSE 0 END $$;
	CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS 'SELECT';
	CREATE FUNCTION run_command_on_workers(command text, OUT nodename text, OUT nodeport integer, OUT success boolean, OUT result text) RETURNS SETOF record LANGUAGE plpgsql AS $$
	BEGIN
		FOR i IN 1 .. 2 LOOP nodename = 'worker'; nodeport = i; success = true; EXECUTE command INTO result; RETURN NEXT; END LOOP;
	END $$;}, database => 'citus');
unshift @blocks, $check_citus;
like((run_block('the coordinator of Citus'))[0], qr/\Aworker\|1\|t\|\Q$present\E in placebase, /, 'what every worker has');
run_block('the coordinator of Citus');
$one->query(q{
	INSERT INTO patient SELECT i, 'P' || i % 4, 'E' || i % 20 FROM generate_series(1, 300) AS i;
	INSERT INTO appointment SELECT i % 300 + 1, 'C' || (i * i + i / 100) % 7, timestamptz '2024-06-02 00:00Z' - (i % 400) * interval '11 hours', 'attended' FROM generate_series(1, 3000) AS i;
	INSERT INTO patient_care SELECT patient, placebase.care_history(clinician, seen_at) FROM appointment WHERE seen_at < '2024-06-01Z' GROUP BY patient;
	INSERT INTO practice_panel SELECT practice, placebase.care_panel(patient, clinician, seen_at) FROM appointment JOIN patient USING (patient) GROUP BY practice}, database => 'citus');
sub of_citus { return $one->query("SET search_path = public, placebase; $_[0]", database => 'citus') }
like((run_block('the coordinator of Citus'))[0], qr/^P3\|/m, 'means of practices');
is((run_block('the coordinator of Citus'))[0] =~ tr/\n//, 4, 'people of four practices, and of all');
is((run_block('the coordinator of Citus'))[0], of_citus('SELECT patients(p), visits(p), providers(p) FROM (SELECT care_panel(patient, clinician, seen_at) AS p FROM appointment) AS x'), 'panels of practices make one');
is(scalar(split /\n/, (run_block('the coordinator of Citus'))[0]), 6, 'a rolling year of six months');
is(of_citus('SELECT bool_and(history = (SELECT care_history(clinician, seen_at) FROM appointment AS a WHERE a.patient = c.patient AND seen_at < $$2024-06-02Z$$)) FROM patient_care AS c'), 't', 'and the day is in the kept histories');
run_block('the coordinator of Citus');

# ---- a country -----------------------------------------------------------------------------

run_block('every shard');
run_block('the coordinator');
on_all(q{
	INSERT INTO visit SELECT 'P' || i % 12, i % 300 + 1, nullif('C' || (i * i + i / 100) % 7, 'C0'), now() - (i % 700) * interval '1 day' - interval '1 minute' FROM generate_series(1, 6000) AS i;
	INSERT INTO record SELECT 'P' || i % 12, i % 300 + 1, 'icd10', chr(65 + i % 26) || i % 100, current_date - 1 - i % 25 FROM generate_series(1, 1200) AS i});
$_->query(q{INSERT INTO code_list VALUES ('a', 'icd10', 'A', 'prefix'), ('b', 'icd10', 'B1', 'prefix'), ('b', 'icd10', 'B12', 'not prefix')}, database => $database) for @shards;
run_block('every shard');
is(on_all('SELECT sum(visits(panel)) FROM panel'), on_all(q{SELECT count(clinician) FROM visit WHERE seen_at >= date_trunc('day', now() - interval '1 day', 'UTC') AND seen_at < date_trunc('day', now(), 'UTC')}), 'a night: the visits of a day are in the panels of their months');
run_block('every shard');
my $sets = 'SELECT practice, patient, %s FROM %s ORDER BY practice, patient';
is(join("\n", sort map { split /\n/ } map { $_->query(sprintf($sets, 'conditions', 'person_conditions'), database => $database) } @shards),
	join("\n", sort split /\n/, on_all(sprintf($sets, 'c', q{(SELECT practice, patient, condition_set('[["a","icd10","A"],["b","icd10","B1"],["b","icd10","B12","not prefix"]]'::code_map, system, code, recorded_on) AS c
		FROM record WHERE recorded_on >= date_trunc('month', current_date - interval '1 month') GROUP BY practice, patient) AS p}))), 'a month of records is in the sets of their people');
my ($answers) = run_block('the coordinator');
like($answers, qr/^P1\|usual_provider_of_care\|/m, 'a year of practices');
is(join("\n", $answers =~ /^(\w\|\d+)$/mg), on_all(q{SELECT condition, count(*) FROM (SELECT DISTINCT practice, patient, condition FROM record, unnest(conditions('[["a","icd10","A"],["b","icd10","B1"],["b","icd10","B12","not prefix"]]'::code_map, system, code)) AS condition
	WHERE recorded_on >= date_trunc('month', current_date - interval '1 month')) AS c GROUP BY condition ORDER BY condition}), 'and how many people have each condition');
is(scalar @blocks, 0, 'the document has nothing else');

done_testing();

#!/usr/bin/perl
# Questions of patients go to the shards whole: postgres_fdw sends the aggregate and
# the question, and only answers come back.  Two shards, each a server of its own.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my @shards = map { Cluster->new("shard$_") } 0, 1;
my $main = Cluster->new('coordinator');

if ($main->query("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'") ne '1')
{
	plan skip_all => 'postgres_fdw is not here';
}

my $columns = '(patient integer, clinician text, number bigint, at timestamptz)';
$main->query("CREATE EXTENSION placebase; CREATE EXTENSION postgres_fdw; CREATE TABLE visit $columns PARTITION BY HASH (patient)");
for my $i (0, 1)
{
	$shards[$i]->query("CREATE EXTENSION placebase; CREATE TABLE visit $columns");
	$main->query(qq{
		CREATE SERVER shard$i FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '$shards[$i]{home}', dbname 'postgres', extensions 'placebase', use_remote_estimate 'false');
		CREATE USER MAPPING FOR CURRENT_USER SERVER shard$i OPTIONS (user 'postgres', password_required 'false');
		CREATE FOREIGN TABLE visit$i PARTITION OF visit FOR VALUES WITH (MODULUS 2, REMAINDER $i) SERVER shard$i OPTIONS (table_name 'visit')});
}
$main->query(q{
	INSERT INTO visit SELECT i * 7919 % 500, 'D' || i * i % 11, i * i % 11, timestamptz '2024-01-01Z' + i * interval '1 hour 7 seconds' FROM generate_series(1, 5000) i;
	CREATE TABLE here AS SELECT * FROM visit;
	ANALYZE here, visit0, visit1});
isnt($_->query('SELECT count(*) FROM visit'), '0', 'a shard has patients') for @shards;

my $settings = 'SET enable_partitionwise_aggregate = on; SET timezone = \'Asia/Tokyo\';';
for my $question ('usual_provider_of_care(care_history(clinician, at))', 'bice_boxerman(care_history(number, at), 3)',
	'usual_provider(during(care_history(clinician, at), tstzrange \'[2024-01-01Z,2024-06-01Z)\'))', 'care_history(clinician, at)',
	'visits(rollup(care_history(clinician, at)) OVER ())', 'last_visit(care_history(number, at))')
{
	my $query = "SELECT patient, $question AS answer FROM visit GROUP BY patient";
	my $plan = $main->query("$settings EXPLAIN (VERBOSE, COSTS off) $query");
	my $remote = () = $plan =~ /Remote SQL: SELECT patient, [^\n]*care_history\([^\n]* GROUP BY/g;

	is($remote, 2, "each shard folds its own patients: $question") or diag($plan);
	$query = "SELECT string_agg(patient || ' ' || answer, ',' ORDER BY patient) FROM ($query) x";
	my $answer = $main->query("$settings $query");
	cmp_ok(length $answer, '>', 1000, 'there are answers');
	ok($answer eq $main->query("$settings $query" =~ s/FROM visit/FROM here/r), 'the shards answer as one server does');
}

# Histories merge across shards, whoever holds the visits of a patient.
is($main->query("$settings SELECT md5(rollup(h)::text) FROM (SELECT patient, care_history(clinician, at) AS h FROM visit GROUP BY patient) x"),
	$main->query('SELECT md5(care_history(clinician, at)::text) FROM here'), 'rollup joins what the shards hold');

done_testing();

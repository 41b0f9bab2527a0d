#!/usr/bin/perl
# pg_upgrade from an older PostgreSQL that stands beside the one under test: values
# of every type, indexes and views of them are there afterwards, byte for byte, and
# the catalogue is that of a fresh install.
#
# test/versions puts PostgreSQL 15 beside 17; where there is no older server with
# its headers, there is nothing to upgrade from.

use strict;
use warnings;

use Cwd ();
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;
use Values;

my $top = Cwd::realpath("$FindBin::Bin/../..");
my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
my ($present) = `$pg_config --version` =~ /(\d+)/;
my ($older) = sort { $b <=> $a } grep { $_ < $present && -e "/usr/include/postgresql/$_/server/postgres.h" && -x "/usr/lib/postgresql/$_/bin/postgres" }
  map { m{/(\d+)$} } glob '/usr/lib/postgresql/*';

plan skip_all => 'no older PostgreSQL with its headers beside this one' if !defined $older;

# ---- placebase built for the older server ------------------------------------

my $work = tempdir('placebase-upgrade.XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $bin = "/usr/lib/postgresql/$older/bin";
my @make = ('make', '-s', '-C', $work, "PG_CONFIG=$bin/pg_config");

chmod 0755, $work;
system('cp', '-R', (map { "$top/$_" } qw(Makefile placebase.control src sql)), $work) == 0 or die "cp: $?";
system("find '$work' '(' -name '*.o' -o -name '*.so' ')' -delete");
system("(@make && @make install DESTDIR='$work/stage') >'$work/log' 2>&1; chmod -R a+rX '$work'") == 0 && -d "$work/stage"
  or BAIL_OUT("placebase does not build for PostgreSQL $older: " . `tail -n 5 '$work/log'`);

my $destination = "extension_destdir = '$work/stage'\n";
my $old = Cluster->new('old', "jit = off\n", bin => $bin, install => $destination);

# ---- values of every type ----------------------------------------------------

my @core = qw(attendance_profile care_history place_counts place_flows);
my @types = (@core, qw(interval_estimate life_table_row xmr_point chart_point cusum_point ewma_point));

$old->query('CREATE EXTENSION placebase');
for my $type (@types)
{
	$old->query("CREATE TABLE kept_$type (id serial, v $type, many $type\[])");
	for my $text (values_of($type))
	{
		$old->query("INSERT INTO kept_$type (v, many) VALUES (\$v\$$text\$v\$, ARRAY[\$v\$$text\$v\$, NULL]::$type\[])");
	}
}
$old->query("CREATE INDEX ON kept_$_ USING hash (v)") for @core;
$old->query(q{
	CREATE VIEW people AS SELECT id, c.* FROM kept_place_counts, counts(v) c;
	CREATE MATERIALIZED VIEW merged AS SELECT rollup(v) AS v, bice_boxerman(rollup(v)) AS coc FROM kept_care_history;});

my $questions = join ";\n",
  (map { "SELECT '$_', id, v, many FROM kept_$_ ORDER BY id" } @types),
  (map { "SELECT '$_', id, ${_}_send(v) FROM kept_$_ ORDER BY id" } @core),
  'SELECT * FROM people ORDER BY id, place', 'SELECT * FROM merged';
my $by_index = join ";\n", 'SET enable_seqscan = off', map { "SELECT '$_', count(*) FROM kept_$_ k WHERE v = (SELECT v FROM kept_$_ WHERE id = 2)" } @core;
my ($before, $found) = map { $old->query($_) } $questions, $by_index;
cmp_ok(length $before, '>', 5000, "values of PostgreSQL $older");
$old->stop;

# ---- the upgrade --------------------------------------------------------------

my $new = Cluster->new('new', "jit = off\n");
my $fresh_database = 'fresh';
$new->stop;
my $installed = join ' ', map { s/^(\w+) = '(.*)'$/-c $1=$2/r } split /\n/, Cluster::install_settings();
my $upgraded = eval {
	$new->run('sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', $new->data, $new->bin . '/pg_upgrade', '-b', $bin, '-B', $new->bin, '-d', $old->data, '-D', $new->data,
		'-U', 'postgres', '-s', '/tmp', '-o', "-c extension_destdir=$work/stage", '-O', $installed);
} // $@;
like($upgraded, qr/^Upgrade Complete$/m, "pg_upgrade $older to $present") or diag($upgraded);
$new->start;
is($new->query($questions), $before, 'every value is there, byte for byte, and views say what they said');
is($new->query($by_index), $found, 'and is found by its index');
$new->query("CREATE DATABASE $fresh_database");
$new->query('CREATE EXTENSION placebase', database => $fresh_database);

# Only what belongs to the extension; the tables are ours.
my $catalogue = do { open(my $file, '<', "$FindBin::Bin/catalogue.sql") or die $!; local $/; <$file> };
$new->query('DROP TABLE ' . join(', ', map { "kept_$_" } @types) . ' CASCADE');
is($new->query($catalogue), $new->query($catalogue, database => $fresh_database), 'the catalogue is that of a fresh install');
$new->query("SET client_min_messages = warning; DROP EXTENSION placebase; CREATE EXTENSION placebase");
pass('and the extension can be removed and made again');

done_testing();

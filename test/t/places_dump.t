#!/usr/bin/perl
# A value the size of England (6,500 practices, 33,000 areas, 860,000 cells),
# stored in a table, comes back identical through dump and restore, and is raked in little memory.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my $here = Cluster->new('england');

$here->query(q{
	CREATE EXTENSION placebase;
	CREATE TABLE england AS
	SELECT place_flows('P' || 10000 + p, 'E' || 1000000 + (p * 5 + k * CASE WHEN k > 100 THEN 251 ELSE 1 END) % 33000,
			1 + (p * 31 + k * 17) % 61 + (p % 9 + 1) / 3.0) AS lists
	FROM generate_series(0, 6499) AS p, generate_series(1, 133) AS k;
	ALTER TABLE england ADD fitted place_flows;});
is($here->query('SELECT (SELECT count(*) > 860000 FROM cells(lists)), (SELECT count(*) FROM counts(origins(lists))), (SELECT count(*) FROM counts(destinations(lists))) FROM england'),
	't|6500|33000', 'a matrix of the size of England');

# A known fit: every practice and area times a factor of its own; only its margins are told.
$here->query(q{
	UPDATE england SET fitted = (SELECT place_flows(origin, destination, n * (1 + right(origin, 2)::integer % 5) * (1 + right(destination, 2)::integer % 3)) FROM cells(lists))});
is($here->query(q{
	SELECT count(*) > 860000, max(abs(a_n - b_n)) < 1e-3, bool_and(a_o = b_o AND a_d = b_d)
	FROM england, ROWS FROM (cells(rake(lists, origins(fitted), destinations(fitted), 1e-12)), cells(fitted)) AS c(a_o, a_d, a_n, b_o, b_d, b_n)}),
	't|t|t', 'the fit is the only matrix with these margins');

# The largest memory that a backend ever had while it raked.
SKIP:
{
	skip 'no /proc to read the memory of a process from', 1 if !-e '/proc/self/status';
	my ($kilobytes) = $here->query(q{
		SELECT total(rake(lists, origins(fitted), destinations(fitted))) FROM england;
		SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')}) =~ /(\d+)$/;
	cmp_ok($kilobytes, '<', 1048576, 'raking takes less than 1 GB');
	diag("raking took " . int($kilobytes / 1024) . ' MB at most');
}

my $file = "$here->{home}/england.dump";
# Equal bytes are equal values, so a hash of the stored bytes says all.
my $hash = 'SELECT hash_record_extended(ROW(lists, fitted), 0), total(lists), total(fitted) FROM england';

$here->run('pg_dump', '-F', 'custom', '-Z', '0', '-f', $file, 'postgres');
$here->query('CREATE DATABASE restored TEMPLATE template0');
$here->run('pg_restore', '-e', '-d', 'restored', $file);
is($here->query($hash, database => 'restored'), $here->query($hash), 'it survives dump and restore');
done_testing();

#!/usr/bin/perl
# What operations over one large value of places take, in sizes of that value.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my $server = Cluster->new('memory_places', "max_parallel_workers_per_gather = 0\nwork_mem = 64MB\nmax_wal_size = 4GB\njit = off\n");

# What one operation takes, in sizes of the value that it is asked of, its arguments
# and its result among it: doc/administration.md states these.  Arguments are read
# from the table, so each of them is a copy.
my $entries = 1000000;
$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE UNLOGGED TABLE value (c place_counts, f place_flows);
	ALTER TABLE value ALTER c SET STORAGE EXTERNAL, ALTER f SET STORAGE EXTERNAL;
	INSERT INTO value SELECT place_counts('A' || i, i % 97 + 0.5), place_flows('P' || i % 1000, 'A' || i, i % 97 + 0.5) FROM generate_series(1, $entries) AS i;});
my %size = map { $_ => $server->query("SELECT octet_length(place_${_}_send(" . substr($_, 0, 1) . ")) / 1048576.0 FROM value") } qw(counts flows);
my %reading = map { $_ => ($server->peak("SELECT total(" . substr($_, 0, 1) . ") AS x FROM value"))[0] } qw(counts flows);
my @operations = (
	[ 'flows', 'total(f + f)', 4 ],
	[ 'flows', 'total(f - f)', 4 ],
	[ 'flows', 'total(f * 2)', 3 ],
	[ 'flows', 'total(transpose(f))', 4 ],
	[ 'flows', 'total(shares(f))', 4 ],
	[ 'flows', 'total(destinations(f))', 3 ],
	[ 'flows', q{total(recode(f, '{"X": {"X": 1}}'::place_flows, 'keep'))}, 7 ],
	[ 'flows', 'octet_length(f::text)', 4 ],
	[ 'flows', 'octet_length(place_flows_send(f))', 4 ],
	[ 'flows', 'total(rollup(f))', 8 ],
	[ 'flows', 'total(apportion(f))', 8 ],
	[ 'counts', 'total(c + c)', 4 ],
	[ 'counts', 'total(c * c)', 4 ],
	[ 'counts', 'total(c * 2)', 3 ],
	[ 'counts', 'total(apportion(c))', 5 ],
	[ 'counts', 'octet_length(c::text)', 4 ],
	[ 'counts', 'total(rollup(c))', 6 ],
);
for (@operations)
{
	my ($type, $sql, $allowed) = @$_;
	my ($peak) = $server->peak("SELECT $sql AS x FROM value");
	my $factor = 1 + ($peak - $reading{$type}) / $size{$type};

	cmp_ok($factor, '<=', $allowed, "$sql: at most $allowed times the value");
	diag(sprintf '%5.1f times the value (%d MB)  %s', $factor, $size{$type}, $sql);
}

done_testing();

#!/usr/bin/perl
# What operations over one large value of places take, in sizes of that value.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Factors;
use Test::More;

my $server = Cluster->new('memory_places', "max_parallel_workers_per_gather = 0\nwork_mem = 64MB\nmax_wal_size = 4GB\njit = off\n");

my $entries = 1000000;
$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE UNLOGGED TABLE value (c place_counts, f place_flows);
	ALTER TABLE value ALTER c SET STORAGE EXTERNAL, ALTER f SET STORAGE EXTERNAL;
	INSERT INTO value SELECT place_counts('A' || i, i % 97 + 0.5), place_flows('P' || i % 1000, 'A' || i, i % 97 + 0.5) FROM generate_series(1, $entries) AS i;});
check_factors($server, { flows => [ 'f', 'total(f)' ], counts => [ 'c', 'total(c)' ] },
	[ 'flows', 'total(f + f)', 4 ],
	[ 'flows', 'total(f - f)', 4 ],
	[ 'flows', 'total(f * 2)', 3 ],
	[ 'flows', 'total(transpose(f))', 4 ],
	[ 'flows', 'total(shares(f))', 4 ],
	[ 'flows', 'total(destinations(f))', 3 ],
	[ 'flows', q{total(recode(f, '{"X": {"X": 1}}'::place_flows, 'keep'))}, 9 ],
	[ 'flows', 'octet_length(f::text)', 4 ],
	[ 'flows', 'octet_length(place_flows_send(f))', 4 ],
	[ 'flows', 'total(rollup(f))', 8 ],
	[ 'flows', 'total(apportion(f))', 9 ],
	[ 'counts', 'total(c + c)', 4 ],
	[ 'counts', 'total(c * c)', 4 ],
	[ 'counts', 'total(c * 2)', 3 ],
	[ 'counts', 'total(apportion(c))', 5 ],
	[ 'counts', 'octet_length(c::text)', 4 ],
	[ 'counts', 'total(rollup(c))', 6 ],
);

done_testing();

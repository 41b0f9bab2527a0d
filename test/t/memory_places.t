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
	CREATE UNLOGGED TABLE value (c place_counts, f place_flows, own place_flows);
	ALTER TABLE value ALTER c SET STORAGE EXTERNAL, ALTER f SET STORAGE EXTERNAL, ALTER own SET STORAGE EXTERNAL;
	INSERT INTO value SELECT place_counts('A' || i, i % 97 + 0.5), place_flows('P' || i % 1000, 'A' || i, i % 97 + 0.5), place_flows('A' || i, 'A' || i, 1) FROM generate_series(1, $entries) AS i;});
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
	[ 'flows', 'total(f * own)', 8 ],
	[ 'flows', 'total(f -> \'P1\')', 2 ],
	[ 'flows', '(SELECT sum(r.n) FROM cells(f) AS r)', 7 ],
	[ 'flows', '(SELECT sum(r.n) FROM main_destinations(f) AS r)', 2 ],
	[ 'flows', '(SELECT sum(r.n) FROM catchments(f) AS r)', 5 ],
	[ 'flows', '(SELECT count(*) FROM self_containment(f))', 5 ],
	[ 'flows', '(SELECT count(*) FROM overlaps(f, 0.5))', 3 ],
	[ 'flows', q{total(without_places(f, '{P1}'))}, 4 ],
	[ 'flows', 'total(origins(f))', 3 ],
	[ 'flows', q{(SELECT count(*) FROM spread('{"P1": 1}', '{"P1": 2}', f))}, 6 ],
	[ 'counts', 'total(c + c)', 4 ],
	[ 'counts', 'total(c * c)', 4 ],
	[ 'counts', 'total(c * 2)', 3 ],
	[ 'counts', 'total(c * own)', 7 ],
	[ 'counts', 'total(larger_of(c, c))', 4 ],
	[ 'counts', q{c -> 'A1'}, 2 ],
	[ 'counts', q{total(recode(c, own, 'keep'))}, 10 ],
	[ 'counts', '(SELECT sum(r.n) FROM counts(c) AS r)', 5 ],
	[ 'counts', '(SELECT count(*) FROM differences(c, c))', 7 ],
	[ 'counts', '(overlap(c, c)).similarity', 3 ],
	[ 'counts', 'total(allocate(c, 1000000000))', 6 ],
	[ 'counts', q{(SELECT sum(r.registered) FROM reconcile(own, c) AS r)}, 12 ],
	[ 'counts', q{total(smooth(c, c, own))}, 11 ],
	[ 'counts', q{total(floating_catchment(own, c, c))}, 14 ],
	[ 'counts', 'total(apportion(c))', 5 ],
	[ 'counts', 'octet_length(c::text)', 4 ],
	[ 'counts', 'total(rollup(c))', 6 ],
);

done_testing();

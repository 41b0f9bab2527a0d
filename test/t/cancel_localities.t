#!/usr/bin/perl
# Cancel inside localities() on maps that hide long steps: a star, areas that all
# touch each other, and lists of very many practices.  At most 100 ms of processor
# time pass between the signal and the end.
#
# PLACEBASE_CANCELS, PLACEBASE_PART, PLACEBASE_SEED	see Cancels.pm

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cancels;
use Cluster;
use Test::More;

my $allowed = $ENV{PLACEBASE_DELAY} || 100;
my $server = Cluster->new('cancel_localities', "max_parallel_workers_per_gather = 0\nwork_mem = 256MB\nlog_min_messages = fatal\n");

$server->query(q{
	CREATE EXTENSION placebase;
	CREATE TABLE star AS SELECT place_counts('L' || i, 50000) + '{"C": 0}'::place_counts AS people,
		place_flows('C', 'L' || i, 1) + place_flows('L' || i, 'C', 1) AS neighbours FROM generate_series(1, 200000) AS i;
	CREATE TABLE complete AS SELECT place_counts('A' || a, 1000) AS people,
		(SELECT place_flows('A' || i, 'A' || j, 1) FROM generate_series(1, 1500) AS i, generate_series(1, 1500) AS j WHERE i <> j) AS neighbours,
		(SELECT place_flows('A' || i, 'P' || p, 1 + (i * p) % 7) FROM generate_series(1, 1500) AS i, generate_series(1, 300) AS p) AS lists
		FROM generate_series(1, 1500) AS a;
	CREATE TABLE registers AS SELECT place_counts('A' || a, 50000) AS people,
		(SELECT place_flows('A' || i, 'A' || j, 1) FROM generate_series(1, 200) AS i, generate_series(1, 200) AS j WHERE abs(i - j) = 1) AS neighbours,
		(SELECT place_flows('A' || i, 'P' || p, 1 + (i * p) % 7) FROM generate_series(1, 200) AS i, generate_series(1, 20000) AS p) AS lists
		FROM generate_series(1, 200) AS a;
	CREATE TABLE line AS SELECT place_counts(a, 1000) AS people, (SELECT place_flows(i, i + 1, 1) + place_flows(i + 1, i, 1) FROM generate_series(1, 299999) AS i) AS neighbours,
		place_flows(a, a / 45, 1) AS today FROM generate_series(1, 300000) AS a;
	ANALYZE;});

my %queries = (
	'a star' => 'FROM star, generate_series(1, 1000) AS seed, localities(people, neighbours, 30000, 100000, NULL, seed, effort => 0)',
	'a star with effort' => 'FROM star, localities(people, neighbours, 30000, 100000, effort => 10)',
	'areas that all touch' => 'FROM complete, generate_series(1, 1000) AS seed, localities(people, neighbours, 30000, 100000, lists, seed)',
	'lists of many practices' => 'FROM registers, generate_series(1, 1000) AS seed, localities(people, neighbours, 100000, 400000, lists, seed)',
	'a star redrawn' => 'FROM star, redraw_localities(people, neighbours, 30000, 100000, NULL, (SELECT place_flows(place, \'N\' || n, 1) FROM counts(people)), 0.1)',
	'a line redrawn' => 'FROM line, redraw_localities(people, neighbours, 30000, 60000, NULL, today, 0.1, number => 7000)',
	'a line of the same sizes' => 'FROM line, same_size_localities(people, neighbours, NULL, today)',
	'islands redrawn' => 'FROM line, redraw_localities(people, \'{}\', 30000, 60000, NULL, today, 0.1)',
	'areas that all touch redrawn' => 'FROM complete, redraw_localities(people, neighbours, 30000, 100000, lists, (SELECT place_flows(place, right(place, 1), 1) FROM counts(people)), 0.1)',
	'a frontier' => 'FROM line, locality_frontier(people, neighbours, 30000, 60000, NULL, today, \'{1,0.1}\', may_stay => true)',
	'the quality of areas that all touch' => q{FROM complete, generate_series(1, 1000) AS i,
		locality_quality((SELECT place_flows('A' || a, 'L' || a % 7, i) FROM generate_series(1, 1500) AS a), people, neighbours, lists)},
);

plan skip_all => 'this kernel does not say what a process has used' if !$server->says_what_is_used;

cancel_each($server, { map { $_ => "SELECT count(*) $queries{$_}" } keys %queries }, allowed => $allowed, from => 100, step => 600, cancels => 2);

done_testing();

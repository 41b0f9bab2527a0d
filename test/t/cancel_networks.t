#!/usr/bin/perl
# Networks that hide long steps: a star, places that are all tied to each other, a
# line.  What takes as many steps as there are ties answers, in memory of a few times
# the ties; what takes places times ties is cancelled at once: at most 100 ms of
# processor time pass between the signal and the end.
#
# PLACEBASE_CANCELS, PLACEBASE_PART, PLACEBASE_SEED	see Cancels.pm

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cancels;
use Cluster;
use Factors;
use Test::More;

my $allowed = $ENV{PLACEBASE_DELAY} || 100;
my $server = Cluster->new('cancel_networks', "max_parallel_workers_per_gather = 0\nwork_mem = 256MB\nlog_min_messages = fatal\njit = off\n");

$server->query(q{
	CREATE EXTENSION placebase;
	CREATE UNLOGGED TABLE value (star place_flows, line place_flows, complete place_flows);
	ALTER TABLE value ALTER star SET STORAGE EXTERNAL, ALTER line SET STORAGE EXTERNAL, ALTER complete SET STORAGE EXTERNAL;
	INSERT INTO value SELECT star + transpose(star), line + transpose(line), complete + transpose(complete) FROM
		(SELECT place_flows('C', 'L' || i, 1 + i % 7) AS star, place_flows('L' || i, 'L' || i + 1, 1 + i % 7) AS line FROM generate_series(1, 300000) AS i) AS s,
		(SELECT place_flows('A' || i, 'A' || j, 1 + (i * j) % 7) AS complete FROM generate_series(1, 1500) AS i, generate_series(1, i - 1) AS j) AS c;});

# ---- bounded --------------------------------------------------------------------------

sub says { is($server->query($_[0]), $_[1], $_[2]) }

says('SELECT h.* FROM value, hub_dependence(star) AS h', 'C|44999850000|0|1', 'a star depends on its centre');
says('SELECT h.* FROM value, hub_dependence(line) AS h', 'L150001|44999850000|22499850000|0.5000016666722222', 'a line most on its middle');
says('SELECT h.* FROM value, hub_dependence(complete) AS h', '|||0', 'where all are tied, on nobody');
says('SELECT count(DISTINCT community) FROM value, network_communities(star)', '1', 'a star is one community');
says('SELECT n > 300, modularity(line, own) > 0.99 FROM value, (SELECT count(DISTINCT community) AS n, place_flows(place, community::text, 1) AS own FROM value, network_communities(line)) AS c', 't|t', 'a line falls into many');
says('SELECT count(*) FROM value, network_communities(complete)', '1500', 'each of those who are all tied is in a community');
check_factors($server, { map { $_ => [ $_, "total($_)" ] } qw(star line complete) },
	map { ([ $_, "(hub_dependence($_)).dependence", 4 ], [ $_, "(SELECT count(*) FROM network_communities($_))", 6 ]) } qw(star line complete));

# ---- cancelled ------------------------------------------------------------------------

my %questions = (
	'the structure of' => 'SELECT n.* FROM value, generate_series(1, 1000) AS i, network_structure(%s * i) AS n',
	'the structure at thresholds of' => q{SELECT n.* FROM value, generate_series(1, 1000) AS i, network_thresholds(%s * i, '{1,3}') AS n},
	'the places of' => 'SELECT n.* FROM value, generate_series(1, 1000) AS i, network_places(%s * i) AS n',
	'the dependence on the hub of' => 'SELECT n.* FROM value, generate_series(1, 1000) AS i, hub_dependence(%s * i) AS n',
	'the communities of' => 'SELECT n.* FROM value, generate_series(1, 1000) AS i, network_communities(%s, seed => i) AS n',
);
my %queries;
for my $shape (qw(star line complete))
{
	$queries{"$_ a $shape network"} = sprintf $questions{$_}, $shape for keys %questions;
}

SKIP:
{
	skip 'this kernel does not say what a process has used', 1 if !$server->says_what_is_used;
	cancel_each($server, \%queries, allowed => $allowed, from => 100, step => 500, cancels => 2);
}

done_testing();

#!/usr/bin/perl
# Cancel inside one call over one large value: every function that takes or makes
# counts or flows, over values of millions of entries.  At most 100 ms of processor
# time pass between the signal and the end.
#
# PLACEBASE_DELAY	the longest delay allowed, in milliseconds of processor time (100)
# PLACEBASE_ENTRIES	how many entries the values have (2,000,000)
# PLACEBASE_CANCELS	how many times each is cancelled, each time later (2)

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cancels;
use Cluster;
use Test::More;

my $allowed = $ENV{PLACEBASE_DELAY} || 100;
my $entries = $ENV{PLACEBASE_ENTRIES} || 2000000;
my $cancels = $ENV{PLACEBASE_CANCELS} || 2;
my $server = Cluster->new('cancel_places', "max_parallel_workers_per_gather = 0\nwork_mem = 1GB\nmax_wal_size = 4GB\nlog_min_messages = fatal\njit = off\n");

plan skip_all => 'this kernel does not say what a process has used' if !$server->says_what_is_used;

# c		places, each with a count
# star	flows from one origin to all of them
# tall	flows from all of them to one destination
# own	flows from each to itself
# map	from each to one of 900 localities
$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE TABLE big (c place_counts, star place_flows, own place_flows, tall place_flows, map place_flows);
	ALTER TABLE big ALTER c SET STORAGE EXTERNAL, ALTER star SET STORAGE EXTERNAL, ALTER own SET STORAGE EXTERNAL, ALTER tall SET STORAGE EXTERNAL, ALTER map SET STORAGE EXTERNAL;
	INSERT INTO big SELECT place_counts('A' || i, i % 97 + 0.5), place_flows('P', 'A' || i, i % 97 + 0.5), place_flows('A' || i, 'A' || i, 1), NULL, place_flows('A' || i, 'L' || i % 900, 1) FROM generate_series(1, $entries) AS i;
	UPDATE big SET tall = transpose(star);
	CREATE TABLE received_counts (c place_counts);
	CREATE TABLE received_flows (f place_flows);
	ALTER TABLE received_counts ALTER c SET STORAGE EXTERNAL;	-- the server's compression hears no cancel
	ALTER TABLE received_flows ALTER f SET STORAGE EXTERNAL;
	COPY (SELECT c FROM big) TO '@{[ $server->data ]}/counts.copy' (FORMAT binary);
	COPY (SELECT star FROM big) TO '@{[ $server->data ]}/flows.copy' (FORMAT binary);});

my $flows = '{"P": {"A1": 1}, "A1": {"P": 1}}';
my %queries = (
	'counts as text' => each_time('c * 1 AS c', 'octet_length(c::text)'),
	'counts as json' => each_time('c * 1 AS c', 'pg_column_size(c::json)'),
	'counts as jsonb' => each_time('c * 1 AS c', 'pg_column_size(c::jsonb)'),
	'counts from text' => each_time('c::text AS t', 'total(t::place_counts)'),
	'counts from json' => each_time('c::json AS t', 'total(t::place_counts)'),
	'counts from jsonb' => each_time('c::jsonb AS t', 'total(t::place_counts)'),
	'counts sent' => each_time('c * 1 AS c', 'octet_length(place_counts_send(c))'),
	'counts received' => "COPY received_counts FROM '@{[ $server->data ]}/counts.copy' (FORMAT binary)",
	'total of counts' => each_time('c * 1 AS c', 'total(c)'),
	'counts as rows' => each_time('c * 1 AS c', 'r.n', 'counts(c) AS r'),
	'counts added' => each_time('c * 1 AS c', 'total(c + c)'),
	'counts taken away' => each_time('c * 1 AS c', 'total(c - c)'),
	'counts scaled' => each_time('c * 1 AS c', 'total(i * (c / 2))'),
	'counts place by place' => each_time('c * 1 AS c', 'total(c * c) + total(c / c)'),
	'the larger and the smaller' => each_time('c * 1 AS c', 'total(larger_of(c, c)) + total(smaller_of(c, c))'),
	'counts apportioned' => each_time('c * 1 AS c', 'total(apportion(c)) + total(apportion(c, i + 1000000))'),
	'flows apportioned' => each_time('(star + tall) / 3 AS f', 'total(apportion(f))'),
	'counts folded' => "SELECT place_counts('A' || i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'counts of numbers folded' => "SELECT place_counts(i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'counts merged' => each_time('c * 1 AS c', 'total(r)', '(SELECT rollup(c) AS r FROM v, generate_series(1, 100)) AS s'),
	'differences' => each_time('c * 1 AS c', 'r.difference', 'differences(c, c) AS r'),
	'overlap' => each_time('c * 1 AS c', '(overlap(c, c)).similarity'),
	'flows as text' => each_time('star * 1 AS f', 'octet_length(f::text)'),
	'flows as jsonb' => each_time('star * 1 AS f', 'pg_column_size(f::jsonb)'),
	'flows of each as jsonb' => each_time('own * 1 AS f', 'pg_column_size(f::jsonb)'),
	'flows from text' => each_time('star::text AS t', 'total(t::place_flows)'),
	'flows from jsonb' => each_time('own::jsonb AS t', 'total(t::place_flows)'),
	'flows sent' => each_time('star * 1 AS f', 'octet_length(place_flows_send(f))'),
	'flows received' => "COPY received_flows FROM '@{[ $server->data ]}/flows.copy' (FORMAT binary)",
	'total of flows' => each_time('star * 1 AS f', 'total(f)'),
	'one origin' => each_time('star * 1 AS f', q{total(f -> 'P')}),
	'cells' => each_time('star * 1 AS f', 'r.n', 'cells(f) AS r'),
	'cells one by one' => "WITH v AS MATERIALIZED (SELECT star * 1 AS f FROM big) SELECT cells(f) FROM v, generate_series(1, 1000) AS i",
	'margins' => each_time('star * 1 AS f, tall * 1 AS g', 'total(origins(g)) + total(destinations(f))'),
	'transpose' => each_time('star * 1 AS f, tall * 1 AS g', 'total(transpose(g)) + total(transpose(f))'),
	'shares' => each_time('star * 1 AS f, tall * 1 AS g', 'total(shares(g)) + total(shares(f))'),
	'flows added' => each_time('star * 1 AS f, tall * 1 AS g', 'total(f + f) + total(g + g) + total(f + g)'),
	'flows taken away' => each_time('star * 1 AS f, tall * 1 AS g', 'total(f - f) + total(g - g)'),
	'flows scaled' => each_time('star * 1 AS f', 'total(i * (f / 2))'),
	'flows folded' => "SELECT place_flows('P', 'A' || i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'flows of numbers folded' => "SELECT place_flows(i, i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'flows merged' => each_time('star * 1 AS f', 'total(r)', '(SELECT rollup(f) AS r FROM v, generate_series(1, 100)) AS s'),
	'counts through flows' => each_time('c, own * 1 AS own', 'total(c * own)'),
	'flows through flows' => each_time('star * 1 AS f, own * 1 AS own', 'total(f * own)'),
	'flows over one place' => each_time('tall * 1 AS g', q{total(g * '{"P": {"X": 1, "Y": 2}}'::place_flows)}),
	'counts recoded' => each_time('c, own * 1 AS own', q{total(recode(c, own, 'keep'))}),
	'nothing recoded, all kept' => each_time('c * 1 AS c', q{total(recode(c, '{"X": {"Y": 1}}', 'keep'))}),
	'destinations recoded' => each_time('star * 1 AS f, own * 1 AS own', 'total(recode(f, own))'),
	'both ends recoded' => each_time('star * 1 AS f, own * 1 AS own', q{total(recode(f, '{"P": {"Q": 1}}'::place_flows, own))}),
	'reconcile' => each_time('c, star * 1 AS f', 'r.registered', qq{reconcile(f + '$flows', c) AS r}),
	'reconcile one by one' => qq{WITH v AS MATERIALIZED (SELECT c, star + '$flows' AS f FROM big) SELECT reconcile(f, c) FROM v, generate_series(1, 1000) AS i},
	'accountable populations' => each_time(qq{c * 1 AS c, star + '$flows' AS f}, q{total(accountable_population(f, c, 'either'))}),
	'main destinations' => each_time('star * 1 AS f, tall * 1 AS g', 'r.n + s.n', 'main_destinations(f) AS r, main_destinations(g) AS s'),
	'catchments' => each_time('star * 1 AS f', 'r.n', 'catchments(f) AS r'),
	'catchments by minimum share' => each_time('star * 1 AS f', 'r.n', 'catchments_by_minimum_share(f, 0.1) AS r'),
	'self-containment' => each_time('own * 1 AS own', 'r.supply', 'self_containment(own) AS r'),
	'overlaps' => each_time('tall * 1 AS g', 'r.similarity', 'overlaps(g, 0.5) AS r'),
	'access by floating catchments' => each_time('c * 1 AS c, star / 200 AS f', 'total(floating_catchment(f, c, c))'),
	'rates smoothed' => each_time(q{c * 1 AS c, c + '{"P": 1}' AS p, star * 1 AS f}, 'total(smooth(c, p, f))'),
	'spread' => each_time('star * 1 AS f', 'r.numerator', q{spread('{"P": 1}', '{"P": 2}', f) AS r}),
	'spread, all kept' => each_time('c * 1 AS c', 'r.numerator', qq{spread(c, c, '{"A1": {"X": 1}}', 'keep') AS r}),
	'suppressed flows' => 'SELECT count(*) FROM (SELECT star * 2 AS f FROM big) AS s, suppress_flows(f)',
	'suppressed flows to one place' => 'SELECT count(*) FROM (SELECT tall * 2 AS f FROM big) AS s, suppress_flows(f, 50)',
	'holes of a suppression' => 'SELECT count(*) FROM (SELECT star * 2 AS f FROM big) AS s, suppression_holes(f, f, 5, 3)',
	'movements' => each_time('star + tall AS f', 'r.list_start', q{list_account(f, 'P') AS r}),
	'flows without places' => each_time('star * 1 AS f, tall * 1 AS g', q{total(without_places(f, ARRAY['A' || i])) + total(without_places(g, ARRAY['A' || i]))}),
	'allocated' => each_time('c * 1 AS c', 'total(allocate(c, 100000000 + i)) + total(allocate(c, 100000000 + i, c / 2, c * 2)) + allocation_scale(c, 100000000 + i, c / 2, c * 2)'),
	'people weighted' => each_time('c * 1 AS c', 'total(weighted_capitation(c, ARRAY[c, c]))'),
	'distance from target' => each_time('c * 1 AS c', 'r.share', 'distance_from_target(c, c) AS r'),
	'share with their own locality' => each_time('map * 1 AS m, own * 1 AS own', 'own_locality_share(m, own)'),
	'a bound for all maps' => each_time('c * 1 AS c, own * 1 AS own, map * 1 AS m', 'own_locality_bound(c, own, 1e9) + own_locality_bound(c, own, 1e9, m)'),
	'maps side by side' => each_time('map * 1 AS m, own * 1 AS own, c * 1 AS c', 'r.kept', 'compare_assignments(m, own, c * i, own) AS r'),
	'maps matched' => each_time('map * 1 AS m, c * 1 AS c', 'r.people', 'match_assignments(m, m, c * i) AS r'),
	'overlap of maps' => each_time('map * 1 AS m, own * 1 AS own, c * 1 AS c', 'total(assignment_overlap(m, own, c)) + least_moved(m, c, 1e9)'),
	'raking' => each_time('c * 1 AS c, star * 1 AS f', q{total(rake(f, place_counts('{"P": 1}') * total(c), c))}),
);

# By then the values stand in memory, jsonb last; a message is read from its start.
cancel_each($server, \%queries, allowed => $allowed, after => sub { my $start = $_[0] =~ /received/ ? 200 : $_[0] =~ /from jsonb/ ? 3000 : 1200; map { $start + 350 * $_ } 0 .. $cancels - 1 });

done_testing();

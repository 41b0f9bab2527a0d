#!/usr/bin/perl
# Cancel inside one call over one large value: every function that takes or makes
# counts or flows, over values of millions of entries.  At most 100 ms of processor
# time pass between the signal and the end.
#
# PLACEBASE_DELAY	the longest delay allowed, in milliseconds of processor time (100)
# PLACEBASE_ENTRIES	how many entries the values have (2,000,000)
# PLACEBASE_CANCELS, PLACEBASE_PART, PLACEBASE_SEED	see Cancels.pm

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cancels;
use Cluster;
use Test::More;

my $allowed = $ENV{PLACEBASE_DELAY} || 100;
my $entries = $ENV{PLACEBASE_ENTRIES} || 2000000;
my $copies = 1 + int(2000000 / $entries);	# so that receiving them takes long enough
my $server = Cluster->new('cancel_places', "max_parallel_workers_per_gather = 0\nwork_mem = 1GB\nmax_wal_size = 4GB\nlog_min_messages = fatal\njit = off\n");

plan skip_all => 'this kernel does not say what a process has used' if !$server->says_what_is_used;

# c			places, each with a count
# star		flows from one origin to all of them
# tall		flows from all of them to one destination
# own		flows from each to itself
# map		from each to one of 900 localities
# known		c and the origin of star
# linked	star and what leads back
# pair		star and tall
#
# c_text, c_json, c_jsonb	the same written, and so for star and own
my @written = map { my $value = $_; map { [ "${value}_$_", "$value\::$_", $_ ] } $value eq 'c' ? qw(text json jsonb) : $value eq 'star' ? 'text' : 'jsonb' } qw(c star own);
my @columns = ('c place_counts', 'star place_flows', 'own place_flows', 'map place_flows', 'tall place_flows', 'known place_counts', 'linked place_flows', 'pair place_flows', map { "$_->[0] $_->[2]" } @written);
my $flows = '{"P": {"A1": 1}, "A1": {"P": 1}}';
$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE TABLE big (@{[ join ', ', @columns ]});
	ALTER TABLE big @{[ join ', ', map { 'ALTER ' . s/ .*//r . ' SET STORAGE EXTERNAL' } @columns ]};
	INSERT INTO big SELECT *, transpose(star), c + '{"P": 1}', star + '$flows', star + transpose(star), @{[ join ', ', map { $_->[1] } @written ]}
		FROM (SELECT place_counts('A' || i, i % 97 + 0.5) AS c, place_flows('P', 'A' || i, i % 97 + 0.5) AS star, place_flows('A' || i, 'A' || i, 1) AS own, place_flows('A' || i, 'L' || i % 900, 1) AS map
			FROM generate_series(1, $entries) AS i) AS s;
	CREATE TABLE received_counts (c place_counts);
	CREATE TABLE received_flows (f place_flows);
	ALTER TABLE received_counts ALTER c SET STORAGE EXTERNAL;	-- the server's compression hears no cancel
	ALTER TABLE received_flows ALTER f SET STORAGE EXTERNAL;
	COPY (SELECT c FROM big, generate_series(1, $copies)) TO '@{[ $server->data ]}/counts.copy' (FORMAT binary);
	COPY (SELECT star FROM big, generate_series(1, $copies)) TO '@{[ $server->data ]}/flows.copy' (FORMAT binary);});

my %queries = (
	'counts as text' => each_time('c', 'octet_length(c::text)'),
	'counts as json' => each_time('c', 'pg_column_size(c::json)'),
	'counts as jsonb' => each_time('c', 'pg_column_size(c::jsonb)'),
	'counts from text' => each_time('c_text AS t', 'total(t::place_counts)'),
	'counts from json' => each_time('c_json AS t', 'total(t::place_counts)'),
	'counts from jsonb' => each_time('c_jsonb AS t', 'total(t::place_counts)'),
	'counts sent' => each_time('c', 'octet_length(place_counts_send(c))'),
	'counts received' => "COPY received_counts FROM '@{[ $server->data ]}/counts.copy' (FORMAT binary)",
	'total of counts' => each_time('c', 'total(c)'),
	'counts as rows' => each_time('c', 'r.n', 'counts(c) AS r'),
	'counts added' => each_time('c', 'total(c + c)'),
	'counts taken away' => each_time('c', 'total(c - c)'),
	'counts scaled' => each_time('c', 'total(i * (c / 2))'),
	'counts place by place' => each_time('c', 'total(c * c) + total(c / c)'),
	'the larger and the smaller' => each_time('c', 'total(larger_of(c, c)) + total(smaller_of(c, c))'),
	'counts apportioned' => each_time('c', 'total(apportion(c)) + total(apportion(c, i + 1000000))'),
	'flows apportioned' => each_time('pair AS f', 'total(apportion(f / 3))'),
	'counts folded' => "SELECT place_counts('A' || i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'counts of numbers folded' => "SELECT place_counts(i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'counts merged' => each_time('c', 'total(r)', '(SELECT rollup(c) AS r FROM v, generate_series(1, 100)) AS s'),
	'differences' => each_time('c', 'r.difference', 'differences(c, c) AS r'),
	'overlap' => each_time('c', '(overlap(c, c)).similarity'),
	'flows as text' => each_time('star AS f', 'octet_length(f::text)'),
	'flows as jsonb' => each_time('star AS f', 'pg_column_size(f::jsonb)'),
	'flows of each as jsonb' => each_time('own AS f', 'pg_column_size(f::jsonb)'),
	'flows from text' => each_time('star_text AS t', 'total(t::place_flows)'),
	'flows from jsonb' => each_time('own_jsonb AS t', 'total(t::place_flows)'),
	'flows sent' => each_time('star AS f', 'octet_length(place_flows_send(f))'),
	'flows received' => "COPY received_flows FROM '@{[ $server->data ]}/flows.copy' (FORMAT binary)",
	'total of flows' => each_time('star AS f', 'total(f)'),
	'one origin' => each_time('star AS f', q{total(f -> 'P')}),
	'cells' => each_time('star AS f', 'r.n', 'cells(f) AS r'),
	'cells one by one' => "WITH v AS MATERIALIZED (SELECT star AS f FROM big) SELECT cells(f) FROM v, generate_series(1, 1000) AS i",
	'margins' => each_time('star AS f, tall AS g', 'total(origins(g)) + total(destinations(f))'),
	'transpose' => each_time('star AS f, tall AS g', 'total(transpose(g)) + total(transpose(f))'),
	'shares' => each_time('star AS f, tall AS g', 'total(shares(g)) + total(shares(f))'),
	'flows added' => each_time('star AS f, tall AS g', 'total(f + f) + total(g + g) + total(f + g)'),
	'flows taken away' => each_time('star AS f, tall AS g', 'total(f - f) + total(g - g)'),
	'flows scaled' => each_time('star AS f', 'total(i * (f / 2))'),
	'flows folded' => "SELECT place_flows('P', 'A' || i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'flows of numbers folded' => "SELECT place_flows(i, i, i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'flows merged' => each_time('star AS f', 'total(r)', '(SELECT rollup(f) AS r FROM v, generate_series(1, 100)) AS s'),
	'counts through flows' => each_time('c, own', 'total(c * own)'),
	'flows through flows' => each_time('star AS f, own', 'total(f * own)'),
	'flows over one place' => each_time('tall AS g', q{total(g * '{"P": {"X": 1, "Y": 2}}'::place_flows)}),
	'counts recoded' => each_time('c, own', q{total(recode(c, own, 'keep'))}),
	'nothing recoded, all kept' => each_time('c', q{total(recode(c, '{"X": {"Y": 1}}', 'keep'))}),
	'destinations recoded' => each_time('star AS f, own', 'total(recode(f, own))'),
	'both ends recoded' => each_time('star AS f, own', q{total(recode(f, '{"P": {"Q": 1}}'::place_flows, own))}),
	'reconcile' => each_time('c, linked AS f', 'r.registered', 'reconcile(f, c) AS r'),
	'reconcile one by one' => q{WITH v AS MATERIALIZED (SELECT c, linked AS f FROM big) SELECT reconcile(f, c) FROM v, generate_series(1, 1000) AS i},
	'accountable populations' => each_time('c, linked AS f', q{total(accountable_population(f, c, 'either'))}),
	'main destinations' => each_time('star AS f, tall AS g', 'r.n + s.n', 'main_destinations(f) AS r, main_destinations(g) AS s'),
	'catchments' => each_time('star AS f', 'r.n', 'catchments(f) AS r'),
	'catchments by minimum share' => each_time('star AS f', 'r.n', 'catchments_by_minimum_share(f, 0.1) AS r'),
	'self-containment' => each_time('own', 'r.supply', 'self_containment(own) AS r'),
	'overlaps' => each_time('tall AS g', 'r.similarity', 'overlaps(g, 0.5) AS r'),
	'access by floating catchments' => each_time('c, star AS f', 'total(floating_catchment(f / 200, c, c))'),
	'rates smoothed' => each_time('c, known AS p, star AS f', 'total(smooth(c, p, f))'),
	'spread' => each_time('star AS f', 'r.numerator', q{spread('{"P": 1}', '{"P": 2}', f) AS r}),
	'spread, all kept' => each_time('c', 'r.numerator', qq{spread(c, c, '{"A1": {"X": 1}}', 'keep') AS r}),
	'suppressed flows' => 'SELECT count(*) FROM (SELECT star * 2 AS f FROM big) AS s, suppress_flows(f)',
	'suppressed flows to one place' => 'SELECT count(*) FROM (SELECT tall * 2 AS f FROM big) AS s, suppress_flows(f, 50)',
	'holes of a suppression' => 'SELECT count(*) FROM (SELECT star * 2 AS f FROM big) AS s, suppression_holes(f, f, 5, 3)',
	'movements' => each_time('pair AS f', 'r.list_start', q{list_account(f, 'P') AS r}),
	'flows without places' => each_time('star AS f, tall AS g', q{total(without_places(f, ARRAY['A' || i])) + total(without_places(g, ARRAY['A' || i]))}),
	'allocated' => each_time('c', "total(allocate(c, 50 * $entries + i)) + total(allocate(c, 50 * $entries + i, c / 2, c * 2)) + allocation_scale(c, 50 * $entries + i, c / 2, c * 2)"),
	'people weighted' => each_time('c', 'total(weighted_capitation(c, ARRAY[c, c]))'),
	'distance from target' => each_time('c', 'r.share', 'distance_from_target(c, c) AS r'),
	'share with their own locality' => each_time('map AS m, own', 'own_locality_share(m, own)'),
	'a bound for all maps' => each_time('c, own, map AS m', 'own_locality_bound(c, own, 1e9) + own_locality_bound(c, own, 1e9, m)'),
	'maps side by side' => each_time('map AS m, own, c', 'r.kept', 'compare_assignments(m, own, c * i, own) AS r'),
	'maps matched' => each_time('map AS m, c', 'r.people', 'match_assignments(m, m, c * i) AS r'),
	'overlap of maps' => each_time('map AS m, own, c', 'total(assignment_overlap(m, own, c)) + least_moved(m, c, 1e9)'),
	'raking' => each_time('c, star AS f', q{total(rake(f, place_counts('{"P": 1}') * total(c), c))}),
);

# A message is read from its start; a value is read again for each call.
cancel_each($server, \%queries, allowed => $allowed, from => sub { $_[0] =~ /received/ ? 150 : 350 }, step => 150);

done_testing();

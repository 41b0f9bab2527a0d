#!/usr/bin/perl
# Cancel inside one call on a history of millions of visits, and on a profile of
# millions of levels: at most 100 ms of processor time pass between the signal and
# the end.
#
# PLACEBASE_CANCELS	how many times each is cancelled, each time later (2)

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cancels;
use Cluster;
use Test::More;
use Time::HiRes qw(sleep);

my $allowed = $ENV{PLACEBASE_DELAY} || 100;
my $cancels = $ENV{PLACEBASE_CANCELS} || 2;
my $server = Cluster->new('cancel_care', "max_parallel_workers_per_gather = 0\nwork_mem = 256MB\nlog_min_messages = fatal\n");

# Not compressed: unpacking is the server's.
$server->query(q{
	CREATE EXTENSION placebase;
	CREATE TABLE long (h care_history, shuffled care_history, p attendance_profile);
	ALTER TABLE long ALTER h SET STORAGE external, ALTER shuffled SET STORAGE external, ALTER p SET STORAGE external;
	INSERT INTO long SELECT h, hs, p
		FROM (SELECT care_history('G' || i % 1000003, '2000-01-01Z'::timestamptz + i * interval '10 seconds' + i % 7 * interval '1 microsecond') AS h FROM generate_series(1, 4000000) AS i) AS a,
			(SELECT care_history('H' || i % 1000, '2000-01-01Z'::timestamptz + hashint4(i) % 100000000 * interval '1 second') AS hs FROM generate_series(1, 2000000) AS i) AS b,
			(SELECT attendance_profile(i / 8.0) AS p FROM generate_series(1, 4000000) AS i) AS c;});

# What is asked is random, so that no call is worked out before it runs.
my %queries = map { $_ => "SELECT $_ FROM long, generate_series(1, 1000) AS i WHERE random() >= 0" } (
	'length(h::text)', 'visits((h::text)::care_history)', 'length(care_history_send(h))', 'visits(h || shuffled)', 'bice_boxerman(h, 2 + i)', 'usual_provider(h)', 'handoffs(h)',
	'last_visit(h)', q{known_provider_continuity(h, '1 year', 1 + i)}, q{known_provider_continuity(h, '1 month', 1 + i, 'Europe/London')}, q{assigned_provider_continuity(h, 'G' || i)},
	q{visits(during(h, tstzrange('2000-01-01Z', NULL)))}, q{visits(during(h, daterange('2000-01-01', '2000-01-01'::date + 500 + i), 'Europe/London'))}, q{visits(only_providers(h, ARRAY['G' || i, 'G1']))},
	q{visits(except_providers(h, ARRAY['G' || i]))}, 'visits(once_a_day(h))', q{visits(once_a_day(h, 'Europe/London'))}, '(SELECT count(*) FROM timeline(h))', '(SELECT count(*) FROM provider_visits(h))',
	'length(p::text)', 'people((p::text)::attendance_profile)', 'length(attendance_profile_send(p))', 'gini(p)', 'top_share(p, 0.1)', '(attendance_threshold(p, 0.1)).contacts', '(attendance_band(p, i, NULL)).people',
	'(SELECT count(*) FROM lorenz(p))', '(SELECT count(*) FROM counts(p))', '(SELECT people(rollup(q)) FROM (VALUES (p), (p)) AS v (q))', '(SELECT visits(rollup(q)) FROM (VALUES (h), (shuffled)) AS v (q))');

plan skip_all => 'this kernel does not say what a process has used' if !$server->says_what_is_used;

cancel_each($server, \%queries, allowed => $allowed, after => sub { map { 60 + 130 * ($_ + 1) } 0 .. $cancels - 1 });

done_testing();

#!/usr/bin/perl
# What operations over one large value of visits or contacts take, in sizes of that value.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Factors;
use Test::More;

my $server = Cluster->new('memory_care', "max_parallel_workers_per_gather = 0\nwork_mem = 64MB\nmax_wal_size = 4GB\njit = off\n");

# A patient of 3 million visits, 200,000 patients of 15 visits each, and a million
# different numbers of contacts.
$server->query(q{
	CREATE EXTENSION placebase;
	CREATE UNLOGGED TABLE value (h care_history, p care_panel, a attendance_profile);
	ALTER TABLE value ALTER h SET STORAGE EXTERNAL, ALTER p SET STORAGE EXTERNAL, ALTER a SET STORAGE EXTERNAL;
	INSERT INTO value SELECT care_history('G' || i % 31, at), care_panel('P' || i % 200000, 'G' || hashint4(i) % 31, at), attendance_profile(i + 0.5) FILTER (WHERE i <= 1000000)
		FROM generate_series(1, 3000000) AS i, LATERAL (SELECT timestamptz '2020-01-01 00:00Z' + hashint4(i) % 1000000 * interval '1 minute') AS t (at);});
my $day = q{'[2020-01-01,2024-01-01)'::tstzrange};
check_factors($server, { history => [ 'h', 'visits(h)' ], panel => [ 'p', 'patients(p)' ], profile => [ 'a', 'people(a)' ] },
	[ 'history', 'bice_boxerman(h)', 2 ],
	[ 'history', 'known_provider_continuity(h)', 2 ],
	[ 'history', 'visits(h || h)', 26 ],
	[ 'history', "visits(during(h, $day))", 14 ],
	[ 'history', q{visits(once_a_day(h, 'UTC'))}, 14 ],
	[ 'history', q{visits(except_providers(h, '{G1}'))}, 14 ],
	[ 'history', 'visits(rollup(h))', 14 ],
	[ 'history', 'octet_length(h::text)', 45 ],
	[ 'history', 'octet_length(care_history_send(h))', 9 ],
	[ 'panel', 'visits(p || p)', 12 ],
	[ 'panel', "visits(during(p, $day))", 12 ],
	[ 'panel', q{visits(once_a_day(p, 'UTC'))}, 18 ],
	[ 'panel', q{visits(except_providers(p, '{G1}'))}, 18 ],
	[ 'panel', q{visits(except_patients(p, '{P1}'))}, 18 ],
	[ 'panel', q{visits(p -> 'P1')}, 4 ],
	[ 'panel', 'visits(rollup(p))', 12 ],
	[ 'panel', '(visit_share(p)).value', 2 ],
	[ 'panel', '(SELECT max(value) FROM mean_continuity(p))', 2 ],
	[ 'panel', '(SELECT sum(c.visits) FROM continuity(p) AS c)', 12 ],
	[ 'panel', '(SELECT sum(visits(x.history)) FROM histories(p) AS x)', 12 ],
	[ 'panel', 'total(patient_sharing(p))', 2 ],
	[ 'panel', 'total(handoff_flows(p))', 2 ],
	[ 'panel', 'people(attendance_profile(p))', 2 ],
	[ 'panel', 'octet_length(p::text)', 30 ],
	[ 'panel', 'octet_length(care_panel_send(p))', 9 ],
	[ 'profile', 'gini(a)', 2 ],
	[ 'profile', 'top_share(a, 0.1)', 2 ],
	[ 'profile', '(SELECT count(*) FROM lorenz(a))', 6 ],
	[ 'profile', 'people(rollup(a))', 8 ],
	[ 'profile', 'octet_length(a::text)', 4 ],
	[ 'profile', 'octet_length(attendance_profile_send(a))', 4 ]);

done_testing();

#!/usr/bin/perl
# What operations over one large value of conditions, codes or ranks take, in sizes of that value.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Factors;
use Test::More;

my $server = Cluster->new('memory_need', "max_parallel_workers_per_gather = 0\nwork_mem = 64MB\nmax_wal_size = 4GB\njit = off\n");

# A million conditions, a million codes of 300 conditions, and a million different ranks.
$server->query(q{
	CREATE EXTENSION placebase;
	CREATE UNLOGGED TABLE value (s condition_set, m code_map, r ranked_outcomes);
	ALTER TABLE value ALTER s SET STORAGE EXTERNAL, ALTER m SET STORAGE EXTERNAL, ALTER r SET STORAGE EXTERNAL;
	INSERT INTO value SELECT condition_set('C' || i, date '2000-01-01' + i % 9999), code_map('C' || i % 300, 'local', 'x' || i), ranked_outcomes(i / 1000001.0, i % 7 = 0) FROM generate_series(1, 1000000) AS i;});
check_factors($server, { conditions => [ 's', 'condition_count(s)' ], codes => [ 'm', q{cardinality(conditions(m, 'local', 'x1'))} ], ranks => [ 'r', 'people(r)' ] },
	[ 'conditions', 'condition_count(s || s)', 12 ],
	[ 'conditions', 'condition_count(rollup(s))', 11 ],
	[ 'conditions', q{condition_count(during(s, '[2001-01-01,)'))}, 11 ],
	[ 'conditions', q{condition_count(except_conditions(s, '{C1}'))}, 11 ],
	[ 'conditions', q{condition_count(supersede(s, '{"C1": "C2"}'))}, 11 ],
	[ 'conditions', q{condition_count(active(s, '2020-01-01', '{"C1": {"within": "5 years"}}'))}, 11 ],
	[ 'conditions', q{cardinality(conditions(s))}, 8 ],
	[ 'conditions', q{score(s, '{"C1": 1}')}, 3 ],
	[ 'conditions', 'octet_length(s::text)', 9 ],
	[ 'conditions', 'octet_length(condition_set_send(s))', 6 ],
	[ 'codes', '(SELECT count(*) FROM entries(m))', 5 ],
	[ 'codes', 'octet_length(m::text)', 5 ],
	[ 'codes', 'octet_length(code_map_send(m))', 2 ],
	[ 'ranks', 'auc(r)', 2 ],
	[ 'ranks', '(SELECT count(*) FROM roc(r))', 5 ],
	[ 'ranks', '(SELECT count(*) FROM calibration(r))', 2 ],
	[ 'ranks', '(calibration_line(r)).slope', 2 ],
	[ 'ranks', 'people(rollup(r))', 10 ],
	[ 'ranks', 'octet_length(r::text)', 5 ],
	[ 'ranks', 'octet_length(ranked_outcomes_send(r))', 3 ]);

done_testing();

#!/usr/bin/perl
# A hash aggregate over millions of groups keeps to its memory: at work_mem =
# 64MB the backend's peak stays under 1 GB, for each aggregate that people fold
# rows with.
#
# PLACEBASE_GROUPS	how many groups (200,000; try 5,000,000)

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my $groups = $ENV{PLACEBASE_GROUPS} || 200000;
my $server = Cluster->new('memory', "max_parallel_workers_per_gather = 0\nwork_mem = 64MB\nmax_wal_size = 4GB\ntemp_file_limit = -1\njit = off\n");

$server->query(qq{
	CREATE EXTENSION placebase;
	-- three rows a group, far apart
	CREATE UNLOGGED TABLE r AS SELECT i % $groups AS g, 'G' || hashint4(i) % 100 AS code, '2024-01-01'::timestamptz + i % 1000 * interval '1 hour' AS at, i % 7 AS n
		FROM generate_series(1, 3 * $groups) AS i;
	ANALYZE r;});

sub peak { return $server->peak(@_) }

my ($base) = peak('SELECT g AS x FROM r LIMIT 1');
diag("$groups groups; a backend that does nothing: $base MB");

my %aggregates = (
	'count(*), for comparison' => 'count(*)',
	'care_history' => 'visits(care_history(code, at))',
	'rollup(care_history)' => q{visits(rollup('[["2024-01-01","A"]]'::care_history))},
	'care_panel' => 'visits(care_panel(code, code, at))',
	'rollup(care_panel)' => q{visits(rollup('{"A":[["2024-01-01","A"]]}'::care_panel))},
	'patient_sharing' => q{total(patient_sharing('[["2024-01-01","A"]]'::care_history))},
	'place_counts' => 'total(place_counts(code, n))',
	'place_flows' => 'total(place_flows(code, code, n))',
	'place_at' => q{length(place_at(code, daterange(at::date, NULL), '2030-01-01'))},
	'registered_days' => q{registered_days(daterange(at::date, at::date + n), '[2023-01-01,2030-01-01)')},
	'attendance_profile' => 'people(attendance_profile(n))',
	'ranked_outcomes' => 'octet_length(ranked_outcomes(n, true)::text)',
	'rollup(ranked_outcomes)' => q{octet_length(rollup('{"1": [1, 1]}'::ranked_outcomes)::text)},
	'code_map' => q{cardinality(conditions(code_map(code, 'local', code), 'local', max(code)))},
	'code_map with matches' => q{cardinality(conditions(code_map(code, 'local', code, 'exact'), 'local', max(code)))},
	'condition_set' => 'condition_count(condition_set(code, at::date))',
	'condition_set of codes' => q{condition_count(condition_set('[["a","local","G"]]'::code_map, 'local', code, at::date))},
	'rollup(condition_set)' => q{condition_count(rollup('{"a": ["2024-01-01"]}'::condition_set))},
	'peak_concurrent' => 'peak_concurrent(code, daterange(at::date, at::date + 28))',
	'days_concurrent' => 'days_concurrent(code, daterange(at::date, at::date + 28), 1)',
	'latest' => 'latest(n + 1, at)',
	'latest of several' => 'cardinality(latest(n, at, 2))',
	'mean_estimate' => '(mean_estimate(n)).value',
	'directly_standardised_rate' => '(directly_standardised_rate(n, 10, 10)).value',
	'random_effects' => '(random_effects(n + 1, 1)).mean',
	'overdispersion' => '(overdispersion(n + 1, 1)).phi',
	'group_spread' => '(group_spread(n, 1, n + 1)).groups',
	'inequality_within_and_between' => '(inequality_within_and_between(code, n + 1)).theil',
);
for my $what (sort keys %aggregates)
{
	my ($peak, $hashed, $sum) = peak("SELECT g, $aggregates{$what} AS x FROM r GROUP BY g");

	ok($hashed, "$what: by hash aggregate");
	cmp_ok($sum, '>', 0, "$what: there is an answer");
	cmp_ok($peak, '<', 1024, "$what: under 1 GB");
	diag(sprintf '%5d MB  %s', $peak, $what);
}

# Rows that fold into one group: nothing may be left behind by a row.
my $rows = 10 * $groups;
for my $fold ('place_counts(c, i)', 'place_flows(c, c, i)', 'attendance_profile(i % 50)', 'ranked_outcomes(i % 50, true)', q{visits(rollup(h))}, q{visits(care_panel(i, h))}, q{total(patient_sharing(h || '[["2024-01-01","A"]]'))})
{
	my $type = $fold =~ s/\(.*//sr;
	my ($peak) = peak("SELECT count(f) AS x FROM (SELECT $fold AS f FROM (SELECT 'A' || i % 1000 AS c, i % 100 AS i, '[]'::care_history AS h FROM generate_series(1, $rows) AS i) AS s) AS t");

	cmp_ok($peak, '<', $base + 250, "$fold: nothing is left behind by a row");
	diag(sprintf '%5d MB  %s over %d rows', $peak, $fold, $rows);
}

# Functions that return rows, called again and again in one query: nor by a call.
my $flows = q{CASE WHEN g > 0 THEN '{"a": {"a": 1, "b": 1}, "b": {"a": 1}}'::place_flows END};
for my $call ("cells($flows)", "main_destinations($flows)", "catchments($flows)", "self_containment($flows)", "list_account($flows)", "network_places($flows)", "network_communities($flows)", "network_thresholds($flows, '{0,1}')", "suppress_flows($flows)", "suppression_holes($flows, $flows)", qq{reconcile($flows, '{"a": 2}')},
	q{counts(CASE WHEN g > 0 THEN '{"a": 1}'::place_counts END)}, qq{spread('{"a": 1}', '{"a": 2}', $flows)}, qq{localities('{"a": 1, "b": 1}', $flows, 1, 9, effort => 0)},
	qq{redraw_localities('{"a": 1, "b": 1}', $flows, 1, 9, NULL, '{"a": {"x": 1}}', 0.1, apart => '{"a": {"b": 1}}', effort => 0)}, qq{same_size_localities('{"a": 1, "b": 1}', $flows, NULL, '{"a": {"x": 1}}', effort => 0)},
	qq{locality_frontier('{"a": 1, "b": 1}', $flows, 1, 9, NULL, '{"a": {"x": 1}}', '{1,0}', effort => 0)},
	q{match_assignments(CASE WHEN g > 0 THEN '{"a": {"x": 1}, "b": {"x": 1}}'::place_flows END, '{"a": {"y": 1}, "b": {"z": 1}}', '{"a": 1, "b": 1}')},
	qq{locality_quality('{"a": {"x": 1}, "b": {"x": 1}}', '{"a": 1, "b": 1}', $flows)}, q{timeline(CASE WHEN g > 0 THEN '[["2024-01-01","A"]]'::care_history END)},
	q{histories(CASE WHEN g > 0 THEN '{"a":[["2024-01-01","A"]]}'::care_panel END)}, q{continuity(CASE WHEN g > 0 THEN '{"a":[["2024-01-01","A"]]}'::care_panel END)},
	q{mean_continuity(CASE WHEN g > 0 THEN '{"a":[["2024-01-01","A"]]}'::care_panel END)}, q{own_list(CASE WHEN g > 0 THEN '{"a":[["2024-01-01","A"]]}'::care_panel END, '{"a":{"A":1}}')},
	q{differences(CASE WHEN g > 0 THEN '{"a": 1}'::place_counts END, '{"b": 2}')}, q{distance_from_target(CASE WHEN g > 0 THEN '{"a": 1}'::place_counts END, '{"b": 2}')}, q{scales(CASE WHEN g > 0 THEN 'nhs' END)},
	"catchments_by_minimum_share($flows, 0.5)", q{score_parts(CASE WHEN g > 0 THEN '{"a": ["2024-01-01"]}'::condition_set END, '{"a": 1}')}, q{entries(CASE WHEN g > 0 THEN '[["a","icd10","I21"]]'::code_map END)}, "overlaps($flows)", qq{spread('{"a": 1, "z": 1}', '{"a": 2, "z": 2}', $flows, 'keep')}, q{provider_visits(CASE WHEN g > 0 THEN '[["2024-01-01","A"]]'::care_history END)},
	(map { s/R/CASE WHEN g > 0 THEN '{"0.1": [3, 1], "0.5": [2, 1]}'::ranked_outcomes END/r } 'roc(R)', q{decision_curve(R, '{0.1,0.5}')}, 'calibration(R)'),
	q{predictor_parts('{"a": 1, "b": 2}', CASE WHEN g > 0 THEN '{"a": 1, "b": 2}'::jsonb END)}, q{recent_rates(CASE WHEN g > 0 THEN '{"a":[["2024-01-01","A"]]}'::care_panel END, '2024-07-01', '90 days')},
	q{lorenz(CASE WHEN g > 0 THEN '{"1": 2}'::attendance_profile END)}, q{counts(CASE WHEN g > 0 THEN '{"1": 2}'::attendance_profile END)})
{
	my ($peak) = peak("SELECT count(*) AS x FROM generate_series(1, 100000) AS g, $call AS r");

	cmp_ok($peak, '<', $base + 30, "$call: nothing is left behind by a call");
}

done_testing();

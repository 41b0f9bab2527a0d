#!/usr/bin/perl
# Cancel inside one call over one large value of conditions, of codes or of ranks, of
# millions of entries each: at most 100 ms of processor time pass between the signal
# and the end.
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
my $server = Cluster->new('cancel_need', "max_parallel_workers_per_gather = 0\nwork_mem = 1GB\nmax_wal_size = 4GB\nlog_min_messages = fatal\njit = off\n");

plan skip_all => 'this kernel does not say what a process has used' if !$server->says_what_is_used;

# c		many conditions, each recorded once or twice
# d		few conditions, each on very many days
# m		codes of 300 conditions
# r		ranks, each of one person
#
# c_text, c_json, c_jsonb	the same written, and so for the others
# w							many weights
my @written = map { my $value = $_; map { [ "${value}_$_", "$value\::$_", $_ ] } qw(text json jsonb) } qw(c d m r);
my @columns = ('c condition_set', 'd condition_set', 'm code_map', 'r ranked_outcomes', (map { "$_->[0] $_->[2]" } @written), 'w jsonb');
$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE TABLE big (@{[ join ', ', @columns ]});
	ALTER TABLE big @{[ join ', ', map { 'ALTER ' . s/ .*//r . ' SET STORAGE EXTERNAL' } @columns ]};
	INSERT INTO big SELECT *, @{[ join ', ', map { $_->[1] } @written ]}, (SELECT jsonb_object_agg('C' || w, w) FROM generate_series(1, 1000000) AS w)
		FROM (SELECT condition_set('C' || i * 2 / 3, date '2000-01-01' + i % 9999) AS c, condition_set('C' || i % 70, date '1900-01-01' + i / 70) AS d,
			code_map('C' || i % 300, 'local', 'x' || i) AS m, ranked_outcomes(i / ($entries + 1.0), i % 7 = 0) AS r FROM generate_series(1, $entries) AS i) AS s;
	CREATE TABLE received_conditions (c condition_set);
	CREATE TABLE received_codes (m code_map);
	CREATE TABLE received_ranks (r ranked_outcomes);
	ALTER TABLE received_conditions ALTER c SET STORAGE EXTERNAL;	-- the server's compression hears no cancel
	ALTER TABLE received_codes ALTER m SET STORAGE EXTERNAL;
	ALTER TABLE received_ranks ALTER r SET STORAGE EXTERNAL;
	COPY (SELECT c FROM big, generate_series(1, $copies)) TO '@{[ $server->data ]}/conditions.copy' (FORMAT binary);
	COPY (SELECT m FROM big, generate_series(1, $copies)) TO '@{[ $server->data ]}/codes.copy' (FORMAT binary);
	COPY (SELECT r FROM big, generate_series(1, $copies)) TO '@{[ $server->data ]}/ranks.copy' (FORMAT binary);});

my %queries = (
	'conditions as text' => each_time('c, d', 'octet_length(c::text) + octet_length(d::text)'),
	'conditions as json' => each_time('c, d', 'pg_column_size(c::json) + pg_column_size(d::json)'),
	'conditions as jsonb' => each_time('c, d', 'pg_column_size(c::jsonb) + pg_column_size(d::jsonb)'),
	'conditions from text' => each_time('c_text, d_text', 'condition_count(c_text::condition_set) + condition_count(d_text::condition_set)'),
	'conditions from json' => each_time('c_json, d_json', 'condition_count(c_json::condition_set) + condition_count(d_json::condition_set)'),
	'conditions from jsonb' => each_time('c_jsonb, d_jsonb', 'condition_count(c_jsonb::condition_set) + condition_count(d_jsonb::condition_set)'),
	'conditions sent' => each_time('c, d', 'octet_length(condition_set_send(c)) + octet_length(condition_set_send(d))'),
	'conditions received' => "COPY received_conditions FROM '@{[ $server->data ]}/conditions.copy' (FORMAT binary)",
	'conditions folded' => "SELECT condition_set('C' || i, date '2000-01-01' + i % 9999) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'conditions of codes folded' => "WITH v AS MATERIALIZED (SELECT m FROM big) SELECT condition_set(m, 'local', 'x' || i, date '2000-01-01' + i) FROM v, (SELECT generate_series(1, 3 * $entries) AS i) AS s",
	'conditions joined' => each_time('c, d', 'condition_count(c || c) + condition_count(c || d) + condition_count(d || d)'),
	'conditions merged' => each_time('c, d', '(SELECT condition_count(rollup(x)) FROM (VALUES (c), (d), (c), (d)) AS x (x) WHERE i > 0)'),
	'conditions of a period' => each_time('c, d', q{condition_count(during(c, daterange('2001-01-01', NULL))) + condition_count(during(d, daterange('1901-01-01', NULL)))}),
	'some conditions' => each_time('c, d', q{condition_count(only_conditions(c, ARRAY['C' || i, 'C7'])) + condition_count(only_conditions(d, ARRAY['C' || i, 'C7']))}),
	'all but some conditions' => each_time('c, d', q{condition_count(except_conditions(c, ARRAY['C' || i, 'C7'])) + condition_count(except_conditions(d, ARRAY['C' || i, 'C7']))}),
	'active conditions' => each_time('c, d', q{condition_count(active(c, '2020-01-01', '{"C1": {"within": "5 years", "at_least": 2}}')) + condition_count(active(d, '2000-01-01', '{"C1": {"within": "5 years", "at_least": 2}}'))}),
	'conditions superseded' => each_time('c, d', q{condition_count(supersede(c, jsonb_build_object('C' || i, 'C0'))) + condition_count(supersede(d, jsonb_build_object('C' || i % 70, 'C0')))}),
	'names of conditions' => each_time('c, d', 'cardinality(conditions(c)) + cardinality(conditions(d)) + condition_count(c) + condition_count(d)'),
	'conditions gained' => each_time('c, d', q{cardinality(gained(c, '2001-01-01', '2021-01-01')) + cardinality(gained(d, '1901-01-01', '2021-01-01'))}),
	'one condition of many' => each_time('c, d', q{how_many(c, ARRAY['C' || i]) + has_any(d, ARRAY['C' || i])::integer + has_all(c, ARRAY['C' || i])::integer + coalesce(last_recorded(c, 'C' || i) - first_recorded(c, 'C' || i), 0)
		+ coalesce(last_recorded(d, 'C' || i) - first_recorded(d, 'C' || i), 0) + times_recorded(c, 'C' || i) + times_recorded(d, 'C' || i)}),
	'score of conditions' => each_time('c, d', q{score(c, jsonb_build_object('C' || i, 1)) + score(d, jsonb_build_object('C' || i, 1))}),
	'score with many weights' => each_time('c, w', 'score(c, w)'),
	'parts of a score' => each_time('c, w', 'p.weight', 'score_parts(c, w) AS p'),

	'codes as text' => each_time('m', 'octet_length(m::text)'),
	'codes as json' => each_time('m', 'pg_column_size(m::json)'),
	'codes as jsonb' => each_time('m', 'pg_column_size(m::jsonb)'),
	'codes from text' => each_time('m_text', q{cardinality(conditions(m_text::code_map, 'local', 'x1'))}),
	'codes from json' => each_time('m_json', q{cardinality(conditions(m_json::code_map, 'local', 'x1'))}),
	'codes from jsonb' => each_time('m_jsonb', q{cardinality(conditions(m_jsonb::code_map, 'local', 'x1'))}),
	'codes sent' => each_time('m', 'octet_length(code_map_send(m))'),
	'codes received' => "COPY received_codes FROM '@{[ $server->data ]}/codes.copy' (FORMAT binary)",
	'codes folded' => "SELECT code_map('C' || i % 300, 'local', 'x' || i) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'what a code means' => each_time('m', q{cardinality(conditions(m, 'local', 'x' || i + k))}, 'generate_series(1, 1000) AS k'),
	'entries' => each_time('m', 'length(e.code)', 'entries(m) AS e'),

	'ranks as text' => each_time('r', 'octet_length(r::text)'),
	'ranks as json' => each_time('r', 'pg_column_size(r::json)'),
	'ranks as jsonb' => each_time('r', 'pg_column_size(r::jsonb)'),
	'ranks from text' => each_time('r_text', 'people(r_text::ranked_outcomes)'),
	'ranks from json' => each_time('r_json', 'people(r_json::ranked_outcomes)'),
	'ranks from jsonb' => each_time('r_jsonb', 'people(r_jsonb::ranked_outcomes)'),
	'ranks sent' => each_time('r', 'octet_length(ranked_outcomes_send(r))'),
	'ranks received' => "COPY received_ranks FROM '@{[ $server->data ]}/ranks.copy' (FORMAT binary)",
	'ranks folded' => "SELECT ranked_outcomes(i / 8.0, i % 7 = 0) FROM (SELECT generate_series(1, 10 * $entries) AS i) AS s",
	'ranks merged' => each_time('r', 'people(q)', '(SELECT rollup(r) AS q FROM v, generate_series(1, 100)) AS s'),
	'totals of ranks' => each_time('r', 'people(r) + outcome(r)'),
	'area of ranks' => each_time('r', 'auc(r) + (auc_interval(r)).upper'),
	'capacity of ranks' => each_time('r', '(at_capacity(r, i)).events'),
	'roc of ranks' => each_time('r', 'c.sensitivity', 'roc(r) AS c'),
	'decision curve of ranks' => each_time('r', 'c.net_benefit', 'decision_curve(r, ARRAY[0.1, i / 200000.0]) AS c'),
	'calibration of ranks' => each_time('r', 'c.expected', 'calibration(r, 10 + i) AS c'),
	'calibration line of ranks' => each_time('r', '(calibration_line(r)).slope'),
	'Brier score of ranks' => each_time('r', 'brier(r) + (observed_over_expected(r)).value'),
	'concentration of ranks' => each_time('r', q{concentration_index(r) + bounded_concentration_index(r, 0, 1, 'wagstaff')}),
);

# By then the values stand in memory; a message is read from its start.
cancel_each($server, \%queries, allowed => $allowed, from => sub { $_[0] =~ /received/ ? 150 : 350 }, step => 150);

done_testing();

#!/usr/bin/perl
# Cancel inside one call on a history of millions of visits, on a panel of as many,
# and on a profile of millions of levels: at most 100 ms of processor time pass
# between the signal and the end.
#
# PLACEBASE_DELAY	the longest delay allowed, in milliseconds of processor time (100)
# PLACEBASE_ENTRIES	half as many visits and levels as the values have (2,000,000)
# PLACEBASE_CANCELS, PLACEBASE_PART, PLACEBASE_SEED	see Cancels.pm

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cancels;
use Cluster;
use Test::More;
use Time::HiRes qw(sleep);

my $allowed = $ENV{PLACEBASE_DELAY} || 100;
my $entries = $ENV{PLACEBASE_ENTRIES} || 2000000;
my $some = int($entries / 2);
my $server = Cluster->new('cancel_care', "max_parallel_workers_per_gather = 0\nwork_mem = 256MB\nlog_min_messages = fatal\n");

# Not compressed: unpacking is the server's.
$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE TABLE long (h care_history, shuffled care_history, p attendance_profile, panel care_panel, lists place_flows, sharing place_flows, hj jsonb, pj jsonb, panelj jsonb, types jsonb);
	ALTER TABLE long ALTER h SET STORAGE external, ALTER shuffled SET STORAGE external, ALTER p SET STORAGE external, ALTER panel SET STORAGE external,
		ALTER lists SET STORAGE external, ALTER sharing SET STORAGE external, ALTER hj SET STORAGE external, ALTER pj SET STORAGE external, ALTER panelj SET STORAGE external, ALTER types SET STORAGE external;
	INSERT INTO long SELECT h, hs, p, panel, lists, sharing, hs::jsonb, p::jsonb, panel::jsonb, (SELECT jsonb_object_agg('G' || g, 'x') FROM generate_series(0, $some) AS g)
		FROM (SELECT care_history('G' || i % ($some + 1), '2000-01-01Z'::timestamptz + i * interval '10 seconds' + i % 7 * interval '1 microsecond') AS h FROM generate_series(1, 2 * $entries) AS i) AS a,
			(SELECT care_history('H' || i % 1000, '2000-01-01Z'::timestamptz + hashint4(i) % 100000000 * interval '1 second') AS hs FROM generate_series(1, $entries) AS i) AS b,
			(SELECT attendance_profile(i / 8.0) AS p FROM generate_series(1, 2 * $entries) AS i) AS c,
			(SELECT care_panel(hashint4(i) % 100000, 'G' || hashint4(-i) % 1000, '2000-01-01Z'::timestamptz + hashint4(i) % 100000000 * interval '1 second') AS panel FROM generate_series(1, $entries + $some) AS i) AS d,
			(SELECT place_flows(i::text, 'G' || i % 1000, 1) AS lists FROM generate_series(-$some, $some) AS i) AS e,
			(SELECT place_flows('G' || i, 'G' || i + 1, 5) + place_flows('G' || i + 1, 'G' || i, 5) AS sharing FROM generate_series(1, $some) AS i) AS f;});

# What is asked is random, so that no call is worked out before it runs.
my %queries = map { $_ => "SELECT $_ FROM long, generate_series(1, 100000) AS i WHERE random() >= 0" } (
	# of a history
	'length(h::text)', 'visits((h::text)::care_history)', 'length(care_history_send(h))', 'visits(h || shuffled)', 'bice_boxerman(h, 2 + i)', 'usual_provider(h)', 'handoffs(h)',
	'last_visit(h)', q{known_provider_continuity(h, '1 year', 1 + i)}, q{known_provider_continuity(h, '1 month', 1 + i, 'Europe/London')}, q{assigned_provider_continuity(h, 'G' || i)},
	q{visits(during(h, tstzrange('2000-01-01Z', NULL)))}, q{visits(during(h, daterange('2000-01-01', '2000-01-01'::date + 500 + i), 'Europe/London'))}, q{visits(only_providers(h, ARRAY['G' || i, 'G1']))},
	q{visits(except_providers(h, ARRAY['G' || i]))}, 'visits(once_a_day(h))', q{visits(once_a_day(h, 'Europe/London'))}, '(SELECT count(*) FROM timeline(h))', '(SELECT count(*) FROM provider_visits(h))',
	'length(h::json::text)', 'visits(h::json::care_history)', 'pg_column_size(shuffled::jsonb)', 'visits(hj::care_history)', 'providers(h)', 'first_visit(h)', '(continuity(h, 2 + i)).k_index',
	'bice_boxerman_error(h, 2 + i)', 'herfindahl(h, 2 + i)', 'k_index(h, 2 + i)', 'modified_continuity(h, 2 + i)', 'modified_modified_continuity(h, 2 + i)', 'sequential_continuity(h, 2 + i)',
	'stickiness(h, 2 + i)', 'usual_provider_of_care(h, 2 + i)', q{recent_rate(h, '2010-01-01Z', make_interval(days => i))}, 'care_density(shuffled, sharing)', 'care_density(h, sharing)',
	q{fragmented_care_density(h, sharing, types, '{"x|x": 1}')}, '(SELECT total(patient_sharing(q)) FROM (VALUES (shuffled)) AS v (q))',

	# of a profile
	'length(p::json::text)', 'people(p::json::attendance_profile)', 'pg_column_size(p::jsonb)', 'people(pj::attendance_profile)', 'contacts(p)', 'expected_next(p, i)', '(fall_back(p, i)).ratio', '(heterogeneity(p)).mean',
	'length(p::text)', 'people((p::text)::attendance_profile)', 'length(attendance_profile_send(p))', 'gini(p)', 'top_share(p, 0.1)', '(attendance_threshold(p, 0.1)).contacts', '(attendance_band(p, i, NULL)).people',
	'(SELECT count(*) FROM lorenz(p))', '(SELECT count(*) FROM counts(p))', '(SELECT people(rollup(q)) FROM (VALUES (p), (p)) AS v (q))', '(SELECT visits(rollup(q)) FROM (VALUES (h), (shuffled)) AS v (q))',

	# of a panel
	'length(panel::text)', 'visits(panel::text::care_panel)', 'length(panel::json::text)', 'visits(panel::json::care_panel)', 'pg_column_size(panel::jsonb)', 'visits(panelj::care_panel)', 'length(care_panel_send(panel))',
	'patients(panel)', 'visits(panel)', 'providers(panel)', 'first_visit(panel)', 'last_visit(panel)', 'visits(panel -> i::text)', 'visits(panel || panel)', '(SELECT visits(rollup(q)) FROM (VALUES (panel), (panel)) AS v (q))',
	q{visits(during(panel, tstzrange('2000-01-01Z', NULL)))}, q{visits(during(panel, daterange('2000-01-01', '2000-01-01'::date + 500 + i), 'Europe/London'))}, 'visits(once_a_day(panel))', q{visits(once_a_day(panel, 'Europe/London'))},
	q{visits(only_providers(panel, ARRAY['G' || i, 'G1']))}, q{visits(except_providers(panel, ARRAY['G' || i]))}, 'visits(only_patients(panel, ARRAY[i::text]))', 'visits(except_patients(panel, ARRAY[i::text]))',
	'(SELECT count(*) FROM histories(panel))', '(SELECT count(*) FROM continuity(panel))', '(SELECT max(value) FROM mean_continuity(panel))', '(visit_share(panel)).value', '(SELECT count(*) FROM own_list(panel, lists))',
	'people(attendance_profile(panel))', 'people(attendance_profile(panel, 10000000))', 'total(patient_sharing(panel))', 'total(handoff_flows(panel))', 'total(handoff_flows(panel, make_interval(months => i)))',
	q{(SELECT count(*) FROM recent_rates(panel, '2010-01-01Z', '90 days'))}, '(SELECT patients(care_panel(patient, history)) FROM histories(panel))');

plan skip_all => 'this kernel does not say what a process has used' if !$server->says_what_is_used;

cancel_each($server, \%queries, allowed => $allowed, from => 190, step => 130);

done_testing();

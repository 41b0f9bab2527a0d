#!/usr/bin/perl
# Cancel and statement_timeout inside every long function and aggregate: it stops
# soon.  How soon is printed; what is asserted leaves room for a slow machine.
#
# PLACEBASE_DELAY	the longest delay allowed, in milliseconds of processor time (500)
# PLACEBASE_CANCELS, PLACEBASE_PART, PLACEBASE_SEED	see Cancels.pm

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cancels;
use Cluster;
use Test::More;
use Time::HiRes qw(time);

my $allowed = $ENV{PLACEBASE_DELAY} || 500;
my $server = Cluster->new('cancel', "max_parallel_workers_per_gather = 0\nwork_mem = 256MB\nlog_min_messages = fatal\n");

# Values large enough that each call below takes seconds.
$server->query(q{
	CREATE EXTENSION placebase;
	CREATE TABLE pair AS SELECT 'P' || hashint4(i) % 4000 AS origin, 'A' || hashint4(-i) % 4000 AS destination, i % 97 + 1.5::float8 AS n FROM generate_series(1, 600000) AS i;
	CREATE TABLE wide AS SELECT place_flows(origin, destination, n) AS f, place_counts(origin, n) AS c FROM pair;
	CREATE TABLE visit AS SELECT 'G' || hashint4(i) % 5000 AS clinician, '2000-01-01'::timestamptz + (hashint4(i) % 1000000) * interval '1 minute' AS seen_at FROM generate_series(1, 1000000) AS i;
	CREATE TABLE long AS SELECT care_history(clinician, seen_at) AS h FROM visit;
	CREATE TABLE many AS SELECT care_panel('P' || hashint4(i) % 100000, 'G' || hashint4(-i) % 900, '2000-01-01'::timestamptz + (hashint4(i) % 1000000) * interval '1 minute') AS p FROM generate_series(1, 1000000) AS i;
	CREATE TABLE listed AS SELECT place_flows('P' || i, 'G' || hashint4(i) % 900, 1) AS f FROM generate_series(-100000, 100000) AS i;
	CREATE TABLE contact AS SELECT abs(hashint4(i)) / 1000.0::float8 AS n FROM generate_series(1, 600000) AS i;
	CREATE TABLE profile AS SELECT attendance_profile(n) AS p FROM contact;
	CREATE TABLE ranked AS SELECT ranked_outcomes(n / 3000000, hashfloat8(n) % 7 = 0) AS r FROM contact;
	CREATE TABLE tied AS SELECT f + transpose(f) AS t FROM (SELECT place_flows('P' || abs(hashint4(i)) % 4000, 'P' || abs(hashint4(-i)) % 4000, 1 + i % 7) AS f FROM generate_series(1, 100000) AS i) AS s;
	CREATE TABLE grid AS SELECT place_counts('A' || x || '.' || y, 1000 + (x * y) % 700) AS people,
		(SELECT place_flows('A' || x || '.' || y, 'A' || (x + 1 - d) || '.' || (y + d), 1) FROM generate_series(1, 150) x, generate_series(1, 150) y, generate_series(0, 1) d
			WHERE x + 1 - d <= 150 AND y + d <= 150) AS neighbours
		FROM generate_series(1, 150) AS x, generate_series(1, 150) AS y;
	CREATE TABLE list AS SELECT code_map('C' || hashint4(i) % 300, 'local', 'x' || hashint4(-i)) AS m FROM generate_series(1, 200000) AS i;
	CREATE TABLE sick AS SELECT condition_set('C' || hashint4(i) % 3000, '2000-01-01'::date + hashint4(-i) % 20000) AS c FROM generate_series(1, 600000) AS i;
	CREATE TABLE margins AS SELECT place_flows('P' || i % 300, 'A' || i % 301, 1 + i % 7) AS seed,
		place_counts('P' || i % 300, 1 + i % 11) AS origins, place_counts('A' || i % 301, 1 + i % 11) AS destinations FROM generate_series(1, 80000) AS i;
	ANALYZE;});

my %queries = (
	'a product of flows' => 'SELECT total(f * transpose(f)) FROM wide',
	'text of flows' => 'SELECT length((f * i)::text) FROM wide, generate_series(1, 1000) AS i',
	'flows from text' => 'SELECT total((f::text || repeat(chr(32), i))::place_flows) FROM wide, generate_series(1, 100) AS i',
	'message of flows' => 'SELECT length(place_flows_send(f)) FROM wide, generate_series(1, 1000)',
	'cells' => 'SELECT count(*) FROM wide, generate_series(1, 100), cells(f)',
	'transpose and shares' => 'SELECT total(shares(transpose(f * i))) FROM wide, generate_series(1, 1000) AS i',
	'flows added' => 'SELECT total(f + f * i) FROM wide, generate_series(1, 1000) AS i',
	'flows taken away' => 'SELECT total(f * (i + 1) - f) FROM wide, generate_series(1, 1000) AS i',
	'flows folded' => 'SELECT place_flows(origin, destination, n) FROM pair, generate_series(1, 100)',
	'flows merged' => 'SELECT rollup(f) FROM wide, generate_series(1, 1000)',
	'counts folded' => "SELECT place_counts(origin || i, n) FROM pair, generate_series(1, 100) AS i",
	'counts through flows' => 'SELECT total(c * (f * i)) FROM wide, generate_series(1, 1000) AS i',
	'main destinations' => 'SELECT count(*) FROM wide, generate_series(1, 1000) AS i, main_destinations(f * i)',
	'catchments' => 'SELECT count(*) FROM wide, generate_series(1, 1000) AS i, catchments(f * i)',
	'reconcile' => 'SELECT count(*) FROM wide, generate_series(1, 1000) AS i, reconcile((f + \'{"A0": {"A0": 1}}\') * i, destinations(f))',
	'apportion' => 'SELECT total(apportion(c, i)) FROM wide, generate_series(1, 100000) AS i',
	'raking' => 'SELECT rake(seed, origins, destinations * (total(origins) / total(destinations)), 1e-300, 2000000000) FROM margins',
	'localities' => 'SELECT count(*) FROM grid, localities(people, neighbours + transpose(neighbours), 30000, 100000, effort => 10)',
	'localities redrawn' => q{SELECT count(*) FROM grid, redraw_localities(people, neighbours + transpose(neighbours), 30000, 100000, NULL, (SELECT place_flows(place, 'N' || hashtext(place) % 300, 1) FROM counts(people)), 0.1)},
	'localities of the same sizes' => q{SELECT count(*) FROM grid, same_size_localities(people, neighbours + transpose(neighbours), NULL, (SELECT place_flows(place, 'N' || length(place), 1) FROM counts(people)))},
	'a frontier of localities' => q{SELECT count(*) FROM grid, locality_frontier(people, neighbours + transpose(neighbours), 30000, 100000, NULL, (SELECT place_flows(place, 'N' || hashtext(place) % 300, 1) FROM counts(people)), '{1,0.1}')},
	'history folded' => 'SELECT care_history(clinician, seen_at) FROM visit, generate_series(1, 100)',
	'history merged' => 'SELECT visits(rollup(h)) FROM long, generate_series(1, 100)',
	'text of a history' => 'SELECT sum(length((h || h)::text)) FROM long, generate_series(1, 100)',
	'history from text' => 'SELECT visits((h::text || repeat(chr(32), i))::care_history) FROM long, generate_series(1, 100) AS i',
	'history joined' => 'SELECT sum(visits(h || h || h)) FROM long, generate_series(1, 100) AS i',
	'history cut' => q{SELECT sum(visits(during(h, tstzrange('2000-01-01'::timestamptz + i * interval '1 day', NULL)))) FROM long, generate_series(1, 10000) AS i},
	'history of some providers' => q{SELECT sum(visits(only_providers(h, ARRAY['G' || i, 'G7']))) FROM long, generate_series(1, 10000) AS i},
	'indices' => 'SELECT sum(bice_boxerman(h, 2 + i % 2)) FROM long, generate_series(1, 100000) AS i',
	'a known provider' => q{SELECT sum(known_provider_continuity(h, make_interval(days => i))) FROM long, generate_series(1, 10000) AS i},
	'timeline' => 'SELECT count(*) FROM long, generate_series(1, 100), timeline(h)',
	'panel folded' => q{SELECT visits(care_panel('P' || hashint4(i) % 100000, clinician, seen_at)) FROM visit, generate_series(1, 100) AS i},
	'panel of histories folded' => q{SELECT visits(care_panel(i, h)) FROM long, generate_series(1, 100) AS i},
	'panels merged' => 'SELECT visits(rollup(p)) FROM many, generate_series(1, 100)',
	'panels joined' => 'SELECT sum(visits(p || p || p)) FROM many, generate_series(1, 100) AS i',
	'text of a panel' => 'SELECT sum(length((p || p)::text)) FROM many, generate_series(1, 100)',
	'panel from text' => 'SELECT visits((p::text || repeat(chr(32), i))::care_panel) FROM many, generate_series(1, 100) AS i',
	'message of a panel' => 'SELECT sum(length(care_panel_send(p))) FROM many, generate_series(1, 1000)',
	'panel cut' => q{SELECT sum(visits(during(p, tstzrange('2000-01-01'::timestamptz + i * interval '1 day', NULL)))) FROM many, generate_series(1, 10000) AS i},
	'panel of some days' => q{SELECT sum(visits(during(p, daterange('2000-01-01'::date + i, NULL))) + visits(during(p, tstzmultirange(tstzrange('2000-01-01'::timestamptz + i * interval '1 day', NULL))))) FROM many, generate_series(1, 10000) AS i},
	'panel of some days of a zone' => q{SELECT sum(visits(during(p, daterange('2000-01-01'::date + i, NULL), 'Europe/London')) + visits(once_a_day(p, 'Europe/London'))) FROM many, generate_series(1, 10000) AS i},
	'panel of some providers' => q{SELECT sum(visits(only_providers(p, ARRAY['G' || i, 'G7'])) + visits(except_providers(p, ARRAY['G' || i, 'G7']))) FROM many, generate_series(1, 10000) AS i},
	'panel of some patients' => q{SELECT sum(visits(only_patients(p, ARRAY['P' || i, 'P7'])) + visits(except_patients(p, ARRAY['P' || i, 'P7']))) FROM many, generate_series(1, 10000) AS i},
	'panel by day' => 'SELECT sum(visits(once_a_day(p)) + i) FROM many, generate_series(1, 10000) AS i',
	'what a panel holds' => 'SELECT sum(patients(p) + visits(p) + providers(p) + i), max(last_visit(p) - first_visit(p)) FROM many, generate_series(1, 10000000) AS i',
	'a history of a panel' => q{SELECT sum(visits(p -> ('P' || i % 100000))) FROM many, generate_series(1, 10000000) AS i},
	'histories of a panel' => 'SELECT count(*) FROM many, generate_series(1, 100) AS i, histories(p)',
	'indices of a panel' => 'SELECT sum(k_index) FROM many, generate_series(1, 100) AS i, continuity(p, 2 + i % 2)',
	'means of a panel' => 'SELECT sum(value) FROM many, generate_series(1, 10000) AS i, mean_continuity(p, 2 + i % 2)',
	'visit share of a panel' => 'SELECT sum((visit_share(p, 2 + i % 2)).value) FROM many, generate_series(1, 10000) AS i',
	'own lists of a panel' => 'SELECT count(*) FROM many, listed, generate_series(1, 100) AS i, own_list(p, f * i)',
	'profile of a panel' => 'SELECT sum(people(attendance_profile(p, 10000000 + i)) + people(attendance_profile(p))) FROM many, generate_series(1, 10000) AS i',
	'patients shared in a panel' => 'SELECT sum(total(patient_sharing(p, 1 + i % 2))) FROM many, generate_series(1, 1000) AS i',
	'patients shared in histories' => 'SELECT total(patient_sharing(history, 1 + i % 2)) FROM many, generate_series(1, 100) AS i, histories(p)',
	'patients shared in a long history' => 'SELECT total(patient_sharing(h, 1000000 + i)) FROM long, generate_series(1, 10000) AS i',
	'hand-offs of a panel' => 'SELECT sum(total(handoff_flows(p)) + total(handoff_flows(p, make_interval(months => i)))) FROM many, generate_series(1, 1000) AS i',
	'ranks folded' => 'SELECT ranked_outcomes(n * i, true) FROM contact, generate_series(1, 15) AS i',
	'ranks merged' => 'SELECT rollup(r) FROM ranked, generate_series(1, 1000)',
	'ranks from text' => 'SELECT (r::text || repeat(chr(32), i))::ranked_outcomes FROM ranked, generate_series(1, 1000) AS i',
	'message of ranks' => 'SELECT sum(length(ranked_outcomes_send(r))) FROM ranked, generate_series(1, 10000)',
	'list of codes folded' => q{SELECT code_map('C' || hashint4(i) % 300, 'local', 'x' || i) FROM generate_series(1, 100000000) AS i},
	'list of codes from text' => q{SELECT sum(cardinality(conditions((m::text || repeat(chr(32), i))::code_map, 'local', 'x'))) FROM list, generate_series(1, 100) AS i},
	'what codes mean' => q{SELECT sum(cardinality(conditions(m, 'local', 'x' || i))) FROM list, generate_series(1, 100000000) AS i},
	'entries of a list of codes' => 'SELECT count(*) FROM list, generate_series(1, 1000) AS i, entries(m)',
	'set of conditions folded' => q{SELECT condition_set('C' || hashint4(i) % 3000, '2000-01-01'::date + i % 20000) FROM generate_series(1, 100000000) AS i},
	'set of conditions of codes' => q{SELECT condition_set(m, 'local', 'x' || i, '2000-01-01'::date + i % 20000) FROM list, generate_series(1, 100000000) AS i},
	'sets of conditions merged' => 'SELECT condition_count(rollup(c)) FROM sick, generate_series(1, 1000)',
	'sets of conditions joined' => 'SELECT sum(condition_count(c || c || c)) FROM sick, generate_series(1, 100) AS i',
	'text of a set of conditions' => 'SELECT sum(length((c || c)::text)) FROM sick, generate_series(1, 1000)',
	'set of conditions from text' => 'SELECT sum(condition_count((c::text || repeat(chr(32), i))::condition_set)) FROM sick, generate_series(1, 1000) AS i',
	'message of a set of conditions' => 'SELECT sum(length(condition_set_send(c))) FROM sick, generate_series(1, 1000)',
	'set of conditions cut' => q{SELECT sum(condition_count(during(c, daterange('2000-01-01'::date + i, NULL))) + condition_count(only_conditions(c, ARRAY['C' || i, 'C7'])) + condition_count(except_conditions(c, ARRAY['C' || i, 'C7']))) FROM sick, generate_series(1, 10000) AS i},
	'active conditions' => q{SELECT sum(condition_count(active(c, '2010-01-01'::date + i, '{"C1": {"within": "5 years", "at_least": 2}}'))) FROM sick, generate_series(1, 10000) AS i},
	'conditions superseded' => q{SELECT sum(condition_count(supersede(c, jsonb_build_object('C' || i, 'C0')))) FROM sick, generate_series(1, 10000) AS i},
	'conditions of a set' => q{SELECT sum(cardinality(conditions(c)) + condition_count(c) + how_many(c, ARRAY['C' || i]) + has_any(c, ARRAY['C' || i])::int + has_all(c, ARRAY['C' || i])::int) FROM sick, generate_series(1, 1000000) AS i},
	'days of a condition' => q{SELECT max(last_recorded(c, 'C' || i)), min(first_recorded(c, 'C' || i)), sum(times_recorded(c, 'C' || i) + cardinality(gained(c, '2001-01-01', '2001-01-01'::date + i))) FROM sick, generate_series(1, 10000) AS i},
	'score of conditions' => q{SELECT sum(score(c, jsonb_build_object('C' || i, 1))), count(s) FROM sick, generate_series(1, 1000000) AS i, score_parts(c, jsonb_build_object('C' || i, 1)) AS s},
	'items at once' => q{SELECT peak_concurrent('i' || i, daterange('2000-01-01'::date + i % 9999, '2001-01-01'::date + i % 9999)) FROM generate_series(1, 100000000) AS i},
	'days with items at once' => q{SELECT days_concurrent('i' || i, daterange('2000-01-01'::date + i % 9999, '2001-01-01'::date + i % 9999), 3) FROM generate_series(1, 100000000) AS i},
	'latest values' => q{SELECT latest(i, '2000-01-01'::timestamptz + hashint4(i) * interval '1 second', 1000000) FROM generate_series(1, 100000000) AS i},
	'totals of ranks' => 'SELECT sum((people(r) + outcome(r)) * i) FROM ranked, generate_series(1, 100000) AS i',
	'area of ranks' => 'SELECT sum((auc_interval(r)).upper + auc(r) * i) FROM ranked, generate_series(1, 100000) AS i',
	'capacity of ranks' => 'SELECT sum((at_capacity(r, i)).events) FROM ranked, generate_series(1, 100000) AS i',
	'roc of ranks' => 'SELECT count(*) FROM ranked, generate_series(1, 1000) AS i, roc(r)',
	'decision curve of ranks' => 'SELECT count(*) FROM ranked, generate_series(1, 100000) AS i, decision_curve(r, ARRAY[0.1, i / 100001.0])',
	'calibration of ranks' => 'SELECT count(*) FROM ranked, generate_series(1, 100000) AS i, calibration(r, i)',
	'calibration line of ranks' => 'SELECT sum((calibration_line(r)).slope * i) FROM ranked, generate_series(1, 100000) AS i',
	'Brier score of ranks' => 'SELECT sum(brier(r) + (observed_over_expected(r)).value * i) FROM ranked, generate_series(1, 100000) AS i',
	'profile folded' => 'SELECT attendance_profile(n * i) FROM contact, generate_series(1, 100) AS i',
	'profile merged' => 'SELECT rollup(p) FROM profile, generate_series(1, 1000)',
	'profile from text' => 'SELECT (p::text || repeat(chr(32), i))::attendance_profile FROM profile, generate_series(1, 1000) AS i',
	'lorenz' => 'SELECT count(*) FROM profile, generate_series(1, 10000) AS i, lorenz(p)',
	'levels of a profile' => 'SELECT count(*) FROM profile, generate_series(1, 10000) AS i, counts(p)',
	'gini' => 'SELECT sum(gini(p) * i) FROM profile, generate_series(1, 100000) AS i',
	'shares of a profile' => 'SELECT sum(top_share(p, 1.0 / i)) FROM profile, generate_series(1, 100000) AS i',
	'thresholds of a profile' => 'SELECT sum((attendance_threshold(p, 1.0 / i)).contacts) FROM profile, generate_series(1, 100000) AS i',
	'bands of a profile' => 'SELECT sum((attendance_band(p, i, NULL)).people) FROM profile, generate_series(1, 100000) AS i',
	'totals of a profile' => 'SELECT sum((people(p) + contacts(p)) * i) FROM profile, generate_series(1, 100000) AS i',
	'heterogeneity of a profile' => 'SELECT sum((heterogeneity(p)).mean * i) FROM profile, generate_series(1, 100000) AS i',
	'what a profile lets expect' => 'SELECT sum(expected_next(p, i) + (fall_back(p, i)).ratio) FROM profile, generate_series(1, 100000) AS i',
	'recent rate of a history' => q{SELECT sum(recent_rate(h, '2010-01-01', make_interval(days => i))) FROM long, generate_series(1, 10000) AS i},
	'recent rates of a panel' => q{SELECT sum(recent_rate) FROM many, generate_series(1, 1000) AS i, recent_rates(p, '2010-01-01', make_interval(days => i))},
	'counts as rows' => 'SELECT count(*) FROM wide, generate_series(1, 100000) AS i, counts(c)',
	'margins of flows' => 'SELECT sum(total(origins(f)) + total(destinations(f)) * i) FROM wide, generate_series(1, 10000) AS i',
	'a place of counts and of flows' => q{SELECT sum((c -> ('P' || i % 4000)) + total(f -> ('P' || i % 4000))) FROM wide, generate_series(1, 10000000) AS i},
	'counts recoded' => q{SELECT sum(total(recode(c, shares(transpose(f)), 'keep')) * i) FROM wide, generate_series(1, 1000) AS i},
	'flows apportioned' => q{SELECT sum(total(apportion(f * (1.0 / (i + 3))))) FROM wide, generate_series(1, 1000) AS i},
	'access by floating catchments' => q{SELECT sum(total(floating_catchment(shares(f) * (1.0 / i), c, destinations(f)))) FROM wide, generate_series(1, 1000) AS i},
	'rates smoothed' => q{SELECT sum(total(smooth(c, origins(f) + destinations(f) * i, f))) FROM wide, generate_series(1, 1000) AS i},
	'concentration of ranks' => q{SELECT sum(concentration_index(r) + bounded_concentration_index(r, 0, i, 'wagstaff')) FROM ranked, generate_series(1, 100000) AS i},
	'flows recoded' => q{SELECT sum(total(recode(f, shares(f), 'keep')) * i) FROM wide, generate_series(1, 1000) AS i},
	'accountable populations' => q{SELECT sum(total(accountable_population((f + '{"A0": {"A0": 1}}') * i, destinations(f), 'either'))) FROM wide, generate_series(1, 1000) AS i},
	'differences' => 'SELECT count(*) FROM wide, generate_series(1, 10000) AS i, differences(c, c * i)',
	'allocated' => 'SELECT sum(total(allocate(c, (total(c) * 5000)::bigint + i, c * 3000, c * 20000)) + allocation_scale(c, i)) FROM wide, generate_series(1, 10000) AS i',
	'people weighted' => 'SELECT sum(total(weighted_capitation(c, ARRAY[c, c * i]))) FROM wide, generate_series(1, 10000) AS i',
	'distance from target' => 'SELECT count(*) FROM wide, generate_series(1, 10000) AS i, distance_from_target(c, c * i)',
	'counts place by place' => 'SELECT sum(total(larger_of(c, c * i) + smaller_of(c, i * c) + c * (c / (c * i)))) FROM wide, generate_series(1, 10000) AS i',
	'overlap' => 'SELECT sum((overlap(c, c * i)).similarity) FROM wide, generate_series(1, 10000) AS i',
	'overlaps of all pairs' => 'SELECT count(*) FROM wide, generate_series(1, 1000) AS i, overlaps(f * i, 0.9)',
	'catchments by minimum share' => 'SELECT count(*) FROM wide, generate_series(1, 1000) AS i, catchments_by_minimum_share(f * i, 0.01)',
	'suppressed flows' => 'SELECT count(*) FROM (SELECT place_flows(origin, destination, 1 + abs(hashtext(origin || destination)) % 30) AS f FROM pair) AS t, generate_series(1, 1000) AS i, suppress_flows(f, 5 + i % 2)',
	'holes of a suppression' => 'SELECT count(*) FROM (SELECT place_flows(origin, destination, 1 + abs(hashtext(origin || destination)) % 30) AS f FROM pair) AS t, generate_series(1, 1000) AS i, suppression_holes(f, f, 5, 2 + i)',
	'self-containment' => 'SELECT count(*) FROM wide, generate_series(1, 1000) AS i, self_containment(f * i)',
	'accounts of lists' => q{SELECT count(*) FROM wide, generate_series(1, 1000) AS i, list_account(f * i, 'D' || i)},
	'flows without places' => q{SELECT sum(total(without_places(f * i, ARRAY['P7', 'P' || i]))) FROM wide, generate_series(1, 1000) AS i},
	'the structure of a network' => 'SELECT sum((network_structure(t * i)).ties) FROM tied, generate_series(1, 1000) AS i',
	'the structure at several thresholds' => q{SELECT count(*) FROM tied, generate_series(1, 1000) AS i, network_thresholds(t * i, '{1,3}')},
	'dependence on a hub' => 'SELECT sum((hub_dependence(t, i)).dependence) FROM tied, generate_series(1, 100000) AS i',
	'places of a network' => 'SELECT count(*) FROM tied, generate_series(1, 1000) AS i, network_places(t * i)',
	'communities' => 'SELECT count(*) FROM tied, generate_series(1, 1000) AS i, network_communities(t * i)',
	'modularity' => q{SELECT sum(modularity(t, own, 0, i)) FROM (SELECT place_flows(a, 'L' || hashtext(a) % 90, 1) AS own FROM tied, counts(origins(t)) AS d (a)) AS o, tied, generate_series(1, 100000) AS i},
	'care density' => q{SELECT sum(care_density(h, '{"G0": {"G1": 2}, "G1": {"G0": 2}}')), sum(fragmented_care_density(h, '{}', types, jsonb_build_object('x|x', i)))
		FROM long, (SELECT jsonb_object_agg('G' || g, 'x') AS types FROM generate_series(-5000, 5000) AS g) AS t, generate_series(1, 10000) AS i},
	'places on a day' => q{SELECT place_at('P' || i, daterange(NULL, date '2024-01-01' + i), '2024-01-01') FROM generate_series(1, 10000000) AS i},
	'registered days' => q{SELECT registered_days(daterange(d, d + 1), '[2000-01-01,5000-01-01)') FROM generate_series(1, 10000000) AS i, LATERAL (SELECT date '2000-01-01' + (i * bigint '7919' % 500000)::integer * 2 AS d) AS x},
	'spread' => q{SELECT count(*) FROM wide, generate_series(1, 1000) AS i, spread(c, origins(f) * i, f)},
	'quality of localities' => q{SELECT count(*) FROM (SELECT place_flows(a, 'L' || hashtext(a) % 90, 1) AS own FROM grid, counts(people) AS c (a)) AS o, grid, generate_series(1, 1000) AS i,
		locality_quality(own, people * i, neighbours + transpose(neighbours))},
	'share with their own locality' => q{SELECT sum(own_locality_share(own, f * i)) FROM (SELECT place_flows(a, 'L' || hashtext(a) % 90, 1) AS own FROM wide, counts(origins(f)) AS d (a)) AS o, wide, generate_series(1, 1000) AS i},
	'maps side by side' => q{SELECT sum(kept) FROM (SELECT place_flows(a, 'L' || hashtext(a) % 90, 1) AS own, place_flows(a, 'M' || hashtext(a || 1) % 90, 1) AS other FROM wide, counts(origins(f)) AS d (a)) AS o, wide, generate_series(1, 1000) AS i,
		compare_assignments(own, other, origins(f) * i, f)},
	'maps matched' => q{SELECT count(*) FROM (SELECT place_flows(a, 'L' || hashtext(a) % 900, 1) AS own, place_flows(a, 'M' || hashtext(a || 1) % 900, 1) AS other FROM wide, counts(origins(f)) AS d (a)) AS o, wide, generate_series(1, 1000) AS i,
		match_assignments(own, other, origins(f) * i)},
	'overlap of maps' => q{SELECT sum(total(assignment_overlap(own, own, origins(f) * i)) + least_moved(own, origins(f) * i, 5)) FROM (SELECT place_flows(a, 'L' || hashtext(a) % 90, 1) AS own FROM wide, counts(origins(f)) AS d (a)) AS o, wide, generate_series(1, 1000) AS i},
	'a bound for all maps' => q{SELECT sum(own_locality_bound(origins(f), f, i)) FROM wide, generate_series(1, 1000) AS i},
	'history of all but some providers' => q{SELECT sum(visits(except_providers(h, ARRAY['G' || i, 'G7']))) FROM long, generate_series(1, 10000) AS i},
	'history by day' => 'SELECT sum(visits(once_a_day(h)) + i) FROM long, generate_series(1, 10000) AS i',
	'providers of a history' => 'SELECT count(*) FROM long, generate_series(1, 10000) AS i, provider_visits(h)',
	'the set of indices' => 'SELECT sum((continuity(h, 2 + i % 2)).k_index) FROM long, generate_series(1, 10000) AS i',
	'other indices' => q{SELECT sum(bice_boxerman_error(h, m) + herfindahl(h, m) + k_index(h, m) + modified_continuity(h, m) + modified_modified_continuity(h, m)
		+ sequential_continuity(h, m) + stickiness(h, m) + usual_provider_of_care(h, m) + assigned_provider_continuity(h, 'G' || i, m)) FROM long, generate_series(1, 10000) AS i, LATERAL (SELECT 2 + i % 2) AS l (m)},
	'what a history says at once' => q{SELECT sum(visits(h) + providers(h) + handoffs(h) + length(usual_provider(h)) + i), max(last_visit(h) - first_visit(h)) FROM long, generate_series(1, 10000) AS i},
);

plan skip_all => 'this kernel does not say what a process has used' if !$server->says_what_is_used;

cancel_each($server, \%queries, allowed => $allowed, from => 100, step => 150);

# statement_timeout ends in the same place
for my $what ('a product of flows', 'raking', 'localities', 'history folded')
{
	my $started = time;

	like($server->ask("SET statement_timeout = '300ms';\n\\o /dev/null\n$queries{$what};"), qr/ERROR:  57014/, "timed out: $what");
	cmp_ok(time - $started, '<', 60, "soon: $what");
}

done_testing();

#!/usr/bin/perl
# mutants.pl DIRECTORY [--check | WORD...]: see test/mutants.
#
# A mutant is a change of a text that stands once in the files of a wing, by which
# the code is wrong in a way that somebody might have written it.  It is killed if
# one of its tests fails, or runs into the time limit.  One that survives is named
# with the reason, or it is a test that is missing.

use strict;
use warnings;

use Cwd ();
use lib Cwd::realpath((($ARGV[0] // '.') . '/test/t'));
use InstallScript;

my ($top, @words) = @ARGV;
my $limit = 120;				# seconds for the tests of one mutant
my $databases = 0;

# ---- the mutants: wing, text, what it becomes, tests, and why it survives -------------

my @mutants = (
	# found by a review, before there were tests for them
	[ 'publish', 'sum - hidden >= below - 1', 'sum - hidden >= below - 2', 'publish/disclosure.sql' ],
	[ 'attendance', 'ceil(part.high - RANK_ROUNDING * part.high)', 'ceil(part.high)', 'attendance/attendance.sql' ],
	[ 'care', "DEFAULT 2) RETURNS double precision\n\tLANGUAGE C STABLE", "DEFAULT 2) RETURNS double precision\n\tLANGUAGE C IMMUTABLE", 'care/continuity.sql' ],
	[ 'locality', 'most * 2 < map->list[p]', 'most * 2 <= map->list[p]', 'locality/localities.sql' ],
	[ 'place', 'view.row[0] != 0 || ', '', 'base/stored_damaged.sql' ],

	# base
	[ 'base', 'if (!isnan(other))', 'if (isnan(other))', 'base/sums_options.sql' ],
	[ 'base', 'strlen(words[i]) == word.length && pg_strncasecmp', 'pg_strncasecmp', 'base/words.sql' ],
	[ 'base', '|| code.length > PLACE_CODE_MAX_LENGTH', '|| code.length >= PLACE_CODE_MAX_LENGTH', 'place/place_counts.sql place/place_flows.sql' ],
	[ 'base', "*code.data > ' ' && ", "*code.data >= ' ' && ", 'place/place_arithmetic.sql' ],
	[ 'base', 'if (list->end[i] <= start || ', 'if (list->end[i] < start || ', 'base/stored_damaged.sql' ],

	[ 'base', '{0x2000, 0x200D}', '{0x2000, 0x200A}', 'place/place_arithmetic.sql' ],
	[ 'base', '*sum = *other != 0 ? 1 : *sum;', '*sum = *other;', 'rate/standardise.sql' ],
	[ 'base', 'kept->size && memcmp(bytes, kept->bytes, kept->size) == 0', 'kept->size', 'place/place_counts.sql place/place_flows.sql' ],
	[ 'base', 'container->filled % JB_OFFSET_STRIDE == 0', 'container->filled % JB_OFFSET_STRIDE == 1', 'base/json_casts.sql' ],
	[ 'base', "if (*is_lent)\n\t\tmemcpy(own, memory, used);", '', 'place/place_counts.sql place/place_flows.sql' ],

	# place
	[ 'place', 'flows.n[cell] > flows.n[best]', 'flows.n[cell] >= flows.n[best]', 'place/catchment.sql' ],
	[ 'place', 'choice[c].n > 0 &&', 'choice[c].n >= 0 &&', 'place/catchment.sql',
		'the same: nobody goes there only after the share is reached, or where nobody goes out of the origin, and then nothing is below the share' ],
	[ 'place', 'before < rule.share * total[i] * (1 - ROUNDING)', 'before < rule.share * total[i]', 'place/catchment.sql' ],
	[ 'place', 'Min(a_n / a_total, b_n / b_total)', 'Max(a_n / a_total, b_n / b_total)', 'place/overlap.sql' ],
	[ 'place', 'row->registered + (row->living - row->both)', 'row->registered + row->living', 'place/accountable.sql' ],
	[ 'place', 'nulls[7] || row.resident == 0', 'nulls[7]', 'place/reconcile.sql' ],
	[ 'place', 'Min(ROUNDING * Max(1, exact), ROUNDING_MAX)', '0', 'place/apportion.sql' ],
	[ 'place', 'part->remainder = fma(-part->whole, total, product.high) + product.low', 'part->remainder = fma(-part->whole, total, product.high)', 'place/apportion.sql' ],
	[ 'place', 'fabs(sum[i] - 1) <= WEIGHT_TOLERANCE', 'sum[i] - 1 <= WEIGHT_TOLERANCE', 'place/recode.sql' ],
	[ 'place', 'if (sweep > 0 && rake->error <= rake->allowed)', 'if (rake->error <= rake->allowed)', 'place/rake.sql' ],
	[ 'place', 'row->covered / row->people', 'row->denominator / row->people', 'place/spread.sql' ],
	[ 'place', 'while (j < other->count && code_compare(code_list_get(other, j), code) < 0)', 'while (j < other->count && code_compare(code_list_get(other, j), code) <= 0)', 'place/place_algebra.sql place/recode.sql' ],

	# attendance
	[ 'attendance', '2 * before + people[i] - n', '2 * before + people[i] + 1 - n', 'attendance/attendance.sql' ],
	[ 'attendance', 'profile->contacts[end] < below', 'profile->contacts[end] <= below', 'attendance/attendance.sql' ],
	[ 'attendance', 'left.high < people[i - 1] ? left : twofold(people[i - 1])', 'twofold(people[i - 1])', 'attendance/attendance.sql' ],
	[ 'attendance', 'Min(current + 1, PG_INT32_MAX) : 0', 'Min(current + 1, PG_INT32_MAX) : current', 'attendance/persistence.sql' ],

	# rate
	[ 'rate', '#define EVENTS_FOR_BYAR 10', '#define EVENTS_FOR_BYAR 11', 'rate/estimates.sql' ],
	[ 'rate', 'events == people ? 1 : (middle + reach) / divisor', '(middle + reach) / divisor', 'rate/estimates.sql' ],
	[ 'rate', 'events < FEWEST_EVENTS', 'events <= FEWEST_EVENTS', 'rate/standardise.sql' ],
	[ 'rate', 'events * scale * scale', 'events * scale', 'rate/standardise.sql' ],
	[ 'rate', '#define YEARS_LIVED_BY_INFANTS 0.1', '#define YEARS_LIVED_BY_INFANTS 0.5', 'rate/life_expectancy.sql' ],
	[ 'rate', 'all_people >= FEWEST_PEOPLE', 'all_people > FEWEST_PEOPLE', 'rate/life_expectancy.sql' ],
	[ 'rate', 'i - start >= length', 'i - start > length', 'rate/xmr.sql' ],
	[ 'rate', 'if (range > largest)', 'if (range >= largest)', 'rate/xmr.sql' ],
	[ 'rate', 'events + 1) > 1 - tail', 'events) > 1 - tail', 'rate/funnel.sql' ],
	[ 'rate', 'twofold_add_double(sums->w, people / 2)', 'twofold_add_double(sums->w, people)', 'rate/inequality.sql' ],

	# care
	[ 'care', 'latest[provider] >= zone_time_before(at', 'latest[provider] > zone_time_before(at', 'care/continuity.sql' ],
	[ 'care', '|| day == seen_on[provider][1]', '', 'care/care_history.sql care/continuity.sql' ],
	[ 'care', '4 * (n - 2) * spread', '4 * (n - 1) * spread', 'care/continuity.sql' ],
	[ 'care', 'if (i == 0 || at != last)', 'if (i == 0)', 'care/continuity.sql' ],
	[ 'care', 'period.last--;', ';', 'care/care_history.sql care/continuity.sql' ],

	# panels
	[ 'care', 'if (line.next - line.first == PLACES)', 'if (line.next - line.first > PLACES)', 'care/panel_line.sql' ],
	[ 'care', "settle();\n\tparts = state->runs;", 'parts = state->runs;', 'care/panel_line.sql' ],
	[ 'care', "settle();\n\tif (log->visits > 0)", 'if (log->visits > 0)', 'care/panel_line.sql',
		'PostgreSQL 15 copies a state before another aggregate reads it; later ones do not, and there the test fails' ],
	[ 'care', 'ours = PG_ARGISNULL(0) && (', 'ours = (', 'care/panel_line.sql' ],
	[ 'care', "code.length <= 8 && *code.data > ' ' && ", 'code.length <= 8 && ', 'care/panel_line.sql' ],
	[ 'care', ' - (uint64) first) > PG_UINT32_MAX;', ' - (uint64) first) >> 33 > 0;', 'care/care_panel.sql' ],
	[ 'care', 'visits[i - 1].at) >= zone_time_before(', 'visits[i - 1].at) > zone_time_before(', 'care/care_panel.sql' ],
	[ 'care', 'pairs_add(&pairs, seen[j], seen[i]);', ';', 'care/care_panel.sql' ],
	[ 'care', 'provider->count > 1 && same_day', 'false && same_day', 'care/care_panel.sql' ],
	[ 'care', 'periods.period[low].first <= at', 'periods.period[low].first < at', 'care/care_panel.sql' ],
	[ 'care', 'holders[holder].list_visits += cursor.visits;', 'holders[holder].list_visits++;', 'care/care_panel.sql' ],
	[ 'care', 'any_listed |= row != NOWHERE;', 'any_listed = true;', 'care/care_panel.sql' ],
	[ 'care', 'provider[i].visits >= (uint32) min_visits', 'provider[i].visits > (uint32) min_visits', 'care/patient_sharing.sql' ],
	[ 'care', '!code_equal(codes_get(&state->destinations, provider->destination), code)', 'false', 'care/patient_sharing.sql' ],
	[ 'care', 'if (shared > SHARED_PROVIDERS_MOST)', 'if (shared >= SHARED_PROVIDERS_MOST)', 'care/patient_sharing.sql' ],

	# locality
	[ 'locality', 'contiguous[locality] = !begun[locality];', 'contiguous[locality] = true;', 'locality/localities.sql' ],
	[ 'locality', 'scheme.scales[begun].smallest <= people', 'scheme.scales[begun].smallest < people', 'locality/scale.sql' ],
	[ 'locality', 'people <= below->largest', 'people < below->largest', 'locality/scale.sql' ],
	[ 'locality', 'cluster[a].people + cluster[b].people <= map->largest', 'cluster[a].people + cluster[b].people <= 2 * map->largest', 'locality/localities.sql' ],
	[ 'locality', 'return objective_a > objective_b', 'return objective_a < objective_b', 'locality/redraw.sql' ],
	[ 'locality', 'kept == 0 || pool->map[i]->worth > pool->map[kept - 1]->worth', 'true', 'locality/redraw.sql' ],
	[ 'locality', 'set->areas[locality] < pool->around[area]', 'false', 'locality/redraw.sql' ],
	[ 'locality', '> 1 || has_too_much(set, locality) ? 1', '> 1 ? 1', 'locality/redraw.sql' ],
	[ 'locality', '*most += bound[terms->codes - 1 - i]', '*most += redraw->map.largest', 'locality/redraw.sql' ],
	[ 'locality', 'within[area] != within[other]', 'false', 'locality/localities.sql' ],

	# publish
	[ 'publish', 'steps = check_result(round(n / base))', 'steps = check_result(rint(n / base))', 'publish/disclosure.sql' ],
	[ 'publish', 'sum == hidden * (ceil(below) - 1)', 'sum == hidden * (below - 1)', 'publish/disclosure.sql' ],
	[ 'publish', 'return a->n == 0 ? 1 : -1;', 'return a->n == 0 ? -1 : 1;', 'publish/disclosure.sql' ],

	[ 'publish', 'wanting = here->width - 1;', 'wanting = here->width - 2;', 'publish/suppress_flows.sql' ],
	[ 'publish', 'rise + fall >= most', 'rise + fall > most', 'publish/suppress_flows.sql' ],
	[ 'publish', 'network, fall, most_fall) + room <= own_fall', 'network, fall, most_fall) <= own_fall', 'publish/suppress_flows.sql' ],

	# need
	[ 'need', 'return window->after < day && day <= at;', 'return window->after <= day && day <= at;', 'need/condition_set.sql' ],
	[ 'need', 'of->counted >= of->at_least && counts(of, day, at)', 'of->counted >= of->at_least', 'need/condition_set.sql' ],
	[ 'need', 'present[condition] = met;', 'present[condition] = true;', 'need/condition_set.sql' ],
	[ 'need', 'if (!find_marked(walk, before, relation->condition, &position))', 'if (!find_marked(walk, present, relation->condition, &position))', 'need/condition_set.sql' ],
	[ 'need', 'first <= day && day <= last', 'first < day && day <= last', 'need/condition_set.sql' ],
	[ 'need', '|| changes[i + 1].day == changes[i].day', '', 'need/concurrent.sql' ],
	[ 'need', 'a->at == b->at && a->value > b->value', 'a->at == b->at && a->value < b->value', 'need/latest.sql' ],
	[ 'need', '(int128) 25 * deficits <= ', '(int128) 25 * deficits < ', 'need/score.sql need/segments.sql' ],
	[ 'need', 'score <= 15', 'score < 15', 'need/score.sql need/segments.sql' ],
	[ 'need', 'if (from <= severity)', 'if (from < severity)', 'need/segments.sql' ],
	[ 'need', 'if (match_is_exact(match) && !whole)', 'if (false)', 'need/code_map.sql' ],

	# network
	[ 'network', 'if (child->low > parent->order)', 'if (child->low >= parent->order)', 'network/network_structure.sql' ],
	[ 'network', 'walked->pieces + (rest > 0) > 1', 'walked->pieces > 0', 'network/network_structure.sql network/network_places.sql' ],
	[ 'network', '(double) lost / before <= cuts->dependence', '(double) lost / before < cuts->dependence', 'network/network_structure.sql' ],
	[ 'network', 'put_number_if(row, parts->cuts.components == 1,', 'put_number_if(row, true,', 'network/network_structure.sql' ],
	[ 'network', 'between <= most + BETWEENNESS_TOLERANCE * Max(1, most)', 'false', 'network/network_structure.sql' ],
	[ 'network', 'if (misfits < best.misfits)', 'if (misfits <= best.misfits)', 'network/network_structure.sql' ],
	[ 'network', 'invest(taker, back[2], back[1], there[0]);', '', 'network/network_places.sql' ],
	[ 'network', 'if (core[other] <= core[taken])', 'if (core[other] < core[taken])', 'network/network_places.sql' ],
	[ 'network', 'search->distance[before] + 1 == search->distance[place]', 'search->distance[before] < search->distance[place] + 1', 'network/network_structure.sql network/network_places.sql' ],
	[ 'network', 'resolution * share * share', 'share * share', 'network/network_communities.sql' ],
	[ 'network', 'again |= net_split(net, community);', 'again |= false;', 'network/network_communities.sql' ],
	[ 'network', 'if (i == j && types.providers[i] < 2)', 'if (i == j)', 'network/care_density.sql' ],

	# ranks, trends, maps side by side, tables
	[ 'rate', 'twofold_add(twofold_add(below, below), others)', 'twofold_add(below, below)', 'rate/discrimination.sql' ],
	[ 'rate', 'if (left.high < risk.people[edge])', 'if (false)', 'rate/discrimination.sql' ],
	[ 'rate', "sums->xt = twofold_add(sums->xt, exact_product(events, period))", "sums->xt = twofold_add(sums->xt, exact_product(1, period))", 'rate/count_trend.sql' ],
	[ 'locality', 'if (match[code] < 0 && pair.before.areas[code] > 0)', 'if (pair.before.areas[code] > 0)', 'locality/assignments.sql' ],
	[ 'locality', 'if (p->people > largest)', 'if (p->people >= largest)', 'locality/assignments.sql' ],
	[ 'locality', 'c->joined -= largest[code];', 'c->joined -= 0;', 'locality/assignments.sql' ],
	[ 'publish', 'own_fall(here, small) > 0)', 'own_fall(here, small) > 1)', 'publish/suppress_flows.sql' ],
	[ 'publish', 'if (node == edge->left || node == edge->right)', 'if (node == edge->left)', 'publish/suppress_flows.sql' ],

	# at the end, since every file includes this header
	[ 'base', 'high.high, high.low + low.high', 'high.high, high.low', 't/twofold.t' ],
	[ 'base', 'return ordered_sum(high.high, high.low + low.low)', 'return ordered_sum(high.high, high.low)', 't/twofold.t' ],
	[ 'base', 'ordered_sum(sum.high, sum.low + a.low)', 'ordered_sum(sum.high, sum.low)', 't/twofold.t' ],
);

# ---- one after the other -----------------------------------------------------------------

# The file of the wing that has the text, and its whole contents; dies if there is not just one.
sub place_of
{
	my ($wing, $from) = @_;
	my @found;

	for my $path (glob("$top/src/$wing/*.[ch] $top/sql/$wing/*.sql"))
	{
		my $text = read_file($path);

		push @found, [ $path, $text ] for 1 .. (() = $text =~ /\Q$from\E/g);
	}
	die @found . " places in $wing, not one, have: $from\n" if @found != 1;
	return @{ $found[0] };
}

sub run
{
	my ($log, @command) = @_;
	my $pid = fork // die $!;

	if (!$pid)
	{
		open(STDOUT, '>>', $log) or die $!;
		open(STDERR, '>&', \*STDOUT);
		open(STDIN, '<', '/dev/null');
		exec @command or die "$command[0]: $!";
	}
	waitpid $pid, 0;
	return $? == 0;
}

# Do the tests pass on what is in the tree now?  undef if it does not build.
sub passes
{
	my ($built, @tests) = @_;
	my $log = "$top/mutants.log";
	my $config = $ENV{PG_CONFIG} || 'pg_config';

	unlink $log;
	if ($built)
	{
		# A library is replaced, not written over: servers may have it open.
		run($log, 'make', '-s', '-j2', "PG_CONFIG=$config") or return;
		chomp(my $library = `"$config" --pkglibdir`);
		unlink "$top/stage$library/placebase.so";
		run($log, 'make', '-s', "PG_CONFIG=$config", "DESTDIR=$top/stage", 'install') or return;
		run($log, 'chmod', '-R', 'a+rX', "$top/stage") or die;
	}
	my $database = 'mutant_' . $databases++;		# a mutant may still be at work in the last one
	run($log, 'createdb', '-T', 'template_pgtap', $database) or die read_file($log);
	run($log, 'psql', '-Xqd', $database, '-c', 'CREATE EXTENSION placebase') or return;
	local $ENV{PGDATABASE} = $database;
	local $ENV{PGOPTIONS} = "-c statement_timeout=${limit}s";
	return run($log, 'timeout', $limit, 'pg_prove', '--set', "shared=$ENV{PLACEBASE_SHARED}", map { "test/$_" } @tests) ? 1 : 0;
}

my @asked = grep { my $mutant = $_; !@words || $words[0] eq '--check' || grep { index("$mutant->[0] $mutant->[1]", $_) >= 0 } @words } @mutants;
my $lost = 0;
for my $mutant (@asked)
{
	$lost++, print $@ if !eval { place_of(@$mutant[ 0, 1 ]) };
	$lost++, print "no test $_\n" for grep { !-e "$top/test/$_" } split ' ', $mutant->[3];
}
exit print("$lost of " . @asked . " changes have lost their place\n") if $lost;
exit !print(scalar(@asked), " changes find their place\n") if "@words" eq '--check';

my %tests = map { $_ => 1 } map { split ' ', $_->[3] } @asked;
chdir $top or die $!;
run('/dev/null', 'createdb', 'template_pgtap') && run('/dev/null', 'psql', '-Xqd', 'template_pgtap', '-c', 'CREATE EXTENSION pgtap') or die 'no pgTAP';
die "the tests fail before anything is changed:\n", read_file("$top/mutants.log") if !passes(0, sort keys %tests);

my ($killed, @survived, @unexplained);
$| = 1;
for my $mutant (@asked)
{
	my ($wing, $from, $to, $tests, $why) = @$mutant;
	my ($path, $text) = place_of($wing, $from);
	my $at = index $text, $from;
	my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
	my $changed = $text;

	substr($changed, $at, length $from) = $to;
	write_file($path, $changed);
	my $passed = passes($tests ne 't/twofold.t', split ' ', $tests);
	die "does not build: $path:$line: $to\n", read_file("$top/mutants.log") if !defined $passed;
	write_file($path, $text);
	$killed++ if !$passed;
	push @survived, $mutant if $passed;
	push @unexplained, $mutant if $passed && !defined $why;
	printf "%s  %s:%d  %s  ->  %s%s\n", $passed ? 'SURVIVES' : 'killed  ', substr($path, length($top) + 1), $line,
		map({ s/\s+/ /gr } $from, $to), $passed && defined $why ? "\n          ($why)" : '';
}
printf "%d mutants, %d killed, %d survive, %d of them unexplained\n", scalar @asked, $killed // 0, scalar @survived, scalar @unexplained;
exit(@unexplained || ($killed // 0) < 0.9 * @asked ? 1 : 0);

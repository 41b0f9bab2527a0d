#!/usr/bin/perl
# What goes wrong between two servers that fold rows together: one whose settings
# differ, whose encoding differs, whose placebase is older, or that dies in the middle
# of a query.  There is an error, or the right bytes; never a smaller answer.

use strict;
use warnings;
use utf8;

use Cwd ();
use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Folds;
use InstallScript;
use Staged;
use Test::More;

binmode($_, ':encoding(UTF-8)') for Test::More->builder->output, Test::More->builder->failure_output;

my $top = Cwd::realpath("$FindBin::Bin/../..");
my $here = Cluster->new('here', "max_parallel_workers_per_gather = 0\ntimezone = 'Europe/London'\n");
my $far = Cluster->new('far', "timezone = 'Asia/Tokyo'\ndatestyle = 'German'\nintervalstyle = 'sql_standard'\nextra_float_digits = -15\n");

# A database of the other server, and how this one reaches it.
sub database
{
	my ($name, $options, $version) = @_;

	if ($name ne 'postgres')
	{
		$far->query("CREATE DATABASE $name TEMPLATE template0 $options");
		$far->run('psql', '-Xqd', $name, '-f', $ENV{PLACEBASE_OWN_SCHEMA}) if $ENV{PLACEBASE_OWN_SCHEMA};
	}
	$far->query("CREATE EXTENSION placebase $version", database => $name);
	$here->query("CREATE SERVER $name FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$far->{home}', port '5432', dbname '$name', extensions 'placebase', fetch_size '100');
		CREATE USER MAPPING FOR CURRENT_USER SERVER $name OPTIONS (user 'postgres');");
	return;
}

sub sqlstate { return $_[0] =~ /ERROR:  (\w{5})/ ? $1 : "no error, but: $_[0]" }

$here->query('CREATE EXTENSION placebase; CREATE EXTENSION postgres_fdw');
database('postgres', '', '');
my @aggregates = grep { $_->{state} ne 'internal' } combining_aggregates($here);
my @joined = map { "joined_$_->{number}(s$_->{number})" } @aggregates;

# Half of the rows are here, half there; all of them are here for comparison.
$here->query('CREATE TABLE fact_here (' . columns_of_facts() . '); INSERT INTO fact_here ' . facts(2000) . ';
	CREATE TABLE fact AS SELECT * FROM fact_here WHERE patient % 2 = 0;' . folded_to_states(@aggregates) . joined_from_states(@aggregates) . '
	CREATE TABLE states_here AS SELECT * FROM states; CREATE TABLE states_both AS SELECT * FROM states LIMIT 0');
my $wanted = answers($here, '', 'fact_here', map { call_of($_) } @aggregates);

sub send_rows
{
	my ($database) = @_;

	$far->query('CREATE TABLE fact (' . columns_of_facts() . ');' . folded_to_states(@aggregates), database => $database);
	$here->query("CREATE FOREIGN TABLE ${database}_fact (" . columns_of_facts() . ") SERVER $database OPTIONS (table_name 'fact');
		INSERT INTO ${database}_fact SELECT * FROM fact_here WHERE patient % 2 = 1");
}

# States of the other server, as it writes them with its own settings, joined with
# those of this one.
sub join_states
{
	my ($what, $database, $settings, $format) = @_;
	my $file = "$far->{home}/states";

	$far->query("$settings; COPY (SELECT * FROM states) TO '$file' ($format)", database => $database);
	$here->query("TRUNCATE states_both; INSERT INTO states_both SELECT * FROM states_here; COPY states_both FROM '$file' ($format)");
	my $got = answers($here, '', 'states_both', @joined);
	my @differ = map { my $n = $_; grep { !same_answer_of($aggregates[$n], $got->{$_}[$n], $wanted->{$_}[$n]) ? "$aggregates[$n]{signature} of $_" : () } sort keys %$wanted } 0 .. $#aggregates;

	is(join(' ', sort keys %$got), join(' ', sort keys %$wanted), "$what: every group has an answer");
	is("@differ", '', "$what: and each is that of all rows in one server");
}

# ---- settings ----------------------------------------------------------------------

is($far->query(q{SELECT 1 / 3.0::float8, timestamptz '2024-01-08 23:30Z', interval '1 day 2 hours', current_setting('timezone')}),
	'0.3|09.01.2024 08:30:00 JST|1 2:00:00|Asia/Tokyo', 'the other server writes figures, times and intervals in its own way');
send_rows('postgres');
join_states('states as text, by a server with other settings', 'postgres', 'SET client_min_messages = warning', 'FORMAT text');
join_states('states as messages', 'postgres', 'SET client_min_messages = warning', 'FORMAT binary');

# Constants of text keep a question here, as postgres_fdw cannot tell which collation the
# other server would take; so does what depends on the session.
for (
	[ 'days of a zone by name', q{visits(once_a_day(H, 'Europe/London'))} ],
	[ 'a year back in a zone by name', q{known_provider_continuity(H, interval '1 month', 2, 'Europe/London')} ],
	[ 'days of the session', 'visits(once_a_day(H))' ],
	[ 'a month back in the session', q{known_provider_continuity(H, interval '1 month')} ],
	[ 'a period', q{bice_boxerman(during(H, tstzrange '[2024-02-01Z,2024-06-01Z)'))} ],
	[ 'a history', 'H' ])
{
	my ($what, $question) = @$_;
	my $query = 'SELECT patient, ' . $question =~ s/H/care_history(provider_bigint, at_timestamp_with_time_zone)/r . ' AS v FROM %s WHERE patient % 2 = 1 GROUP BY patient';
	my ($asked) = $here->query('EXPLAIN (VERBOSE, COSTS OFF) ' . $query =~ s/%s/postgres_fact/r) =~ /Remote SQL: (.*)/;

	like($asked, qr/\bcare_history\(.*GROUP BY/, "$what: folded there");
	is($asked =~ /\b(?:once_a_day|known_provider_continuity)\(/ ? 1 : 0, 0, "$what: not by the days of another server");
	is($asked =~ /\bduring\(/ ? 1 : 0, 1, "$what: and cut there") if $question =~ /during/;
	is($here->query($query =~ s/%s/postgres_fact/r . ' ORDER BY 1'), $here->query($query =~ s/%s/fact_here/r . ' ORDER BY 1'), "$what: the same answer from a server in another zone");
}
# Why: days of the other server's own zone are other days; those of a zone by name are not.
my $evening = q{SELECT visits(once_a_day(h)), visits(once_a_day(h, 'Europe/London')) FROM
	(SELECT care_history(1, at) AS h FROM (VALUES (timestamptz '2024-01-08 14:30Z'), (timestamptz '2024-01-08 15:30Z')) AS v (at)) AS visits};
is($here->query($evening), '1|1', 'two visits of an afternoon in London');
is($far->query($evening), '2|1', 'are two days in Tokyo, and one of London there too');
my $known = q{SET extra_float_digits = 1; SELECT known_provider_continuity(h, interval '1 month', 2, 'Europe/London') FROM (SELECT care_history(provider_bigint, at_timestamp_with_time_zone) AS h FROM %s WHERE patient % 2 = 1) AS f};
is($far->query($known =~ s/%s/fact/r), $here->query($known =~ s/%s/fact_here/r), 'so is a month back of a zone by name');

# ---- encoding ------------------------------------------------------------------------

database('koi8', q{ENCODING 'KOI8R' LOCALE 'C'}, '');
send_rows('koi8');
is($far->query(q{SELECT count(DISTINCT provider_text) > 5 AND bool_and(octet_length(provider_text) = length(provider_text)) FROM fact}, database => 'koi8'), 't', 'a byte a letter there');
join_states('states as text in UTF-8, by a server whose codes have another order', 'koi8', 'SET client_min_messages = warning', q{FORMAT text, ENCODING 'UTF8'});
join_states('states as messages', 'koi8', q{SET client_encoding = 'UTF8'}, 'FORMAT binary');
for my $fold ('place_flows(provider_text, destination_text, n_double_precision)', 'place_counts(destination_text, n_double_precision)', 'care_history(provider_text, at_timestamp_with_time_zone)',
	'condition_set(provider_text, day_date)', 'care_panel(patient, provider_text, at_timestamp_with_time_zone)')
{
	my $query = "SELECT rollup(v) FROM (SELECT patient, $fold AS v FROM %s WHERE patient % 2 = 1 GROUP BY patient) AS s";

	like($here->query('EXPLAIN (VERBOSE, COSTS OFF) ' . $query =~ s/%s/koi8_fact/r), qr/Remote SQL: .*\w+\(.*GROUP BY/, "$fold is folded there");
	is($here->query($query =~ s/%s/koi8_fact/r), $here->query($query =~ s/%s/fact_here/r), 'and what comes is what would be made here');
}
$far->query("COPY (SELECT * FROM states) TO '$far->{home}/states' (FORMAT binary)", database => 'koi8');
is(sqlstate($here->ask("COPY states_both FROM '$far->{home}/states' (FORMAT binary)")), '22021', 'messages whose encoding nobody said are refused');
is(sqlstate($here->ask('INSERT INTO koi8_fact (patient, provider_text) VALUES (1, $$診療$$)')), '22P05', 'a code that the other server has no letters for');
is(sqlstate($here->ask('SELECT care_history(provider_text, at_timestamp_with_time_zone) FROM koi8_fact WHERE provider_text <> $$診療$$')), '22P05', 'nor can it be asked for there');

# ---- an older placebase -----------------------------------------------------------------

my ($scripts) = staged_install();
my ($present) = $scripts ? read_file("$scripts/placebase.control") =~ /^default_version = '(.*)'$/m : ();
my @written;

sub write_script
{
	my ($name, $text) = @_;

	return if -e "$scripts/$name";
	write_file("$scripts/$name", $text);
	push @written, "$scripts/$name";
}

END { unlink @written }

SKIP:
{
	skip 'the server sees no staged install', 1 if !$scripts || !-w $scripts;

	my $old_script = read_file("$top/sql/releases/placebase--1.0.0.sql");
	write_script('placebase--1.0.0.sql', $old_script);
	database('older', q{LOCALE 'C'}, q{VERSION '1.0.0'});
	$here->query("CREATE FOREIGN TABLE postgres_extension (extname name, extversion text) SERVER postgres OPTIONS (schema_name 'pg_catalog', table_name 'pg_extension');
		CREATE FOREIGN TABLE older_extension (extname name, extversion text) SERVER older OPTIONS (schema_name 'pg_catalog', table_name 'pg_extension')");
	my $versions = q{SELECT extversion FROM pg_extension WHERE extname = 'placebase' UNION ALL SELECT extversion FROM %s_extension WHERE extname = 'placebase'};
	is($here->query($versions =~ s/%s/older/r), "$present\n1.0.0", 'a query tells of the older one');

	$far->query('CREATE TABLE fact (patient integer, clinician text, area text, at timestamptz, n float8)', database => 'older');
	$here->query(q{CREATE FOREIGN TABLE older_fact (patient integer, clinician text, area text, at timestamptz, n float8) SERVER older OPTIONS (table_name 'fact');
		CREATE VIEW few AS SELECT patient, provider_text AS clinician, destination_text AS area, at_timestamp_with_time_zone AS at, n_double_precision AS n FROM fact_here;
		INSERT INTO older_fact SELECT * FROM few});
	for my $question ('care_history(clinician, at)', 'place_flows(clinician, area, n)', 'place_counts(area, n)', 'bice_boxerman(care_history(clinician, at))', 'attendance_profile(n)', '(mean_estimate(n)).value')
	{
		my $query = "SELECT patient, $question FROM %s WHERE clinician IS NOT NULL GROUP BY patient ORDER BY patient";

		is($here->query($query =~ s/%s/older_fact/r), $here->query($query =~ s/%s/few/r), "$question: whole answers of an older server");
	}
	for my $question ('total(larger_of(place_counts(area, n), place_counts(area, 1)))', 'ranked_outcomes(n, n > 50)', 'condition_set(area, date $$2024-01-01$$)')
	{
		is(sqlstate($here->ask("SELECT patient, $question FROM older_fact GROUP BY patient")), '42883', "$question: what it does not know is an error");
	}

	# States of 1.0.0 are others: sums were arrays, and those of places nothing that can be sent.
	$far->query(q{CREATE AGGREGATE part_mean(float8) (SFUNC = mean_estimate_transition, STYPE = float8[]);
		CREATE VIEW states AS SELECT part_mean(n) AS mean FROM fact}, database => 'older');
	$here->query(q{CREATE FOREIGN TABLE older_states (mean exact_sums) SERVER older OPTIONS (table_name 'states');
		CREATE AGGREGATE joined_mean(exact_sums) (SFUNC = mean_estimate_combine, STYPE = exact_sums, FINALFUNC = mean_estimate_final)});
	is(sqlstate($here->ask('SELECT joined_mean(mean) FROM older_states')), '22P02', 'sums of an older server are refused');
	is(sqlstate($far->ask('CREATE AGGREGATE part_counts(text, float8) (SFUNC = place_counts_transition, STYPE = place_counts)', database => 'older')), '42883', 'a state that it does not have cannot be asked for');

	# ALTER EXTENSION UPDATE on that server mends it.
	my ($update, @by_hand) = upgrade($old_script, read_file("$scripts/placebase--$present.sql"), renames_after(read_file("$top/sql/upgrades/renames"), '1.0.0'));
	skip 'only a person can write the upgrade script: ' . join(', ', @by_hand), 1 if @by_hand;
	write_script("placebase--1.0.0--$present.sql", $update);
	$far->query("ALTER EXTENSION placebase UPDATE TO '$present'", database => 'older');
	is($here->query($versions =~ s/%s/older/r), "$present\n$present", 'updated');
	my $query = q{SELECT patient, visits(once_a_day(care_history(clinician, at), 'UTC')), condition_set(area, date '2024-01-01') FROM %s WHERE area IS NOT NULL GROUP BY patient ORDER BY patient};
	is($here->query($query =~ s/%s/older_fact/r), $here->query($query =~ s/%s/few/r), 'and it answers');
}

# ---- a server that dies in the middle of a query ---------------------------------------------

# Row 1501 waits for a lock that somebody else has: by then fourteen batches of rows have
# been sent, and folded here.
$far->query(q{
	CREATE VIEW slow AS SELECT f.* FROM fact AS f WHERE f.i <> 1501 OR pg_advisory_lock(1) IS NOT NULL;
	CREATE VIEW slow_patients AS SELECT patient, count(*) AS n, care_history(provider_bigint, at_timestamp_with_time_zone) AS h FROM slow GROUP BY patient});
$here->query('CREATE FOREIGN TABLE slow (' . columns_of_facts() . ") SERVER postgres OPTIONS (table_name 'slow', fetch_size '50');
	CREATE TABLE kept (what text, n float8)");
my $lock = $far->background("SELECT pg_advisory_lock(1);\nSELECT pg_sleep(600);");
$far->wait_until(q{SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND granted});
my @jobs = map { $here->background($_) } (
	q{SELECT total(place_flows(origin_text, destination_text, n_double_precision)) FROM (SELECT * FROM slow UNION ALL SELECT * FROM fact) AS f;},
	q{SELECT sum(visits(h)) FROM (SELECT patient, care_history(provider_bigint, at_timestamp_with_time_zone) AS h FROM slow GROUP BY patient) AS c;},
	q{INSERT INTO kept SELECT origin_text, total(place_counts(destination_text, n_double_precision)) FROM (SELECT * FROM slow UNION ALL SELECT * FROM fact) AS f GROUP BY origin_text;},
);
ok($far->wait_until(q{SELECT count(*) = 3 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted}), 'three queries are in the middle');
$far->stop('immediate');
for my $job (@jobs)
{
	my $output = $here->finish($job);

	like($output, qr/ERROR:  (?:08006|08000|57P0[12])/, 'a server that dies in the middle of a query is an error');
	unlike($output, qr/^[\d.]+$/m, 'and no answer');
}
$far->finish($lock);
is($here->query('SELECT count(*) FROM kept'), '0', 'nothing is kept of it');
is(sqlstate($here->ask('SELECT count(*) FROM (SELECT patient, care_history(provider_bigint, at_timestamp_with_time_zone) FROM postgres_fact GROUP BY patient) AS c')), '08001', 'while it is gone');
$far->start;
is($here->query('SELECT count(*) FROM (SELECT * FROM postgres_fact UNION ALL SELECT * FROM fact) AS f'), '2000', 'all rows are there when it is back');

done_testing();

#!/usr/bin/perl
# The demo's people and appointments, spread by patient over two more servers
# with postgres_fdw: questions of a patient run wholly on the shards, values of
# the shards merge with rollup, and every answer is that of the one server.
#
# And every aggregate that has a combine function, as the catalogue names them, is
# folded in parts: by partition, by workers, and by servers that send each other
# their states, as Citus does.

use strict;
use warnings;

use Cwd ();
use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Folds;
use Test::More;

my $demo = Cwd::realpath("$FindBin::Bin/../../demo");
my $one = Cluster->new('one', "max_parallel_workers_per_gather = 0\n");
my @shards = map { Cluster->new("shard$_") } 0 .. 1;

$one->query("\\set size 0.01\n" . join("\n", map { "\\i $demo/$_.sql" } qw(schema region)));

# ---- the shards ---------------------------------------------------------------------

my %columns = (
	patient => 'patient integer, practice text, area text, age integer, care_home text',
	appointment => 'patient integer, clinician text, seen_at timestamptz, status text',
	emergency_attendance => 'patient integer, hospital text, arrived_at timestamptz',
);

$one->query(q{
	CREATE EXTENSION postgres_fdw;
	CREATE SCHEMA sharded;
	ALTER DATABASE postgres SET search_path = sharded, public, placebase;
	ALTER DATABASE postgres SET timezone = 'UTC';
	ALTER DATABASE postgres SET enable_partitionwise_aggregate = on;
	ALTER DATABASE postgres SET enable_partitionwise_join = on;});
for my $table (sort keys %columns)
{
	$one->query("CREATE TABLE sharded.$table ($columns{$table}) PARTITION BY HASH (patient)");
}
for my $i (0 .. $#shards)
{
	$shards[$i]->query('CREATE EXTENSION placebase; ' . join ' ', map { "CREATE TABLE $_ ($columns{$_});" } sort keys %columns);
	$one->query(qq{
		CREATE SERVER shard$i FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '$shards[$i]{home}', port '5432', dbname 'postgres', extensions 'placebase', fetch_size '10000', batch_size '1000', use_remote_estimate 'true', fdw_tuple_cost '0.2');
		CREATE USER MAPPING FOR CURRENT_USER SERVER shard$i OPTIONS (user 'postgres');}
		  . join ' ', map { qq{
		CREATE FOREIGN TABLE sharded.${_}_$i PARTITION OF sharded.$_ FOR VALUES WITH (MODULUS 2, REMAINDER $i) SERVER shard$i OPTIONS (schema_name 'public', table_name '$_');} } sort keys %columns);
}
for my $table (sort keys %columns)
{
	$one->query("INSERT INTO sharded.$table SELECT * FROM demo.$table; ANALYZE sharded.$table");
	my @rows = map { $_->query("ANALYZE $table; SELECT count(*) FROM $table") } @shards;
	my $all = $one->query("SELECT count(*) FROM demo.$table");
	is($rows[0] + $rows[1], $all, "$table: every row is on a shard");
	cmp_ok(abs($rows[0] - $rows[1]), '<', $all / 4, "$table: about half on each");
}

# ---- the same question here and there ---------------------------------------------------

# What of a plan runs here, and what is sent.
sub plan_of
{
	my ($sql) = @_;
	my @lines = split /\n/, $one->query("EXPLAIN (VERBOSE, COSTS OFF) $sql");

	return (join("\n", grep { !/Remote SQL|Output|Relations/ } @lines), map { /Remote SQL: (.*)/ } @lines);
}

# The SQL says sharded or demo, and the answers are rows in an order of their own.
sub same_answer
{
	my ($what, $sql) = @_;
	my $here = $one->query("SET search_path = demo, public, placebase; $sql");
	my $there = $one->query($sql);

	cmp_ok(length $here, '>', 0, "$what: there is an answer");
	ok($here eq $there, "$what: the shards answer as the one server does") or diag(substr($here, 0, 500), "\n", substr($there, 0, 500));
}

sub runs_on_shards
{
	my ($what, $sql, $wanted) = @_;
	my ($local, @remote) = plan_of($sql);

	is(scalar @remote, 2, "$what: one query a shard");
	is(scalar(grep { $_ =~ $wanted } @remote), 2, "$what: the shards do the folding") or diag(@remote);
	unlike($local, qr/Aggregate/, "$what: nothing is folded here") or diag($local);
}

my $patients = q{
	SELECT patient, visits(care), providers(care), usual_provider(care), usual_provider_of_care(care), bice_boxerman(care), sequential_continuity(care), k_index(care)
	FROM (SELECT patient, care_history(clinician, seen_at) AS care FROM appointment WHERE status = 'attended' GROUP BY patient) AS c ORDER BY patient};
runs_on_shards('continuity of each patient', $patients =~ s/ ORDER BY patient$//r,
	qr/care_history\(clinician, seen_at\).*status = 'attended'.*GROUP BY/);
same_answer('continuity of each patient', $patients);

my $indices = q{SELECT patient, bice_boxerman(care_history(clinician, seen_at)) FROM appointment GROUP BY patient};
runs_on_shards('an index of an aggregate', $indices, qr/bice_boxerman\((?:public|placebase)\.care_history\(clinician, seen_at\)/);
same_answer('an index of an aggregate', "$indices ORDER BY 1");

my $listed = q{
	SELECT patient, practice, care_history(clinician, seen_at) AS care FROM patient JOIN appointment USING (patient) WHERE status = 'attended' GROUP BY patient, practice};
runs_on_shards('patients joined with their appointments', $listed, qr/INNER JOIN.*GROUP BY/);
same_answer('patients joined with their appointments', "$listed ORDER BY 1");

# What a list says of codes is asked where the codes are.
my $lists = q{SELECT patient, code_map('seen', 'local', clinician) AS map FROM appointment GROUP BY patient};
runs_on_shards('a list of the clinicians of each patient', $lists, qr/code_map\('seen'.*GROUP BY/);
same_answer('a list of the clinicians of each patient', "$lists ORDER BY 1");
my $sets = q{SELECT patient, condition_set('[["a","local","A"],["b","local","B"]]'::code_map, 'local', clinician, date '2024-01-01' + patient % 300) AS c FROM appointment GROUP BY patient};
runs_on_shards('conditions of each patient from codes', $sets, qr/condition_set\(.*GROUP BY/);
same_answer('conditions of each patient from codes', "$sets ORDER BY 1");
same_answer('what codes mean', q{SELECT patient, conditions('[["a","local","A"],["b","local","B"]]', 'local', clinician), count(*) FROM appointment GROUP BY 1, 2 ORDER BY 1, 2});

# Figures of a practice come from values of its patients, which come from the shards.
my $practices = qq{
	SELECT practice, count(*), sum(visits(care)), round(avg(bice_boxerman(care))::numeric, 12), round(avg(usual_provider_of_care(care))::numeric, 12)
	FROM ($listed) AS c GROUP BY practice};
my ($local, @remote) = plan_of($practices);
is(scalar(grep { /INNER JOIN.*care_history|care_history.*INNER JOIN/ } @remote), 2, 'continuity of practices: the shards fold each patient');
same_answer('continuity of practices', "$practices ORDER BY practice");

# ---- values of the shards merge --------------------------------------------------------------

# A view of one value a shard; on the one server there is one value.
my %values = (
	'flows from practice to area' => [ 'place_flows(practice, area, 1)', 'patient', 'rollup(v)' ],
	'people of each area' => [ 'place_counts(area, 1)', 'patient', 'rollup(v)' ],
	'flows from practice to hospital' => [ 'place_flows(practice, hospital, 1)', 'patient JOIN emergency_attendance USING (patient)', 'rollup(v)' ],
	'a profile of people' => [ 'attendance_profile(age)', 'patient', 'rollup(v)' ],
	'outcomes by age' => [ 'ranked_outcomes(age, age % 3 = 0)', 'patient', 'rollup(v)' ],
	'the visits of all patients' => [ 'care_panel(patient, clinician, seen_at)', 'appointment', 'rollup(v)' ],
	'what was recorded of all patients' => [ q{condition_set(clinician, date '2024-01-01' + patient % 300)}, 'appointment', 'rollup(v)' ],
	'everybody who was seen by a clinician' => [ q{care_history(clinician, seen_at)}, q{appointment}, 'rollup(v)' ],
);
for my $what (sort keys %values)
{
	my ($fold, $tables, $merge) = @{ $values{$what} };
	my $of_shards = join ' UNION ALL ', map { my $i = $_; "SELECT $fold AS v FROM " . $tables =~ s/(patient|appointment|emergency_attendance)\b(?!\))/$1_$i/gr } 0 .. 1;
	my $merged = "SELECT $merge FROM ($of_shards) AS s";
	my ($function) = $fold =~ /^(\w+)/;

	($local, @remote) = plan_of($merged);
	is(scalar(grep { /SELECT (?:(?:public|placebase)\.)?$function\(/ } @remote), 2, "$what: each shard sends one value");
	my $here = $one->query("SET search_path = demo, public, placebase; SELECT md5($fold\::text) FROM $tables");
	my $there = $one->query("SELECT md5(($merged)::text)");
	is($there, $here, "$what: the values of the shards merge into the value of the one server");
}

# The same by text, which is how other shards than PostgreSQL's own hand values over.
my @texts = map { $_->query('SELECT place_flows(practice, area, 1) FROM patient') =~ s/'/''/gr } @shards;
is($one->query('SELECT rollup(v::place_flows) = (SELECT place_flows(practice, area, 1) FROM demo.patient) FROM (VALUES '
		  . join(', ', map { "('$_')" } @texts) . ') AS s (v)'), 't', 'values that travel as text merge into the same value');

# Months into years: values by month from the shards, by patient and practice.
same_answer('months into years', q{
	SELECT patient, rollup(care)::text FROM
		(SELECT patient, date_trunc('month', seen_at, 'UTC') AS month, care_history(clinician, seen_at) AS care FROM appointment GROUP BY 1, 2) AS m
	GROUP BY patient ORDER BY patient});

# ---- questions by month, and of counted rows --------------------------------------------------

# The period stands beside its month, so that a cut depends on columns alone.
my $months = q{(SELECT month, tstzrange(month - interval '1 year', month) AS year, tstzrange(month, month + interval '1 month') AS days
	FROM generate_series(timestamptz '2024-10-01Z', '2025-01-01Z', '1 month') AS month) AS months};
my $histories = q{(SELECT patient, care_history(clinician, seen_at) AS history FROM appointment WHERE status = 'attended' GROUP BY patient) AS history};
same_answer('a rolling year', qq{
	SELECT month, count(last_year), round(avg(usual_provider_of_care(last_year))::numeric, 12), round(avg(stickiness(last_year))::numeric, 12)
	FROM $months, $histories, LATERAL (SELECT during(history, year) AS last_year) AS cut GROUP BY month ORDER BY month});
same_answer('personal lists: SLICC', qq{
	SELECT list_holder, month, sum(visits(only_providers(h, ARRAY[list_holder]))) AS own, sum(visits(h)) AS visits
	FROM $months, $histories JOIN (SELECT patient, min(clinician) AS list_holder FROM appointment GROUP BY patient) AS list USING (patient), LATERAL (SELECT during(history, days) AS h) AS cut
	GROUP BY list_holder, month ORDER BY list_holder, month});
same_answer('without personal lists: mSLICC', qq{
	SELECT month, sum(visits(seen)) AS visits, sum(visits(only_providers(seen, ARRAY[regular]))) AS with_regular_doctor
	FROM $months, $histories, LATERAL (SELECT during(history, year) AS earlier, during(history, days) AS seen) AS cut,
		LATERAL (SELECT usual_provider(earlier) AS regular WHERE visits(earlier) > providers(earlier)) AS known
	GROUP BY month ORDER BY month});
($local, @remote) = plan_of("SELECT month, sum(visits(during(history, year))) FROM $months, $histories GROUP BY month");
is(scalar(grep { /care_history\(.*GROUP BY/ } @remote), 2, 'a rolling year: the shards fold each patient, and rows stay there');

# Count where the rows are, then fold the counts, in as many groupings as one likes.
my $counted = '(SELECT practice, area, age / 20 AS band, count(*) AS n FROM patient GROUP BY practice, area, band) AS counted';
same_answer('counted rows in grouping sets', qq{
	SELECT practice, band, grouping(practice, band), place_counts(area, n), md5(place_flows(practice, area, n)::text), attendance_profile(band, n::bigint)
	FROM $counted GROUP BY GROUPING SETS ((practice), (practice, band), (band), ()) ORDER BY 3, 1, 2});
same_answer('counted rows rolled up', qq{
	SELECT left(area, 3) AS district, practice, grouping(left(area, 3), practice), place_counts(area, n)
	FROM $counted GROUP BY ROLLUP (left(area, 3), practice) ORDER BY 3, 1, 2});
my $total = qq{SELECT total(place_flows(practice, area, n)) FROM $counted GROUP BY GROUPING SETS ((practice), ()) HAVING grouping(practice) = 1};
is($one->query($total), $one->query('SELECT count(*) FROM demo.patient'), 'and the whole is everybody');

# ---- every aggregate that combines, folded in parts ---------------------------------------------

my @aggregates = combining_aggregates($one);
my @answers = map { call_of($_) } @aggregates;

cmp_ok(scalar @aggregates, '>', 50, 'aggregates that combine');
is(join("\n", without_columns(@aggregates)), '', 'every one has columns to fold (test/t/Folds.pm)');
is(join("\n", without_columns({ signature => 'new_one(date)', arguments => ['born date'] })), 'new_one(date): born date', 'and one that has none is named');

# One state that no server can send, since SQL has no type for it: the values of shards merge, see above, or one server folds.
is(join(' ', sort keys %{ { map { $_->{name} => 1 } grep { $_->{state} eq 'internal' } @aggregates } }),
	'inequality_within_and_between', 'states that stay in a server');

my $wanted;

# The answers of these aggregates are those of one pass.
sub are_those_of_one_pass
{
	my ($how, $got, @folded) = @_;

	is(join(' ', sort keys %$got), join(' ', sort keys %$wanted), "$how: every group has an answer");
	for my $n (0 .. $#folded)
	{
		my $aggregate = $folded[$n];
		my @differ = grep { !same_answer_of($aggregate, $got->{$_}[$n], $wanted->{$_}[ $aggregate->{number} ]) } sort keys %$wanted;

		is("@differ", '', "$how: $aggregate->{signature}")
		  or diag(map { "$_:\n$got->{$_}[$n]\n$wanted->{$_}[ $aggregate->{number} ]\n" } @differ);
	}
}

$one->query('CREATE TABLE fact (' . columns_of_facts() . ') PARTITION BY HASH (patient);
	CREATE TABLE fact_0 PARTITION OF fact FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE fact_1 PARTITION OF fact FOR VALUES WITH (MODULUS 2, REMAINDER 1);
	INSERT INTO fact ' . facts(4000) . '; CREATE TABLE fact_here AS SELECT * FROM fact ORDER BY i; ANALYZE fact, fact_here');
is($one->query('SELECT count(DISTINCT tableoid) FROM fact WHERE g = 3 AND kept'), '1', 'a group that only one partition has rows of');

$wanted = answers($one, '', 'fact_here', @answers);
is(join("\n", map { $aggregates[$_]{signature} } grep { $wanted->{all}[$_] eq '-' } 0 .. $#aggregates), '', 'every aggregate has an answer for all rows');
is(join("\n", grep { $_ ne '-' } @{ $wanted->{4} }), '', 'and none for none');

my %ways = (
	'by partition' => [ 'SET enable_partitionwise_aggregate = on;', qr/Finalize .*(?:Partial .*){2}/s ],
	'by workers' => [ q{SET enable_partitionwise_aggregate = off; SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off;
		SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;}, qr/Finalize .*Gather.*Partial .*Parallel Append/s ],
);
for my $how (sort keys %ways)
{
	my ($settings, $plan) = @{ $ways{$how} };

	for my $group ('', ' GROUP BY g')
	{
		like($one->query("$settings EXPLAIN (COSTS OFF) SELECT " . join(', ', @answers) . " FROM fact$group"), $plan, "$how: a plan in parts$group");
	}
	are_those_of_one_pass($how, answers($one, $settings, 'fact', @answers), @aggregates);
}

# Between servers: each folds its rows to states, which travel as text through
# postgres_fdw and as messages by COPY.  Combine and final function of the aggregate
# make the answer of them.
my @typed = grep { $_->{state} ne 'internal' } @aggregates;
my @joined = map { "joined_$_->{number}(s$_->{number})" } @typed;

for my $i (0 .. $#shards)
{
	$shards[$i]->query('CREATE TABLE fact (' . columns_of_facts() . ');' . folded_to_states(@typed));
	$one->query("CREATE FOREIGN TABLE sent_$i (" . columns_of_facts() . ") SERVER shard$i OPTIONS (schema_name 'public', table_name 'fact');
		INSERT INTO sent_$i SELECT * FROM fact_$i;
		CREATE FOREIGN TABLE states_$i (g integer, " . join(', ', map { "s$_->{number} $_->{state}" } @typed) . ") SERVER shard$i OPTIONS (schema_name 'public', table_name 'states')");
}
$one->query(joined_from_states(@typed));
are_those_of_one_pass('states as text through postgres_fdw', answers($one, '', '(SELECT * FROM states_0 UNION ALL SELECT * FROM states_1) AS states', @joined), @typed);

$one->query('CREATE TABLE states AS SELECT * FROM states_0 LIMIT 0');
for my $shard (@shards)
{
	my $file = "$shard->{home}/states";

	$shard->query("COPY (SELECT * FROM states) TO '$file' (FORMAT binary)");
	$one->query("COPY states FROM '$file' (FORMAT binary)");
}
are_those_of_one_pass('states as messages', answers($one, '', 'states', @joined), @typed);

# ---- a shard that is empty, or gone ------------------------------------------------------------

$shards[1]->query('TRUNCATE appointment');
is($one->query('SELECT rollup(v) = (SELECT care_history(clinician, seen_at) FROM appointment_0) FROM (SELECT care_history(clinician, seen_at) AS v FROM appointment_0 UNION ALL
	SELECT care_history(clinician, seen_at) FROM appointment_1) AS s'), 't', 'an empty shard adds nothing');
$shards[1]->stop('immediate');
like($one->ask("SELECT count(*) FROM ($patients) AS p;"), qr/ERROR:  08/, 'a shard that is gone is an error, not a smaller answer');

done_testing();

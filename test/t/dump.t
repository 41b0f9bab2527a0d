#!/usr/bin/perl
# Values of every type survive dump and restore, logical replication, text and
# binary, and a concurrent refresh of a materialised view sees no change where
# there is none.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;
use Values;

my $types = q{
	SELECT typname FROM pg_type JOIN pg_depend ON classid = 'pg_type'::regclass AND objid = pg_type.oid
	JOIN pg_extension ON refclassid = 'pg_extension'::regclass AND refobjid = pg_extension.oid
	WHERE extname = 'placebase' AND (typtype = 'b' AND typelem = 0 OR typtype = 'c') ORDER BY typname};

my $here = Cluster->new('here', "wal_level = logical\n");
$here->query('CREATE EXTENSION placebase');
my @types = split /\n/, $here->query($types);
my %composite = map { $_ => 1 } split /\n/, $here->query("SELECT typname FROM pg_type WHERE typtype = 'c' AND typname IN ('" . join("', '", @types) . "')");
is(join(' ', types_without_values(@types)), '', 'there are values of every type to test with');
@types = grep { values_of($_) } @types;
cmp_ok(scalar @types, '>', 1, 'there are types: ' . join(' ', @types));

# ---- a table with a column of each type, and a view of folded values -----------

my $rows = (sort { $b <=> $a } map { scalar(() = values_of($_)) } @types)[0];
my $columns = join ', ', map { "$_ $_" } @types;

sub literal
{
	my ($value) = @_;

	return 'NULL' if !defined $value;
	$value =~ s/'/''/g;
	return "'$value'";
}

sub row
{
	my ($i) = @_;

	return join ', ', map { literal((values_of($_))[$i]) } @types;
}

# As text and as bytes: a text form that loses digits would agree with itself.
sub images
{
	return join ', ', map { ("${_}::text", 'md5(' . ($composite{$_} ? 'record' : $_) . "_send($_))") } @types;
}

$here->query("CREATE TABLE kept (id integer PRIMARY KEY, $columns);"
	  . join('', map { "INSERT INTO kept VALUES ($_, " . row($_) . ');' } 0 .. $rows - 1));
$here->query(q{
	CREATE TABLE visit AS SELECT i % 50 AS patient, i % 3 AS i, 'G' || i % 7 AS clinician, '2024-01-01 09:00+00'::timestamptz + i * interval '7 hours' AS seen_at
		FROM generate_series(1, 2000) AS i;
	CREATE TABLE list AS SELECT 'P' || i % 9 AS practice, 'A' || i % 31 AS area, i % 12 + 0.5 AS n FROM generate_series(1, 400) AS i;
	CREATE MATERIALIZED VIEW folded AS
		SELECT patient AS id, care_history(clinician, seen_at) AS care, NULL::place_counts AS people, NULL::place_flows AS flows, NULL::attendance_profile AS profile, care_panel(i, clinician, seen_at) AS panel, NULL::ranked_outcomes AS ranked,
			code_map(clinician, 'local', clinician) AS map, condition_set(clinician, (seen_at AT TIME ZONE 'UTC')::date) AS conditions
			FROM visit GROUP BY patient
		UNION ALL SELECT -1, NULL, place_counts(area, n), place_flows(practice, area, n), attendance_profile(n), NULL, ranked_outcomes(n, n, n), NULL, NULL FROM list;
	CREATE UNIQUE INDEX ON folded (id);});
my $kept = 'SELECT id, ' . images() . ' FROM kept ORDER BY id';
my $folded = 'SELECT id, care, people, flows, md5(care_history_send(care)), md5(place_counts_send(people)), md5(place_flows_send(flows)), profile, md5(attendance_profile_send(profile)), panel, md5(care_panel_send(panel)), ranked, md5(ranked_outcomes_send(ranked)), map, md5(code_map_send(map)), conditions, md5(condition_set_send(conditions)) FROM folded ORDER BY id';
my ($kept_here, $folded_here) = map { $here->query($_) } $kept, $folded;

# ---- dump and restore -----------------------------------------------------------

for my $format (qw(plain custom))
{
	my $file = "$here->{home}/dump.$format";

	$here->run('pg_dump', '-F', $format, '-f', $file, 'postgres');
	$here->query("CREATE DATABASE restored_$format TEMPLATE template0");
	$here->run($format eq 'plain' ? ('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', "restored_$format", '-f', $file)
		: ('pg_restore', '-e', '-d', "restored_$format", $file));
	is($here->query($kept, database => "restored_$format"), $kept_here, "every value survives a dump, $format");
	is($here->query($folded, database => "restored_$format"), $folded_here, "a materialised view of values survives a dump, $format");
}

# Text and binary files of COPY.
for my $format (qw(text csv binary))
{
	my $file = "$here->{home}/copy.$format";

	$here->query("COPY kept TO '$file' (FORMAT $format); CREATE TABLE copied (LIKE kept); COPY copied FROM '$file' (FORMAT $format);");
	is($here->query($kept =~ s/kept/copied/r), $kept_here, "every value survives COPY, $format");
	$here->query('DROP TABLE copied');
}

# ---- REFRESH MATERIALIZED VIEW CONCURRENTLY ---------------------------------------

# Rows in another order fold into the same bytes, so no row of the view is touched.
my $versions = 'SELECT id, xmin FROM folded ORDER BY id';
my $before = $here->query($versions);
$here->query(q{CREATE TABLE again AS SELECT * FROM visit ORDER BY hashint8(extract(epoch FROM seen_at)::bigint);
	TRUNCATE visit; INSERT INTO visit SELECT * FROM again;
	CREATE TABLE list_again AS SELECT * FROM list ORDER BY md5(list::text);
	TRUNCATE list; INSERT INTO list SELECT * FROM list_again;
	REFRESH MATERIALIZED VIEW CONCURRENTLY folded});
is($here->query($versions), $before, 'a concurrent refresh finds no difference between equal values');
$here->query(q{INSERT INTO visit VALUES (7, 1, 'new', '2026-01-01 09:00+00'); REFRESH MATERIALIZED VIEW CONCURRENTLY folded});
is($here->query("SELECT count(*) FROM folded WHERE xmin::text::bigint > (SELECT max(split_part(r, '|', 2)::bigint) FROM regexp_split_to_table('$before', E'\\n') AS r)"),
	1, 'and replaces just the value that changed');
is($here->query(q{SELECT last_visit(care) = '2026-01-01 09:00+00' FROM folded WHERE id = 7}), 't', 'with the new visit in it');

# ---- logical replication -------------------------------------------------------------

my $there = Cluster->new('there');
$there->query("CREATE EXTENSION placebase; CREATE TABLE kept (id integer PRIMARY KEY, $columns)");
$here->query('CREATE PUBLICATION everything FOR TABLE kept');
for my $binary (qw(false true))
{
	$there->query("TRUNCATE kept; CREATE SUBSCRIPTION copy_$binary CONNECTION 'host=$here->{home} port=5432 user=postgres dbname=postgres'
		PUBLICATION everything WITH (binary = $binary)");
	ok($there->wait_until("SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel"), "replication starts, binary $binary");
	# then changes: row by row, old values moved to new keys
	$here->query("INSERT INTO kept SELECT id + 100, " . join(', ', @types) . " FROM kept WHERE id < 100;
		UPDATE kept SET id = id + 1000 WHERE id >= 100 AND id % 2 = 0;
		DELETE FROM kept WHERE id >= 100 AND id % 2 = 1 AND id < 1000");
	my $now = $here->query($kept);
	my $lsn = $here->query('SELECT pg_current_wal_lsn()');
	ok($here->wait_until("SELECT bool_and(confirmed_flush_lsn >= '$lsn') FROM pg_replication_slots"), "replication catches up, binary $binary");
	is($there->query($kept), $now, "every value arrives, binary $binary");
	$there->query("DROP SUBSCRIPTION copy_$binary");
	$here->query('DELETE FROM kept WHERE id >= 100');
}

done_testing();

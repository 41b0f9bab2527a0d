#!/usr/bin/perl
# Every version that was ever released becomes the present one by ALTER EXTENSION
# UPDATE: the catalogue is that of a fresh install, and stored values and views
# live on.  Every C symbol that a released script names is still in the library.
#
# Between releases the script that upgrades to the present one is generated, and
# begins with the statements of sql/upgrades/renames; a change that only a person
# can write as an upgrade is then reported and skipped.
# With PLACEBASE_RELEASE set nothing is generated and nothing is skipped.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(basename dirname);
use File::Spec;
use lib dirname(__FILE__);
use InstallScript;
use Staged;
use Test::More;

my $here = Cwd::realpath(dirname(__FILE__));
my $top = dirname(dirname($here));
my $strict = $ENV{PLACEBASE_RELEASE};

sub psql
{
	my ($database, @arguments) = @_;

	open(my $out, '-|', 'psql', '-XqAtd', $database, '-v', 'ON_ERROR_STOP=1', @arguments) or die "psql: $!";
	my @lines = <$out>;
	close $out or die 'psql failed: ', join(' ', @arguments), "\n";
	chomp @lines;
	return @lines;
}

# ---- the staged install that the server sees -----------------------------------

my ($scripts, $library) = staged_install();
plan(skip_all => 'the server sees no staged install') if !$scripts || !-w $scripts;

my ($present) = read_file("$scripts/placebase.control") =~ /^default_version = '(.*)'$/m;
my $fresh = read_file("$scripts/placebase--$present.sql");
my @released = sort { by_version($a, $b) } map { /placebase--(.*)\.sql$/ } glob("$top/sql/releases/*.sql");
my %script = map { $_ => read_file("$top/sql/releases/placebase--$_.sql") } @released;
my %path = map { /placebase--(.*)--(.*)\.sql$/ ? ("$1--$2" => read_file($_)) : () } glob("$top/sql/upgrades/*.sql");

# ---- C symbols once shipped stay -------------------------------------------------

my %defined = map { (split)[-1] => 1 } `nm -D --defined-only '$library'`;
for my $name (sort(keys %script), sort(keys %path), 'present')
{
	my @symbols = c_symbols($script{$name} // $path{$name} // $fresh);

	is_deeply([ grep { !$defined{$_} || !$defined{"pg_finfo_$_"} } @symbols ], [],
		"$name: its " . @symbols . ' C symbols are in the library');
}

# ---- the way from each release to the present -------------------------------------

my $target = $present;
my $same = exists $script{$present} && $script{$present} eq $fresh;
my @by_hand;

$target = 'next' if !$same && $script{$present};
push @released, $target if $target ne ($released[-1] // '');
if ($strict)
{
	ok($same, "sql/releases has the install script of $present as it is now") or BAIL_OUT('see test/release');
}
for my $i (1 .. $#released)
{
	my ($from, $to) = @released[ $i - 1, $i ];

	next if $path{"$from--$to"};
	if ($strict || $to ne $target)
	{
		fail("sql/upgrades leads from $from to $to");
		next;
	}
	my ($statements, @problems) = upgrade($script{$from}, $fresh, renames_after(read_file("$top/sql/upgrades/renames"), $from));

	$path{"$from--$to"} = $statements;
	@by_hand = map { "$from to $to: $_" } @problems;
}
for my $version (@released)
{
	write_file("$scripts/placebase--$version.sql", $script{$version}) if $script{$version} && $version ne $present;
}
write_file("$scripts/placebase--$present.sql", $script{$present}) if $target eq 'next';
write_file("$scripts/placebase--next.sql", $fresh) if $target eq 'next';
write_file("$scripts/placebase--$_.sql", $path{$_}) for keys %path;

# ---- compare ---------------------------------------------------------------------

sub create_database
{
	my ($database, @sql) = @_;

	psql('postgres', '-c', 'SET client_min_messages = warning', '-c', "DROP DATABASE IF EXISTS $database", '-c', "CREATE DATABASE $database");
	psql($database, map { ('-c', $_) } @sql);
}

sub drop_database
{
	psql('postgres', '-c', "DROP DATABASE $_") for @_;
}

sub catalogue
{
	return [ psql($_[0], '-f', "$here/catalogue.sql") ];
}

sub same_catalogue
{
	my ($got, $expected) = map { my %count; $count{$_}++ for @$_; \%count } @_;

	return (
		(map { "only after the update: $_" } grep { ($got->{$_} // 0) > ($expected->{$_} // 0) } sort keys %$got),
		(map { "only when fresh: $_" } grep { ($expected->{$_} // 0) > ($got->{$_} // 0) } sort keys %$expected));
}

create_database('placebase_fresh', "CREATE EXTENSION placebase VERSION '$target'");
my $expected = catalogue('placebase_fresh');
cmp_ok(scalar(@$expected), '>', 1000, 'the catalogue says ' . @$expected . ' things of a fresh install');

# A comparison that cannot see a difference is none.
my @tampering = (
	'ALTER FUNCTION scale_band(double precision, text) COST 77', 'ALTER FUNCTION visits(care_history) PARALLEL UNSAFE',
	'COMMENT ON TYPE place_counts IS NULL', 'ALTER OPERATOR = (care_history, care_history) SET (RESTRICT = neqsel)',
	'ALTER FUNCTION scales(text) RENAME TO ladders', 'ALTER TYPE place_flows SET (STORAGE = main)',
	'ALTER EXTENSION placebase DROP FUNCTION handoffs(care_history)');
for my $sql (@tampering)
{
	create_database('placebase_tampered', "CREATE EXTENSION placebase VERSION '$target'", $sql);
	ok(scalar(same_catalogue(catalogue('placebase_tampered'), $expected)), "seen: $sql");
}
drop_database('placebase_tampered');

my $stored = <<'SQL';
SELECT people::text, total(people), flows::text, total(flows), history::text, bice_boxerman(history), (SELECT c FROM monthly_counts) FROM stored
UNION ALL SELECT (SELECT rollup(people)::text FROM stored), n, 'monthly', NULL, NULL, NULL, NULL FROM monthly
UNION ALL SELECT moved, (rate).value, rate::text, NULL, NULL, NULL, NULL FROM old_names ORDER BY 1, 2, 3
SQL
for my $from (grep { $_ ne $target } @released)
{
  SKIP:
	{
		skip join("\n  ", 'only a person can write the upgrade script:', @by_hand), 4 if @by_hand;

		create_database('placebase_updated', "CREATE EXTENSION placebase VERSION '$from'",
			"CREATE TABLE stored AS SELECT place_counts('{\"A\": 1.5}') AS people,
				place_flows('{\"A\": {\"B\": 2}}') AS flows,
				(SELECT care_history(p, '2026-01-01'::timestamptz + d * interval '1 day')
					FROM (VALUES (1, 'X'), (2, 'X'), (3, 'Y')) v(d, p)) AS history",
			'CREATE MATERIALIZED VIEW monthly AS SELECT total(rollup(people)) AS n FROM stored',
			"CREATE VIEW monthly_counts AS SELECT place_counts(place, n)::text AS c FROM stored, counts(people)",
			"CREATE VIEW old_names AS SELECT convert(people, place_flows '{\"A\": {\"B\": 1}}')::text AS moved, rate(7, total(people)) AS rate FROM stored");
		my @before = psql('placebase_updated', '-c', $stored);

		psql('placebase_updated', '-f', "$here/calls.psql") if by_version($from, '1.0.0') >= 0;
		psql('placebase_updated', '-c', "ALTER EXTENSION placebase UPDATE TO '$target'");
		is(join("\n", psql('placebase_updated', '-c', 'REFRESH MATERIALIZED VIEW monthly', '-c', $stored)),
			join("\n", @before), "$from to $target: stored values and views say what they said");
		like(join(' ', psql('placebase_updated', '-c', q{SELECT pg_get_viewdef('old_names')})), qr/\brecode\(.*\bcrude_rate\(/,
			"$from to $target: a view on the old names says the new ones");
		if (by_version($from, '1.0.0') >= 0)	# which says itself what it takes otherwise
		{
			# A profile of one row of two literals is the one call that has no use.
			my @otherwise = grep { !/^attendance_profile\(NULL, NULL\)\|/ } psql('placebase_updated', '-c', 'SELECT * FROM taken_otherwise()');

			is(join("\n", @otherwise), '', "$from to $target: calls mean what they meant, literals without a type in them too");
		}
		psql('placebase_updated', '-c', 'SET client_min_messages = warning', '-c', 'DROP TABLE stored CASCADE');
		my @differences = same_catalogue(catalogue('placebase_updated'), $expected);

		ok(!@differences, "$from to $target: the catalogue is that of a fresh install")
		  or diag(join "\n", @differences[ 0 .. ($#differences < 40 ? $#differences : 40) ]);
		drop_database('placebase_updated');
	}
}
drop_database('placebase_fresh');

# As it was: other tests see the present version only.
END
{
	if ($scripts && defined $fresh)
	{
		unlink glob("$scripts/placebase--*.sql");
		write_file("$scripts/placebase--$present.sql", $fresh);
		for my $upgrade (glob("$top/sql/upgrades/*.sql"))
		{
			write_file("$scripts/" . basename($upgrade), read_file($upgrade));
		}
	}
}

done_testing();

#!/usr/bin/perl
# The examples of README.md, run by pg_regress.
#
# Each ```sql block of README.md is run in order, in one session of a fresh
# database; the ```text block after it holds what psql printed, and a block with
# no ```text block after it must print nothing.  pg_regress compares with
# expected/readme.out, and this test compares README.md with the same output.
#
# With --refresh, README.md and expected/readme.out are rewritten instead.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

my $refresh = @ARGV && $ARGV[0] eq '--refresh';
my $top = Cwd::realpath(dirname(__FILE__) . "/../..");
my $readme = "$top/README.md";
my $expected = "$top/expected/readme.out";

# Readers have ISO dates and see no local time; pg_regress would set others.
my $prelude = <<'SQL';
SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres';
SET timezone = 'UTC';
SQL
my $marker = '-- README example';

# ---- README.md as a list of parts: [kind, lines...], kind is sql, text or other

sub read_lines
{
	my ($path) = @_;

	open(my $in, '<', $path) or BAIL_OUT("$path: $!");
	chomp(my @lines = <$in>);
	return @lines;
}

sub parts
{
	my @parts = (['other']);

	for my $line (read_lines($readme))
	{
		my $kind = $parts[-1][0];

		if ($kind eq 'other' && $line =~ /^```(sql|text)$/)
		{
			push @parts, [$1];
		}
		elsif ($kind ne 'other' && $line eq '```')
		{
			push @parts, ['other'];
		}
		else
		{
			push @{ $parts[-1] }, $line;
		}
	}
	return @parts;
}

# The number of the sql part that a text part reports on: only blank lines between.
sub example_of_text
{
	my ($parts, $i) = @_;

	return $i >= 2
	  && $parts->[$i - 2][0] eq 'sql'
	  && !grep { /\S/ } @{ $parts->[$i - 1] }[ 1 .. $#{ $parts->[$i - 1] } ];
}

# ---- what psql printed for each example: its output without the echoed SQL

sub printed
{
	my ($out, @examples) = @_;
	my @sections;
	my @printed;

	for my $line (read_lines($out))
	{
		push @sections, [] and next if $line =~ /^\Q$marker\E \d+$/;
		push @{ $sections[-1] }, $line if @sections;
	}
	for my $i (0 .. $#examples)
	{
		my @sql = grep { /\S/ } @{ $examples[$i] };	# psql echoes blank lines or not, as it likes
		my @lines;
		my $echoing = 1;

		for my $line (@{ $sections[$i] || [] })
		{
			if (@sql && $line eq $sql[0])
			{
				shift @sql;
				$echoing = 1;
			}
			elsif ($line =~ /\S/ || !$echoing)
			{
				push @lines, $line;
				$echoing = 0;
			}
		}
		shift @lines while @lines && $lines[0] !~ /\S/;
		pop @lines while @lines && $lines[-1] !~ /\S/;
		push @printed, [ map { s/\s+$//r } @lines ];
	}
	return @printed;
}

# ---- run -------------------------------------------------------------------

my @parts = parts();
my @examples = map { [ @{$_}[ 1 .. $#$_ ] ] } grep { $_->[0] eq 'sql' } @parts;
my $directory = tempdir(CLEANUP => 1);

make_path("$directory/sql", "$directory/expected");
open(my $sql, '>', "$directory/sql/readme.sql") or die $!;
print $sql $prelude;
for my $i (0 .. $#examples)
{
	print $sql "$marker ", $i + 1, "\n", map { "$_\n" } @{ $examples[$i] };
}
close $sql;
if (-e $expected)
{
	copy($expected, "$directory/expected/readme.out") or die $!;
}

my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
chomp(my $pgxs = `$pg_config --pgxs`);
chomp(my $bindir = `$pg_config --bindir`);
my $pg_regress = dirname($pgxs) . '/../test/regress/pg_regress';
my @connection = map { $ENV{"PG$_->[0]"} ? "--$_->[1]=" . $ENV{"PG$_->[0]"} : () }
  ([ 'HOST', 'host' ], [ 'PORT', 'port' ], [ 'USER', 'user' ]);
my $status = system("'$pg_regress' --bindir='$bindir' --inputdir='$directory' --outputdir='$directory' "
	  . "--dbname=placebase_readme @connection readme >'$directory/log' 2>&1");
my $results = "$directory/results/readme.out";

BAIL_OUT(join "\n", "pg_regress did not run:", read_lines("$directory/log")) if !-e $results;

# What the extension offers, less what only types, aggregates, operators and indexes call.
my $offered = <<'SQL';
SELECT DISTINCT proname
FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid AND deptype = 'e'
	JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND objid = p.oid
WHERE extname = 'placebase'
	AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typreceive, typsend))
	AND NOT EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
		aggmtransfn, aggminvtransfn, aggmfinalfn))
	AND NOT EXISTS (SELECT FROM pg_operator WHERE p.oid = oprcode)
	AND NOT EXISTS (SELECT FROM pg_amproc WHERE p.oid = amproc)
ORDER BY proname
SQL
open(my $psql, '-|', 'psql', '-XAtqd', 'placebase_readme', '-c', $offered) or die $!;
chomp(my @offered = <$psql>);
close $psql;
system('psql', '-Xqd', 'postgres', '-c', 'DROP DATABASE IF EXISTS placebase_readme');

my @printed = printed($results, @examples);

if ($refresh)
{
	my @lines;
	my $example = -1;

	for my $i (0 .. $#parts)
	{
		my ($kind, @text) = @{ $parts[$i] };

		if ($kind eq 'sql')
		{
			$example++;
			push @lines, '```sql', @text, '```';
			push @lines, '```text', @{ $printed[$example] }, '```'
			  if @{ $printed[$example] } && !example_of_text(\@parts, $i + 2);
		}
		elsif ($kind eq 'text' && example_of_text(\@parts, $i))
		{
			push @lines, '```text', @{ $printed[$example] }, '```';
		}
		elsif ($kind eq 'text')
		{
			push @lines, '```text', @text, '```';
		}
		else
		{
			push @lines, @text;
		}
	}
	open(my $out, '>', $readme) or die $!;
	print $out map { "$_\n" } @lines;
	close $out;
	make_path("$top/expected");
	copy($results, $expected) or die $!;
	print "$readme and $expected say what the examples print now: read the difference before you commit.\n";
	exit 0;
}

is($status, 0, 'pg_regress: the examples print what expected/readme.out holds')
  or diag(-e "$directory/regression.diffs" ? read_file("$directory/regression.diffs") : read_file("$directory/log"));

my $example = -1;
for my $i (0 .. $#parts)
{
	next if $parts[$i][0] ne 'sql';
	$example++;

	my $text = $i + 2 <= $#parts && $parts[$i + 2][0] eq 'text' && example_of_text(\@parts, $i + 2)
	  ? [ @{ $parts[$i + 2] }[ 1 .. $#{ $parts[$i + 2] } ] ]
	  : [];
	my ($first) = grep { /\S/ } @{ $examples[$example] };

	is(join("\n", @$text), join("\n", @{ $printed[$example] }), "README.md prints the truth: $first");
}
my ($reference) = join("\n", read_lines($readme)) =~ /^## Reference$(.*?)^## /ms;
my @missing = grep { $reference !~ /`\Q$_\E\(/ } @offered;

ok(@offered > 0, 'the extension offers functions');
is("@missing", '', 'the reference of README.md has every function');
done_testing();

sub read_file
{
	return join "\n", read_lines($_[0]);
}

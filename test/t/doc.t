#!/usr/bin/perl
# The SQL of README.md and of doc/ runs, and prints what the documents say.
#
#   doc.t [--refresh] [DOCUMENT...]      --refresh writes what it prints into the documents
#
# Each document is one session of a database of its own.  Its ```sql blocks are
# run in order.  The ```text block after one holds what psql printed; a block
# without a ```text block must print nothing.
#
# A block is not run where its first line is a comment "-- not run by the tests: "
# that says why.  A document that creates an extension which this server does not
# have, or reads a file of demo/ that is not there, is skipped.  A document that does not create placebase itself finds it in
# a schema of its own on the search path.
#
# And doc/reference.md has every function, see Reference.pm.

use strict;
use warnings;
use utf8;

use Cwd ();
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;
use lib Cwd::realpath(dirname(__FILE__));
use Documents;
use Reference;

binmode($_, ':encoding(UTF-8)') for *STDOUT, *STDERR, Test::More->builder->output, Test::More->builder->failure_output;

my $refresh = @ARGV && $ARGV[0] eq '--refresh' ? shift @ARGV : 0;
my @documents = @ARGV ? map { substr(Cwd::realpath($_), length("$top/")) } @ARGV : documents();
my $marker = '==== example';
my $directory = tempdir(CLEANUP => 1);

# Readers have ISO dates and see no local time.
$ENV{PGOPTIONS} = '-c datestyle=ISO,YMD -c intervalstyle=postgres -c timezone=UTC -c client_min_messages=notice';

sub is_run
{
	my ($part) = @_;

	return $part->[0] eq 'sql' && ($part->[1] // '') !~ /^-- not run by the tests: /;
}

# Does this text part report on the sql part before it?  Only blank lines may stand between them.
sub is_printed
{
	my ($parts, $i) = @_;

	return $i >= 2
	  && $i <= $#$parts
	  && $parts->[$i][0] eq 'text'
	  && is_run($parts->[ $i - 2 ])
	  && !grep { /\S/ } @{ $parts->[ $i - 1 ] }[ 1 .. $#{ $parts->[ $i - 1 ] } ];
}

sub lines_of { return @{ $_[0] }[ 1 .. $#{ $_[0] } ] }

# ---- one document in one session: what psql printed for each block, in order

sub printed
{
	my ($database, @parts) = @_;
	my @printed;

	open(my $script, '>:encoding(UTF-8)', "$directory/script") or die $!;
	for my $part (grep { is_run($_) } @parts)
	{
		print $script "\\echo '$marker'\n", map { "$_\n" } lines_of($part);
	}
	close $script or die $!;
	system("cd '$top' && psql -Xqd $database <'$directory/script' >'$directory/printed' 2>&1");
	open(my $in, '<:encoding(UTF-8)', "$directory/printed") or die $!;
	while (my $line = <$in>)
	{
		$line =~ s/\s+$//;
		if ($line eq $marker)
		{
			push @printed, [];
		}
		elsif (@printed)
		{
			push @{ $printed[-1] }, $line;
		}
		else
		{
			BAIL_OUT("psql: $line");
		}
	}
	for my $lines (@printed)
	{
		shift @$lines while @$lines && $lines->[0] eq '';
		pop @$lines while @$lines && $lines->[-1] eq '';
	}
	return @printed;
}

sub refreshed
{
	my ($parts, @printed) = @_;
	my @lines;

	for my $i (0 .. $#$parts)
	{
		my ($kind, @text) = @{ $parts->[$i] };

		if ($kind eq 'prose')
		{
			push @lines, @text;
			next;
		}
		@text = @{ shift @printed } if is_printed($parts, $i);
		push @lines, "```$kind", @text, '```';
		if (is_run($parts->[$i]) && !is_printed($parts, $i + 2))
		{
			my $new = shift @printed;

			push @lines, '```text', @$new, '```' if @$new;
		}
	}
	return @lines;
}

# ---- all of them --------------------------------------------------------------

Reference::refresh() if $refresh;

my %available = map { $_ => 1 } 'placebase', psql('postgres', 'SELECT name FROM pg_available_extensions');
my $number = 0;

psql('postgres', 'DROP DATABASE IF EXISTS placebase_doc');
psql('postgres', 'CREATE DATABASE placebase_doc');
psql('placebase_doc', 'CREATE SCHEMA placebase');
psql('placebase_doc', 'CREATE EXTENSION placebase SCHEMA placebase');

for my $document (@documents)
{
	my @parts = parts($document);
	my $sql = join "\n", map { lines_of($_) } grep { is_run($_) } @parts;
	my @missing = grep { !$available{$_} } $sql =~ /^CREATE EXTENSION (?:IF NOT EXISTS )?(\w+)/mg;

	push @missing, grep { !-e "$top/$_" } $sql =~ m{\b(demo/[\w/.-]+)}g;

	if (!$refresh)
	{
		my @tabs = grep { /\t/ } map { lines_of($_) } @parts;
		my @open = grep { my ($last) = grep { /\S/ } reverse lines_of($_); ($last // '') !~ /;\s*$|^\\/ } grep { is_run($_) } @parts;
		my @hidden = grep { join("\n", lines_of($_)) =~ /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|GRANT|REFRESH)\b/m }
		  grep { $_->[0] ne 'prose' && $_->[0] ne 'sql' && $_->[0] ne 'text' } @parts;

		is_deeply(\@tabs, [], "$document has no tab, which psql would complete names at");
		is_deeply([ map { [ lines_of($_) ] } @open ], [], "$document: every block of SQL ends with its statement");
		is_deeply([ map { [ lines_of($_) ] } @hidden ], [], "$document: all SQL stands in blocks of SQL, run or said not to be");
	}
	next if $sql eq '';
  SKIP:
	{
		skip("$document needs what is not here: @missing", 1) if @missing;

		my $database = 'placebase_doc_' . ++$number;
		my $template = $sql =~ /^CREATE EXTENSION placebase\b/m ? 'template1' : 'placebase_doc';

		psql('postgres', "DROP DATABASE IF EXISTS $database");
		psql('postgres', "CREATE DATABASE $database TEMPLATE $template");
		psql('postgres', "ALTER DATABASE $database SET search_path = public, placebase") if $template eq 'placebase_doc';

		my @printed = printed($database, @parts);

		psql('postgres', "DROP DATABASE $database");
		if ($refresh)
		{
			my @before = read_lines($document);
			my @after = refreshed(\@parts, @printed);

			next if "@before" eq "@after";
			write_lines($document, @after);
			print "$document says what its examples print now: read the difference before you commit.\n";
			next;
		}
		for my $i (grep { is_run($parts[$_]) } 0 .. $#parts)
		{
			my @said = is_printed(\@parts, $i + 2) ? lines_of($parts[ $i + 2 ]) : ();
			my ($first) = grep { /\S/ } lines_of($parts[$i]);

			is(join("\n", @said), join("\n", @{ shift @printed // [] }), "$document prints the truth: $first")
			  or diag("test/doc --refresh $document writes what it prints into it");
		}
	}
}
psql('postgres', 'DROP DATABASE placebase_doc');
exit 0 if $refresh;

# PostgreSQL takes EXISTS (SELECT FROM ...), other planners over it do not.
my @bare = map { my $file = $_; map { "$file: $_" } grep { /\bEXISTS \(SELECT FROM\b/ } read_lines($file) }
  @documents, 'CHANGELOG.md', map { substr($_, length("$top/")) } glob("$top/demo/*.sql $top/demo/*/*.sql $top/demo/*/*/*.sql");
is(join("\n", @bare), '', 'EXISTS selects a column wherever somebody copies it from');


my $size = -s "$top/README.md";
cmp_ok($size, '<=', 12000, 'README.md is short: what needs more room stands in doc/');
cmp_ok(-s "$top/doc/dashboard.webp", '<=', 120000, 'and its picture is small');
Reference::check();
done_testing();

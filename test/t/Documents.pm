# README.md and the documents in doc/, as the tests read them.
#
#   documents()       the paths of all of them, README.md first
#   parts(PATH)       a document as a list of parts: [kind, lines...]; kind is prose, or what stands behind ```
#   read_lines(PATH)  the lines of a file
#   write_lines(PATH, LINES...)
#   psql(DATABASE, SQL)  the rows of a query, columns between tabs

package Documents;

use strict;
use warnings;

use Cwd ();
use Exporter qw(import);
use File::Basename qw(dirname);

our @EXPORT = qw($top documents parts read_lines write_lines psql);
our $top = Cwd::realpath(dirname(__FILE__) . '/../..');

sub documents
{
	return ('README.md', map { substr($_, length("$top/")) } sort glob("$top/doc/*.md"));
}

sub read_lines
{
	my ($path) = @_;

	open(my $in, '<:encoding(UTF-8)', "$top/$path") or die "$path: $!\n";
	chomp(my @lines = <$in>);
	return @lines;
}

sub write_lines
{
	my ($path, @lines) = @_;

	open(my $out, '>:encoding(UTF-8)', "$top/$path") or die "$path: $!\n";
	print $out map { "$_\n" } @lines;
	close $out or die "$path: $!\n";
}

sub parts
{
	my ($path) = @_;
	my @parts = (['prose']);

	for my $line (read_lines($path))
	{
		my $kind = $parts[-1][0];

		if ($kind eq 'prose' && $line =~ /^```(\w*)$/)
		{
			push @parts, [$1];
		}
		elsif ($kind ne 'prose' && $line eq '```')
		{
			push @parts, ['prose'];
		}
		else
		{
			push @{ $parts[-1] }, $line;
		}
	}
	die "$path: a block of code does not end\n" if $parts[-1][0] ne 'prose';
	return @parts;
}

sub psql
{
	my ($database, $sql) = @_;

	local $ENV{PGOPTIONS} = '-c client_min_messages=warning';
	open(my $psql, '-|:encoding(UTF-8)', 'psql', '-XAtq', '-F', "\t", '-d', $database, '-v', 'ON_ERROR_STOP=1', '-c', $sql) or die "psql: $!\n";
	chomp(my @lines = <$psql>);
	close $psql or die "psql failed: $sql\n";
	return @lines;
}

1;

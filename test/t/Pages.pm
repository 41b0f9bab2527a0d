# The report's pages on a database of the test's own: what they say, and what plain SQL says.
package Pages;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(new_database drop_database run_psql table);

my $database;

sub administer { return system('psql', '-Xqd', 'postgres', '-c', 'SET client_min_messages = warning', map { ('-c', $_) } @_) }

# The database that run_psql() works in from now on.
sub new_database
{
	($database) = @_;
	administer("DROP DATABASE IF EXISTS $database", "CREATE DATABASE $database TEMPLATE template0") == 0 or die "no database $database";
}

sub drop_database { administer("DROP DATABASE $database") }

# What psql prints there with these arguments; an error ends the test.
sub run_psql
{
	my (@arguments) = @_;

	open(my $psql, '-|', 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $database, @arguments) or die $!;
	local $/;
	my $answer = <$psql> // '';
	close $psql or die "psql @arguments";
	return $answer =~ s/\n\z//r;
}

# The rows of the table whose first column has this heading; commas are taken out of numbers.
sub table
{
	my ($page, $heading) = @_;
	my ($head, $rows) = $page =~ /^( *\Q$heading\E *\|[^\n]*)\n[-+]+\n(.*?)\n\n/ms or die "no table $heading in\n$page";
	my @names = map { s/^\s+|\s+$//gr } split /\|/, $head;

	return map { my %fields; @fields{@names} = map { s/^\s+|\s+$|,//gr } split /\|/; \%fields } split /\n/, $rows;
}

1;

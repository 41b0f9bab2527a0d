# What operations over one large value take at their peak, in sizes of that value, its
# arguments and its result among it: doc/administration.md states these.
package Factors;

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(check_factors);

# The table value of a server has a column for each type: { type => [ column, a query
# that merely reads it ] }.  Arguments are read from the table, so each of them is a
# copy.  @operations: [ type, expression, how often the value at most ].
sub check_factors
{
	my ($server, $types, @operations) = @_;
	my %size = map { $_ => $server->query("SELECT pg_column_size($types->{$_}[0]) / 1048576.0 FROM value") } keys %$types;
	my %reading = map { $_ => ($server->peak("SELECT $types->{$_}[1] AS x FROM value"))[0] } keys %$types;

	for (@operations)
	{
		my ($type, $sql, $allowed) = @$_;
		my ($peak) = $server->peak("SELECT $sql AS x FROM value");
		my $factor = 1 + ($peak - $reading{$type}) / $size{$type};

		cmp_ok($factor, '<=', $allowed, "$sql: at most $allowed times the value");
		diag(sprintf '%5.1f times the value (%d MB)  %s', $factor, $size{$type}, $sql);
	}
}

1;

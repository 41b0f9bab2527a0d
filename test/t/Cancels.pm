# Statements that are cancelled in the middle, each again and again and each time later:
# they end with 57014, and soon.
package Cancels;

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(cancel_each each_time);

# %$queries: what each is, and its SQL; allowed: the longest delay, in milliseconds of
# processor time; after: for the name of a query, the milliseconds after which it is
# cancelled, each of them a try.
sub cancel_each
{
	my ($server, $queries, %how) = @_;
	my ($worst, $worst_query) = (0, '');

	for my $what (sort keys %$queries)
	{
		my @after = $how{after}->($what);
		my @tries = map { [ $server->cancel_within($_, $queries->{$what}, $how{allowed}) ] } @after;
		my ($longest) = sort { $b <=> $a } map { $_->[1] } @tries;

		is(join(' ', map { $_->[0] } @tries), join(' ', ('57014') x @after), "cancelled: $what");
		cmp_ok($longest, '<=', $how{allowed}, "within $how{allowed} ms: $what");
		diag(sprintf '%4.0f ms  %s', $longest, $what);
		($worst, $worst_query) = ($longest, $what) if $longest > $worst;
	}
	diag(sprintf 'the longest delay: %.0f ms (%s)', $worst, $worst_query);
}

# Values of the table big stand in memory once, and one call after the other reads them,
# so that the signal comes while a function of ours is at work.
sub each_time
{
	my ($values, $asked, $from) = @_;

	return "WITH v AS MATERIALIZED (SELECT $values FROM big) SELECT sum($asked) FROM v, generate_series(1, 100000) AS i" . ($from ? ", $from" : '');
}

1;

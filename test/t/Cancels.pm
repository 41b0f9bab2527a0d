# Statements that are cancelled in the middle, at random times: they end with 57014, and soon.
# One that has ended before is cancelled in half of the time.
#
# PLACEBASE_CANCELS	how many times each is cancelled, each time later (1; 2 where a call is long)
# PLACEBASE_PART		only one of so many of them (1: all)
# PLACEBASE_SEED		where the random times start; printed, and drawn where it is not given
package Cancels;

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(cancel_each each_time);

# How often the time is halved for a machine that is quicker than the times assume.
my $halvings = 8;

sub cancelled_after
{
	my ($server, $after, $query, $allowed) = @_;
	my @ended;

	for (0 .. $halvings)
	{
		@ended = $server->cancel_within($after, $query, $allowed);
		last if $ended[0] ne 'it ended';
		$after /= 2;
	}
	return @ended;
}

# %$queries: what each is, and its SQL; allowed: the longest delay, in milliseconds of
# processor time.  The first time comes from and up to step milliseconds after the
# statement begins, the next step milliseconds later, and so on; cancels: how often.
sub cancel_each
{
	my ($server, $queries, %how) = @_;
	my $seed = $ENV{PLACEBASE_SEED} // int(rand(2**31));
	my $part = $ENV{PLACEBASE_PART} || 1;
	my @all = sort keys %$queries;
	my ($worst, $worst_query) = (0, '');

	srand($seed);
	diag("PLACEBASE_SEED=$seed");
	my $first = int(rand($part));
	for my $what (map { $all[$first + $_ * $part] } 0 .. int(($#all - $first) / $part))
	{
		my $from = ref $how{from} ? $how{from}->($what) : $how{from};
		my @after = map { $from + ($_ + rand) * $how{step} } 0 .. ($ENV{PLACEBASE_CANCELS} || $how{cancels} || 1) - 1;
		my @tries = map { [ cancelled_after($server, $_, $queries->{$what}, $how{allowed}) ] } @after;
		my ($longest) = sort { $b <=> $a } map { $_->[1] } @tries;

		is(join(' ', map { $_->[0] } @tries), join(' ', ('57014') x @after), "cancelled: $what");
		cmp_ok($longest, '<=', $how{allowed}, "within $how{allowed} ms: $what");
		diag(sprintf '%4.0f ms  %s', $longest, $what);
		($worst, $worst_query) = ($longest, $what) if $longest > $worst;
	}
	diag(sprintf 'the longest delay: %.0f ms (%s)', $worst, $worst_query);
}

# Columns of the table big are read for each call, so that the signal comes while a
# function of ours is at work.
sub each_time
{
	my ($values, $asked, $from) = @_;

	return "WITH v AS MATERIALIZED (SELECT $values FROM big) SELECT sum($asked) FROM v, generate_series(1, 100000) AS i" . ($from ? ", $from" : '');
}

1;

#!/usr/bin/perl
# Binary messages of ranked_outcomes: what is sent is received, and what nobody
# would send is refused with SQLSTATE 22P03.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use BinaryMessages;
use Test::More;

# Entries are a rank, its people and their outcome.
sub ranked
{
	my (@entries) = @_;

	return pack('C N', 1, scalar @entries) . join('', map { pack('d>3', @$_) } @entries);
}

for my $text ('{}', '{"0": [120, 4]}', '{"-3": [0.30000000000000004, -5e-324], "0.25": [120, 4], "1e+300": [1, 1]}')
{
	is(received('ranked_outcomes', sent('ranked_outcomes', $text)), $text, "survives: $text");
}

my $good = ranked([ 0, 2, 1 ], [ 3, 1, 0 ]);
is(received('ranked_outcomes', $good), '{"0": [2, 1], "3": [1, 0]}', 'a message by hand');
my ($nan, $infinity, $minus_zero, $one) = map { pack('H*', $_) } qw(7ff8000000000000 7ff0000000000000 8000000000000000 3ff0000000000000);
my $head = pack('C N', 1, 1);
my %bad = (
	'nothing' => '',
	'version 0' => "\0" . substr($good, 1),
	'version 2' => "\2" . substr($good, 1),
	'a count without entries' => $head,
	'a count of 4 billion' => pack('C N', 1, 0xffffffff) . substr($good, 5),
	'a count that wraps around 32 bits' => pack('C N', 1, 0x10000001) . substr($good, 5),
	'ranks that descend' => ranked([ 3, 1, 0 ], [ 0, 2, 1 ]),
	'a rank twice' => ranked([ 3, 1, 0 ], [ 3, 2, 1 ]),
	'minus zero as a rank' => $head . $minus_zero . $one . $one,
	'minus zero as an outcome' => $head . $one . $one . $minus_zero,
	'a rank that is NaN' => $head . $nan . $one . $one,
	'an infinite rank' => $head . $infinity . $one . $one,
	'people that are NaN' => $head . $one . $nan . $one,
	'infinite people' => $head . $one . $infinity . $one,
	'an outcome that is NaN' => $head . $one . $one . $nan,
	'an infinite outcome' => $head . $one . $one . $infinity,
	'nobody' => ranked([ 0, 0, 0 ]),
	'negative people' => ranked([ 0, -1, 0 ]),
	'a byte too many' => $good . 'x',
);
is(received('ranked_outcomes', $bad{$_}), '22P03', "refuses $_") for sort keys %bad;
is(received('ranked_outcomes', substr($good, 0, $_)), '22P03', "refuses its first $_ bytes") for 0, 1, 4, 5, 12, 20, 28, 36, 52;

done_testing();

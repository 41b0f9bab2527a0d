#!/usr/bin/perl
# Binary messages of place_counts and place_flows: what is sent is received, and
# what nobody would send is refused with SQLSTATE 22P03.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use BinaryMessages;
use Test::More;

my $float = sub { return pack('d>', $_[0]) };
my ($nan, $infinity) = (pack('H*', '7ff8000000000000'), pack('H*', '7ff0000000000000'));

# ---- place_counts: version, count, then code and count of each ---------------

for my $text ('{}', '{"A": 1, "B": 0.1}', '{"é": 1e+300}')
{
	is(received('place_counts', sent('place_counts', $text)), $text, "place_counts survives: $text");
}
is(received('place_counts', pack('C N', 1, 2) . code('B') . $float->(2) . code('A') . $float->(1)),
	'{"A": 1, "B": 2}', 'places in any order');

my $counts = pack('C N', 1, 1) . code('A') . $float->(1);
my %bad_counts = (
	'nothing' => '',
	'version 0' => "\0" . substr($counts, 1),
	'version 2' => "\2" . substr($counts, 1),
	'only a version' => "\1",
	'a count without places' => pack('C N', 1, 1),
	'a count of 4 billion' => pack('C N', 1, 0xffffffff) . substr($counts, 5),
	'a negative code length' => pack('C N', 1, 1) . pack('N', 0xffffffff) . 'A' . $float->(1),
	'a code longer than the message' => pack('C N', 1, 1) . pack('N', 1000) . 'A' . $float->(1),
	'a code of 2 GB' => pack('C N', 1, 1) . pack('N', 0x7fffffff) . 'A' . $float->(1),
	'an empty code' => pack('C N', 1, 1) . code('') . 'x' . $float->(1),
	'a code of more than 1 kB' => pack('C N', 1, 1) . code('x' x 1025) . $float->(1),
	'the same place twice' => pack('C N', 1, 2) . (code('A') . $float->(1)) x 2,
	'a negative number' => pack('C N', 1, 1) . code('A') . $float->(-1),
	'NaN' => pack('C N', 1, 1) . code('A') . $nan,
	'infinity' => pack('C N', 1, 1) . code('A') . $infinity,
	'a byte too many' => $counts . 'x',
);
is(received('place_counts', $bad_counts{$_}), '22P03', "place_counts refuses $_") for sort keys %bad_counts;
is(received('place_counts', substr($counts, 0, $_)), '22P03', "place_counts refuses its first $_ bytes") for 0 .. length($counts) - 1;
is(received('place_counts', pack('C N', 1, 1) . code("\xff\xfe") . $float->(1)), '22021', 'place_counts refuses bytes that are no text');
is(received('place_counts', pack('C N', 1, 1) . code("A\0B") . $float->(1)), '22021', 'place_counts refuses a code with a zero byte');

# ---- place_flows: version, origins, destinations, cells -----------------------

for my $text ('{}', '{"P": {"A": 1, "B": 0.1}, "Q": {"A": 0}}')
{
	is(received('place_flows', sent('place_flows', $text)), $text, "place_flows survives: $text");
}

sub flows
{
	my ($origins, $destinations, @cells) = @_;

	return pack('C', 1) . pack('N', scalar @$origins) . join('', map { code($_) } @$origins)
		. pack('N', scalar @$destinations) . join('', map { code($_) } @$destinations)
		. pack('N', scalar @cells) . join('', map { pack('N N', @$_[0, 1]) . $$_[2] } @cells);
}

my $one = $float->(1);
my $flows = flows(['P'], ['A'], [0, 0, $one]);
is(received('place_flows', flows(['Q', 'P'], ['B', 'A'], [0, 0, $one], [1, 1, $one])), '{"P": {"A": 1}, "Q": {"B": 1}}', 'places and cells in any order');
my %bad_flows = (
	'nothing' => '',
	'version 9' => "\11" . substr($flows, 1),
	'4 billion origins' => pack('C N', 1, 0xffffffff) . substr($flows, 5),
	'4 billion cells' => substr($flows, 0, 19) . pack('N', 0xffffffff) . $one,
	'an origin twice' => flows(['P', 'P'], ['A'], [0, 0, $one], [1, 0, $one]),
	'a destination twice' => flows(['P'], ['A', 'A'], [0, 0, $one], [0, 1, $one]),
	'an origin without a cell' => flows(['P', 'Q'], ['A'], [0, 0, $one]),
	'a destination without a cell' => flows(['P'], ['A', 'B'], [0, 0, $one]),
	'a cell of an unknown origin' => flows(['P'], ['A'], [1, 0, $one]),
	'a cell of an unknown destination' => flows(['P'], ['A'], [0, 0xffffffff, $one]),
	'a cell twice that overflows' => flows(['P'], ['A'], [0, 0, $float->(1.7e308)], [0, 0, $float->(1.7e308)]),
	'a cell twice' => flows(['P'], ['A'], [0, 0, $one], [0, 0, $one]),
	'an empty code' => flows([''], ['A'], [0, 0, $one]),
	'a code of more than 1 kB' => flows(['x' x 1025], ['A'], [0, 0, $one]),
	'a negative number' => flows(['P'], ['A'], [0, 0, $float->(-1)]),
	'NaN' => flows(['P'], ['A'], [0, 0, $nan]),
	'infinity' => flows(['P'], ['A'], [0, 0, $infinity]),
	'a byte too many' => $flows . 'x',
);
is(received('place_flows', $bad_flows{$_}), '22P03', "place_flows refuses $_") for sort keys %bad_flows;
is(received('place_flows', substr($flows, 0, $_)), '22P03', "place_flows refuses its first $_ bytes") for 0 .. length($flows) - 1;

done_testing();

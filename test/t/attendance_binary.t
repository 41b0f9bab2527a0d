#!/usr/bin/perl
# Binary messages of attendance_profile: what is sent is received, and what
# nobody would send is refused with SQLSTATE 22P03.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use BinaryMessages;
use Test::More;

# Levels are pairs of contacts and people.
sub profile
{
	my (@levels) = @_;

	return pack('C N', 1, scalar @levels) . join('', map { pack('d> q>', @$_) } @levels);
}

for my $text ('{}', '{"0": 120}', '{"0": 120, "0.1": 9007199254740000, "1e+300": 1}')
{
	is(received('attendance_profile', sent('attendance_profile', $text)), $text, "survives: $text");
}

my $good = profile([0, 2], [3, 1]);
is(received('attendance_profile', $good), '{"0": 2, "3": 1}', 'a message by hand');
my %bad = (
	'nothing' => '',
	'version 0' => "\0" . substr($good, 1),
	'version 2' => "\2" . substr($good, 1),
	'a count without levels' => pack('C N', 1, 1),
	'a count of 4 billion' => pack('C N', 1, 0xffffffff) . substr($good, 5),
	'a count that wraps around 32 bits' => pack('C N', 1, 0x10000001) . substr($good, 5),
	'levels that descend' => profile([3, 1], [0, 2]),
	'a level twice' => profile([3, 1], [3, 1]),
	'negative contacts' => profile([-1, 1]),
	'minus zero contacts' => pack('C N', 1, 1) . pack('H*', '8000000000000000') . pack('q>', 1),
	'NaN contacts' => pack('C N', 1, 1) . pack('H*', '7ff8000000000000') . pack('q>', 1),
	'infinite contacts' => pack('C N', 1, 1) . pack('H*', '7ff0000000000000') . pack('q>', 1),
	'nobody on a level' => profile([0, 0]),
	'negative people' => profile([0, -1]),
	'more people than a double can count' => profile([0, 9007199254740993]),
	'more people together than a double can count' => profile([0, 9007199254740992], [1, 1]),
	'so many people that their sum overflows' => profile([0, 9223372036854775807], [1, 9223372036854775807]),
	'a byte too many' => $good . 'x',
);
is(received('attendance_profile', $bad{$_}), '22P03', "refuses $_") for sort keys %bad;
is(received('attendance_profile', substr($good, 0, $_)), '22P03', "refuses its first $_ bytes") for 0, 1, 4, 5, 12, 20, 36;

done_testing();

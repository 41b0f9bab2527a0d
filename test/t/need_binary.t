#!/usr/bin/perl
# Binary messages of code_map and condition_set: what is sent is received, and what
# nobody would send is refused with SQLSTATE 22P03.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use BinaryMessages;
use Test::More;

# ---- code_map: entries are condition, system, code and match ------------------------

sub list
{
	my (@entries) = @_;

	return pack('C N', 1, scalar @entries) . join('', map { pack('N/a* N/a* N/a* C', @$_) } @entries);
}

for my $text ('[]', '[["mi","icd10","I21","prefix"]]', '[["a","icd10","I21","exact"],["b","icd10","I21","not exact"],["b","icd10","I21","prefix"],["a","our \"own\"","é","prefix"]]')
{
	is(received('code_map', sent('code_map', $text)), $text, "survives: $text");
}

my $good = list([ 'a', 'icd10', 'I21', 3 ], [ 'b', 'ctv3', 'H33..', 0 ]);
is(received('code_map', $good), '[["b","ctv3","H33..","exact"],["a","icd10","I21","prefix"]]', 'a message by hand');
my %bad = (
	'nothing' => '',
	'version 0' => "\0" . substr($good, 1),
	'version 2' => "\2" . substr($good, 1),
	'a count without entries' => pack('C N', 1, 1),
	'a count of 4 billion' => pack('C N', 1, 0xffffffff) . substr($good, 5),
	'an unknown match' => list([ 'a', 'icd10', 'I21', 4 ]),
	'a length below 0' => pack('C N N', 1, 1, 0xffffffff) . substr($good, 9),
	'no condition' => list([ '', 'icd10', 'I21', 3 ]),
	'a blank condition' => list([ ' ', 'icd10', 'I21', 3 ]),
	'no system' => list([ 'a', '', 'I21', 3 ]),
	'a system that is misspelt' => list([ 'a', 'ICD10', 'I21', 3 ]),
	'a code that is none' => list([ 'a', 'icd10', '..', 3 ]),
	'an overlong code' => list([ 'a', 'icd10', 'I' x 1025, 3 ]),
	'a prefix in SNOMED' => list([ 'a', 'snomed', '73211009', 3 ]),
	'a condition that only excludes' => list([ 'a', 'icd10', 'I21', 2 ]),
	'in and out' => list([ 'a', 'icd10', 'I21', 2 ], [ 'a', 'icd10', 'I21', 3 ]),
	'a byte too many' => $good . 'x',
);
is(received('code_map', $bad{$_}), '22P03', "refuses $_") for sort keys %bad;
is(received('code_map', substr($good, 0, $_)), '22P03', "refuses its first $_ bytes") for 0, 1, 4, 5, 8, 9, 12, 20, length($good) - 1;
is(received('code_map', list([ "a\xff", 'icd10', 'I21', 3 ])), '22021', 'refuses bytes that are no text');

# ---- condition_set: conditions are a name and days --------------------------------

sub set
{
	my (@conditions) = @_;

	return pack('C N', 1, scalar @conditions) . join('', map { my ($name, @days) = @$_; pack('N/a* N l>*', $name, scalar @days, @days) } @conditions);
}

for my $text ('{}', '{"mi": ["-infinity", "2024-01-01"]}', '{"a": ["1999-12-31", "2024-02-29"], "é": ["0044-03-15 BC"]}')
{
	is(received('condition_set', sent('condition_set', $text)), $text, "survives: $text");
}

$good = set([ 'b', 8767, 0 ], [ 'a', -2147483648, 1 ]);
is(received('condition_set', $good), '{"a": ["-infinity", "2000-01-02"], "b": ["2000-01-01", "2024-01-02"]}', 'a message by hand, in any order');
%bad = (
	'nothing' => '',
	'version 0' => "\0" . substr($good, 1),
	'version 2' => "\2" . substr($good, 1),
	'a count without conditions' => pack('C N', 1, 1),
	'a count of 4 billion' => pack('C N', 1, 0xffffffff) . substr($good, 5),
	'days that are 4 billion' => pack('C N N/a* N N', 1, 1, 'a', 0xffffffff, 0),
	'a condition without a day' => set(['a']),
	'a blank condition' => set([ ' ', 0 ]),
	'a condition twice' => set([ 'a', 0 ], [ 'a', 1 ]),
	'a day twice' => set([ 'a', 0, 0 ]),
	'infinity' => set([ 'a', 2147483647 ]),
	'the day that stands for an unknown one' => set([ 'a', -2451545 ]),
	'a day beyond all timestamps' => set([ 'a', 200000000 ]),
	'a byte too many' => $good . 'x',
);
is(received('condition_set', $bad{$_}), '22P03', "refuses $_") for sort keys %bad;
is(received('condition_set', substr($good, 0, $_)), '22P03', "refuses its first $_ bytes") for 0, 1, 4, 5, 8, 9, 12, 16, length($good) - 1;
is(received('condition_set', set([ "a\xff", 0 ])), '22021', 'refuses bytes that are no text');

done_testing();

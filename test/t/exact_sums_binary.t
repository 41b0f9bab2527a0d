#!/usr/bin/perl
# Binary messages of exact_sums: what is sent is received, and what nobody would
# send is refused with SQLSTATE 22P03.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use BinaryMessages;
use Test::More;
use Values;

sub sums { return pack('C N', 1, scalar @_) . join('', map { pack('d>', $_) } @_) }

for my $text (values_of('exact_sums'))
{
	is(received('exact_sums', sent('exact_sums', $text)) =~ s/ //gr, sent_text($text), "survives: " . substr($text, 0, 60));
}
is(received('exact_sums', sums(0.1, 2)), '[0.1, 2]', 'a message by hand');
is(received('exact_sums', pack('C N', 1, 1) . pack('H*', '7ff8000000000000')), '[null]', 'NaN is a setting not given yet');
my $good = sums(1, 2);
my %bad = (
	'nothing' => '',
	'version 0' => "\0" . substr($good, 1),
	'version 2' => "\2" . substr($good, 1),
	'no sums' => pack('C N', 1, 0),
	'a count without sums' => pack('C N', 1, 1),
	'a count of 4 billion' => pack('C N', 1, 0xffffffff) . substr($good, 5),
	'a count that wraps around 32 bits' => pack('C N', 1, 0x20000001) . substr($good, 5),
	'infinity' => pack('C N', 1, 1) . pack('H*', '7ff0000000000000'),
	'minus infinity' => pack('C N', 1, 1) . pack('H*', 'fff0000000000000'),
	'a byte too many' => $good . 'x',
);
is(received('exact_sums', $bad{$_}), '22P03', "refuses $_") for sort keys %bad;
is(received('exact_sums', substr($good, 0, $_)), '22P03', "refuses its first $_ bytes") for 0 .. length($good) - 1;

done_testing();

# The text of a value as the server writes it, without blanks.
sub sent_text
{
	my ($text) = @_;

	return `psql -XqAtc "SELECT '$text'::exact_sums"` =~ s/\s//gr;
}

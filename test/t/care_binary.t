#!/usr/bin/perl
# Binary messages of care_history: what is sent is received, and what nobody would
# send is refused with SQLSTATE 22P03.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use BinaryMessages;
use File::Temp;
use Test::More;

# Version, visits, providers, then the codes, then time and provider of each visit.
sub history
{
	my ($codes, @visits) = @_;

	return pack('C N N', 1, scalar @visits, scalar @$codes) . join('', map { code($_) } @$codes)
		. join('', map { pack('q> N', @$_) } @visits);
}

my ($least, $most) = (-9223372036854775807 - 1, 9223372036854775807);

for my $text ('[]', '[["2024-01-01T09:00:00+00:00","A"]]', '[["2024-01-01T09:00:00+00:00"," A"],["2024-01-01T09:00:00+00:00","é"]]',
	'[["4714-11-24T00:00:00+00:00 BC","A"],["294276-12-31T23:59:59.999999+00:00","A"]]')
{
	is(received('care_history', sent('care_history', $text)), $text, "survives: $text");
}
is(unpack('H*', sent('care_history', '[["2000-01-01T00:00:00.000002Z","B"],["2000-01-01Z","A"],["2000-01-01Z","A"]]')),
	unpack('H*', history(['A', 'B'], [0, 0], [0, 0], [2, 1])), 'the bytes that are sent');
is(received('care_history', history(['B', 'A'], [3600e6, 0], [0, 0], [3600e6, 1])),
	'[["2000-01-01T00:00:00+00:00","B"],["2000-01-01T01:00:00+00:00","A"],["2000-01-01T01:00:00+00:00","B"]]', 'visits and codes in any order');
is(received('care_history', history([map { "P$_" } 1 .. 1000], map { [1000 - $_, $_] } 0 .. 999)) =~ tr/P//, 1000, 'a thousand providers');

my $good = history(['A', 'B'], [0, 0], [86400e6, 1]);
my $visit = pack('q> N', 0, 0);
my %bad = (
	'nothing' => '',
	'version 0' => "\0" . substr($good, 1),
	'version 2' => "\2" . substr($good, 1),
	'4 billion visits' => pack('C N N', 1, 0xffffffff, 1) . substr($good, 9),
	'2 billion visits' => pack('C N N', 1, 0x7fffffff, 1) . substr($good, 9),
	'4 billion providers' => pack('C N N', 1, 2, 0xffffffff) . substr($good, 9),
	'providers without visits' => history(['A']),
	'visits without providers' => history([], [0, 0]),
	'a negative code length' => pack('C N N', 1, 1, 1) . pack('N', 0xffffffff) . 'A' . $visit,
	'a code longer than the message' => pack('C N N', 1, 1, 1) . pack('N', 100) . 'A' . $visit,
	'a code of 2 GB' => pack('C N N', 1, 1, 1) . pack('N', 0x7fffffff) . 'A' . $visit,
	'a code that eats the visits' => pack('C N N', 1, 1, 1) . code('x' x 8) . 'yyyyy',
	'the same provider twice' => history(['A', 'A'], [0, 0], [0, 1]),
	'the same provider twice among many' => history([1 .. 20, 7], map { [0, $_] } 0 .. 20),
	'an empty provider' => history(['', 'B'], [0, 0], [1, 1]),
	'a blank provider' => history(["A", " \t"], [0, 0], [1, 1]),
	'a provider without a visit' => history(['A', 'B'], [0, 0], [1, 0]),
	'a provider number beyond the last' => history(['A', 'B'], [0, 0], [1, 2]),
	'a negative provider number' => history(['A', 'B'], [0, 0], [1, 0xffffffff]),
	'a visit at infinity' => history(['A'], [$most, 0]),
	'a visit at minus infinity' => history(['A'], [$least, 0]),
	'a visit before all time' => history(['A'], [$least + 1, 0]),
	'a visit after all time' => history(['A'], [$most - 1, 0]),
	'a byte too many' => $good . 'x',
);
is(received('care_history', $bad{$_}), '22P03', "refuses $_") for sort keys %bad;
is(received('care_history', substr($good, 0, $_)), '22P03', "refuses its first $_ bytes") for 0 .. length($good) - 1;
is(received('care_history', history(["\xff\xfe"], [0, 0])), '22021', 'refuses bytes that are no text');
is(received('care_history', history(["A\0B"], [0, 0])), '22021', 'refuses a code with a zero byte');

# Two thousand damaged messages: an error or a value, never the end of the server.
srand(1);
my $directory = File::Temp->newdir;
my $script = "CREATE TEMP TABLE received (value care_history);\n";
for my $i (1 .. 2000)
{
	my $message = history(['A', 'Bé'], [0, 0], [86400e6, 1], [86400e6, 0]);

	substr($message, int(rand(length $message)), 1) = chr(int(rand(256))) for 0 .. int(rand(4));
	open(my $file, '>:raw', "$directory/$i") or die "$directory/$i: $!";
	print $file "PGCOPY\n\xff\r\n\0", pack('N N', 0, 0), pack('n N/a*', 1, $message), pack('n', 0xffff);
	close $file;
	$script .= "\\copy received FROM '$directory/$i' (FORMAT binary)\n";
}
my $answer = psql("$script\nSELECT 'values ' || count(*) FROM received WHERE value::text::care_history = value AND visits(value) = 3;");
my ($values) = $answer =~ /^values (\d+)$/m;
my @errors = $answer =~ /ERROR:\s+(\w{5}):/g;
is(scalar(@errors) + $values, 2000, 'random damage is a good value or an error');
is_deeply([grep { !/^22P03$|^22021$/ } @errors], [], 'and the error says so');

done_testing();

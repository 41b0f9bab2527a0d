#!/usr/bin/perl
# Binary messages of care_panel: what is sent is received, and what nobody would
# send is refused with SQLSTATE 22P03.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use BinaryMessages;
use File::Temp;
use Test::More;

# Version, patients, providers, the codes of providers; then each patient: code,
# visits, then time and provider of each visit.
sub panel
{
	my ($codes, @patients) = @_;

	return pack('C N N', 1, scalar @patients, scalar @$codes) . join('', map { code($_) } @$codes)
		. join('', map { my ($patient, @visits) = @$_; code($patient) . pack('N', scalar @visits) . join('', map { pack('q> N', @$_) } @visits) } @patients);
}

my ($least, $most) = (-9223372036854775807 - 1, 9223372036854775807);

for my $text ('{}', '{"1":[["2024-01-01T09:00:00+00:00","A"]]}', '{"-5":[["2024-01-01T09:00:00+00:00"," A"]],"10":[["2024-01-01T09:00:00+00:00","é"]],"é":[["2024-01-01T09:00:00+00:00","é"],["2024-01-01T09:00:00+00:00","é"]]}',
	'{"x":[["4714-11-24T00:00:00+00:00 BC","A"],["294276-12-31T23:59:59.999999+00:00","A"]]}')
{
	is(received('care_panel', sent('care_panel', $text)), $text, "survives: $text");
}
is(unpack('H*', sent('care_panel', '{"b":[["2000-01-01Z","A"]],"7":[["2000-01-01T00:00:00.000002Z","B"],["2000-01-01Z","A"]]}')),
	unpack('H*', panel(['A', 'B'], ['7', [0, 0], [2, 1]], ['b', [0, 0]])), 'the bytes that are sent');
is(received('care_panel', panel(['B', 'A'], ['b', [3600e6, 0]], ['a', [3600e6, 1], [0, 1]])),
	'{"a":[["2000-01-01T00:00:00+00:00","A"],["2000-01-01T01:00:00+00:00","A"]],"b":[["2000-01-01T01:00:00+00:00","B"]]}', 'all in any order');

my $good = panel(['A', 'B'], ['p', [0, 0]], ['q', [86400e6, 1]]);
my %bad = (
	'nothing' => '',
	'version 0' => "\0" . substr($good, 1),
	'version 2' => "\2" . substr($good, 1),
	'4 billion patients' => pack('C N N', 1, 0xffffffff, 1) . substr($good, 9),
	'4 billion providers' => pack('C N N', 1, 2, 0xffffffff) . substr($good, 9),
	'4 billion visits' => panel(['A']) =~ s/^(.)..../$1 . pack('N', 1)/ser . code('p') . pack('N', 0xffffffff) . pack('q> N', 0, 0),
	'providers without patients' => panel(['A']),
	'a patient without visits' => panel(['A'], ['p', [0, 0]], ['q']),
	'patients without providers' => panel([], ['p', [0, 0]]),
	'the same provider twice' => panel(['A', 'A'], ['p', [0, 0], [0, 1]]),
	'the same patient twice' => panel(['A'], ['p', [0, 0]], ['p', [1, 0]]),
	'the same number twice' => panel(['A'], ['7', [0, 0]], ['7', [1, 0]]),
	'an empty provider' => panel(['', 'B'], ['p', [0, 0], [1, 1]]),
	'a blank provider' => panel(['A', " \t"], ['p', [0, 0], [1, 1]]),
	'an empty patient' => panel(['A'], ['', [0, 0]]),
	'a blank patient' => panel(['A'], ['  ', [0, 0]]),
	'a provider without a visit' => panel(['A', 'B'], ['p', [0, 0]]),
	'a provider number beyond the last' => panel(['A'], ['p', [0, 1]], ['q', [0, 0]]),
	'a negative provider number' => panel(['A'], ['p', [0, 0xffffffff]]),
	'a visit at infinity' => panel(['A'], ['p', [$most, 0]]),
	'a visit at minus infinity' => panel(['A'], ['p', [$least, 0]]),
	'a visit before all time' => panel(['A'], ['p', [$least + 1, 0]]),
	'a visit after all time' => panel(['A'], ['p', [$most - 1, 0]]),
	'a byte too many' => $good . 'x',
);
is(received('care_panel', $bad{$_}), '22P03', "refuses $_") for sort keys %bad;
is(received('care_panel', substr($good, 0, $_)), '22P03', "refuses its first $_ bytes") for 0 .. length($good) - 1;
is(received('care_panel', panel(["\xff\xfe"], ['p', [0, 0]])), '22021', 'refuses bytes that are no text');
is(received('care_panel', panel(['A'], ["A\0B", [0, 0]])), '22021', 'refuses a code with a zero byte');

# Two thousand damaged messages: an error or a value, never the end of the server.
srand(1);
my $directory = File::Temp->newdir;
my $script = "CREATE TEMP TABLE received (value care_panel);\n";
for my $i (1 .. 2000)
{
	my $message = panel(['A', 'Bé'], ['77', [0, 0], [86400e6, 1]], ['pé', [86400e6, 0]]);

	substr($message, int(rand(length $message)), 1) = chr(int(rand(256))) for 0 .. int(rand(4));
	open(my $file, '>:raw', "$directory/$i") or die "$directory/$i: $!";
	print $file "PGCOPY\n\xff\r\n\0", pack('N N', 0, 0), pack('n N/a*', 1, $message), pack('n', 0xffff);
	close $file;
	$script .= "\\copy received FROM '$directory/$i' (FORMAT binary)\n";
}
my $answer = psql("$script\nSELECT 'values ' || count(*) FROM received WHERE value::text::care_panel = value AND visits(value) = 3;");
my ($values) = $answer =~ /^values (\d+)$/m;
my @errors = $answer =~ /ERROR:\s+(\w{5}):/g;
is(scalar(@errors) + $values, 2000, 'random damage is a good value or an error');
is_deeply([grep { !/^22P03$|^22021$/ } @errors], [], 'and the error says so');

done_testing();

#!/usr/bin/perl
# Mutated messages for the text input and the receive function of every type.
#
# PLACEBASE_MESSAGES	how many for each (20,000)
# PLACEBASE_TYPES	only these types
# PLACEBASE_SEED		where they start; printed, and drawn where it is not given

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;
use Values;

my $messages = $ENV{PLACEBASE_MESSAGES} || 20000;
my $seed = $ENV{PLACEBASE_SEED} // int(rand(2**31));
my $server = Cluster->new('fuzz');
my $library = "$server->{home}/fuzz.so";
my $tape = "$server->{home}/data/tape";

chomp(my $include = `${\($ENV{PG_CONFIG} || 'pg_config')} --includedir-server`);
my $compiler = $ENV{CC} || 'cc';
my $printed = `$compiler -O2 -g -fPIC -shared -Wall -Wextra -Wno-unused-parameter -I'$include' '$FindBin::Bin/../fuzz/fuzz.c' -o '$library' 2>&1`;
is($printed, '', 'the fuzzer compiles');
chmod 0755, $library;

$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE FUNCTION fuzz(regtype, boolean, bytea[], bigint, bigint, text) RETURNS text STRICT LANGUAGE C AS '$library'});
my @types = split /\n/, $server->query(q{
	SELECT typname FROM pg_type JOIN pg_depend ON classid = 'pg_type'::regclass AND objid = pg_type.oid
	JOIN pg_extension ON refclassid = 'pg_extension'::regclass AND refobjid = pg_extension.oid
	WHERE extname = 'placebase' AND typtype = 'b' AND typelem = 0 ORDER BY typname});
is(join(' ', types_without_values(@types)), '', 'there are values of every type to start from');

sub corpus
{
	my ($path) = @_;

	open(my $file, '<', $path) or return;
	chomp(my @lines = <$file>);
	return grep { /^(?:[0-9a-f]{2})*$/ } @lines;
}

my $only = $ENV{PLACEBASE_TYPES} || "@types";
diag("$messages messages each, PLACEBASE_SEED=$seed");
for my $type (grep { values_of($_) && " $only " =~ / $_ / } @types)
{
	for my $binary (qw(false true))
	{
		my $samples = join ', ', map { my $text = $_ =~ s/'/''/gr; $binary eq 'true' ? "${type}_send('$text')" : "convert_to('$text', 'UTF8')" } values_of($type);
		my $what = $binary eq 'true' ? 'binary' : 'text';

		# what a guided search found to take different branches, refused or not
		$samples .= ", '\\x$_'::bytea" for corpus("$FindBin::Bin/../fuzz/corpus/$type.$what");

		my $report = $server->ask("SELECT fuzz('$type', $binary, ARRAY[$samples], $messages, $seed, '$tape')");

		if (!like($report, qr/^\d+ accepted/, "$type, $what: every message is taken as it should be"))
		{
			open(my $file, '<:raw', $tape);
			read $file, my $bytes, -s $tape;
			my $length = unpack 'l', $bytes;
			# to be kept: a line of test/fuzz/corpus/
			diag("the last message: \\x" . unpack('H*', substr($bytes, -($length + ($what eq 'text')), $length)));
			diag($_) for grep { /runtime error|TRAP|AddressSan/ } split /\n/, $server->read_log;
			$server->wait_until('SELECT true');
			next;
		}
		diag("$type, $what: $report");
	}
}

done_testing();

#!/usr/bin/perl
# What the scripts of demo/ say of themselves and of wrong arguments, before they install
# or start anything; and that a signal ends them at once, with all that they started.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;

my $top = Cwd::realpath(dirname(__FILE__) . '/../..');

chdir $top or die $!;
my $fake = tempdir(CLEANUP => 1);			# beside what is looked through at the end
$ENV{TMPDIR} = tempdir(CLEANUP => 1);
chmod 01777, $ENV{TMPDIR};

# What the script of that name prints on stdout and on stderr, and its exit status.
sub run_script
{
	my ($script, @arguments) = @_;
	my $errors = "$fake/errors";
	my $out = join '', `demo/$script @arguments 2>'$errors' </dev/null`;
	my $status = $? >> 8;

	open(my $in, '<', $errors) or die $!;
	local $/;
	my $said = <$in>;
	return ($out, $said, $status);
}

for my $script (qw(run dashboard))
{
	for my $option (qw(--help -h))
	{
		my ($out, $said, $status) = run_script($script, $option);

		is($status, 0, "demo/$script $option: exit status 0");
		is($said, '', "demo/$script $option: nothing but help");
		like($out, qr/^  demo\/$script DIR  /m, "demo/$script $option says how it is called");
		unlike($out, qr/^#|\bfail\b/m, "demo/$script $option: no word of the script's own language");
	}

	my ($out, $said, $status) = run_script($script, '--nonsense');
	is($status, 1, "demo/$script --nonsense: exit status 1");
	is($said, "demo/$script: no such option: --nonsense; demo/$script --help says what there is\n", "demo/$script --nonsense: one line");
	is($out, '', "demo/$script --nonsense: no report");

	($out, $said, $status) = run_script($script, '/nonexistent/folder');
	is($status, 1, "demo/$script on no folder: exit status 1");
	is($said, "demo/$script: checking the files in /nonexistent/folder ...\ndemo/$script: /nonexistent/folder: no such folder\n",
		"demo/$script on no folder: signed with its own name");
}

is(`test/run nonexistent.sql 2>&1`, "test/run: nonexistent.sql: no such file\n", 'test/run says which file is not there');
is($? >> 8, 1, 'and fails');

# Kill, while something runs that takes long: here a make that never ends.  (test/dashboard does so with the page.)
open(my $make, '>', "$fake/make") or die $!;
print $make "#!/bin/sh\nsleep 299.17\n";
close $make;
chmod 0755, "$fake/make";

sub running { return scalar grep { /\Q$ENV{TMPDIR}\E\/placebase[.]|sleep 299[.]17/ } `ps -eo args` }

my $log = "$fake/log";
my $pid = fork // die $!;
if ($pid == 0)
{
	open(STDIN, '<', '/dev/null');
	open(STDOUT, '>', $log);
	open(STDERR, '>&', \*STDOUT);
	$ENV{PATH} = "$fake:$ENV{PATH}";
	exec 'demo/run' or die $!;
}
my $started;
for (1 .. 600)
{
	last if ($started = grep { /sleep 299[.]17/ } `ps -eo args`) || waitpid($pid, 1) != 0;
	select undef, undef, undef, 0.1;
}
ok($started, 'demo/run: it builds') or diag(`cat '$log'`);
kill TERM => $pid;
local $SIG{ALRM} = sub { kill KILL => $pid };
alarm 120;
waitpid $pid, 0;
alarm 0;
is($?, 143 << 8, 'demo/run: kill ends it at once');
opendir(my $directory, $ENV{TMPDIR}) or die $!;
is("@{[ grep { !/^[.]/ } readdir $directory ]}", '', 'demo/run: kill leaves no directory');
ok(!running(), 'demo/run: and nothing that runs');

done_testing();

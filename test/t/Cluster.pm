# A server of one's own for a test that needs a second one, or one that it may kill.
#
# It sees the same staged placebase as the server that the tests run on, listens
# on a socket of its own only, and is gone at the end of the test.
package Cluster;

use strict;
use warnings;

use File::Temp qw(tempdir);
use IPC::Open3 qw(open3);
use POSIX qw(:sys_wait_h);
use Time::HiRes qw(sleep time);

my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
chomp(my $bin = `$pg_config --bindir`);
my $directory = tempdir('placebase-cluster.XXXXXX', TMPDIR => 1, CLEANUP => 1);
my @user;						# a server never runs as root

chmod 0755, $directory;
if ($> == 0)
{
	my ($uid, $gid) = (getpwnam('postgres'))[ 2, 3 ];

	@user = ('runuser', '-u', 'postgres', '--');
	chown $uid, $gid, $directory;
}

# What makes the staged install visible, as the server of the tests has it.
sub install_settings
{
	my $found = `$bin/psql -XqAt -c "SELECT name || ' = ''' || replace(setting, '''', '''''') || '''' FROM pg_settings WHERE name IN ('extension_destdir', 'extension_control_path', 'dynamic_library_path')"`;

	return $? == 0 ? $found : die "the server of the tests does not answer";
}

# A new cluster, started.  Settings beyond those of a throwaway server as text.
# %older: the programs (bin) of another version, and how it sees a placebase built
# for it (install).
sub new
{
	my ($class, $name, $settings, %older) = @_;
	my $self = bless { home => "$directory/$name", pid => $$, bin => $older{bin} // $bin }, $class;
	my $install = $older{install} // install_settings();

	mkdir $self->{home} or die "$self->{home}: $!";
	chown +(stat $directory)[ 4, 5 ], $self->{home};
	$self->run('initdb', '-D', $self->data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-N');
	open(my $conf, '>>', $self->data . '/postgresql.conf') or die $!;
	print $conf <<CONF, $install, $settings // '';
listen_addresses = ''
unix_socket_directories = '$self->{home}'
shared_buffers = 64MB
fsync = off
max_connections = 30
log_min_messages = warning
CONF
	print $conf "search_path = '\"\$user\", public, placebase'\n" if $ENV{PLACEBASE_OWN_SCHEMA};
	close $conf;
	$self->start;
	for my $database ($ENV{PLACEBASE_OWN_SCHEMA} ? qw(postgres template1) : ())
	{
		$self->run('psql', '-Xqd', $database, '-f', $ENV{PLACEBASE_OWN_SCHEMA});
	}
	return $self;
}

sub bin  { return $_[0]{bin} }
sub data { return "$_[0]{home}/data" }
sub log  { return "$_[0]{home}/log" }

# How to reach it from outside.
sub environment
{
	my ($self, %more) = @_;

	return (%ENV, PGHOST => $self->{home}, PGPORT => 5432, PGUSER => 'postgres', PGDATABASE => 'postgres', PGOPTIONS => '', %more);
}

# One of PostgreSQL's programs as the server's owner; its output, or death.
sub run
{
	my ($self, $program, @arguments) = @_;
	local %ENV = $self->environment;
	my $pid = open3(my $in, my $out, undef, @user, -x "$self->{bin}/$program" ? "$self->{bin}/$program" : $program, @arguments);

	close $in;
	my $output = join '', <$out>;
	waitpid $pid, 0;
	die "$program @arguments: $output" if $?;
	return $output;
}

sub start
{
	my ($self) = @_;

	# Backends that outlive a killed postmaster leave at their next breath.
	for my $attempt (1 .. 20)
	{
		# Its output goes to the log: the server would hold a pipe open.
		local %ENV = $self->environment;
		return if system(@user, 'sh', '-c', 'exec "$@" >>' . $self->log . '.start 2>&1', 'sh',
			"$self->{bin}/pg_ctl", '-D', $self->data, '-l', $self->log, '-w', '-t', '120', 'start') == 0;
		sleep 0.5;
	}
	die "the server does not start: " . $self->read_log;
}

sub stop
{
	my ($self, $mode) = @_;

	$self->run('pg_ctl', '-D', $self->data, '-m', $mode // 'fast', '-w', 'stop');
}

sub postmaster
{
	my ($self) = @_;

	open(my $file, '<', $self->data . '/postmaster.pid') or return;
	chomp(my $pid = <$file>);
	return $pid;
}

sub read_log
{
	my ($self) = @_;

	open(my $file, '<', $self->log) or return '';
	return join '', <$file>;
}

# What psql prints, standard output and errors together; %options: database, user, file.
sub ask
{
	my ($self, $sql, %options) = @_;
	local %ENV = $self->environment(PGDATABASE => $options{database} // 'postgres', PGUSER => $options{user} // 'postgres');
	my $pid = open3(my $in, my $out, undef, "$self->{bin}/psql", qw(-XqAt -v VERBOSITY=verbose -v ON_ERROR_STOP=1));

	# A server killed in the middle closes psql's ears too.
	local $SIG{PIPE} = 'IGNORE';
	binmode $in, ':utf8' if utf8::is_utf8($sql);
	print $in $sql;
	close $in;
	my $output = join '', <$out>;
	waitpid $pid, 0;
	$self->{status} = $? >> 8;
	chomp $output;
	return $output;
}

# The same, where an error is the end of the test.
sub query
{
	my ($self, $sql, %options) = @_;
	my $output = $self->ask($sql, %options);

	die "$sql\n$output\n" if $self->{status};
	return $output;
}

# psql at work behind our back: (its process, a file with what it prints).
sub background
{
	my ($self, $sql, %options) = @_;
	my $file = File::Temp->new(DIR => $directory);
	my $script = File::Temp->new(DIR => $directory);
	my $pid;

	print $script $sql;
	close $script;
	$pid = fork // die $!;
	if (!$pid)
	{
		local %ENV = $self->environment(PGDATABASE => $options{database} // 'postgres', PGUSER => $options{user} // 'postgres');

		open(STDOUT, '>', "$file");
		open(STDERR, '>&', \*STDOUT);
		open(STDIN, '<', '/dev/null');
		exec "$self->{bin}/psql", qw(-XqAt -v VERBOSITY=verbose -v ON_ERROR_STOP=1 -f), "$script" or POSIX::_exit(127);
	}
	return { process => $pid, output => $file, script => $script };
}

# Waits for it; what it printed.
sub finish
{
	my ($self, $job) = @_;

	waitpid $job->{process}, 0;
	open(my $file, '<', "$job->{output}") or die $!;
	my $output = join '', <$file>;
	chomp $output;
	return $output;
}

# Milliseconds that a process has had a processor: what other work on the machine
# does not stretch.
sub used
{
	my ($pid) = @_;

	open(my $file, '<', "/proc/$pid/schedstat") or return;
	my ($nanoseconds) = (<$file> // '') =~ /^(\d+)/ or return;
	return $nanoseconds / 1e6;
}

# Does this kernel say so?
sub says_what_is_used { return defined used($$) }

sub says_error
{
	my ($path) = @_;

	open(my $file, '<', $path) or return;
	return scalar grep { /ERROR:/ } <$file>;
}

# Cancels a statement after so many milliseconds of its own: the SQLSTATE that it
# ended with, and how many milliseconds of processor time passed until the client was
# told so.  What the server does afterwards, giving memory back, is its own.
sub cancel_after
{
	my ($self, $after, $sql) = @_;
	my $job = $self->background("SELECT 'process ' || pg_backend_pid();\n\\o /dev/null\n$sql;");
	my ($pid, $before, $last);

	while (!$pid)
	{
		open(my $file, '<', "$job->{output}");
		($pid) = map { /^process (\d+)\n/ } <$file>;
		sleep 0.01;
	}
	while (defined(my $now = used($pid)))
	{
		$before = $last = $now, kill 'INT', $pid if !defined $before && $now > $after;
		$last = $now if defined $before;
		last if defined $before && says_error($job->{output});
		sleep 0.002;
	}
	my $output = $self->finish($job);

	return ($output =~ /ERROR:  (\w{5})/ ? $1 : 'it ended', defined $before ? $last - $before : 0);
}

# The same, where only so many milliseconds are allowed.  A machine that others use
# can be slow for a moment: a longer delay is measured twice more, and the middle of
# the three counts.
sub cancel_within
{
	my ($self, $after, $sql, $allowed) = @_;
	my @tries = [ $self->cancel_after($after, $sql) ];

	push @tries, map { [ $self->cancel_after($after, $sql) ] } 1, 2 if $tries[0][1] > $allowed;
	@tries = sort { $a->[1] <=> $b->[1] } @tries;
	return @{ $tries[ @tries / 2 ] };
}

# The peak of a fresh backend's resident memory, in MB, and the plan's last words.
sub peak
{
	my ($self, $sql) = @_;
	my $answer = $self->query(qq{
		SET enable_sort = off;
		CREATE TEMP TABLE status (line text);
		SELECT sum(x) FROM ($sql) AS q;
		COPY status FROM PROGRAM 'grep VmHWM /proc/\$PPID/status | tr -d "\\t"';
		SELECT substring(line FROM '\\d+')::bigint / 1024 FROM status WHERE line LIKE 'VmHWM:%';});
	my ($sum, $peak) = split /\n/, $answer;
	my $explained = $self->query("SET enable_sort = off; EXPLAIN (COSTS OFF) $sql");

	return ($peak, $explained =~ /HashAggregate/, $sum);
}

# Asks until the answer is 't', for a minute.
sub wait_until
{
	my ($self, $sql, %options) = @_;
	my $end = time + 60;

	while (time < $end)
	{
		return 1 if $self->ask($sql, %options) eq 't';
		sleep 0.05;
	}
	return 0;
}

sub DESTROY
{
	my ($self) = @_;
	my $status = $?;

	return if $self->{pid} != $$;
	eval { $self->stop('immediate') } if $self->postmaster;
	$? = $status;
}

1;

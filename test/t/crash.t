#!/usr/bin/perl
# kill -9 of a backend and of the postmaster in the middle of a load: after
# recovery every value whose commit was acknowledged is there, unharmed.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;
use Time::HiRes qw(sleep);

my $server = Cluster->new('crash', <<'CONF');
fsync = on
synchronous_commit = on
full_page_writes = on
restart_after_crash = on
min_wal_size = 32MB
max_wal_size = 64MB
CONF

# Values both small and long enough to be compressed and moved out of line.
$server->query(q{
	CREATE EXTENSION placebase;
	CREATE TABLE loaded (id integer PRIMARY KEY, care care_history, people place_counts, flows place_flows, profile attendance_profile, panel care_panel, ranked ranked_outcomes, map code_map, conditions condition_set);
	CREATE FUNCTION load(k integer) RETURNS void LANGUAGE sql AS $$
		INSERT INTO loaded SELECT k, care_history('G' || hashint4(i) % 90, '2024-01-01 09:00+00'::timestamptz + i * interval '11 hours'),
			place_counts('A' || hashint4(i * k), i), place_flows('P' || i % 40, 'A' || hashint4(i * k), i), attendance_profile(abs(hashint4(i * k)) % 999),
			care_panel(hashint4(i * k) % 99, 'G' || hashint4(i) % 90, '2024-01-01 09:00+00'::timestamptz + i * interval '11 hours'), ranked_outcomes(hashint4(i * k) % 999 / 1000.0, i % 5 = 0),
			code_map('C' || hashint4(i * k) % 99, 'local', 'x' || hashint4(i * k)), condition_set('C' || hashint4(i * k) % 99, '2024-01-01'::date + i)
		FROM generate_series(1, 1 + k % 400) AS i
	$$;
	CREATE TABLE expected AS SELECT k AS id FROM generate_series(1, 0) AS k;});

# Commits one row after the other and says so after each.
sub load
{
	my ($from) = @_;

	return $server->background(join '', map { "SELECT load($_);\n\\echo committed $_\n" } $from .. $from + 20000);
}

sub wait_for_commits
{
	my ($job, $wanted) = @_;

	for (1 .. 1200)
	{
		open(my $file, '<', "$job->{output}");
		return 1 if grep({ /^committed/ } <$file>) >= $wanted;
		sleep 0.05;
	}
	return 0;
}

# What the server has of the acknowledged rows, each computed again beside it.
sub check
{
	my ($what, $output, $from) = @_;
	my @committed = $output =~ /^committed (\d+)$/mg;
	my $last = $committed[-1];

	cmp_ok(scalar @committed, '>=', 40, "$what: rows were committed before");
	is($server->query("SELECT count(*) FROM loaded WHERE id BETWEEN $from AND $last"), $last - $from + 1,
		"$what: every committed row is there");
	$server->query("CREATE TABLE again (LIKE loaded); ALTER TABLE loaded RENAME TO damaged; ALTER TABLE again RENAME TO loaded;
		SELECT load(id) FROM damaged");
	is($server->query("SELECT count(*) FROM damaged JOIN loaded USING (id) WHERE damaged.care = loaded.care AND damaged.people = loaded.people
		AND damaged.flows = loaded.flows AND damaged.profile = loaded.profile AND damaged.panel = loaded.panel AND damaged.ranked = loaded.ranked AND damaged.map = loaded.map AND damaged.conditions = loaded.conditions AND damaged.care::text = loaded.care::text"),
		$server->query('SELECT count(*) FROM loaded'), "$what: every value is what it was");
	$server->query('DROP TABLE loaded; ALTER TABLE damaged RENAME TO loaded');
}

# ---- a backend -------------------------------------------------------------------

my $job = load(1);
ok(wait_for_commits($job, 40), 'a load is under way');
my $backend = $server->query("SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT load(%' AND pid <> pg_backend_pid()");
ok(kill('KILL', $backend), "kill -9 of its backend");
my $output = $server->finish($job);
like($output, qr/server closed the connection|terminating connection|could not send|connection to server was lost/, 'the load is cut off');
ok($server->wait_until("SELECT true"), 'the server recovers');
check('a killed backend', $output, 1);

# ---- the postmaster -----------------------------------------------------------------

$job = load(100000);
ok(wait_for_commits($job, 40), 'another load is under way');
ok(kill('KILL', $server->postmaster), 'kill -9 of the postmaster');
# Its backends would work on until they wait for something.
sleep 0.2;
kill 'TERM', $job->{process};
$output = $server->finish($job);
$server->start;
check('a killed postmaster', $output, 100000);
like($server->read_log, qr/was not properly shut down/, 'the log says that it recovered');

done_testing();

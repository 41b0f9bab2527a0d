#!/usr/bin/perl
# doc/managed-services.md, as it stands there: a server that has no placebase, and one
# of one's own beside it.  Rows in by logical replication and through postgres_fdw,
# ordinary tables out.

use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my $document = "$FindBin::Bin/../../doc/managed-services.md";
my $managed = Cluster->new('managed', "wal_level = logical\n");
my $own = Cluster->new('own');
$own->query('DROP SCHEMA IF EXISTS placebase CASCADE');	# the document makes it; a run in a schema of its own has one already

open(my $in, '<:encoding(UTF-8)', $document) or die "$document: $!";
my $text = do { local $/; <$in> };
my @blocks = $text =~ /^```sql\n-- not run by the tests: test\/t\/managed_services\.t does, on (the managed server|a server of your own)\n(.*?)^```$/msg;
is(scalar @blocks, 2 * 7, 'the document has SQL for both');

# The next block of the document, on its server, with that server's address.
sub run_block
{
	my ($where, $sql) = splice @blocks, 0, 2;

	$sql =~ s/host=managed\.example/host=$managed->{home}/g;
	$sql =~ s/host 'managed\.example'/host '$managed->{home}'/g;
	return ($where eq 'the managed server' ? $managed : $own)->query(($where eq 'the managed server' ? '' : "SET search_path = public, placebase;\n") . $sql);
}

run_block();						# the table and the role
$managed->query(q{
	INSERT INTO appointment SELECT i, i % 100, 'P' || i % 3, 'C' || (i * i + i / 100) % 7, '2026-01-01'::timestamptz + i * interval '1 hour'
	FROM generate_series(1, 2000) i});
run_block();						# publication
run_block();						# extension, table and subscription
ok($own->wait_until('SELECT count(*) = 2000 FROM appointment'), 'what was there has arrived');
$managed->query(q{INSERT INTO appointment VALUES (2001, 1, 'P9', 'C1', '2026-06-01'), (2002, 1, 'P9', 'C1', '2026-06-02'), (2003, 1, 'P9', 'C2', '2026-06-03')});
ok($own->wait_until('SELECT count(*) = 2003 FROM appointment'), 'and what is new arrives');
run_block();						# postgres_fdw
run_block();						# the table of figures
run_block();						# filled
my $figures = run_block();

is(scalar(split /\n/, $figures), 4, 'a row for each practice');
like($figures, qr/^P9\|1\|0\.333$/m, 'three visits, two of them with one clinician: 1/3');
my $question = q{
	SELECT practice, count(*), round(avg(bice_boxerman(history))::numeric, 3)
	FROM (SELECT practice, patient, care_history(clinician, seen_at) AS history FROM %s GROUP BY practice, patient) AS patients
	GROUP BY practice ORDER BY practice};
is($own->query('SET search_path = public, placebase; ' . sprintf($question, 'appointment')), $figures, 'as the replicated rows say');
is($own->query('SET search_path = public, placebase; ' . sprintf($question, 'remote.appointment')), $figures, 'and the rows through postgres_fdw');
is($managed->query(q{SELECT count(*) FROM pg_extension WHERE extname = 'placebase'}), '0', 'the managed server has no placebase');
is($managed->query(q{
	SELECT DISTINCT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'continuity'::regclass AND attnum > 0 ORDER BY 1}),
	"bigint\ndouble precision\ntext\ntimestamp with time zone", 'and its table has ordinary types');

$own->query('DROP SUBSCRIPTION analytics');
done_testing();

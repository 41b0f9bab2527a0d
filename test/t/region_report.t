#!/usr/bin/perl
# What the report says of the made-up region's continuity and lists, by plain SQL over the appointments and registrations.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use FindBin;
use lib $FindBin::Bin;
use Pages;
use Test::More;

my $demo = Cwd::realpath(dirname(__FILE__) . '/../../demo');
my $database = 'placebase_region_report';

sub ask { return run_psql('-At', '-c', "SET search_path = demo, public; SET timezone = 'UTC'", '-c', $_[0]) }

sub page { return run_psql('-v', 'number=1', '-v', 'place=A region.', '-v', 'source=Made up.', map { ('-f', "$demo/report/$_.sql") } 'start', $_[0]) }

sub rows_are
{
	my ($what, $columns, $rows, $sql) = @_;

	is(join("\n", map { join '|', @{$_}{@$columns} } @$rows), ask($sql), $what);
}

new_database($database);
system("psql -Xq -v ON_ERROR_STOP=1 -v size=0.02 -d $database -f $demo/schema.sql -f $demo/region.sql -f $demo/views.sql >/dev/null") == 0 or die 'the region was not made';

# ---- continuity -------------------------------------------------------------------

run_psql('-c', q{SET search_path = demo, public; SET timezone = 'UTC'}, '-c', q{
	CREATE TABLE demo.seen AS SELECT patient, practice, clinician, seen_at, care_home IS NOT NULL AS in_home
		FROM appointment JOIN patient USING (patient) WHERE status = 'attended' AND clinician IS NOT NULL}, '-c', q{
	CREATE TABLE demo.holder AS SELECT DISTINCT ON (patient) patient, clinician AS holder, n
		FROM (SELECT patient, clinician, count(*) AS n, max(seen_at) AS last FROM seen WHERE seen_at < '2024-01-01' GROUP BY patient, clinician) AS c
		ORDER BY patient, n DESC, last DESC, clinician}, '-c', q{DELETE FROM demo.holder WHERE n < 2}, '-c', q{
	CREATE TABLE demo.later AS SELECT practice, clinician, holder FROM seen LEFT JOIN holder USING (patient) WHERE seen_at >= '2024-01-01'}, '-c', q{ANALYZE});
my $page = page('continuity');
my @practices = grep { $_->{SLICC} } table($page, 'Practice');
my $named = join ', ', map { "('$_->{Practice}')" } @practices;

my $parts = q{SELECT practice, count(holder) AS of_lists, count(*) FILTER (WHERE clinician = holder) AS own,
	count(*) FILTER (WHERE (practice, clinician) IN (SELECT practice, holder FROM later)) AS given FROM later GROUP BY practice};
my ($slicc, $opr) = split /\|/, ask("SELECT round(100.0 * sum(own) / sum(of_lists)) || '|' || round(100.0 * sum(own) / sum(given)) FROM ($parts) AS p");
like($page, qr/^Of the visits in 2024 of people whom one clinician saw most in 2023, $slicc % were with that clinician \(SLICC\); of the visits that\nsuch clinicians gave, $opr % were of their own people \(OPR\)\.$/m,
	'visits to the own list');
is(scalar @practices, 20, 'twenty practices are shown');
rows_are('SLICC and OPR by practice', [qw(Practice SLICC OPR)], [ sort { $a->{Practice} cmp $b->{Practice} } grep { $_->{SLICC} ne '-' } @practices ],
	"SELECT practice || '|' || round(own / of_lists::numeric, 3) || '|' || round(own / given::numeric, 3) FROM ($parts) AS p WHERE practice IN (VALUES $named) AND of_lists > 0 ORDER BY practice");

my $density = q{
	WITH met AS (SELECT DISTINCT practice, patient, clinician FROM seen),
		short AS (SELECT clinician FROM seen GROUP BY clinician HAVING max(seen_at) - min(seen_at) < '183 days'),
		pair AS (SELECT a.practice, patient, a.clinician AS a, b.clinician AS b FROM met AS a JOIN met AS b USING (practice, patient) WHERE a.clinician < b.clinician),
		shared AS (SELECT a, b, count(*) AS n FROM pair GROUP BY a, b),
		each AS (SELECT practice, patient, avg(n) AS density, avg(n * CASE WHEN a IN (TABLE short) OR b IN (TABLE short) THEN 0.5 ELSE 1 END) AS weighted
			FROM pair JOIN shared USING (a, b) GROUP BY practice, patient)
	SELECT practice, avg(density) AS density, avg(weighted) AS weighted FROM each GROUP BY practice};
rows_are('care density by practice', [qw(Practice Shared weighted)], [ sort { $a->{Practice} cmp $b->{Practice} } @practices ],
	"SELECT practice || '|' || round(density) || '|' || round(weighted) FROM ($density) AS d WHERE practice IN (VALUES $named) ORDER BY practice");

my $stay = q{SELECT clinician, max(seen_at) - min(seen_at) < '183 days' AS passing, min(seen_at) < '2024-01-01' AND max(seen_at) >= '2024-01-01' AS stays FROM seen GROUP BY clinician};
my @counted = (
	[ 'All visits', 'TABLE seen' ],
	[ 'Several a day with one clinician as one', 'SELECT DISTINCT ON (patient, clinician, seen_at::date) * FROM seen' ],
	[ 'Without clinicians there for less than half a year', "SELECT seen.* FROM seen JOIN ($stay) AS s USING (clinician) WHERE NOT passing" ],
	[ 'Only clinicians there in both years', "SELECT seen.* FROM seen JOIN ($stay) AS s USING (clinician) WHERE stays" ],
	[ 'Without people in care homes', 'SELECT * FROM seen WHERE NOT in_home' ],
	[ 'Only people in care homes', 'SELECT * FROM seen WHERE in_home' ]);
rows_are('the same counted otherwise', [ 'Counted', 'Visits', 'Patients with two or more', 'UPC', 'COC' ], [ sort { $a->{Counted} cmp $b->{Counted} } table($page, 'Counted') ],
	'SELECT row FROM (' . join(' UNION ALL ', map { qq{
	SELECT '$_->[0]|' || sum(n) || '|' || count(*) FILTER (WHERE n >= 2) || '|' || round(avg(most / n) FILTER (WHERE n >= 2), 3) || '|' || round(avg((squares - n) / nullif(n * (n - 1), 0)), 3)
	FROM (SELECT patient, sum(n) AS n, max(n) AS most, sum(n * n) AS squares FROM (SELECT patient, clinician, count(*) AS n FROM ($_->[1]) AS s GROUP BY 1, 2) AS c GROUP BY patient) AS p} } @counted) . ') AS r (row) ORDER BY row COLLATE "C"');

# ---- lists --------------------------------------------------------------------------

$page = page('lists');
my $days = q{SELECT practice, patient, sum(upper(d) - lower(d)) AS days
	FROM (SELECT practice, patient, unnest(range_agg(daterange(registered_on, left_on) * '[2024-01-01, 2025-01-01)')) AS d FROM registration GROUP BY practice, patient) AS r GROUP BY practice, patient};
like($page, qr/^In 2024 people were on the lists for \Q$_\E a part of the year only\.$/m, 'person-years')
  for ask("SELECT format('%s person-years; %s of %s people on a list were there for', to_char(sum(days) / 366.0, 'FM999,999'), to_char(count(*) FILTER (WHERE days < 366), 'FM999,999'), to_char(count(*), 'FM999,999')) FROM ($days) AS d");
my @lists = grep { exists $_->{'Person-years in 2024'} } table($page, 'Practice');
$named = join ', ', map { "('$_->{Practice}')" } @lists;
rows_are('person-years by practice', [ 'Practice', 'Person-years in 2024' ], [ sort { $a->{Practice} cmp $b->{Practice} } @lists ],
	"SELECT practice || '|' || round(sum(days) / 366.0) FROM ($days) AS d WHERE practice IN (VALUES $named) GROUP BY practice ORDER BY practice");
ok((grep { $_->{Practice} eq 'P081' } @lists), 'the practice that closed among them');

drop_database();
done_testing();

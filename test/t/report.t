#!/usr/bin/perl
# The report on published files of places that are not a city: without networks, with few people, with practices that
# are all tied or not at all.  Every page is printed to its end, and says what is so instead of sentences with holes.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Pages;
use Test::More;

my $demo = Cwd::realpath(dirname(__FILE__) . '/../../demo');
my $database = 'placebase_report';
my $lookup = "lsoa,borough,borough_name\nE01000001,E09000001,Near\nE01000002,E09000002,Far\n";
my $resident = "lsoa,mid2020\nE01000001,650\nE01000002,1200\n";

# The pages on a place of these practices and lists: status, pages, errors.
sub report
{
	my ($practices, $registered, %more) = @_;
	my ($in, $out) = (tempdir(CLEANUP => 1), tempdir(CLEANUP => 1));
	my %files = ('lsoa_lookup.csv' => $lookup, 'resident.csv' => $resident, 'practice.csv' => $practices, 'registered.csv' => "practice,lsoa,patients\n$registered", %more);

	for my $name (keys %files)
	{
		open(my $to, '>', "$in/$name") or die $!;
		print $to $files{$name};
		close $to;
	}
	system("$demo/published", $in, $out) == 0 or die 'the files are not in order';
	new_database($database);
	system("cd $out && psql -Xq -v ON_ERROR_STOP=1 -d $database -f $demo/schema.sql -f $demo/published.sql -f $demo/views.sql >&2") == 0 or die 'the tables were not made';
	my ($pages, $number) = ('', 0);
	for my $page (qw(responsible scale networks))
	{
		$number++;
		$pages .= `psql -Xq -v ON_ERROR_STOP=1 -d $database -v number=$number -v place=Somewhere -v source=Published. -f $demo/report/start.sql -f $demo/report/$page.sql 2>&1`;
		return ($?, $pages) if $?;
	}
	return (0, $pages);
}

sub holds
{
	my ($what, $pages, @wanted) = @_;

	like($pages, $_, "$what: $_") for @wanted;
	unlike($pages, qr/[(]\s*[)]|\bthe  to\b|, and  without|^Of 0 /m, "$what: no sentence has a hole");
	is(() = $pages =~ /^Published[.]$/mg, 3, "$what: three pages to the end");
}

my $two = "practice,name\nA1,One\nA2,Two\n";
my ($status, $pages) = report($two, "A1,E01000001,60\nA1,E01000002,40\nA2,E01000002,70\nA2,NO2011,3\n");
is($status, 0, 'no networks, no ties: printed');
holds('no networks, no ties', $pages, qr/^2 practices with 173 people are in no network: these files know of none[.]$/m, qr/^These files cannot say: they have no networks/m,
	qr/^2 practices have 0 ties/m, qr/^Where a tie takes one area, no practice is needed by others to reach each other[.]$/m);

($status, $pages) = report($two, "A1,E01000001,6\nA2,E01000002,7\n");
is($status, 0, 'lists of a few: printed');
holds('lists of a few', $pages, qr/^No practice has 50 patients in one area, so that none are tied[.]$/m);

($status, $pages) = report("practice,name,pcn,pcn_name\nA1,One,U1,Net\nA2,Two,U1,Net\nA3,Three,U2,Other\n", "A1,E01000001,600\nA2,E01000001,400\nA2,E01000002,400\nA3,E01000001,700\n",
	'adjacency.csv' => "lsoa_a,lsoa_b,shared_m\nE01000001,E01000002,9\n");
is($status, 0, 'each tied to each: printed');
holds('each tied to each', $pages, qr/^Of 2 primary care networks 0 have the 30,000 to 100,000 people of a locality/m, qr/^3 practices have 3 ties/m, qr/^Would other maps be better[?]$/m);

($status, $pages) = report("practice,name\nA1,One\n", "A1,E01000001,600\n");
is($status, 0, 'one practice: printed');
holds('one practice', $pages, qr/^1 practice has 0 ties/m);

($status, $pages) = report("practice,name\nA1,One\nA2,Two\nA3,Three\n", "A1,E01000001,60\nA2,E01000001,70\nA2,E01000002,80\nA3,E01000002,90\n");
is($status, 0, 'two tied by a third: printed');
holds('two tied by a third', $pages, qr/^3 practices have 2 ties/m, qr/^Where a tie takes one area, 1 of 1 pairs of others that reach each other \(100[.]0 %\) would not without Two \(A2\)[.]$/m);

# Four areas in a row, of which the first network has the ends.
($status, $pages) = report("practice,name,pcn,pcn_name\nA1,One,U1,Net\nA2,Two,U2,Other\n", join('', map { "A1,E0100000$_->[0],$_->[1]\nA2,E0100000$_->[0],$_->[2]\n" } [ 1, 500, 30 ], [ 2, 20, 600 ], [ 3, 60, 500 ], [ 4, 400, 70 ]),
	'lsoa_lookup.csv' => "lsoa,borough,borough_name\n" . join('', map { "E0100000$_,E09000001,Near\n" } 1 .. 4), 'resident.csv' => "lsoa,mid2020\n" . join('', map { "E0100000$_,500\n" } 1 .. 4),
	'adjacency.csv' => "lsoa_a,lsoa_b,shared_m\nE01000001,E01000002,9\nE01000002,E01000003,9\nE01000003,E01000004,9\n");
is($status, 0, 'a small town: printed');
holds('a small town', $pages, qr/^Near: today's networks have 91[.]7 % of people registered within their own, .*:\nthe networks gain by parts that do not touch[.]$/m, qr/^ Today mended: each in one piece \|/m, qr/^2 practices have 1 tie:/m);

drop_database();
done_testing();

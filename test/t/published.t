#!/usr/bin/perl
# What demo/published takes, and what it says about files that are wrong.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;

my $top = Cwd::realpath(dirname(__FILE__) . '/../..');

my %good = (
	'lsoa_lookup.csv' => "lsoa,borough,borough_name,scope\nE01000001,E09000001,Near,in\nE01000002,E09000002,Far,in\nE01000003,E08000001,Off,edge\n",
	'practice.csv' => "practice,name,borough,borough_name,pcn,pcn_name,scope\n"
	  . "A1,One,E09000001,Near,U1,Net,in\nA2,Two,E09000002,Far,U,Unallocated,in\nA3,Three,E08000001,Off,U2,Other,edge\nA4,Four,E08000001,Off,,,in\n",
	'registered.csv' => "practice,lsoa,patients\nA1,E01000001,60\nA1,E01000002,40\nA1,NO2011,2\nA2,W01000001,5\nA2,E01000003,7\nA3,E01000002,9\nA4,E01000001,1\n",
	'resident.csv' => "lsoa,mid2019,mid2020\nE01000001,60,65\nE01000002,70,75\nE01000003,80,85\n",
);

# Write the files with some of them changed, run demo/published: status, messages, folder of results.
sub run_on
{
	my (%change) = @_;
	my ($in, $out) = (tempdir(CLEANUP => 1), tempdir(CLEANUP => 1));
	my %files = (%good, %change);

	for my $name (grep { defined $files{$_} } sort keys %files)
	{
		open(my $to, '>:raw', "$in/$name") or die $!;
		print $to $files{$name};
		close $to;
	}
	my $messages = `'$top/demo/published' '$in' '$out' 2>&1`;
	return ($? >> 8, $messages, $out);
}

sub result
{
	my ($out, $name) = @_;

	open(my $from, '<', "$out/$name") or return 'no such file';
	local $/;
	return <$from>;
}

sub refused
{
	my ($what, $change, $wanted) = @_;
	my ($status, $messages, $out) = run_on(%$change);

	$messages =~ s{/\S*/}{}g;
	is($messages, "demo/published: $wanted\n", "$what: one line");
	is($status, 1, "$what: exit status 1");
	is(() = glob("$out/*"), 0, "$what: nothing to load");
}

sub taken
{
	my ($what, $change, %tables) = @_;
	my ($status, $messages, $out) = run_on(%$change);

	is($messages, '', "$what: not a word");
	is($status, 0, "$what: exit status 0");
	is(result($out, $_), $tables{$_}, "$what: $_") for sort keys %tables;
}

# ---- files that are right -------------------------------------------------------

my $registered = "A1\tE01000001\t60\nA1\tE01000002\t40\nA1\tNO2011\t2\nA2\tW01000001\t5\nA2\tE01000003\t7\nA3\tE01000002\t9\nA4\tE01000001\t1\n";

taken('our own names', {},
	registered => $registered,
	area => "E01000001\tE09000001\nE01000002\tE09000002\nE01000003\tELSEWHERE\nNO2011\tUNKNOWN\nW01000001\tWALES\n",
	place => "E08000001\tOff\tborough\nE09000001\tNear\tborough\nE09000002\tFar\tborough\n",
	practice => "A1\tOne\tE09000001\tU1\tNet\tt\nA2\tTwo\tE09000002\t\\N\t\\N\tt\nA3\tThree\tELSEWHERE\tU2\tOther\tf\nA4\tFour\tE08000001\t\\N\t\\N\tt\n",
	resident => "E01000001\t65\nE01000002\t75\n");

taken('the names of the publications, extra columns, any order and case, byte order mark, CRLF, quotes',
	{
		'registered.csv' => undef,
		'gp-reg-pat-prac-lsoa-all.csv' => "\xef\xbb\xbfPUBLICATION,EXTRACT_DATE,LSOA_CODE,Practice_Code,\"Number of Patients\",SEX\r\n"
		  . join('', map { my ($p, $l, $n) = split /\t/; qq(GP_PRAC_PAT_LIST,01JUL2022,$l,"$p",$n,ALL\r\n) } split /\n/, $registered),
		'lsoa_lookup.csv' => "LSOA11CD,LAD22CD,LAD22NM\nE01000001,E09000001,\"Near, by \"\"us\"\"\"\nE01000002,E09000002,Far\nE01000003,E08000001,Off\n",
		'practice.csv' => undef,
		'gp-reg-pat-prac-map.csv' => "PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,PCN_NAME\nA1,\"One\nand a half\",U1,Net\nA2,Two,U,Unallocated\nA3,Three,,\nA4,Four\\,U2,Caf\xc3\xa9\n",
		'resident.csv' => "LSOA Code,All Ages\nE01000001,\"1,065\"\nE01000002,75\nE01000003,85\nW01000001,3\n\n",
	},
	registered => $registered,
	place => "E08000001\tOff\tborough\nE09000001\tNear, by \"us\"\tborough\nE09000002\tFar\tborough\n",
	# without a borough, a practice stands where most of its patients live
	practice => "A1\tOne and a half\tE09000001\tU1\tNet\tt\nA2\tTwo\tE08000001\t\\N\t\\N\tt\nA3\tThree\tE09000002\t\\N\t\\N\tt\nA4\tFour\\\\\tE09000001\tU2\tCaf\xc3\xa9\tt\n",
	resident => "E01000001\t1065\nE01000002\t75\nE01000003\t85\n");

taken('practices without a scope, and without a borough where most of their patients are not in one',
	{
		'practice.csv' => "practice,name,borough\nA1,One,E09000001\nA2,Two,\nA3,Three,E08000001\nA4,Four,\n",
		'registered.csv' => "practice,lsoa,patients\nA1,E01000001,60\nA2,NO2011,50\nA2,E01000002,7\nA3,E01000002,9\nA4,E01000003,1\n",
	},
	place => "E09000001\tNear\tborough\nE09000002\tFar\tborough\n",
	practice => "A1\tOne\tE09000001\t\\N\t\\N\tt\nA2\tTwo\tE09000002\t\\N\t\\N\tt\nA3\tThree\tELSEWHERE\t\\N\t\\N\tf\nA4\tFour\tELSEWHERE\t\\N\t\\N\tf\n");

taken('addresses that nobody knows, postcodes that are not valid, and other nations',
	{
		'registered.csv' => "practice,lsoa,patients\nA1,E01000001,60\nA1,NO2011,2\nA1,NO2021,1\nA1,CLOSED,3\nA1,EMPTY,4\nA1,S01006506,5\nA1,W01000001,6\n"
		  . "A1,95AA01S1,7\nA1,N21000001,8\nA1,L99999999,9\nA1,M99999999,10\nA2,E01000002,1\nA3,E01000003,1\nA4,E01000001,1\n",
		'resident.csv' => "LAD 2023 Code,LAD 2023 Name,LSOA 2021 Code,LSOA 2021 Name,Total,F0 to 15\nE09000001,Near,E01000001,Near 1,65,9\nE09000002,Far,E01000002,Far 1,75,9\n"
		  . "S12000033,Off,S01006506,Off 1,700,9\nE08000001,Off,E01000003,Off 1,85,9\n",
	},
	area => "95AA01S1\tNORTHERN_IRELAND\nCLOSED\tUNKNOWN\nE01000001\tE09000001\nE01000002\tE09000002\nE01000003\tELSEWHERE\nEMPTY\tUNKNOWN\n"
	  . "L99999999\tISLANDS\nM99999999\tISLANDS\nN21000001\tNORTHERN_IRELAND\nNO2011\tUNKNOWN\nNO2021\tUNKNOWN\nS01006506\tSCOTLAND\nW01000001\tWALES\n",
	resident => "E01000001\t65\nE01000002\t75\n");

# Areas of both years in one lookup: E01000002 was divided, E01000004 and E01000005 were joined.
my $both_years = "LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM\nE01000001,a,U,E01000001,a,E09000001,Near\n"
  . "E01000002,b,S,E01033601,b1,E09000002,Far\nE01000002,b,S,E01033602,b2,E09000002,Far\nE01000004,d,M,E01033603,de,E09000001,Near\nE01000005,e,M,E01033603,de,E09000001,Near\n";
my $mapping = "practice,name\nA1,One\nA2,Two\n";
for my $year (
	[ 2011, [qw(E01000001 E01000002 E01000004 E01000005)], [qw(E09000001 E09000002 E09000001 E09000001)] ],
	[ 2021, [qw(E01000001 E01033601 E01033602 E01033603)], [qw(E09000001 E09000002 E09000002 E09000001)] ])
{
	my ($name, $areas, $boroughs) = @$year;

	taken("a lookup of both years is asked for the areas that the register has: $name",
		{
			'lsoa_lookup.csv' => $both_years,
			'practice.csv' => $mapping,
			'registered.csv' => "practice,lsoa,patients\n" . join('', map { "A1,$_,5\nA2,$_,6\n" } @$areas),
			'resident.csv' => "lsoa,mid2020\n" . join('', map { "$_,70\n" } @$areas),
		},
		area => join('', map { "$areas->[$_]\t$boroughs->[$_]\n" } 0 .. 3),
		registered => join('', map { "A1\t$_\t5\nA2\t$_\t6\n" } @$areas),
		resident => join('', map { "$_\t70\n" } @$areas));
}

taken('names of areas', { 'lsoa_lookup.csv' => "lsoa,LSOA11NM,borough,borough_name,scope\nE01000001,Near 001A,E09000001,Near,in\nE01000002,,E09000002,Far,in\nE01000003,Off 001A,E08000001,Off,edge\n" },
	area_name => "E01000001\tNear 001A\n");

taken('disease registers, deprivation, boundaries',
	{
		'lsoa_lookup.csv' => "lsoa,borough,borough_name,imd2019_decile\nE01000001,E09000001,Near,10\nE01000002,E09000002,Far,\nE01000003,E08000001,Off,1\n",
		'practice.csv' => "practice,name,borough\nA1,One,E09000001\nA2,Two,\nA3,Three,E07000001\nA4,Four,\n",
		'qof.csv' => "practice,condition,register,list_size\nA1,AF,170,9177\nA1,DM,80,7000\nA3,AF,1,2\nZ1,AF,1,2\n",
		'boundaries.geojson' => qq({"type":"FeatureCollection","features":[\n{"type":"Feature","properties":{"lsoa":"E01000001"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1.5],[0,0]]]}},\n)
		  . qq({ "type": "Feature", "properties": { "LSOA11CD": "E01000002", "LSOA11NM": "b" }, "geometry": { "type": "MultiPolygon", "coordinates": [ [ [ [ 0, 0 ], [ 1, 0 ], [ 1, -1 ], [ 0, 0 ] ] ] ] } }\n]}\n),
	},
	deprivation => "E01000001\t10\nE01000003\t1\n",
	disease_register => "A1\tAF\t170\t9177\nA1\tDM\t80\t7000\n",
	boundary => qq(E01000001\t{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1.5],[0,0]]]}\n)
	  . qq(E01000002\t{ "type": "MultiPolygon", "coordinates": [ [ [ [ 0, 0 ], [ 1, 0 ], [ 1, -1 ], [ 0, 0 ] ] ] ] }\n));

# ---- files that are wrong -------------------------------------------------------

refused('a file that is missing', { 'registered.csv' => undef },
	'registered.csv: no such file, nor gp-reg-pat-prac-lsoa-all.csv, nor registered.csv.gz');
refused('an empty file', { 'resident.csv' => '' }, 'resident.csv row 1: the file is empty');
refused('a heading and nothing else', { 'resident.csv' => "lsoa,mid2020\n" }, 'resident.csv row 2: there are no rows');
refused('a column that is missing', { 'registered.csv' => "practice,lsoa,people\nA1,E01000001,60\n" },
	'registered.csv row 1 column patients: missing (other names for it: number_of_patients); there are: practice, lsoa, people');
refused('a column twice', { 'registered.csv' => "practice,lsoa,patients,PATIENTS\n" }, 'registered.csv row 1 column PATIENTS: stands there twice');
refused('semicolons', { 'registered.csv' => "practice;lsoa;patients\nA1;E01000001;60\n" },
	'registered.csv row 1: columns are separated by semicolons, not by commas');
refused('tabs', { 'registered.csv' => "practice\tlsoa\tpatients\n" }, 'registered.csv row 1: columns are separated by tabs, not by commas');
refused('UTF-16', { 'registered.csv' => "\xff\xfep\0r\0a\0c\0" }, 'registered.csv row 1: not a text file in UTF-8');
refused('a word for a number', { 'registered.csv' => "practice,lsoa,NUMBER_OF_PATIENTS\nA1,E01000001,60\nA1,E01000002,many\n" },
	"registered.csv row 3 column NUMBER_OF_PATIENTS: 'many' is not a whole number of people, 0 or more");
refused('a negative count', { 'registered.csv' => "practice,lsoa,patients\nA1,E01000001,-60\n" },
	"registered.csv row 2 column patients: '-60' is not a whole number of people, 0 or more");
refused('a fraction', { 'resident.csv' => "lsoa,mid2020\nE01000001,1.5\n" }, "resident.csv row 2 column mid2020: '1.5' is not a whole number of people, 0 or more");
refused('a count beyond reason', { 'resident.csv' => "lsoa,mid2020\nE01000001,99999999999999999999\n" },
	"resident.csv row 2 column mid2020: '99999999999999999999' is not a whole number of people, 0 or more");
refused('nothing for a number', { 'resident.csv' => "lsoa,mid2020\nE01000001,\n" }, "resident.csv row 2 column mid2020: '' is not a whole number of people, 0 or more");
refused('a pair twice', { 'registered.csv' => "practice,lsoa,patients\nA1,E01000001,60\nA1,E01000002,1\nA1,E01000001,60\n" },
	"registered.csv row 4 column practice: 'A1' and 'E01000001' stands there twice: first in row 2");
refused('an area twice', { 'resident.csv' => "lsoa,mid2020\nE01000001,1\nE01000001,1\n" }, "resident.csv row 3 column lsoa: 'E01000001' stands there twice: first in row 2");
refused('a practice twice in the mapping', { 'practice.csv' => "practice,name\nA1,One\nA2,Two\nA1,One\n" },
	"practice.csv row 4 column practice: 'A1' stands there twice: first in row 2");
refused('an area in two boroughs of one lookup',
	{ 'lsoa_lookup.csv' => "LSOA11CD,LSOA21CD,LAD22CD,LAD22NM\nE01000001,E01000001,E09000001,Near\nE01000001,E01000001,E09000002,Far\n" },
	"lsoa_lookup.csv row 3 column LSOA21CD: 'E01000001' stands there twice: first in row 2");
refused('a register of both years', { 'registered.csv' => "practice,LSOA11CD,LSOA21CD,patients\nA1,E01000001,E01000001,60\n" },
	'registered.csv row 1 column LSOA21CD: LSOA11CD is there too; leave one of them');
refused('a code that only looks like an unknown address', { 'registered.csv' => "practice,lsoa,patients\nA1,CLOSED1,60\n" },
	"registered.csv row 2 column lsoa: 'CLOSED1' is not in lsoa_lookup.csv");
refused('a practice that the list of practices does not have', { 'registered.csv' => "practice,lsoa,patients\nA1,E01000001,60\nA9,E01000001,60\n" },
	"registered.csv row 3 column practice: 'A9' is not in practice.csv");
refused('an area that the lookup does not have', { 'registered.csv' => "practice,lsoa,patients\nA1,E01999999,60\n" },
	"registered.csv row 2 column lsoa: 'E01999999' is not in lsoa_lookup.csv");
refused('an area without residents', { 'resident.csv' => "lsoa,mid2020\nE01000001,1\n" },
	"resident.csv column lsoa: no row for 'E01000002', which stands in row 3 of lsoa_lookup.csv");
refused('a row too short', { 'registered.csv' => "practice,lsoa,patients\nA1,E01000001\n" }, 'registered.csv row 2 column patients: 2 columns, where row 1 has 3');
refused('a row too long', { 'registered.csv' => "practice,lsoa,patients\nA1,E01000001,1,\n" }, 'registered.csv row 2 column 4: 4 columns, where row 1 has 3');
refused('a quote never closed', { 'practice.csv' => "practice,name\nA1,\"One\nA2,Two\n" }, 'practice.csv row 2 column name: a quote is opened and never closed');
refused('a quote in the middle', { 'practice.csv' => "practice,name\nA1,On\"e\nA2,Two\n" }, 'practice.csv row 2 column name: a quote in the middle of a field');
refused('a name that is not UTF-8', { 'practice.csv' => "practice,name\nA1,Caf\xe9\n" }, "practice.csv row 2 column name: 'Caf?' is not UTF-8");
refused('no code', { 'practice.csv' => "practice,name\n,One\n" }, "practice.csv row 2 column practice: '' where there should be a code");
refused('a scope of its own', { 'lsoa_lookup.csv' => "lsoa,borough,borough_name,scope\nE01000001,E09000001,Near,maybe\n" },
	"lsoa_lookup.csv row 2 column scope: 'maybe' is neither 'in' nor 'edge'");
refused('a practice in scope that could stand anywhere', { 'practice.csv' => "practice,name,scope\nA1,One,in\nA2,Two,in\nA3,Three,edge\nA4,Four,in\n" },
	"practice.csv row 3: 'A2' is in scope and has no borough, yet none of its patients lives in one");
refused('a decile that there is not', { 'lsoa_lookup.csv' => "lsoa,borough,borough_name,imd2019_decile\nE01000001,E09000001,Near,11\n" },
	"lsoa_lookup.csv row 2 column imd2019_decile: '11' is not a decile, 1 to 10");
refused('a register that is larger than its list', { 'qof.csv' => "practice,condition,register,list_size\nA1,AF,170,169\n" },
	"qof.csv row 2 column register: '170' is more than the list of 169");
refused('a boundary of an area that the lookup does not have', { 'boundaries.geojson' =>
		  qq({"type":"FeatureCollection","features":[\n{"type":"Feature","properties":{"lsoa":"E01999999"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}\n]}\n) },
	"boundaries.geojson line 2: 'E01999999' is not in lsoa_lookup.csv");
refused('a boundary that is no polygon', { 'boundaries.geojson' =>
		  qq({"type":"FeatureCollection","features":[\n{"type":"Feature","properties":{"lsoa":"E01000001"},"geometry":{"type":"Point","coordinates":[0,0]}}\n]}\n) },
	q(boundaries.geojson line 2: a feature without an area's code and a polygon, or several in one line));
refused('boundaries without any', { 'boundaries.geojson' => qq({"type":"FeatureCollection","features":[]}\n) },
	'boundaries.geojson: there are no features, or not one in each line');
refused('a file that is not gzip', { 'resident.csv' => undef, 'resident.csv.gz' => "lsoa,mid2020\n" },
	'resident.csv.gz: cannot be unpacked: the file is damaged or not gzip');

my $nowhere = `'$top/demo/published' /nonexistent/folder /tmp 2>&1`;
is($? >> 8, 1, 'no folder: exit status 1');
is($nowhere, "demo/published: /nonexistent/folder: no such folder\n", 'no folder: one line');

done_testing();

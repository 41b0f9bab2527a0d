#!/usr/bin/perl
# demo/load: a folder of files into a database of one's own, all of it or nothing.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;

my $top = Cwd::realpath(dirname(__FILE__) . '/../..');
my $database = 'placebase_load';
my $scratch = tempdir(CLEANUP => 1);

chdir $top or die $!;
$ENV{TMPDIR} = "$scratch/tmp";
mkdir $ENV{TMPDIR} or die $!;

my %published = (
	'lsoa_lookup.csv' => "LSOA21CD,LAD22CD,LAD22NM\nE01000001,E09000001,Near\nE01000002,E09000002,Far\n",
	'practice.csv' => "practice,name,pcn,pcn_name\nA1,One,U1,Net\nA2,Two,,\n",
	'registered.csv' => "practice,lsoa,patients\nA1,E01000001,60\nA1,CLOSED,40\nA2,E01000002,5\nA2,S01006506,2\n",
	'resident.csv' => "LSOA 2021 Code,Total\nE01000001,65\nE01000002,75\n",
	'adjacency.csv' => "lsoa_a,lsoa_b,shared_m\nE01000001,E01000002,12.5\n",
);
my %visits = ('visits.csv' => "\xef\xbb\xbfPatient ID,Staff,Start Date,Status\r\n"
	  . "7,\"Ash, Dr\",2024-01-08 09:00:00.0000000,attended\r\n7, Elm ,31/07/2024 09:30,attended\r\n"
	  . "8,NULL,2024-07-31T09:30:00+02:00,\r\n8,,2024-02-29,attended\r\n9,ELM,2024-12-31 23:59Z,NULL\r\n");

# A folder of files, written anew.
sub folder
{
	my (%files) = @_;
	my $folder = tempdir(DIR => $scratch);

	for my $name (grep { defined $files{$_} } sort keys %files)
	{
		open(my $to, '>:raw', "$folder/$name") or die $!;
		print $to $files{$name};
		close $to;
	}
	return $folder;
}

# What demo/load prints on stdout and on stderr, without the folder's name, and its exit status.
sub load
{
	my (@arguments) = @_;
	my $out = `demo/load @arguments 2>$scratch/errors </dev/null`;
	my $status = $? >> 8;

	open(my $in, '<', "$scratch/errors") or die $!;
	local $/;
	return ($out, <$in> =~ s{\Q$scratch\E/\w+}{DIR}gr, $status);
}

sub rows
{
	my ($sql) = @_;

	return `psql -XqAt -d $database -c "SET timezone = 'UTC'" -c "$sql" 2>&1`;
}

sub taken
{
	my ($what, $arguments, $said, %tables) = @_;
	my ($out, $errors, $status) = load(@$arguments);

	is($status, 0, "$what: exit status 0") or diag($errors);
	is($out, $said, "$what: says what it loaded");
	is(rows($_), $tables{$_}, "$what: $_") for sort keys %tables;
}

# Refused, in a last line, and nothing is changed.
sub refused
{
	my ($what, $arguments, $wanted) = @_;
	my $count = "SELECT (SELECT count(*) FROM published.registered), (SELECT count(*) FROM published.visit), (SELECT sum(patients) FROM published.registered)";
	my $before = rows($count);
	my ($out, $errors, $status) = load(@$arguments);

	isnt($status, 0, "$what: exit status");
	like($errors, $wanted, "$what: says why");
	is($out, '', "$what: says nothing else");
	is(rows($count), $before, "$what: nothing is changed");
}

system('psql', '-Xqd', 'postgres', '-c', "DROP DATABASE IF EXISTS $database", '-c', "CREATE DATABASE $database");
rows("CREATE EXTENSION placebase");
my $connection = "--database $database";

# ---- check only -----------------------------------------------------------------------

my ($out, $errors, $status) = load('--check', '--zone', 'Europe/London', folder(%published, %visits));
is($status, 0, '--check: exit status 0');
like($errors, qr/^demo\/load: the files in DIR are in order\n\z/m, '--check: says so');
is($out, "visits.csv: 2 of 5 rows have no Staff (1 of them the word NULL)\nvisits.csv: 2 of 5 rows have no Status (1 of them the word NULL)\n"
	  . "visits.csv: Staff differs in capitals only: 'Elm' and 'ELM' (row 6)\nvisits.csv: 1 of 5 rows have a date and no time: taken for midnight\n",
	'--check: what deserves a second look');
is(rows("SELECT count(*) FROM pg_namespace WHERE nspname = 'published'"), "0\n", '--check: the database is left alone');

# ---- load ----------------------------------------------------------------------------------

my $visits_said = $out;
my $published_said = "practices: 2, of which in scope 2\nregistered: 107 people in 4 rows\nresidents: 140 people in 2 areas\npairs of neighbours: 1\n";

taken('published files alone', [ $connection, folder(%published) ], $published_said,
	'SELECT * FROM published.registered ORDER BY 1, 2' => "A1|CLOSED|40\nA1|E01000001|60\nA2|E01000002|5\nA2|S01006506|2\n",
	'SELECT * FROM published.area ORDER BY 1' => "CLOSED|UNKNOWN\nE01000001|E09000001\nE01000002|E09000002\nS01006506|SCOTLAND\n",
	'SELECT * FROM published.neighbour' => "E01000001|E01000002|12.5\n",
	'SELECT count(*) FROM published.area JOIN published.place USING (place)' => "4\n");
taken('visits alone, into the same schema', [ '--zone', 'Europe/London', $connection, folder(%visits) ],
	$visits_said . "visits: 5, of 3 patients, from 2024-01-08 09:00:00+00 to 2024-12-31 23:59:00+00\n",
	'SELECT * FROM published.visit ORDER BY patient, seen_at' => "7|Ash, Dr|2024-01-08 09:00:00+00|attended\n7|Elm|2024-07-31 08:30:00+00|attended\n"
	  . "8||2024-02-29 00:00:00+00|attended\n8||2024-07-31 07:30:00+00|\n9|ELM|2024-12-31 23:59:00+00|\n");
taken('both, into a schema of its own with a name of its own', [ '--zone', 'UTC', '--schema', q('My Place'), $connection, folder(%published, %visits) ],
	$visits_said . $published_said . "visits: 5, of 3 patients, from 2024-01-08 09:00:00+00 to 2024-12-31 23:59:00+00\n",
	q(SELECT count(*) FROM \"My Place\".visit) => "5\n");

refused('tables that have rows', [ $connection, folder(%published) ], qr/published\.area has rows already\nHINT:  --replace /);
rows('CREATE VIEW published.on_lists AS SELECT sum(patients) FROM published.registered');
taken('--replace', [ '--replace', $connection, folder(%published, 'registered.csv' => "practice,lsoa,patients\nA1,E01000001,61\n") ],
	$published_said =~ s/107 people in 4/61 people in 1/r =~ s/practices: 2, of which in scope 2/practices: 1, of which in scope 1/r,
	'TABLE published.on_lists' => "61\n", 'SELECT count(*) FROM published.visit' => "5\n");

# The query that doc/loading.md has for these tables.
if (open(my $document, '<', 'doc/loading.md'))
{
	local $/;
	my ($query) = <$document> =~ /^```sql\n-- not run by the tests: it reads the tables that demo\/load makes\n(.*?)^```$/ms;
	is(rows($query), "E09000001|61|65|0|0\nE09000002||75||\n", 'the query of doc/loading.md');
}

# ---- refuse ----------------------------------------------------------------------------------

sub with_visit { return folder('visits.csv' => "patient,clinician,seen_at\n7,Ash,2024-01-08 09:00+00\n$_[0]\n") }

my $row = qr/^demo\/load: visits\.csv row 3 column/m;
refused('a time without a zone', [ '--replace', $connection, with_visit('7,Ash,2024-01-08 09:00') ], qr/$row seen_at: '2024-01-08 09:00' has no time zone: say which with --zone/);
refused('a time zone that nobody knows', [ '--replace', '--zone', 'Europe/Londinium', $connection, with_visit('7,Ash,2024-01-08 09:00') ], qr/Londinium/i);
refused('months before days', [ '--replace', $connection, with_visit('7,Ash,07/31/2024 09:00') ], qr/$row seen_at: '07\/31\/2024 09:00' has no such month: days come before months/);
refused('a day that does not exist', [ '--replace', $connection, with_visit('7,Ash,2023-02-29 09:00Z') ], qr/$row seen_at: '2023-02-29 09:00Z' is no day of the calendar/);
refused('a time that does not exist', [ '--replace', $connection, with_visit('7,Ash,2023-02-28 24:00Z') ], qr/$row seen_at: '2023-02-28 24:00Z' is no time of day/);
refused('a count of days', [ '--replace', $connection, with_visit('7,Ash,45299.375') ], qr/$row seen_at: '45299\.375' is a spreadsheet's count of days/);
refused('no date', [ '--replace', $connection, with_visit('7,Ash,yesterday') ], qr/$row seen_at: 'yesterday' is not a date and time such as/);
refused('a patient without a code', [ '--replace', $connection, with_visit('NULL,Ash,2024-01-08 09:00Z') ], qr/$row patient: 'NULL' where there should be a code/);
refused('a patient whom a spreadsheet has rounded', [ '--replace', $connection, with_visit('9.43E+09,Ash,2024-01-08 09:00Z') ],
	qr/$row patient: '9\.43E\+09' is a number that a spreadsheet has rounded/);
refused('a name that is not UTF-8', [ '--replace', $connection, with_visit("7,Caf\xe9,2024-01-08 09:00Z") ], qr/$row clinician: 'Caf\?' is not UTF-8/);
refused('codes in small letters', [ '--replace', $connection, folder(%published, 'registered.csv' => "practice,lsoa,patients\na1,E01000001,61\n") ],
	qr/^demo\/load: registered\.csv row 2 column practice: 'a1' is not in practice\.csv, which has 'A1'$/m);
refused('some of the published files', [ '--replace', $connection, folder(%published, %visits, 'resident.csv' => undef) ], qr/^demo\/load: DIR\/resident\.csv: no such file/m);
refused('nothing to load', [ $connection, folder() ], qr/^demo\/load: DIR: holds none of lsoa_lookup\.csv, practice\.csv, registered\.csv, resident\.csv, visits\.csv$/m);
refused('no folder', [ $connection ], qr/^demo\/load: which folder\?/);
refused('an option that there is not', [ '--force', $connection ], qr/^demo\/load: no such option: --force; demo\/load --help says/);
refused('a database that is not there', [ '--database placebase_nowhere', folder(%published) ], qr/placebase_nowhere/);

# An error in the last table leaves the first as it was.
rows("ALTER TABLE published.centroid ADD CHECK (easting < 1000)");
refused('all or nothing', [ '--replace', $connection, folder(%published, 'centroids.csv' => "lsoa,easting,northing\nE01000001,2000,1\n") ], qr/centroid_easting_check/);

# ---- scores ------------------------------------------------------------------------------

my $scores_said = "Cambridge multimorbidity: 20 weights, sum 16.33\nCharlson 1987: 17 weights, sum 33; 289 codes\nCharlson 2011: 17 weights, sum 28; 289 codes\n"
  . "Elixhauser, Swiss: 31 weights, sum 87; 399 codes\nElixhauser, van Walraven: 31 weights, sum 70; 399 codes\nhospital frailty: 109 weights, sum 173.2; 109 codes\n";
taken('scores', [ '--scores', $connection ], $scores_said,
	"SELECT count(*) FROM scores.score WHERE '' IN (version, source, licence, read_in)" => "0\n",
	"SELECT score(condition_set((SELECT code_map(condition, system, code, match) FROM scores.code_list WHERE list = 'Charlson'), 'icd10', code, '2024-01-01'),"
	  . " (SELECT jsonb_object_agg(condition, weight) FROM scores.weight WHERE score = 'Charlson 1987')) FROM unnest(ARRAY['I21.9', 'C780', 'J45']) AS code" => "8\n");
SKIP:
{
	my $vectors = ($ENV{PLACEBASE_SHARED} // '') . '/vectors/need';

	skip 'no published figures here', 2 if !-d $vectors;
	# conditions have names of their own in the two, so what is compared is which codes weigh what, and which stand together
	rows("CREATE TABLE code (map text, condition text, code text); CREATE TABLE weighed (map text, weights text, condition text, weight numeric); CREATE TABLE single (score text, condition text, weight numeric)");
	system("cat '$vectors/charlson_elixhauser_icd10_prefixes.csv' | psql -Xqd $database -c 'COPY code FROM STDIN (FORMAT csv, HEADER)'");
	system("cat '$vectors/charlson_elixhauser_weights.csv' | psql -Xqd $database -c 'COPY weighed FROM STDIN (FORMAT csv, HEADER)'");
	system("sed 's/^/hospital frailty,/; 1d' '$vectors/hfrs_weights.csv' | psql -Xqd $database -c 'COPY single FROM STDIN (FORMAT csv)'");
	system("grep ^general_20 '$vectors/cms_weights.csv' | sed 's/^general_20/Cambridge multimorbidity/' | cut -d, -f1-3 | psql -Xqd $database -c 'COPY single FROM STDIN (FORMAT csv)'");
	is(rows("SELECT count(*), count(DISTINCT score) FROM (SELECT score, array_agg(code ORDER BY code) AS codes, weight FROM scores.score JOIN scores.code_list USING (list) JOIN scores.weight USING (score, condition)"
		  . " WHERE list <> 'hospital frailty' GROUP BY score, condition, weight) AS ours JOIN (SELECT CASE weights WHEN 'charlson' THEN 'Charlson 1987' WHEN 'quan' THEN 'Charlson 2011' WHEN 'vw' THEN 'Elixhauser, van Walraven'"
		  . " WHEN 'swiss' THEN 'Elixhauser, Swiss' END AS score, array_agg(code ORDER BY code) AS codes, weight FROM code JOIN weighed USING (map, condition) GROUP BY map, weights, condition, weight) AS theirs USING (score, codes, weight)"),
		"96|4\n", 'scores: codes and weights of Charlson and Elixhauser are the published ones');
	is(rows("SELECT count(*) FROM scores.weight AS w JOIN single AS s USING (score, weight) WHERE s.condition = w.condition OR score ~ '^Camb' AND split_part(s.condition, '_', 1) = lower(split_part(w.condition, ' ', 1))"),
		"129\n", 'scores: hospital frailty and Cambridge too');
}
refused('scores that are there', [ '--scores', $connection ], qr/the tables of scores have rows already\nHINT:  --replace /);
taken('scores once more', [ '--scores', '--replace', $connection ], $scores_said);
taken('scores into a schema of their own', [ '--scores', '--schema', q('My Scores'), $connection ], $scores_said, q(SELECT count(*) FROM \"My Scores\".weight) => "225\n");
refused('scores of a folder', [ '--scores', $connection, folder() ], qr/^demo\/load: --scores takes no folder/);

($out, $errors, $status) = load('--help');
is($status, 0, '--help: exit status 0');
like($out, qr/^  demo\/load --check /m, '--help: how it is called');
is(join('', glob("$ENV{TMPDIR}/*")), '', 'nothing is left behind');

system('psql', '-Xqd', 'postgres', '-c', "DROP DATABASE $database");
done_testing();

#!/usr/bin/perl
# What the report says of other maps than today's: the figures that plain SQL can work out, what must hold between the
# others, and that doc/scale-and-localities.md quotes them as they are.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Pages;
use Test::More;

my $top = Cwd::realpath(dirname(__FILE__) . '/../..');
my $database = 'placebase_maps_report';
my $data = tempdir(CLEANUP => 1);

sub ask { return run_psql('-At', '-c', 'SET search_path = demo, public', '-c', $_[0]) }

# What the page on scale says after this heading.
sub page
{
	my $page = run_psql('-v', 'number=2', '-v', 'place=London', '-v', 'source=Published.', map { ('-f', "$top/demo/report/$_.sql") } qw(start scale));

	$page =~ /^Would other maps be better[?]\n-+\n\n(.*)/ms or die $page;
	return $1;
}

if (!-e "$top/demo/london/adjacency.csv.gz")
{
	plan skip_all => 'demo/london is not there';
}
new_database($database);
system("$top/demo/published", "$top/demo/london", $data) == 0 or die 'the files of London are not in order';
chdir $data or die $!;
run_psql(map { ('-f', "$top/demo/$_.sql") } qw(schema published views));
my $page = page();

# ---- today's networks by plain SQL, in Lewisham and in all boroughs ----------------

my %table;
for my $case ([ 'Lewisham', q(place.name = 'Lewisham') ], [ 'All boroughs', q(kind = 'borough') ])
{
	my ($name, $where) = @$case;
	my $today = qq{
		list AS (SELECT area, practice, network, patients FROM registered JOIN practice USING (practice)
			JOIN area USING (area) JOIN place ON place.place = area.place WHERE in_scope AND $where),
		today AS (SELECT DISTINCT ON (area) area, network FROM (SELECT area, network, sum(patients) AS n FROM list WHERE network IS NOT NULL GROUP BY area, network) AS a
			ORDER BY area, n DESC, network COLLATE "C"),
		size AS (SELECT t.network, sum(patients)::float8 AS n FROM list JOIN today AS t USING (area) GROUP BY t.network)};
	my @rows = table($page, $name);
	my ($first, $mended, $same, $best, $bound) = @rows;

	$table{$name} = \@rows;
	is(scalar @rows, 5, "$name: four maps and a bound");
	is($first->{F}, ask("WITH $today SELECT round((SELECT sum(most) FROM (SELECT max(n) AS most FROM
		(SELECT practice, t.network, sum(patients) AS n FROM list JOIN today AS t USING (area) GROUP BY practice, t.network) AS h GROUP BY practice) AS own)
		/ sum(patients), 3) FROM list"), "$name: F of today's networks");
	is("$first->{Localities} $first->{'Out of bounds'} $first->{'Size lived in'}",
		ask("WITH $today SELECT concat_ws(' ', count(*), count(*) FILTER (WHERE n NOT BETWEEN 30000 AND 50000), round((sum(n * n) / sum(n))::numeric)) FROM size"),
		"$name: today's networks, and their sizes");
	is("@{$first}{'People moved', 'Split', 'Joined', 'Practices moved'}", '0 0 0 0', "$name: today's map moves nobody");
	cmp_ok($mended->{'People moved'}, '>', 0, "$name: networks are in pieces");
	cmp_ok($mended->{'People moved'}, '<', $same->{'People moved'}, "$name: to mend them moves fewer than the best map of their sizes");
	is($same->{Localities}, $first->{Localities}, "$name: as many localities of today's sizes");
	is($best->{'Out of bounds'}, 0, "$name: the best map within bounds is within them");
	cmp_ok($bound->{F}, '>', $best->{F}, "$name: and does not pass the bound");
	is("@{$bound}{'People moved', 'Practices moved'}", '- -', "$name: which is no map");
	for my $row (@rows[ 1 .. 3 ])
	{
		cmp_ok($row->{Joined}, '<=', $row->{'People moved'}, "$name, $row->{$name}: no more joined than moved");
		cmp_ok($row->{Split}, '<=', $row->{'People moved'}, "$name, $row->{$name}: nor split");
	}
	next if $name ne 'Lewisham';
	my $least = ask("WITH $today SELECT to_char(sum(greatest(0, n - 50000)), 'FM999,999,999') FROM size");
	like($page, qr/^Where no network may have more than 50,000 people, \Q$least\E people of Lewisham move at least \(/m, 'whom any map within 50,000 moves');
	cmp_ok($best->{'People moved'}, '>=', $least =~ s/,//gr, 'and the best one found moves no fewer');

	# what becomes of each network within bounds
	my @networks = sort { $a->{Network} cmp $b->{Network} } table($page, 'Network');
	is(join("\n", map { "$_->{Network}|$_->{People}" } @networks),
		ask("WITH $today SELECT min(network_name) || '|' || n FROM size JOIN practice USING (network) GROUP BY network, n ORDER BY min(network_name) COLLATE \"C\""), 'the networks of Lewisham, and their people');
	my ($elsewhere, $wrong) = (0, 0);
	for my $network (@networks)
	{
		my ($people, $own, $others, $localities, $largest) = map { s/^-$/0/r } @{$network}{'People', 'in its locality', 'in others', 'Localities', 'largest part elsewhere'};

		$elsewhere += $others;
		$wrong++ if $own + $others != $people || $largest > $others || ($others > 0) != ($localities > ($own > 0));
	}
	is($elsewhere, $best->{'People moved'}, 'those in other localities are those who move');
	is($wrong, 0, 'a network is in its locality and in others');
}
cmp_ok($table{'All boroughs'}[2]{F}, '>', $table{'All boroughs'}[0]{F} + 0.03, 'London: there are better maps of the same sizes');
like($page, qr/^Lewisham: today's networks have 77[.]7 % of people registered within their own, .*:\nthe networks are as good as their sizes allow[.]$/m, 'Lewisham: there are not');

# ---- the frontier --------------------------------------------------------------------

my @frontier = table($page, 'People moved');
for my $i (1 .. $#frontier)
{
	cmp_ok($frontier[$i]{'People moved'}, '>', $frontier[ $i - 1 ]{'People moved'}, "frontier, row $i: more people moved");
	cmp_ok($frontier[$i]{F}, '>=', $frontier[ $i - 1 ]{F}, "frontier, row $i: for more");
}
my ($tenth) = grep { $_->{'Of 100'} <= 10 } reverse @frontier;
my ($moved) = $page =~ /^If at most a tenth may move, and networks may stay as large as they are, Lewisham has [0-9.]+ % within: ([0-9,]+) people move/m;
is($moved =~ s/,//gr, $tenth->{'People moved'}, 'at most a tenth may move: the last row that does');

# ---- the document -----------------------------------------------------------------------

open(my $in, '<', "$top/doc/scale-and-localities.md") or die $!;
my $document = do { local $/; <$in> };
my ($quoted) = $document =~ /^What `demo\/run` says of London.*?^```text\n(.*?)^```/ms;
ok(length($quoted // '') > 1000 && index($page, $quoted) >= 0, 'doc/scale-and-localities.md says the same') or diag($page);

# ---- and where there is nothing to say ------------------------------------------------

my $cannot = qr/\AThese files cannot say: they have no networks, or not which areas touch[.]\n\nPublished[.]\z/;
run_psql('-c', 'CREATE TABLE demo.kept AS SELECT * FROM demo.neighbour', '-c', 'TRUNCATE demo.neighbour');
like(page(), $cannot, 'a folder that does not say which areas touch');
run_psql('-c', 'INSERT INTO demo.neighbour SELECT * FROM demo.kept', '-c', 'UPDATE demo.practice SET network = NULL, network_name = NULL', '-c', 'REFRESH MATERIALIZED VIEW demo.region');
like(page(), $cannot, 'or has no networks');

chdir '/';
drop_database();
done_testing();

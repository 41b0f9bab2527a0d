# Every aggregate that can be folded in parts, as the catalogue has it, with rows to
# fold: whoever adds an aggregate adds at most a column for its arguments here.
#
# A table `fact` has a column for each argument that such an aggregate takes, known
# by its name and type.  So a call of each aggregate can be written without knowing
# the aggregate, and one without a column is named instead of left out.
package Folds;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(combining_aggregates without_columns columns_of_facts facts call_of folded_to_states joined_from_states answers same_answer_of);

# "name type" of an argument => what it is in row i.  Whole numbers where sums of the
# type are exact, fractions where they are not.  No row lacks what would make an
# answer NULL for all.  Codes begin with letters that not all encodings have in the
# same order.
my %arguments = (
	'age_from double precision' => 'i / 7 % 19 * 5',
	'asked_on date' => q(date '2024-03-01'),
	'at timestamp with time zone' => q(timestamptz '2024-01-01 09:00:00.25Z' + i * interval '7 hours 11 seconds'),
	'c place_counts' => q(format('{"E%s": %s, "E0": 1}', 1 + i % 9, i % 5)::place_counts),
	'code text' => q(chr(65 + i % 26) || i % 10),
	'condition text' => q('condition ' || i % 6),
	'conditions condition_set' => q(format('{"c%s": ["2023-01-02", "2024-01-%s"]}', i % 6, 1 + i % 28)::condition_set),
	'confidence double precision' => '0.9',
	'contacts double precision' => 'i * i % 41 / 4.0',
	'day date' => q(date '2024-01-01' + i % 300),
	'deaths double precision' => '1 + i % 13 + 1 / 3.0',
	'denominator double precision' => '1 + i % 11 + 1 / 3.0',
	'destination bigint' => 'i * i % 12',
	'destination text' => q(substr('ЖВЮАП', 1 + i * i % 5, 1) || i * i % 12),
	'events double precision' => 'i % 17 + 1 / 7.0',
	'exposure double precision' => '1 + i % 23 / 3.0',
	'f place_flows' => q(format('{"P%s": {"E%s": %s, "E0": 1}}', i % 4, 1 + i % 9, i % 5)::place_flows),
	'free_on date' => q(date '2024-03-01' + i * 7 % 31),
	'group_name text' => q('group ' || i % 8),
	'history care_history' => q(format('[["2024-01-0%s 09:30Z", "C%s"], ["2024-02-01 10:00Z", "D"]]', 1 + i % 9, i % 7)::care_history),
	'map code_map' => q('[["a","icd10","A"],["b","icd10","B"],["a","icd10","K5"]]'::code_map),
	'method text' => q('winsorise'),
	'min_visits integer' => '1 + i % 2',
	'multiplier double precision' => '1000',
	'n double precision' => 'i * 31 % 100',
	'numerator double precision' => 'i % 7 + 1 / 3.0',
	'origin bigint' => 'i % 5',
	'origin text' => q('P' || i % 5),
	'outcome boolean' => 'i % 7 = 0',
	'outcome double precision' => 'i % 7',
	'panel care_panel' => q(format('{"%s": [["2024-01-0%s 09:30Z", "C%s"]], "P": [["2024-02-01 10:00Z", "D"]]}', i % 40, 1 + i % 9, i % 7)::care_panel),
	'patient bigint' => 'i % 400',
	'patient text' => q('N' || i % 400),
	'people bigint' => '1 + i % 90',
	'people double precision' => '500 + i % 900',
	'period double precision' => '2000 + i % 24',
	'place bigint' => 'nullif(i % 50, 0)',
	'place text' => q('E' || nullif(i % 50, 0)),
	'profile attendance_profile' => q(format('{"%s": %s, "0": 1}', 1 + i % 9, 1 + i % 5)::attendance_profile),
	'provider bigint' => 'nullif(i * i % 13, 0)',
	'provider text' => q(substr('ЖВЮАП', 1 + i * i % 5, 1) || nullif(i * i % 13, 0)),
	'rank double precision' => 'i * 7 % 10',
	'ranked ranked_outcomes' => q(format('{"0.%s": [%s, 1]}', 1 + i % 9, 1 + i % 5)::ranked_outcomes),
	'reference boolean' => 'i % 11 = 0',
	'reference_events double precision' => '20 + i % 17 + 1 / 7.0',
	'reference_people double precision' => '90000 + i % 17 + 1 / 7.0',
	'score double precision' => 'i * 7 % 101 / 101.0',
	'slots bigint' => 'i % 3',
	'standard_error double precision' => '0.5 + i % 13 / 3.0',
	'standard_people double precision' => '5000 + i % 19 * 100',
	'system text' => q('icd10'),
	'trimmed double precision' => '0.1',
	'value double precision' => '1 + i * 37 % 101 / 7.0',
	'x double precision' => '1e6 + i * 37 % 101 / 7.0',
	'z double precision' => '(i * 37 % 101 - 50) / 17.0',
);

sub column { return $_[0] =~ s/\W+/_/gr }

# The aggregates that a server can fold in parts, in the order of their names.
sub combining_aggregates
{
	my ($server) = @_;
	my @aggregates;

	for (split /\n/, $server->query(q{
		SELECT p.oid::regprocedure, proname, aggtransfn, format_type(aggtranstype, NULL), aggcombinefn, aggfinalfn, coalesce(agginitval, ''),
			(SELECT string_agg(proargnames[n] || ' ' || format_type(t, NULL), ', ' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY AS a (t, n))
		FROM pg_aggregate JOIN pg_proc AS p ON p.oid = aggfnoid
		WHERE aggcombinefn <> 0 AND p.oid IN (SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype = 'e'
			AND refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'placebase'))
		ORDER BY p.oid::regprocedure::text}))
	{
		my %aggregate;

		@aggregate{qw(signature name transition state combine final begins arguments)} = split /\|/;
		$aggregate{arguments} = [ split /, /, $aggregate{arguments} ];
		push @aggregates, { number => scalar @aggregates, %aggregate };
	}
	return @aggregates;
}

# Which of them have an argument that no column is for, and which argument.
sub without_columns
{
	return map { my $a = $_; map { "$a->{signature}: $_" } grep { !$arguments{$_} } @{ $a->{arguments} } } @_;
}

# The columns of the table, as CREATE TABLE wants them, behind row, patient, group and
# whether the row counts.
sub columns_of_facts
{
	return join ', ', 'i integer, patient integer, g integer, kept boolean', map { column($_) . ' ' . s/^\w+ //r } sort keys %arguments;
}

# So many rows.  Rows that count are all of groups 0 to 2, those of one patient of
# group 3, so that all parts but one have nothing there, and none of group 4.
sub facts
{
	my ($rows) = @_;

	return 'SELECT i, i % 400, i % 5, i % 5 < 3 OR i % 400 = 3, ' . join(', ', map { "($arguments{$_})::" . s/^\w+ //r } sort keys %arguments) . " FROM generate_series(1, $rows) AS i";
}

# An aggregate of the rows that count, under its own name or another.
sub call_of
{
	my ($aggregate, $name) = @_;

	return ($name // $aggregate->{name}) . '(' . join(', ', map { column($_) } @{ $aggregate->{arguments} }) . ') FILTER (WHERE kept)';
}

# Statements that make a view `states` of the rows, with what each aggregate has of a
# group before its final function: what a server would send to another.
sub folded_to_states
{
	return join "\n", (map { "CREATE AGGREGATE part_$_->{number}(" . join(', ', map { s/^\w+ //r } @{ $_->{arguments} })
			. ") (SFUNC = $_->{transition}, STYPE = $_->{state}" . ($_->{begins} eq '' ? '' : ", INITCOND = '$_->{begins}'") . ');' } @_),
		'CREATE VIEW states AS SELECT g, ' . join(', ', map { call_of($_, "part_$_->{number}") . " AS s$_->{number}" } @_) . ' FROM fact GROUP BY g;';
}

# Statements that make aggregates of such states: combine and final function.
sub joined_from_states
{
	return join "\n", map { "CREATE AGGREGATE joined_$_->{number}($_->{state}) (SFUNC = $_->{combine}, STYPE = $_->{state}"
			. ($_->{final} eq '-' ? '' : ", FINALFUNC = $_->{final}") . ');' } @_;
}

# What a server says of each group and of all rows: {group}[call].
sub answers
{
	my ($server, $settings, $from, @calls) = @_;
	my $row = q{array_to_string(ARRAY[} . join(', ', map { "($_)::text" } @calls) . q{], E'\x1f', '-')};
	my %answers;

	for my $by ('g', "'all'")
	{
		for (split /\n/, $server->query("$settings SELECT $by || E'\\x1e' || $row FROM $from" . ($by eq 'g' ? ' GROUP BY g' : '')))
		{
			my ($group, $said) = split /\x1e/;

			$answers{$group} = [ split /\x1f/, $said, -1 ];
		}
	}
	return \%answers;
}

# Are two answers of an aggregate the same?  To the last byte, or where it sums
# fractions, whose order then shows, but for the last bits.
sub same_answer_of
{
	my ($aggregate, $x, $y) = @_;
	my $number = qr/(?<![\w.])(-?\d+(?:\.\d+)?(?:e[-+]\d+)?)(?![\w.])/;

	return 1 if $x eq $y;
	return 0 if $aggregate->{state} ne 'exact_sums' && $aggregate->{name} ne 'inequality_within_and_between';
	return 0 if $x =~ s/$number/#/gr ne $y =~ s/$number/#/gr;
	my @x = $x =~ /$number/g;
	my @y = $y =~ /$number/g;

	return !grep { abs($x[$_] - $y[$_]) > 1e-13 * (abs($x[$_]) + abs($y[$_])) } 0 .. $#x;
}

1;

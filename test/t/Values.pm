# Values of every type of placebase, for tests that hold for all of them.
package Values;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(values_of types_with_values types_without_values argument_of);

my %values = (
	care_history => [
		'[]',
		'[["2024-01-08T09:30:00+00:00","B"],["2024-01-01T09:00:00+00:00","A"],["2024-01-08T09:30:00+00:00","A"]]',
		'[["2024-07-01 09:00:00.123456+00","Dr Amélie"],["2024-07-01 09:00:00.123457+00","?"],["1890-02-28","診療"]]',
		'[' . join(',', map { sprintf '["2023-%02d-%02d %02d:30","G%02d"]', 1 + $_ % 12, 1 + $_ % 28, $_ % 24, $_ % 20 } 1 .. 60) . ']',
		'[' . join(',', map { '["2023-01-01","' . ($_ ? "G$_" : 'g') . '"]' } 0 .. 40) . ']',
	],
	care_panel => [
		'{}',
		'{"4857773456":[["2024-01-08T09:30:00+00:00","B"],["2024-01-01T09:00:00+00:00","A"]],"A":[["2024-01-08T09:30:00+00:00","A"]]}',
		'{"P10":[["2024-07-01 09:00:00.123456+00","Dr Amélie"],["2024-07-01 09:00:00.123457+00","?"]],"診療":[["1890-02-28","診療"]],"-7":[["1890-02-28","診療"]],"P1":[["294276-01-01","x"]]}',
		'{' . join(',', map { my $p = $_; "\"" . ($p % 3 ? 9000000000 + 7 * $p : "P$p") . '":[' . join(',', map { sprintf '["2023-%02d-%02d %02d:30","G%02d"]', 1 + $_ % 12, 1 + $_ % 28, $_ % 24, ($_ + $p) % 20 } 1 .. 1 + $p % 5) . ']' } 1 .. 150) . '}',
	],
	place_counts => [
		'{}',
		'{"E01000001": 1749, "E01000002": 0, "B": 0.30000000000000004}',
		'{"é": 1e+300, "診療": 5e-324, "\"\\\\": 123456789.123}',
		'{' . join(', ', map { sprintf '"E0%07d": %d', $_ * 7 % 10007, $_ % 90 } 1 .. 80) . '}',
	],
	place_flows => [
		'{}',
		'{"P": {"A": 1, "B": 0.30000000000000004}, "Q": {"A": 0}}',
		'{"é": {"é": 1e+300}, "診療": {"\u00e9": 5e-324, "\"": 7}}',
		'{' . join(', ', map { my $p = $_; "\"P$p\": {" . join(', ', map { sprintf '"E0%05d": %d', $_ * $p, $_ + $p } 1 .. 9) . '}' } 1 .. 9) . '}',
	],
	attendance_profile => [
		'{}',
		'{"0": 120, "1": 45, "17.5": 1}',
		'{"0": 9007199254740000, "0.1": 1, "1e+300": 2, "5e-324": 3}',
		'{' . join(', ', map { sprintf '"%s": %d', $_ * 7 % 1009 / 4, 1 + $_ % 90 } 1 .. 80) . '}',
	],
	ranked_outcomes => [
		'{}',
		'{"0.25": [120, 4], "-3": [0.30000000000000004, -5e-324], "1e+300": [1, 1]}',
		'{"0": [9007199254740992, 0], "5e-324": [1e+300, 1e+300]}',
		'{' . join(', ', map { sprintf '"%s": [%d, %d]', $_ * 7 % 1009 / 1009, 1 + $_ % 90, $_ % 5 % (2 + $_ % 90) } 1 .. 80) . '}',
	],
	code_map => [
		'[]',
		'[["chd","icd10","I25"],["chd","icd10","I25.2","not prefix"],["mi","icd10","I252"],["mi","read2","G30..","exact"],["A","A","A"]]',
		'[["diabète","snomed","73211009"],["診療","ctv3","C10..","exact"],["a \"b\"","our own","é"],["a \"b\"","our own","éa","not exact"]]',
		'[' . join(',', map { sprintf '["C%d","icd10","%s%02d"]', $_ % 17, chr(65 + $_ % 26), $_ % 100 } 1 .. 300) . ']',
	],
	condition_set => [
		'{}',
		'{"A": ["2024-01-01", "2023-05-06"], "B": ["-infinity", "2024-01-08"], "mi": ["2024-01-08"]}',
		'{"diabète": ["0044-03-15 BC"], "診療": ["-infinity"], "a \"b\"": ["294276-12-31", "1890-02-28"]}',
		'{' . join(',', map { my $c = $_; "\"C$c\": [" . join(', ', map { sprintf '"20%02d-%02d-%02d"', ($_ * $c) % 25, 1 + $_ % 12, 1 + $c % 28 } 1 .. 1 + $c % 7) . ']' } 1 .. 60) . '}',
	],
	exact_sums => [ '[0]', '[0.30000000000000004, null, -5e-324, 1e+300, 9007199254740993, -0]', '[' . join(', ', map { $_ / 7 } 1 .. 300) . ']' ],
	life_table_row => [ '(0,5,1200,0.0041,100000,99630,81.25,80.4,1e+300)', '(,,,,,,,,)' ],
	xmr_point => [ '(33.7,18.9,48.4,"above limits")', '(0.1,,,)' ],
	chart_point => [ '(0.25,0.2,0,0.579,"run above mean")', '(,0.2,,,)' ],
	random_effects_estimate => [ '(12,0.59,0.025,0.006,90.7,0.879)', '(1,3,0.5,,,)' ],
	empirical_bayes_estimate => [ '(0.5,0.2)', '(0,0)' ],
	attributable_estimate => [ '(0.25,1250.5)', '(,)' ],
	backlog_point => [ '(40,2.5,0)', '(,,)' ],
	group_spread_estimate => [ '(5,10.5,2.25,0.5,2,0.01,0.001,0.01,0.001,1.5,0.07)', '(1,3,,,,,,,,,)' ],
	inequality_parts => [ '(0.5,0.2,0.3,0.4,0.15,0.25)', '(0,0,0,,,)' ],
	overdispersion_estimate => [ '(40,7.2,0.044)', '(1,9,)' ],
	count_trend_estimate => [ '(12,1.5,0.25)', '(0,,)' ],
	run_test_result => [ '(6,3,6,2,1)', '(0,,,,)' ],
	cusum_point => [ '(1.5,2,0,0,up)', '(0,0,1e+300,7,)' ],
	ewma_point => [ '(12,8.5,11.5,"above limits")', '(10,10,10,)' ],
	interval_estimate => [ '(1.5,0.25,1e+300)', '(,,)' ],
);

# One argument of each type that a function takes, such that it has something to do.
my %arguments = (
	'bigint' => '3',
	'bigint[]' => '{1,2,3}',
	'boolean' => 'true',
	'boolean[]' => '{true,false}',
	'character' => 'A',
	'character varying' => 'A',
	'date' => '2024-01-08',
	'daterange' => '[2024-01-01,2024-06-01)',
	'double precision' => '0.5',
	'double precision[]' => '{1,2,3}',
	'integer' => '2',
	'integer[]' => '{1,2,3}',
	'interval' => '1 year',
	'json' => '{"A": 1}',
	'jsonb' => '{"A": 1}',
	'numeric' => '3',
	'place_counts[]' => q({"{\\"A\\": 2, \\"B\\": 1}"}),
	'text' => 'A',
	'text[]' => '{A,B}',
	'timestamp with time zone' => '2024-01-08 09:30+00',
	'timestamp without time zone' => '2024-01-08 09:30',
	'tstzmultirange' => '{[2024-01-01,2024-02-01),[2024-03-01,2024-06-01)}',
	'tstzrange' => '[2024-01-01,2024-06-01)',
);

sub values_of
{
	my ($type) = @_;

	return @{ $values{$type} || [] };
}

sub types_with_values
{
	return sort keys %values;
}

# An argument of this type, undefined where somebody forgot it here.
sub argument_of
{
	my ($type) = @_;

	return $arguments{$type} // (values_of($type))[1];
}

# Which of these types somebody forgot here.
sub types_without_values
{
	return grep { !$values{$_} } @_;
}

1;

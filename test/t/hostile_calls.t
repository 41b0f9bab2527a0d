#!/usr/bin/perl
# Every function and aggregate with arguments that nobody means: extremes, NaN,
# infinity, NULL, empty and odd arrays, values made for something else.  None may
# answer with an internal error, with NaN or infinity, or bring the server down.
#
# PLACEBASE_CALLS	how many calls of each (60)
# PLACEBASE_SEED	where they start; printed, and drawn where it is not given

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;
use Values;

my $calls = $ENV{PLACEBASE_CALLS} || 60;
my $seed = $ENV{PLACEBASE_SEED} // int(rand(2**31));
my $server = Cluster->new('calls', "log_min_messages = fatal\nstatement_timeout = '60s'\nwork_mem = 64MB\n");

my %arguments = (
	'double precision' => [ qw(0 -0 1 -1 0.5 0.95 2 3 100 14000 1e15 9007199254740993 1e308 -1e308 5e-324 NaN Infinity -Infinity) ],
	integer => [ qw(0 1 2 3 -1 7 100 2147483647 -2147483648) ],
	bigint => [ qw(0 1 2 -1 1000 9223372036854775807 -9223372036854775808) ],
	numeric => [ qw(0 1 -1 0.5 1e300 NaN) ],
	boolean => [ qw(t f) ],
	'boolean[]' => [ '{}', '{t,f}', '{NULL}', '{f,NULL}', '{{t},{f}}', '[5:6]={f,t}' ],
	text => [ '', 'A', 'B', 'P', 'E01000001', 'error', 'keep', 'drop', 'placebase', 'nonsense', 'é', 'x' x 2000 ],
	'timestamp with time zone' => [ '2024-01-01', '2024-01-08 09:30+00', 'infinity', '-infinity', '4714-11-24 BC', '294276-12-31' ],
	'timestamp without time zone' => [ '2024-01-01', '2024-01-08 09:30', 'infinity', '-infinity', '4714-11-24 BC', '294276-12-31' ],
	date => [ '2024-01-01', 'infinity', '-infinity', '4714-11-24 BC', '5874897-12-31' ],
	'character varying' => [ '', 'A' ],
	character => [ '', 'A' ],
	daterange => [ 'empty', '(,)', '[2024-01-01,2024-02-01)', '[infinity,infinity]', '(-infinity,infinity)', '[4713-01-01 BC,5874897-12-31)' ],
	interval => [ '1 year', '0', '-1 day', '178000000 years', '-178000000 years', '1 month -30 days', '1 microsecond' ],
	tstzrange => [ 'empty', '(,)', '[2024-01-01,2024-02-01)', '[infinity,infinity]', '(-infinity,infinity)', '[4714-11-24 BC,)' ],
	'text[]' => [ '{}', '{A,B}', '{NULL}', '{{A},{B}}', '{"",A}', '[5:6]={A,B}' ],
	'double precision[]' => [ '{}', '{1,2,3}', '{NULL,1}', '{NaN,Infinity}', '{{1,2},{3,4}}', '[5:6]={1,2}', '{0}', '{0,0,0}', '{-1,1e308,1e308}', '{0.1,0.2,0.7}',
		(map { '{' . join(',', (0) x $_) . '}' } 2 .. 20), (map { '{' . join(',', (1e308) x $_) . '}' } 2 .. 20), (map { '{' . join(',', 1 .. $_) . '}' } 2 .. 20) ],
	'integer[]' => [ '{}', '{1,2,3}', '{NULL}', '{-1}', '{{1},{2}}' ],
	'bigint[]' => [ '{}', '{1,2,3}', '{NULL}', '{-1}', '{{1},{2}}', '{9223372036854775807,9223372036854775807}' ],
	'place_counts[]' => [ '{}', '{NULL}', q({"{\\"A\\": 1}"}), q({"{}","{\\"A\\": 1e308}"}) ],
	place_counts => [ values_of('place_counts'), '{"A": 1, "B": 2}', '{"A": 0}', '{"P": 3, "Q": 4}', '{"A": 1e308, "B": 1e308}', '{"B1": 30000, "B2": 1000}' ],
	place_flows => [ values_of('place_flows'), '{"A": {"B": 1}, "B": {"A": 1}}', '{"A": {"A": 1}, "B": {"A": 0}}', '{"P": {"A": 0.5, "B": 0.5}}', '{"A": {"P": 1e308, "Q": 1e308}}',
		'{"A": {"A": 0}}', '{"B1": {"B2": 5}, "B2": {"B1": 5}}' ],
	care_history => [ values_of('care_history') ],
	care_panel => [ values_of('care_panel') ],
	daterange => [ 'empty', '(,)', '[2024-01-01,2024-02-01)', '[infinity,infinity]', '(-infinity,infinity)', '[4714-11-24 BC,)', '[5874897-12-31,)' ],
	tstzmultirange => [ '{}', '{(,)}', '{[2024-01-01,2024-02-01)}', '{[infinity,infinity]}', '{(,2024-01-01),[2024-06-01,infinity)}', '{(-infinity,2024-01-01),[2024-01-08 09:30+00,2024-01-08 09:30+00]}' ],
	attendance_profile => [ values_of('attendance_profile'), '{"0": 9007199254740992}', '{"1e300": 5, "0.5": 1}' ],
	ranked_outcomes => [ values_of('ranked_outcomes'), '{"0.5": [1e308, 1e308], "0.6": [1e308, 0]}', '{"0.1": [10, 1], "0.2": [5, 2], "0.9": [4, 4]}', '{"0": [2, 1], "1": [2.5, 0]}', '{"0.5": [3, -1]}' ],
	code_map => [ values_of('code_map') ],
	condition_set => [ values_of('condition_set') ],
	exact_sums => [ values_of('exact_sums'), (map { my $n = $_; map { my $value = $_; '[' . join(', ', ($value) x $n) . ']' } 0, 0.95, 1e308, 'null' } 2 .. 20), map { '[' . join(', ', 1 .. $_) . ']' } 2 .. 20 ],
	interval_estimate => [ values_of('interval_estimate') ],
	random_effects_estimate => [ '(5,0.6,0.02,0.006,9.5,0.58)', '(1,0.6,0.02,,,)', '(,,,,,)', '(0,0,0,0,0,0)', '(-1,1e308,-1,-1e308,5e-324,2)' ],
	map { $_ => [ '{}', '[]', 'null', '1e400', '{"A": 1}', '{"A": {"B": 1}}', '{"A": -1}', '{"1": 2}', '[["2024-01-01","A"]]', '"A"' ] } qw(json jsonb),
);

my $literals = join ', ', map { my $type = $_; map { my $text = $_ =~ s/'/''/gr; "('$type', '$text')" } @{ $arguments{$type} } } sort keys %arguments;
$server->query(<<SQL);
	CREATE EXTENSION placebase;
	CREATE TABLE argument (type text, value text);
	INSERT INTO argument VALUES $literals;
	CREATE FUNCTION try(called oid, calls integer, seed double precision) RETURNS TABLE (state text, call text) LANGUAGE plpgsql AS \$\$
		DECLARE
			kinds text[] := (SELECT array_agg(format_type(t, NULL) ORDER BY n) FROM pg_proc, unnest(proargtypes) WITH ORDINALITY AS a (t, n) WHERE pg_proc.oid = called);
			name text := (SELECT proname FROM pg_proc WHERE oid = called);
			given text[];
			found text;
		BEGIN
			PERFORM setseed(seed);
			FOR i IN 1 .. calls LOOP
				SELECT array_agg(CASE WHEN random() < 0.03 THEN 'NULL' ELSE coalesce(
					(SELECT quote_literal(value) FROM argument WHERE type = kind ORDER BY random() + n * 0 LIMIT 1), 'NULL') END || '::' || kind ORDER BY n)
				INTO given FROM unnest(kinds) WITH ORDINALITY AS k (kind, n);
				call := format('SELECT %I(%s)', name, array_to_string(given, ', '));
				BEGIN
					EXECUTE format('SELECT string_agg(x::text, chr(10)) FROM (SELECT %I(%s) AS x FROM generate_series(1, 3) LIMIT 100) AS s', name, array_to_string(given, ', ')) INTO found;
					state := CASE WHEN found ~ '(^|[-"(,:{ \\n])(NaN|Infinity)' THEN found ELSE '00000' END;
				EXCEPTION WHEN OTHERS THEN
					state := SQLSTATE;
					IF state ~ '^(XX|58|39|0A)' THEN state := state || ' ' || SQLERRM; END IF;
				END;
				RETURN NEXT;
			END LOOP;
		END \$\$;
SQL

my @functions = split /\n/, $server->query(q{
	SELECT pg_proc.oid || '|' || pg_proc.oid::regprocedure FROM pg_proc JOIN pg_depend ON classid = 'pg_proc'::regclass AND objid = pg_proc.oid
	JOIN pg_extension ON refclassid = 'pg_extension'::regclass AND refobjid = pg_extension.oid
	WHERE extname = 'placebase' AND prokind IN ('f', 'a') AND NOT EXISTS (SELECT FROM unnest(proargtypes) AS t WHERE t IN ('internal'::regtype, 'cstring'::regtype))
	ORDER BY pg_proc.oid::regprocedure::text});
my @kinds = split /\n/, $server->query(q{
	SELECT DISTINCT format_type(t, NULL) FROM pg_proc JOIN pg_depend ON classid = 'pg_proc'::regclass AND objid = pg_proc.oid
	JOIN pg_extension ON refclassid = 'pg_extension'::regclass AND refobjid = pg_extension.oid, unnest(proargtypes) AS t
	WHERE extname = 'placebase' AND NOT proargtypes::oid[] && ARRAY['internal'::regtype::oid, 'cstring'::regtype]});
is(join(', ', grep { !$arguments{$_} } @kinds), '', 'there are arguments of every type that a function takes');

diag(scalar @functions, " functions, $calls calls each, PLACEBASE_SEED=$seed");
my %states;
for my $function (@functions)
{
	my ($oid, $name) = split /\|/, $function, 2;
	my $answer = $server->ask("SELECT state, count(*), min(call) FROM try($oid, $calls, " . ($seed % 2000 - 1000) / 1000 . ") GROUP BY state");
	my @faults = grep { !/^[0-9A-Z]{5}\|/ } split /\n/, $answer;

	# direct calls of an aggregate's parts are refused as such
	@faults = grep { !/^0A000 .*(?:as part of an aggregate|outside an aggregate)/ } @faults;
	ok(!$server->{status} && !@faults, $name) or diag($server->{status} ? $answer : join "\n", @faults);
	$server->wait_until('SELECT true') if $server->{status};
	$states{$1} += $2 while $answer =~ /^([0-9A-Z]{5})[^|]*\|(\d+)\|/mg;
}
diag(join ', ', map { "$states{$_} with $_" } sort { $states{$b} <=> $states{$a} } keys %states);

done_testing();

#!/usr/bin/perl
# Damaged stored histories, each put where a page ends that nobody may read: every
# question answers or says that the value is damaged, and none reads beyond its end.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my $server = Cluster->new('page_end');
my $library = "$server->{home}/page_end.so";

chomp(my $include = `${\($ENV{PG_CONFIG} || 'pg_config')} --includedir-server`);
my $compiler = $ENV{CC} || 'cc';
is(`$compiler -O2 -g -fPIC -shared -Wall -Wextra -Wno-unused-parameter -I'$include' -I'$FindBin::Bin/../../src' '$FindBin::Bin/../fuzz/page_end.c' -o '$library' 2>&1`, '', 'the helper compiles');
chmod 0755, $library;

my @questions = ('octet_length(h::text)', 'octet_length(care_history_send(h))', 'h = \'[]\'', 'care_history_hash(h)', 'visits(h || h)', 'visits(h)', 'providers(h)', 'handoffs(h)',
	'first_visit(h)', 'last_visit(h)', 'octet_length(usual_provider(h))', 'octet_length(continuity(h)::text)', 'bice_boxerman_error(h)', 'stickiness(h)', 'known_provider_continuity(h)',
	'assigned_provider_continuity(h, \'A\')', 'visits(during(h, \'[2020-01-01,2030-01-01)\'))', 'visits(only_providers(h, \'{A,B}\'))', 'visits(except_providers(h, \'{A,B}\'))',
	'visits(once_a_day(h))', 'visits(care_history_final(h))');
# A function in FROM, or an aggregate, is handed the value as it lies too.
my $ask = join("\n", map {
	"\t\tBEGIN PERFORM $_ FROM (SELECT page_end(damaged) AS h OFFSET 0) x; answers := answers + 1;\n" .
	"\t\tEXCEPTION WHEN data_corrupted OR program_limit_exceeded THEN refusals := refusals + 1; END;" } @questions,
	'count(*) FROM (SELECT 1) one, timeline(page_end(damaged)) t WHERE true --', 'count(*) FROM provider_visits(page_end(damaged)) --',
	'visits(rollup(h))');
$ask =~ s/ -- FROM \(SELECT page_end\(damaged\) AS h OFFSET 0\) x;/;/g;

$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE FUNCTION page_end(bytea) RETURNS care_history STRICT VOLATILE LANGUAGE C AS '$library';
	CREATE CAST (care_history AS bytea) WITHOUT FUNCTION;
	CREATE AGGREGATE left_open(text, timestamptz) (SFUNC = care_history_visit, STYPE = care_history);
	CREATE AGGREGATE merged_open(care_history) (SFUNC = care_history_combine, STYPE = care_history);
	CREATE FUNCTION damage(good bytea[], seed float8, tries integer, OUT answers integer, OUT refusals integer) LANGUAGE plpgsql AS \$\$
	DECLARE bytes bytea; damaged bytea; cut integer;
	BEGIN
		answers := 0; refusals := 0;
		PERFORM setseed(seed);
		FOR try IN 1 .. tries LOOP
			bytes := good[1 + floor(random() * cardinality(good))];
			damaged := bytes;
			FOR change IN 1 .. floor(random() * 4) LOOP
				damaged := set_byte(damaged, floor(random() ^ 2 * octet_length(damaged))::integer, floor(CASE WHEN random() < 0.3 THEN 255 ELSE random() * 256 END)::integer);
			END LOOP;
			IF random() < 0.5 THEN
				damaged := substring(damaged FOR floor(random() * (octet_length(damaged) + 1))::integer);
			END IF;
$ask
		END LOOP;
	END \$\$;
	CREATE TABLE good AS
		SELECT care_history(lpad((i % k)::text, CASE WHEN i % 3 = 0 THEN 1 + k % 3 ELSE 1 END, 'D'), timestamptz '2024-01-01Z' + i * i * interval '7 minutes')::bytea AS bytes
		FROM unnest(ARRAY[1, 2, 3, 5, 20, 300]) k, generate_series(1, 400) i WHERE i <= 10 + k GROUP BY k
		UNION ALL SELECT '[]'::care_history::bytea
		UNION ALL SELECT left_open(lpad(i::text, CASE WHEN i = 2 THEN 100 ELSE 3 END), timestamptz '2024-01-01Z' + i * interval '7 minutes')::bytea FROM generate_series(1, 5) i
		UNION ALL SELECT left_open('A', timestamptz '2024-01-01Z' - i * i * interval '1 second')::bytea FROM generate_series(1, 50) i;
	INSERT INTO good SELECT merged_open(h)::bytea FROM (SELECT care_history('A' || i, now()) AS h FROM generate_series(1, 9) i GROUP BY i) x});

for my $seed (1 .. 4)
{
	my $answer = $server->query("SELECT answers > 0, refusals > 0, answers + refusals FROM damage((SELECT array_agg(bytes ORDER BY bytes) FROM good), 0.1 * $seed, 1500)");

	is($answer, 't|t|' . 1500 * (@questions + 3), "1500 damaged values, seed $seed");
}

done_testing();

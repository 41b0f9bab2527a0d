#!/usr/bin/perl
# A role with no privilege but to connect and to create can install placebase in
# a schema of its own, use all of it, and reach nothing that it could not reach
# before.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Cluster;
use Test::More;

my $server = Cluster->new('privileges');
my @analyst = (user => 'analyst', database => 'warehouse');

$server->query(q{
	CREATE ROLE analyst LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
	CREATE ROLE colleague LOGIN;
	CREATE DATABASE warehouse;
	REVOKE ALL ON DATABASE warehouse, postgres FROM PUBLIC});
$server->query(q{
	REVOKE ALL ON SCHEMA public FROM PUBLIC;
	CREATE SCHEMA own AUTHORIZATION analyst;
	CREATE SCHEMA secret;
	CREATE TABLE secret.patient AS SELECT 'A'::text AS clinician, now() AS seen_at;
	GRANT CONNECT ON DATABASE warehouse TO analyst, colleague}, @analyst, user => 'postgres');

# ---- the door ---------------------------------------------------------------------

like($server->ask('CREATE EXTENSION placebase SCHEMA own', @analyst), qr/ERROR:  42501: /,
	'without CREATE on the database nobody installs an extension');
$server->query('GRANT CREATE ON DATABASE warehouse TO analyst', database => 'warehouse');

# Everything that could change for the role or for others by an installation.
my $reach = q{
	SELECT 'role', rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname IN ('analyst', 'colleague');
	SELECT 'member', roleid::regrole, member::regrole FROM pg_auth_members ORDER BY 1, 2, 3;
	SELECT 'database', datname, datacl FROM pg_database ORDER BY 2;
	SELECT 'schema', nspname, nspacl FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)' ORDER BY 2;
	SELECT 'language', lanname, lanacl FROM pg_language ORDER BY 2;
	SELECT 'setting', name, setting FROM pg_settings ORDER BY 2;
	SELECT 'trigger', evtname FROM pg_event_trigger ORDER BY 2;
	SELECT 'default', * FROM pg_default_acl ORDER BY 2;
	SELECT 'cast', castsource::regtype, casttarget::regtype, castcontext FROM pg_cast
		WHERE oid NOT IN (SELECT objid FROM pg_depend WHERE classid = 'pg_cast'::regclass AND deptype = 'e') ORDER BY 2, 3};
my $before = $server->query($reach, @analyst);

$server->query('CREATE EXTENSION placebase SCHEMA own', @analyst);
is($server->query($reach, @analyst), $before, 'installing changes no role, membership, privilege or setting');

# ---- the house ---------------------------------------------------------------------

my $objects = q{FROM pg_depend JOIN pg_extension ON refclassid = 'pg_extension'::regclass AND refobjid = pg_extension.oid AND extname = 'placebase' AND deptype = 'e'};

is($server->query(qq{SELECT string_agg(DISTINCT nspname, ' ') FROM (
	SELECT pronamespace AS n $objects JOIN pg_proc p ON classid = 'pg_proc'::regclass AND objid = p.oid
	UNION ALL SELECT typnamespace $objects JOIN pg_type t ON classid = 'pg_type'::regclass AND objid = t.oid
	UNION ALL SELECT oprnamespace $objects JOIN pg_operator o ON classid = 'pg_operator'::regclass AND objid = o.oid) AS o
	JOIN pg_namespace ON n = pg_namespace.oid}, @analyst), 'own', 'everything lies in the schema that was asked for');
is($server->query(qq{SELECT count(*) $objects WHERE classid NOT IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass,
	'pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_cast'::regclass, 'pg_class'::regclass)}, @analyst), 0, 'and is a function, type, operator or cast');
is($server->query(qq{SELECT count(*) $objects JOIN pg_class c ON classid = 'pg_class'::regclass AND objid = c.oid AND relkind <> 'c'}, @analyst), 0, 'no tables');
is($server->query(qq{SELECT count(*) $objects JOIN pg_proc p ON classid = 'pg_proc'::regclass AND objid = p.oid
	WHERE prosecdef OR proconfig IS NOT NULL OR provolatile = 'v'}, @analyst), 0,
	'no function runs as somebody else, changes a setting or is volatile');
is($server->query(qq{SELECT count(*) $objects JOIN pg_proc p ON classid = 'pg_proc'::regclass AND objid = p.oid
	WHERE NOT has_function_privilege('analyst', p.oid, 'EXECUTE')}, @analyst), 0, 'the role may call every function');
is($server->query(qq{SELECT count(*) $objects JOIN pg_type t ON classid = 'pg_type'::regclass AND objid = t.oid
	WHERE NOT has_type_privilege('analyst', t.oid, 'USAGE')}, @analyst), 0, 'and use every type');

# ---- life in it -----------------------------------------------------------------------

is($server->query(q{
	SET search_path = own;
	CREATE TABLE visit AS SELECT i % 5 AS patient, 'G' || i % 3 AS clinician, '2024-01-01 09:00+00'::timestamptz + i * interval '1 day' AS seen_at
		FROM generate_series(1, 100) AS i;
	CREATE TABLE care AS SELECT patient, care_history(clinician, seen_at) AS care FROM visit GROUP BY patient;
	CREATE INDEX ON care USING hash (care);
	CREATE MATERIALIZED VIEW place AS SELECT place_flows('P' || patient, clinician, 1) AS flows FROM visit;
	SELECT count(*), sum(visits(care)) FROM care;
	SELECT total(flows) FROM place;
	SELECT count(*) FROM place, cells(flows);}, @analyst), "5|100\n100\n15", 'the role folds, stores, indexes and asks');

# ---- what stays shut --------------------------------------------------------------------

my %shut = (
	"reading another's table" => 'SELECT care_history(clinician, seen_at) FROM secret.patient',
	'a function of the library' => q{CREATE FUNCTION own.f(internal) RETURNS internal AS '$libdir/placebase', 'care_history_in' LANGUAGE C},
	"changing the extension's function" => 'ALTER FUNCTION own.scale_band(float8, text) SECURITY DEFINER',
	"replacing the extension's function" => q{CREATE OR REPLACE FUNCTION own.scale_band(people float8, scheme text DEFAULT 'placebase') RETURNS text LANGUAGE sql RETURN ''},
	'a type with the functions of the extension' => 'CREATE TYPE own.fake; CREATE TYPE own.fake (INPUT = own.care_history_in, OUTPUT = own.care_history_out)',
	"the server's files" => q{SELECT pg_read_file('postgresql.conf')},
	'a program' => q{COPY own.visit TO PROGRAM 'true'},
);
like($server->ask("$shut{$_};", @analyst), qr/ERROR:  (42501|42P13|42710): /, "still shut: $_") for sort keys %shut;
like($server->ask('SELECT own.scale_band(1)', user => 'colleague', database => 'warehouse'), qr/ERROR:  42501: /,
	"others do not see into the role's schema");

# ---- and out again -----------------------------------------------------------------------

like($server->ask('DROP EXTENSION placebase', @analyst), qr/ERROR:  2BP01: /, 'dropping would lose columns, and says so');
$server->query('DROP TABLE own.care; DROP MATERIALIZED VIEW own.place; DROP EXTENSION placebase', @analyst);
is($server->query($reach, @analyst), $before, 'and nothing is left');
is($server->query("SELECT count(*) FROM pg_proc WHERE probin LIKE '%placebase%'", @analyst), 0, 'not a function');

done_testing();

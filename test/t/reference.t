#!/usr/bin/perl
# doc/reference.md has every function of the extension.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use Test::More;
use lib Cwd::realpath(dirname(__FILE__));
use Documents;

# What the extension offers, less what only types, aggregates, operators and indexes call.
my $offered = <<'SQL';
SELECT DISTINCT proname
FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid AND deptype = 'e'
	JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND objid = p.oid
WHERE extname = 'placebase'
	AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typreceive, typsend))
	AND NOT EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
		aggmtransfn, aggminvtransfn, aggmfinalfn))
	AND NOT EXISTS (SELECT FROM pg_operator WHERE p.oid = oprcode)
	AND NOT EXISTS (SELECT FROM pg_amproc WHERE p.oid = amproc)
	AND NOT EXISTS (SELECT FROM pg_cast WHERE p.oid = castfunc)
	AND NOT EXISTS (SELECT FROM pg_proc AS supported WHERE p.oid = supported.prosupport)
ORDER BY proname
SQL
open(my $psql, '-|', 'psql', '-XAtqc', $offered) or die $!;
chomp(my @offered = <$psql>);
close $psql;

my $reference = join "\n", read_lines('doc/reference.md');
my @missing = grep { $reference !~ /`\Q$_\E\(/ } @offered;

ok(@offered > 0, 'the extension offers functions');
is("@missing", '', 'doc/reference.md has every function');
done_testing();

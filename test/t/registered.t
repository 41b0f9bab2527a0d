#!/usr/bin/perl
# Nothing is forgotten when a type or a function is added: the catalogue is walked,
# and whatever must be written by hand elsewhere is asked for by name.
#
# CONTRIBUTING.md says in which order; this test says what is missing, and where.
# Tests that walk the catalogue on their own (hostile_calls, fuzz, dump, valgrind,
# sqlsmith) need values and arguments of every type: they are asked for here too.

use strict;
use warnings;

use Cwd ();
use FindBin;
use lib $FindBin::Bin;
use InstallScript;
use Test::More;
use Values;

my $top = Cwd::realpath("$FindBin::Bin/../..");

sub rows
{
	my ($sql) = @_;

	open(my $out, '-|', 'psql', '-XqAt', '-F', "\t", '-v', 'ON_ERROR_STOP=1', '-c', $sql) or die "psql: $!";
	my @rows = map { chomp; [ split /\t/, $_, -1 ] } <$out>;
	close $out or die "psql failed: $sql\n";
	return @rows;
}

# The text of files together, comments of Perl and SQL left out.
sub text_of
{
	return join '', map { read_file($_) =~ s/^\s*(?:#|--).*//mgr } map { glob "$top/$_" } @_;
}

sub none_missing
{
	my ($what, @missing) = @_;

	is(join("\n", @missing), '', $what);
}

my $member = q{FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'placebase')};
# exact_sums is nobody's value: only aggregates keep it, as their state (test/base/exact_sums.sql, test/t/exact_sums_binary.t).
my @types = map { $_->[0] } rows("SELECT typname FROM pg_type WHERE oid IN (SELECT objid $member AND classid = 'pg_type'::regclass) AND typtype = 'b' AND typelem = 0 AND typname <> 'exact_sums' ORDER BY 1");
my %is_type = map { $_ => 1 } @types;

my @functions = map {
	my %f;

	@f{qw(name kind symbol strict set cost operator part state arguments names result)} = @$_;
	$f{arguments} = [ split /,/, $f{arguments} ];
	\%f;
} rows(qq{
	SELECT proname, prokind, CASE WHEN lanname = 'c' THEN prosrc ELSE '' END, proisstrict, proretset, procost,
		coalesce((SELECT min(oprname) FROM pg_operator WHERE oprcode = p.oid), ''),
		EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn))
			OR obj_description(p.oid, 'pg_proc') LIKE '%as it was in 1.0.0' OR EXISTS (SELECT FROM pg_proc AS supported WHERE prosupport = p.oid),
		coalesce((SELECT format_type(aggtranstype, NULL) FROM pg_aggregate WHERE aggfnoid = p.oid), ''),
		coalesce((SELECT string_agg(format_type(t, NULL), ',' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY AS a (t, n)), ''),
		array_to_string(coalesce(proargnames, '{}'), ','), format_type(prorettype, NULL)
	FROM pg_proc AS p JOIN pg_language AS l ON l.oid = prolang
	WHERE p.oid IN (SELECT objid $member AND classid = 'pg_proc'::regclass) ORDER BY proname, p.oid::regprocedure::text});
cmp_ok(scalar @types, '>', 3, 'the extension has types');
cmp_ok(scalar @functions, '>', 150, 'and functions');

# A function as one would call it: by name, or by its operator.
sub is_used
{
	my ($text, $f) = @_;

	return 1 if $text =~ /\b\Q$f->{name}\E\(/;
	return $f->{operator} ne '' && $text =~ /[\w)'\]}] \Q$f->{operator}\E [\w('\$]/;
}

ok(is_used(q{SELECT gini(p), v + v}, $_), "is used: $_->{name}") for { name => 'gini', operator => '' }, { name => 'place_counts_add', operator => '+' };
ok(!is_used(q{SELECT gini(p), v + v}, $_), "is forgotten: $_->{name}") for { name => 'lorenz', operator => '' }, { name => 'ini', operator => '' }, { name => 'place_counts_subtract', operator => '-' };

# ---- rooms ------------------------------------------------------------------------

my ($rooms) = read_file("$top/Makefile") =~ /^ROOMS\s*=\s*((?:.*\\\n)*.*)$/m;
my @rooms = $rooms =~ m{(\w+/\w+)}g;
my %is_room = map { $_ => 1 } @rooms;
my @sql = map { m{/sql/(\w+/\w+)\.sql$} } grep { !m{/sql/(?:releases|upgrades)/} } glob("$top/sql/*/*.sql");

none_missing('every room of sql/ is in the Makefile', grep { !$is_room{$_} } @sql);
none_missing('every room of the Makefile is in sql/', grep { !-e "$top/sql/$_.sql" } @rooms);
none_missing('every room has a test of its own name', grep { !-e "$top/test/$_.sql" } @sql);

none_missing('every test has its plan before it includes figures, which says skipped where they are not at hand',
	map { s{^\Q$top/}{}r } grep { read_file($_) =~ /\A(?:(?!plan\().)*^\\ir \S*(?:vectors|close_to|london)\.psql/ms } glob("$top/test/*/*.sql"));

my %wing = map { m{/(\w+)/[^/]+$} => 1 } glob("$top/src/*/*.c $top/sql/*/*.sql $top/test/*/*.sql");
delete @wing{qw(releases upgrades connections t)};
my ($run) = read_file("$top/test/run") =~ m{test/\{([^\}]*)\}/\*\.sql};
my %run = map { $_ => 1 } split /,/, $run // '';
none_missing('test/run knows every wing', grep { !$run{$_} } sort keys %wing);

# ---- types --------------------------------------------------------------------------

none_missing('Values.pm has values of every type', types_without_values(@types));
for my $type (@types)
{
	none_missing("$type: a corpus for the fuzzer, text and binary", grep { !-s "$top/$_" } map { "test/fuzz/corpus/$type.$_" } qw(text binary));
}

# What is asked of every type, and the files of which one must name it.
my %for_types = (
	'damaged stored values' => [ 'test/base/stored_damaged.sql', 'test/*/*_damaged.sql' ],
	'binary messages' => [ 'test/t/*_binary.t' ],
	'values of shards' => [ 'test/t/shards.t', 'test/t/care_shards.t' ],
	'a refresh of a materialised view, dump and replication' => [ 'test/t/dump.t' ],
	'a crash in the middle of a load' => [ 'test/t/crash.t' ],
	'the memory of hash aggregates' => [ 'test/t/memory.t' ],
	'cancelling' => [ 'test/t/cancel.t' ],
);
for my $what (sort keys %for_types)
{
	my $text = text_of(@{ $for_types{$what} });

	none_missing("every type is in a test of $what (@{ $for_types{$what} })", grep { $text !~ /\b$_\b/ } @types);
}

# What every type has: equality and hash, an order, binary forms, casts to and from json.
for my $method (qw(hash btree))
{
	my %has = map { $_->[0] => 1 } rows("SELECT format_type(opcintype, NULL) FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod WHERE opcdefault AND amname = '$method'");

	none_missing("every type has a $method operator class", grep { !$has{$_} } @types);
}
for my $json (qw(json jsonb))
{
	my %cast = map { ("$_->[0] to $_->[1]" => 1) } rows('SELECT format_type(castsource, NULL), format_type(casttarget, NULL) FROM pg_cast');

	none_missing("every type becomes $json and comes back from it", grep { !$cast{$_} } map { ("$_ to $json", "$json to $_") } @types);
}
none_missing('every type has binary forms', map { $_->[0] } rows("SELECT typname FROM pg_type WHERE oid IN (SELECT objid $member AND classid = 'pg_type'::regclass) AND typtype = 'b' AND (typsend = 0 OR typreceive = 0)"));

# ---- functions ------------------------------------------------------------------------

# What people call, and not what a type consists of.
my @public = grep { $_->{part} eq 'f' && $_->{name} !~ /_(?:in|out|recv|send|eq|ne|lt|le|gt|ge|cmp|hash|hash_extended|support|(?:to|from)_jsonb?)$/ } @functions;

sub takes_value { return scalar grep { $is_type{$_} } @{ $_[0]{arguments} } }

sub missing
{
	my ($files, @asked) = @_;
	my $text = text_of(@$files);
	my %missing = map { ("$_->{name}(" . join(', ', @{ $_->{arguments} }) . ')' => 1) } grep { !is_used($text, $_) } @asked;

	return sort keys %missing;
}

none_missing('Values.pm has an argument of every type that a function takes',
	sort keys %{ { map { $_ => 1 } grep { !defined argument_of($_) && !/^(?:internal|cstring)$/ } map { @{ $_->{arguments} } } @public } });
none_missing('every question of a value is asked of damaged ones',
	missing([ 'test/base/stored_damaged.sql', 'test/*/*_damaged.sql' ], grep { takes_value($_) && $_->{kind} eq 'f' } @public));
none_missing('every function that returns rows is in memory.t', missing(['test/t/memory.t'], grep { $_->{set} eq 't' } @public));
none_missing('every aggregate whose state may grow is in memory.t', missing(['test/t/memory.t'], grep { $_->{kind} eq 'a' && $_->{state} !~ /^(?:exact_sums|bigint)$/ } @public));
none_missing('every function that takes or makes a value is in cancel.t',
	missing(['test/t/cancel.t'], grep { takes_value($_) || $is_type{ $_->{result} } } @public));
none_missing('every function that takes or makes a value is in a test that cancels it inside one value of millions of entries',
	missing(['test/t/cancel_*.t'], grep { takes_value($_) || $is_type{ $_->{result} } } @public));
none_missing('every function has a test', missing([ map { "test/$_/*.sql" } sort keys %wing ], @public));

# ---- headers of C functions -----------------------------------------------------------

# Above each function that SQL calls stands one form of comment:
#
#	name(argument type, ...) -> type		as SQL has it, one line each where there are several
#											(blank)
#	What it means, units and range.  What NULL does, where the function is not
#	strict.  Errors: each SQLSTATE that it raises, and for what.
#	Source: who found it, where and when.
#
# A function behind an operator may be written with it: a + b -> type.  A part of an
# aggregate says which part of which aggregate it is: Transition of rollup(type).

my %sqlstate;
chomp(my $include = `${\($ENV{PG_CONFIG} || 'pg_config')} --includedir-server`);
for (split /\n/, read_file("$include/utils/errcodes.h"))
{
	my ($name, $state) = /^#define (ERRCODE_\w+) MAKE_SQLSTATE\(([^)]*)\)/ or next;

	$sqlstate{$name} = $state =~ tr/', //dr;
}

my %is_function = map { $_->{name} => 1 } @functions;

# SQLSTATEs that the body raises and the header does not name.
sub unsaid
{
	my ($header, $body) = @_;
	my %states = map { $sqlstate{$_} => 1 } $body =~ /errcode\((ERRCODE_\w+)\)/g;

	return map { "raises $_ and does not say so" } grep { $header !~ /\b$_\b/ } sort keys %states;
}

# What the header of a C function lacks.  @bound: the functions of SQL that call it.
sub header_faults
{
	my ($text, $symbol, @bound) = @_;
	my ($header, $body) = $text =~ m{(/\*(?:(?!\*/).)*\*/)?\s*(?:#\s*define\b[^\n]*\n\s*)*^Datum\n\Q$symbol\E\(PG_FUNCTION_ARGS\)\n(\{.*?^\})}ms;
	my @faults;

	return ('is nowhere') if !defined $body;
	return ('has no header') if !defined $header;
	my ($signature, $meaning) = split /\n \*\n/, $header, 2;

	if (!grep { $_->{part} eq 'f' && $_->{name} !~ /_support$/ } @bound)
	{
		my ($of) = $header =~ m{^/\*\n \* (?:(?:Transition|Inverse|Combine|Final|Serialise|Deserialise|Support function) of\s(?:\*\s)?)?(\w+)\(};

		push @faults, 'does not say which part of which aggregate it is' if !defined $of || !$is_function{$of};
		push @faults, 'does not say what NULL does' if $header =~ /^ \* Transition/m && $header !~ /NULL/;
		return (@faults, unsaid($header, $body));
	}
	push @faults, 'does not begin with a signature' if $signature !~ /\s->\s/;
	push @faults, 'names neither a function nor an operator of SQL in its signature'
	  if !grep { $signature =~ /\b\Q$_->{name}\E\(/ || $_->{operator} ne '' && $signature =~ / \Q$_->{operator}\E / } @bound and keys %{ { map { $_->{name} => 1 } @bound } } < 2;
	push @faults, 'says nothing after its signature' if ($meaning // '') !~ /\w\w.*\./s;
	push @faults, 'does not say what NULL does' if $header !~ /NULL/i && grep { $_->{strict} eq 'f' } @bound;
	return (@faults, unsaid($header, $body));
}

my $good = <<'C';
/*
 * apportion(c place_counts, people bigint) -> place_counts
 *
 * Whole people.  NULL for NULL counts.  Errors: 22003 for people below 0.
 */
Datum
apportion(PG_FUNCTION_ARGS)
{
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("no")));
}
C
my $apportion = { name => 'apportion', operator => '', strict => 'f', part => 'f' };
is(join(', ', header_faults($good, 'apportion', $apportion)), '', 'a header in good form');
for my $case ([ qr/no header/, '^/\*.*?\*/\n', '' ], [ qr/signature/, ' -> ', ' to ' ], [ qr/names neither/, 'apportion\(c', 'portion(c' ],
	[ qr/nothing after/, '\n \*\n.*?\*/', "\n */" ], [ qr/NULL/, 'NULL for NULL counts', '' ], [ qr/22003/, '22003', '22023' ])
{
	my ($wanted, $from, $to) = @$case;

	like(join(', ', header_faults($good =~ s/$from/$to/sr, 'apportion', $apportion)), $wanted, "a header that lacks something: $wanted");
}

my %bound;
push @{ $bound{ $_->{symbol} } }, $_ for grep { $_->{symbol} ne '' } @functions;
my %source = map { $_ => read_file($_) } glob("$top/src/*/*.c");
my @stragglers;
for my $symbol (sort keys %bound)
{
	my ($path) = grep { $source{$_} =~ /^\Q$symbol\E\(PG_FUNCTION_ARGS\)/m } sort keys %source;

	push @stragglers, map { substr($path, length($top) + 1) . ": $symbol $_" } header_faults($source{$path}, $symbol, @{ $bound{$symbol} });
}
none_missing('every function that SQL calls has a header of the one form', @stragglers);

done_testing();

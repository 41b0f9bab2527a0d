# doc/reference.md has an entry for every function that the extension offers, and says
# of each what the catalogue says: signatures, comments, operators, casts, the index.
#
#   refresh()   writes all that into doc/reference.md.  A function that has no entry gets
#               one that is to be filled in: "..." stands where words are missing.
#   check()     tests that nothing is missing or says something else

package Reference;

use strict;
use warnings;
use utf8;

use Test::More;
use Documents;

my $reference = 'doc/reference.md';
my @facts = qw(Formula NULL Errors);

# Where new entries go, by the folder under sql/ that makes the function.
my %section_of = (
	place => 'Places', locality => 'Scale and localities', care => 'Continuity of care', need => 'Need',
	attendance => 'Attendance and demand', rate => 'Rates and variation', network => 'Networks',
	budget => 'Money', publish => 'Publishing', base => 'Of the extension');

# ---- what the catalogue says -------------------------------------------------------

# What the extension offers: all but what only types, aggregates, operators, casts,
# indexes and the planner call.
my $offered = <<'SQL';
SELECT p.proname,
	p.proname || '(' || coalesce((
		SELECT string_agg(concat_ws(' ', nullif(names[i], ''), kind,
				'DEFAULT ' || regexp_replace(pg_get_function_arg_default(p.oid, i::integer), '^(''[^'']*''|NULL)::[a-z_ ]*$', '\1')), ', ' ORDER BY i)
		FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS t (type, i), format_type(type, NULL) AS kind), '') || ')'
	|| CASE WHEN outputs IS NULL THEN ' → ' || CASE WHEN p.proretset THEN 'rows of ' ELSE '' END || format_type(p.prorettype, NULL)
		ELSE CASE WHEN p.proretset THEN ' → rows (' ELSE ' → (' END || outputs || ')' END
	|| CASE p.prokind WHEN 'a' THEN '   aggregate' WHEN 'w' THEN '   window function' ELSE '' END,
	obj_description(p.oid, 'pg_proc')
FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid AND deptype = 'e'
	JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND objid = p.oid,
	LATERAL (SELECT coalesce(p.proargnames, '{}') AS names) AS n,
	LATERAL (SELECT string_agg(names[i] || ' ' || format_type(type, NULL), ', ' ORDER BY i) AS outputs
		FROM unnest(p.proallargtypes, p.proargmodes) WITH ORDINALITY AS a (type, mode, i) WHERE mode IN ('o', 't')) AS o
WHERE extname = 'placebase'
	AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typreceive, typsend))
	AND NOT EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
		aggmtransfn, aggminvtransfn, aggmfinalfn))
	AND coalesce(obj_description(p.oid, 'pg_proc') NOT LIKE '%as it was in 1.0.0', true)
	AND NOT EXISTS (SELECT FROM pg_operator WHERE p.oid = oprcode)
	AND NOT EXISTS (SELECT FROM pg_cast WHERE p.oid = castfunc)
	AND NOT EXISTS (SELECT FROM pg_proc WHERE p.oid = prosupport)
	AND NOT EXISTS (SELECT FROM pg_amproc WHERE p.oid = amproc)
ORDER BY p.oid
SQL

my $operators = <<'SQL';
SELECT format('| `%s` | %s | %s |', concat_ws(' ', nullif(format_type(nullif(oprleft, 0), NULL), '-'), replace(oprname, '|', '\|'), format_type(oprright, NULL)),
	format_type(oprresult, NULL), obj_description(o.oid, 'pg_operator'))
FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid AND deptype = 'e'
	JOIN pg_operator AS o ON classid = 'pg_operator'::regclass AND objid = o.oid
WHERE extname = 'placebase'
ORDER BY o.oid
SQL

my $casts = <<'SQL';
SELECT format('| `%s` | `%s` | %s | %s |', format_type(castsource, NULL), format_type(casttarget, NULL),
	CASE castcontext WHEN 'i' THEN 'by itself' WHEN 'a' THEN 'in assignments' ELSE 'where it is asked for' END,
	obj_description(c.oid, 'pg_cast'))
FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid AND deptype = 'e'
	JOIN pg_cast AS c ON classid = 'pg_cast'::regclass AND objid = c.oid
WHERE extname = 'placebase'
ORDER BY c.oid
SQL

my $types = <<'SQL';
SELECT format('| `%s` | %s |', format_type(t.oid, NULL), concat_ws(': ', obj_description(t.oid, 'pg_type'),
	(SELECT '`' || string_agg(attname || ' ' || format_type(atttypid, NULL), ', ' ORDER BY attnum) || '`' FROM pg_attribute
	WHERE attrelid = nullif(t.typrelid, 0) AND attnum > 0)))
FROM pg_depend JOIN pg_extension AS e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid AND deptype = 'e'
	JOIN pg_type AS t ON classid = 'pg_type'::regclass AND objid = t.oid
WHERE extname = 'placebase' AND typcategory <> 'A'
ORDER BY t.oid
SQL

sub short { return $_[0] =~ s/timestamp with time zone/timestamptz/gr =~ s/timestamp without time zone/timestamp/gr; }

# The functions in the order in which the extension makes them, their signatures with
# comments, and what the catalogue alone fills, by heading.
my (@names, %signatures, %generated);

sub read_catalogue
{
	my %comment;

	psql('postgres', 'DROP DATABASE IF EXISTS placebase_reference');
	psql('postgres', 'CREATE DATABASE placebase_reference');
	psql('placebase_reference', 'CREATE EXTENSION placebase');
	for my $row (psql('placebase_reference', $offered))
	{
		my ($name, $signature, $text) = split /\t/, $row, 3;

		push @names, $name if !$signatures{$name};
		push @{ $signatures{$name} }, short($signature), "    $text";
		$comment{$name} //= $text;
	}
	%generated = (
		Index => [ '| function | |', '| --- | --- |', map { "| [$_](#$_) | $comment{$_} |" } sort @names ],
		Types => [ '| type | |', '| --- | --- |', map { short($_) } psql('placebase_reference', $types) ],
		Operators => [ '| operator | answer | |', '| --- | --- | --- |', map { short($_) } psql('placebase_reference', $operators) ],
		Casts => [ '| from | to | happens | |', '| --- | --- | --- | --- |', psql('placebase_reference', $casts) ]);
	psql('postgres', 'DROP DATABASE placebase_reference');
}

# ---- what the document says ---------------------------------------------------------

# The document by its headings: [heading line, lines below it...]; the first has no heading.
sub sections
{
	my @sections = (['']);
	my $code = 0;

	for my $line (read_lines($reference))
	{
		$code = !$code if $line =~ /^```/;
		if (!$code && $line =~ /^##+ /)
		{
			push @sections, [$line];
		}
		else
		{
			push @{ $sections[-1] }, $line;
		}
	}
	return @sections;
}

# The block of signatures that an entry begins with: where it starts and how many lines it has.
sub signature_block
{
	my ($section) = @_;
	my ($start) = grep { $section->[$_] eq '```' } 1 .. $#$section;
	my ($end) = grep { defined $start && $_ > $start && $section->[$_] eq '```' } 1 .. $#$section;

	return defined $end ? ($start + 1, $end - $start - 1) : ();
}

sub table_block
{
	my ($section) = @_;
	my @rows = grep { $section->[$_] =~ /^\|/ } 1 .. $#$section;

	return @rows ? ($rows[0], scalar @rows) : ();
}

sub skeleton
{
	my ($name) = @_;

	return [ "### $name", '', '```', @{ $signatures{$name} }, '```', '',
		(map { "- **$_**: ..." } @facts), '', '```sql', "SELECT $name(...);", '```', '' ];
}

# The folder under sql/ that makes a function.
sub wing_of
{
	my ($name) = @_;

	for my $path (glob("$top/sql/*/*.sql"))
	{
		my ($wing) = $path =~ m{/sql/(\w+)/};

		next if !exists $section_of{$wing};
		return $wing if grep { /^(?:CREATE (?:FUNCTION|AGGREGATE) \Q$name\E\(|-- written once: \S+ \Q$name\E )/ } read_lines(substr($path, length("$top/")));
	}
	return 'base';
}

sub refresh
{
	read_catalogue();

	my @sections = sections();
	my %entry = map { $_->[0] =~ /^### (\w+)$/ ? ($1 => $_) : () } @sections;
	my %wing = map { $_ => wing_of($_) } @names;

	for my $i (0 .. $#names)
	{
		my $name = $names[$i];

		next if $entry{$name};

		# after the one of the same wing that the extension has before it, or at the end of the wing's section
		my ($before) = grep { $entry{$_} && $wing{$_} eq $wing{$name} } reverse @names[ 0 .. $i - 1 ];
		my $heading = "## $section_of{ $wing{$name} }";
		my ($at) = grep { defined $before ? $sections[$_] == $entry{$before} : $sections[$_][0] eq $heading } 0 .. $#sections;

		if (!defined $at)
		{
			push @sections, [ $heading, '' ];
			$at = $#sections;
		}
		$entry{$name} = skeleton($name);
		splice @sections, $at + 1, 0, $entry{$name};
		print "$reference: $name is to be written\n";
	}
	for my $name (grep { $entry{$_} } @names)
	{
		my ($start, $count) = signature_block($entry{$name});

		splice @{ $entry{$name} }, $start, $count, @{ $signatures{$name} } if defined $start;
	}
	for my $section (@sections)
	{
		my ($heading) = $section->[0] =~ /^## (.*)$/;
		my ($start, $count) = table_block($section);

		splice @$section, $start, $count, @{ $generated{$heading} }
		  if defined $heading && $generated{$heading} && defined $start;
	}
	my @before = read_lines($reference);
	my @after = map { $_->[0] eq '' ? @{$_}[ 1 .. $#$_ ] : @$_ } @sections;
	if ("@before" ne "@after")
	{
		write_lines($reference, @after);
		print "$reference says what the catalogue says now: read the difference before you commit.\n";
	}
}

sub check
{
	read_catalogue();

	my %entry = map { $_->[0] =~ /^### (\w+)$/ ? ($1 => $_) : () } sections();
	my $advice = "test/doc --refresh writes what the catalogue says into $reference";

	ok(@names > 0, 'the extension offers functions');
	is(join(' ', grep { !$entry{$_} } @names), '', "every function has an entry in $reference") or diag($advice);
	is(join(' ', sort grep { !$signatures{$_} } keys %entry), '', "every entry of $reference is a function");
	for my $name (grep { $entry{$_} } @names)
	{
		my @lines = @{ $entry{$name} };
		my ($start, $count) = signature_block($entry{$name});
		my $text = join "\n", @lines;
		my @missing = grep { $text !~ /^- \*\*$_\*\*: \S/m } @facts;

		push @missing, 'an example' if $text !~ /^```sql\n(?!-- not run).*?^```\n```text$/ms;
		push @missing, 'words for "..."' if $text =~ /\*\*: \.\.\.|\(\.\.\.\);/;
		is(defined $start ? join("\n", @lines[ $start .. $start + $count - 1 ]) : '', join("\n", @{ $signatures{$name} }),
			"$name: signatures and comments") or diag($advice);
		is("@missing", '', "$name: formula, NULL rule, errors and an example");
	}
	for my $heading (sort keys %generated)
	{
		my ($section) = grep { $_->[0] eq "## $heading" } sections();
		my ($start, $count) = $section ? table_block($section) : ();

		is(defined $start ? join("\n", @{$section}[ $start .. $start + $count - 1 ]) : '', join("\n", @{ $generated{$heading} }),
			"$heading of $reference") or diag($advice);
	}
}

1;

#!/usr/bin/perl
# The plan of the house, held by reading the sources: which wing and which layer a
# file belongs to, and that what it uses stands below it.  ARCHITECTURE.md tells why.
#
#	perl test/t/layers.t --plan		prints the plan as it is today
#
# A file's wing is its folder; a wing uses itself and the wings before it in @wings.
#
# A unit is x.c with x.h, if it has one.  Its layer follows from its name:
#
#	x_layout						the stored form of type x: reading, checking, assembling
#	x_state, x_builder, x_log		what grows while rows are folded into a value of x
#	x, where sql/ creates type x	the type: text and binary forms, operators, aggregates
#	any other with SQL functions	a question
#	any other						a method: it stands as high as the highest it uses
#
# A unit uses another if it includes its header or calls one of its functions.  It
# may use its own layer and those before it, never in a circle; and a question
# uses no question: what two of them share is a method.
#
# The same reading holds rules of single files and functions: no file beyond 600
# lines, no function beyond 70; what only one file uses is static, and what others
# use is in one header of its wing; an include of ours names the wing, and
# something that it declares is used.

use strict;
use warnings;

use Cwd ();
use FindBin;
use Test::More;

my @wings = qw(base place attendance rate care need locality network budget publish);
my @layers = qw(layout state type question);

my $file_lines = 600;
my $function_lines = 70;

# ---- reading ------------------------------------------------------------------

# Without comments, strings and what the preprocessor skips, so that a word is code.
sub code_of
{
	my ($text) = @_;

	$text =~ s{(/\*.*?\*/|//[^\n]*)|^(\s*#\s*include[^\n]*)|("(?:[^"\\\n]|\\.)*")}{
		defined $2 ? $2 : defined $3 ? '""' : $1 =~ tr/\n//cdr || ' '}gsme;
	return $text;
}

sub words
{
	my %words = map { $_ => 1 } $_[0] =~ /\b([A-Za-z_]\w*)\b/g;

	return \%words;
}

# What a header declares: functions, types, constants, macros and variables.
sub declared
{
	my ($code) = @_;
	my %names;

	$names{$1} = 1 while $code =~ /^#\s*define\s+(\w+)/mg;
	$names{$1} = 1 while $code =~ /^\}\s*(\w+)\s*;/mg;
	$names{$1} = 1 while $code =~ /^typedef\s[^{;]*?(\w+)\s*;/mg;
	$names{$1} = 1 while $code =~ /^typedef\s[^;{]*\(\s*\*\s*(\w+)\s*\)\s*\(/mg;
	$names{$1} = 1 while $code =~ /^(\w+)\(/mg;						# defined here
	$names{$1} = 1 while $code =~ /\bextern\s[^;(]*?(\w+)\s*(?:\[[^;]*\])*\s*[(;=]/g;
	while ($code =~ /\benum\b[^{;]*\{([^}]*)\}/g)
	{
		$names{$_} = 1 for $1 =~ /\b([A-Za-z_]\w*)\b/g;
	}
	delete $names{$_} for grep { /^PLACEBASE_\w+_H$/ } keys %names;
	# a header that stands for another of PostgreSQL's
	@names{qw(VARDATA VARDATA_ANY VARSIZE VARSIZE_ANY VARSIZE_ANY_EXHDR VARHDRSZ SET_VARSIZE)} = (1) x 7 if $code =~ /#\s*include "varatt\.h"/;
	return \%names;
}

# Functions that a C file defines: name, whether static, first and last line.
sub functions
{
	my ($code) = @_;
	my @lines = split /\n/, $code, -1;
	my @functions;
	my ($open, $name, $static);

	for my $i (0 .. $#lines)
	{
		if ($lines[$i] =~ /^\{/)
		{
			# up to the name: arguments may take several lines
			my $at = $i - 1;

			$at-- while $at > 0 && $lines[$at] !~ /^\w/;
			undef $open;
			next if $lines[$at] !~ /^(\w+)\(/;
			($open, $name) = ($at, $1);
			$static = $lines[ $at - 1 ] =~ /\b(?:static|inline)\b/;
		}
		elsif ($lines[$i] =~ /^\}/ && defined $open)
		{
			push @functions, { name => $name, static => $static, lines => $i - $open + 1 };
			undef $open;
		}
	}
	return @functions;
}

# ---- the plan ---------------------------------------------------------------------

# All that a tree (path below the top => text) does against the plan.
sub faults
{
	my ($tree, $plan) = @_;
	my %tree = %$tree;
	my (%code, %words, %declared, %unit, %header_of, %types, %has_sql, @faults);
	my %wing_rank = map { $wings[$_] => $_ } 0 .. $#wings;
	my %layer_rank = map { $layers[$_] => $_ } 0 .. $#layers;
	my @files = grep { m{^src/.*\.(?:c|cpp|h)$} } sort keys %tree;

	for my $path (grep { /\.sql$/ } keys %tree)
	{
		my ($wing) = $path =~ m{^sql/(\w+)/};

		$types{$_} = $wing for $tree{$path} =~ /^CREATE TYPE (\w+)/mg;
	}
	for my $path (@files)
	{
		my ($wing, $name) = $path =~ m{^src/(\w+)/(\w+)\.\w+$};

		if (!defined $wing || !defined $wing_rank{$wing})
		{
			push @faults, "$path: is in no wing that this test knows";
			next;
		}
		$unit{$path} = "$wing/$name";
		$header_of{"$wing/$name.h"} = $path if $path =~ /\.h$/;
		$code{$path} = code_of($tree{$path});
		$words{$path} = words($code{$path} =~ s/^\s*#\s*include[^\n]*//mgr);
		$declared{$path} = declared($code{$path}) if $path =~ /\.h$/;
		$has_sql{"$wing/$name"} = 1 if $code{$path} =~ /^PG_FUNCTION_INFO_V1\(/m;
	}
	@files = grep { $unit{$_} } @files;

	# ---- functions, and who defines what

	my (%defined_in, %own);

	for my $path (@files)
	{
		my $lines = $tree{$path} =~ tr/\n//;
		my %sql = map { $_ => 1 } $code{$path} =~ /^PG_FUNCTION_INFO_V1\((\w+)\)/mg;

		push @faults, "$path: has $lines lines, more than $file_lines" if $lines > $file_lines;
		for my $function (functions($code{$path}))
		{
			push @faults, "$path: $function->{name} has $function->{lines} lines, more than $function_lines" if $function->{lines} > $function_lines;
			$own{$path}{ $function->{name} } = 1;
			next if $function->{static} || $sql{ $function->{name} } || $path =~ /\.h$/;
			$defined_in{ $function->{name} } = $path;
		}
	}

	# ---- who uses whom

	my %uses;						# unit => unit => how it was seen

	for my $path (@files)
	{
		for my $include ($code{$path} =~ /^\s*#\s*include\s+"([^"]+)"/mg)
		{
			if ($header_of{$include})
			{
				my $header = $header_of{$include};

				$uses{ $unit{$path} }{ $unit{$header} } //= "$path includes $include" if $unit{$path} ne $unit{$header};
				push @faults, "$path: includes $include and uses nothing that it declares"
				  if $unit{$path} ne $unit{$header} && !grep { $words{$path}{$_} } keys %{ $declared{$header} };
			}
			elsif ($include !~ m{/} && grep { m{/\Q$include\E$} } keys %header_of)
			{
				push @faults, "$path: includes $include without its wing";
			}
			elsif ($include =~ m{^(\w+)/} && defined $wing_rank{$1})
			{
				push @faults, "$path: includes $include, which is not there";
			}
		}
	}
	for my $name (sort keys %defined_in)
	{
		my $home = $defined_in{$name};
		my @declares = grep { $declared{$_}{$name} } grep { /\.h$/ } @files;
		my @users;

		for my $path (grep { $unit{$_} ne $unit{$home} && $words{$_}{$name} && !$own{$_}{$name} } @files)
		{
			# a header that only declares it uses nothing
			push @users, $path if $path =~ /\.c/ || $code{$path} =~ s/\bextern\b[^;]*;//gr =~ /\b$name\b/;
		}
		$uses{ $unit{$_} }{ $unit{$home} } //= "$_ calls $name" for @users;
		next if $name =~ /^_PG_/;

		# its own header may use it for others, in a macro or an inline function
		my $inline = grep { $unit{$_} eq $unit{$home} && $code{$_} =~ s/\bextern\b[^;]*;//gr =~ /\b$name\b/ } @declares;

		push @faults, "$home: $name is neither static nor in a header" if !@declares;
		push @faults, "$home: $name is declared more than once: @declares" if @declares > 1;
		push @faults, "$home: $name is declared in another wing: @declares" if grep { !m{^src/\Q@{[ $home =~ m{^src/(\w+)/} ]}\E/} } @declares;
		# the door to a library offers what rooms to come will ask for
		push @faults, "$home: $name is used nowhere else, so it should be static" if @declares && !@users && !$inline && "@declares" ne 'src/base/special.h';
	}
	for my $path (grep { /\.h$/ } @files)
	{
		push @faults, map { "$path: declares $_, which nobody defines" }
		  grep { !$defined_in{$_} && !$own{$path}{$_} }
		  $code{$path} =~ s/^#\s*define\b(?:[^\n]*\\\n)*[^\n]*//mgr =~ /\bextern\s[^;(]*?(\w+)\s*\(/g;
	}

	# ---- wings and layers

	my %layer;

	for my $unit (sort keys %{ { map { $_ => 1 } values %unit } })
	{
		my ($name) = $unit =~ m{/(\w+)$};

		$layer{$unit} = $name =~ /_layout$/ ? 'layout' : $name =~ /_(?:state|builder|log)$/ ? 'state' :
		  $types{$name} ? 'type' : $has_sql{$unit} ? 'question' : undef;
	}

	# a circle, and on the way the height of each method
	my (%height, %on_way, %circle_seen);
	my $climb;
	my @way;

	$climb = sub {
		my ($unit) = @_;

		return $height{$unit} if defined $height{$unit};
		if ($on_way{$unit})
		{
			my @circle = @way;

			shift @circle while $circle[0] ne $unit;
			my $name = join ' ', sort @circle;
			push @faults, 'a circle: ' . join(', ', map { $uses{ $circle[$_] }{ $circle[ ($_ + 1) % @circle ] } } 0 .. $#circle) if !$circle_seen{$name}++;
			return 0;
		}
		$on_way{$unit} = 1;
		push @way, $unit;
		my $highest = 0;
		for my $used (sort keys %{ $uses{$unit} })
		{
			my $of_used = $climb->($used);

			next if ($used =~ m{^(\w+)/})[0] ne ($unit =~ m{^(\w+)/})[0];
			$highest = $of_used if $of_used > $highest;
		}
		pop @way;
		delete $on_way{$unit};
		return $height{$unit} = defined $layer{$unit} ? $layer_rank{ $layer{$unit} } : $highest;
	};
	$climb->($_) for sort keys %layer;

	for my $unit (sort keys %uses)
	{
		my ($wing) = $unit =~ m{^(\w+)/};

		for my $used (sort keys %{ $uses{$unit} })
		{
			my ($used_wing) = $used =~ m{^(\w+)/};
			my $how = $uses{$unit}{$used};

			if ($used_wing ne $wing)
			{
				push @faults, "$how: $wing stands below $used_wing" if $wing_rank{$used_wing} > $wing_rank{$wing};
			}
			elsif ($wing ne 'base' && $height{$used} > $height{$unit})
			{
				push @faults, "$how: $unit ($layers[$height{$unit}]) stands below $used ($layers[$height{$used}])";
			}
			push @faults, "$how: a question uses a question" if ($layer{$used} // '') eq 'question' && ($layer{$unit} // '') eq 'question';
		}
	}
	for my $path (grep { m{^sql/} } sort keys %tree)
	{
		my ($wing) = $path =~ m{^sql/(\w+)/} or next;
		my $words = words($tree{$path} =~ s/--[^\n]*|'[^']*'//gr);

		push @faults, "$path: is in no wing that this test knows" if !defined $wing_rank{$wing};
		push @faults, map { "$path uses type $_: $wing stands below $types{$_}" }
		  grep { $words->{$_} && ($wing_rank{ $types{$_} } // 0) > ($wing_rank{$wing} // 0) } sort keys %types;
	}
	if ($plan)
	{
		for my $unit (sort keys %layer)
		{
			my ($wing, $name) = split m{/}, $unit;

			push @{ $plan->{$wing}{ $layer{$unit} // 'method' } }, $name;
		}
	}
	return sort @faults;
}

# ---- trees made up to fail ----------------------------------------------------------

# A wing that keeps to the plan.
my %good = (
	'sql/place/tally.sql' => "CREATE TYPE tally;\n",
	'src/base/memory.h' => "extern void *room_for(int count);\n",
	'src/base/memory.c' => qq{#include "postgres.h"\n\n#include "base/memory.h"\n\nvoid *\nroom_for(int count)\n{\n}\n},
	'src/place/tally_layout.h' => "typedef struct Tally\n{\n\tint n;\n} Tally;\nextern Tally *tally_read(Datum datum);\n",
	'src/place/tally_layout.c' => qq{#include "base/memory.h"\n#include "place/tally_layout.h"\n\nTally *\ntally_read(Datum datum)\n{\n\troom_for(1);\n}\n},
	'src/place/tally_state.h' => qq{#include "place/tally_layout.h"\n\nextern Tally *tally_close(void);\n},
	'src/place/tally_state.c' => qq{#include "place/tally_state.h"\n\nTally *\ntally_close(void)\n{\n\ttally_read(0);\n}\n},
	'src/place/tally.c' => qq{#include "place/tally_state.h"\n\nPG_FUNCTION_INFO_V1(tally_in);\n\nDatum\ntally_in(PG_FUNCTION_ARGS)\n{\n\ttally_close();\n}\n},
	'src/place/walk.h' => qq{extern void walk(void);\n},
	'src/place/walk.c' => qq{#include "place/tally_layout.h"\n#include "place/walk.h"\n\nvoid\nwalk(void)\n{\n\ttally_read(0);\n}\n},
	'src/place/spread.c' => qq{#include "place/walk.h"\n\nPG_FUNCTION_INFO_V1(spread);\n\nDatum\nspread(PG_FUNCTION_ARGS)\n{\n\twalk();\n}\n},
	'src/place/gather.c' => qq{#include "place/walk.h"\n\nPG_FUNCTION_INFO_V1(gather);\n\nDatum\ngather(PG_FUNCTION_ARGS)\n{\n\twalk();\n}\n},
);

sub must_fail
{
	my ($what, $wanted, %changed) = @_;
	my @faults = faults({ %good, %changed });

	ok(scalar(grep { $_ =~ $wanted } @faults), "a made-up tree fails: $what") or diag(@faults ? join "\n", @faults : 'no fault found');
}

sub changed
{
	my ($path, $from, $to) = @_;

	return ($path => $good{$path} =~ s/\Q$from\E/$to/r);
}

is(join("\n", faults(\%good)), '', 'a made-up tree that keeps to the plan');
must_fail('a circle of includes', qr/^a circle: .*walk\.h includes place\/loop\.h/,
	changed('src/place/walk.h', 'extern', qq{#include "place/loop.h"\nextern Loop *of(void);\nextern}),
	'src/place/loop.h' => qq{#include "place/walk.h"\ntypedef struct Loop\n{\n\tint n;\n} Loop;\n#define W walk\n});
must_fail('a circle of calls behind one header', qr/^a circle: .*tally_state\.c calls tally_log_close, .*tally_log\.c includes/,
	'src/place/tally_log.c' => qq{#include "place/tally_state.h"\n\nvoid\ntally_log_close(void)\n{\n\ttally_close();\n}\n},
	changed('src/place/tally_state.h', 'extern', "extern void tally_log_close(void);\nextern"), changed('src/place/tally_state.c', 'tally_read(0)', 'tally_log_close()'));
must_fail('a layout that uses the state', qr/tally_layout \(layout\) stands below place\/tally_state \(state\)/,
	changed('src/place/tally_layout.c', 'room_for', 'tally_close'));
must_fail('a state that uses a question\'s method', qr/tally_state \(state\) stands below place\/walk \(type\)/,
	changed('src/place/tally_state.c', 'tally_read(0)', 'walk()'), changed('src/place/walk.c', 'tally_read(0)', 'tally_text()'),
	'src/place/tally.h' => "extern void tally_text(void);\n", changed('src/place/tally.c', "PG_F", "void\ntally_text(void)\n{\n}\n\nPG_F"));
must_fail('a question that includes a question', qr/gather\.c includes place\/spread\.h: a question uses a question/,
	'src/place/spread.h' => "extern void spread_out(void);\n", changed('src/place/spread.c', 'PG_F', "void\nspread_out(void)\n{\n}\n\nPG_F"),
	changed('src/place/gather.c', '#include', qq{#include "place/spread.h"\n#include}), );
must_fail('a question that calls a question', qr/gather\.c calls spread_out: a question uses a question/,
	changed('src/place/walk.h', 'extern', "extern void spread_out(void);\nextern"), changed('src/place/spread.c', 'PG_F', "void\nspread_out(void)\n{\n}\n\nPG_F"),
	changed('src/place/gather.c', 'walk()', 'spread_out()'));
must_fail('a wing that uses one above it', qr/rate stands below locality/, 'src/locality/map.h' => "#define MAP 1\n", 'src/rate/funnel.c' => qq{#include "locality/map.h"\nint i = MAP;\n});
must_fail('base that knows health', qr/base stands below place/, changed('src/base/memory.c', '#include "base', qq{#include "place/walk.h"\n#include "base}));
must_fail('SQL of a wing that uses a type above it', qr/base stands below place/, 'sql/base/x.sql' => "CREATE FUNCTION f(t tally) RETURNS integer\n");
must_fail('an unknown wing', qr/in no wing/, 'src/cellar/x.c' => "\n");
must_fail('a file of no wing', qr/in no wing/, 'src/x.c' => "\n");
must_fail('an include without its wing', qr/includes walk\.h without its wing/, changed('src/place/gather.c', 'place/walk.h', 'walk.h'));
must_fail('an include of nothing', qr/which is not there/, changed('src/place/gather.c', 'place/walk.h', 'place/walks.h'));
must_fail('an include of which nothing is used', qr/uses nothing that it declares/, changed('src/place/gather.c', 'walk()', '/* walk */'));
must_fail('a function for one file alone', qr/walk is used nowhere else/, map { changed("src/place/$_.c", 'walk()', '""') } qw(spread gather));
must_fail('a function without a prototype', qr/hidden is neither static nor in a header/, changed('src/place/walk.c', "void\nwalk", "void\nhidden(void)\n{\n}\n\nvoid\nwalk"));
must_fail('a function declared twice', qr/walk is declared more than once/, 'src/place/more.h' => "extern void walk(void);\n");
must_fail('a function of nobody', qr/declares gone, which nobody defines/, changed('src/place/walk.h', 'extern', "extern void gone(void);\nextern"));
must_fail('a long function', qr/walk has 71 lines/, changed('src/place/walk.c', "{\n", "{\n" . "\twalk();\n" x 67));
must_fail('a long file', qr/has 6\d\d lines/, changed('src/place/walk.c', "\nvoid", "\n" . "\n" x 595 . "void"));
is(join("\n", faults({ %good, changed('src/place/walk.c', "{\n", "{\n" . "\twalk();\n" x 66) })), '', 'a function of 70 lines is not too long');

# ---- the tree of this house ----------------------------------------------------------

my $top = Cwd::realpath("$FindBin::Bin/../..");
my (%tree, %plan);
for my $path (glob("$top/src/* $top/src/*/* $top/sql/*/*.sql"))
{
	next if $path !~ /\.(?:c|cpp|h|sql)$/ || $path =~ m{/sql/(?:releases|upgrades)/};
	open(my $in, '<', $path) or die "$path: $!";
	local $/;
	$tree{ substr($path, length($top) + 1) } = <$in>;
}
cmp_ok(scalar keys %tree, '>', 50, 'there are sources to read');
my @faults = faults(\%tree, \%plan);

if ("@ARGV" eq '--plan')
{
	for my $wing (grep { $plan{$_} } @wings)
	{
		print "# $wing\n";
		printf "#   %-10s %s\n", $_, join ' ', @{ $plan{$wing}{$_} } for grep { $plan{$wing}{$_} } @layers[ 0 .. 2 ], 'method', 'question';
	}
}

# The page that people read has the wings and the layers in the same order.
open(my $page, '<', "$top/ARCHITECTURE.md") or die $!;
my @lines = <$page>;
is(join(' ', map { /^\| `(\w+)` \|/ } @lines), "@wings", 'ARCHITECTURE.md has the wings');
is(join(' ', map { /^\| (layout|state|type|question) \|/ } @lines), "@layers", 'ARCHITECTURE.md has the layers');

is(join("\n", @faults), '', 'every file keeps to the plan');

done_testing();

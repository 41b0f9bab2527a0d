#!/usr/bin/perl
# Quantiles and distributions, from the file that the extension is built with, beside
# those of R: test/quantiles/of_r.csv, and libRmath itself where it is installed.

use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";
my $work = tempdir('placebase.quantiles.XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $program = "$work/quantiles";
my $c = $ENV{CC} || 'cc';
my $cxx = $ENV{CXX} || 'c++';

sub runs
{
	my ($command) = @_;

	is(`$command 2>&1`, '', $command =~ s/\Q$top\E\///gr =~ s/\Q$work\E\///gr);
}

runs("$cxx -O2 -Wall -Wextra -Werror -ffp-contract=off -fno-exceptions -fno-rtti -fno-threadsafe-statics -I'$top/src' -c '$top/src/base/boost_math.cpp' -o $work/boost_math.o");
runs("$c -O2 -Wall -Wextra -Werror -Wno-unused-parameter -I'$top/src' '$top/test/quantiles/quantiles.c' $work/boost_math.o -lm -o $program");
is(`$program <'$top/test/quantiles/of_r.csv'`, "738 compared, 0 wrong\n", 'as in R, by its table');

# A comparison that sees no difference is none.
like(`sed 's/^\\(qbeta,.*[0-9]\\)\\([0-9]\\{4\\}\\)\$/\\10\\2/' '$top/test/quantiles/of_r.csv' | $program`, qr/[1-9]\d* wrong$/, 'a wrong digit is seen');

SKIP:
{
	skip 'no libRmath for a second opinion', 2 if !-e '/usr/include/Rmath.h';
	runs("$c -O2 -DWITH_RMATH -I'$top/src' '$top/test/quantiles/quantiles.c' $work/boost_math.o -lRmath -lm -o $program");
	is(`$program --rmath`, "62900 compared, 0 wrong\n", 'as in libRmath, on a finer grid');
}

done_testing();

#!/usr/bin/perl
# Numbers at twice the precision of a double (src/base/twofold.h) against the
# compiler's own 113 bits: sums to the last bit that both hold, also where the high
# parts cancel and only the low ones are left.

use strict;
use warnings;

use FindBin;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my $compiler = $ENV{CC} || 'cc';

plan skip_all => 'this compiler has no numbers of 113 bits' if system("echo '__float128 x;' | $compiler -x c -c -o '$directory/none.o' - 2>/dev/null") != 0;
open(my $file, '>', "$directory/try.c") or die $!;
print $file <<'C';
#include <stdint.h>
#include <stdio.h>

#include "base/twofold.h"

static uint64_t state = 20240101;

static double
draw(int bits)					/* a whole number of so many bits, of either sign */
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (double) (int64_t) (state >> (64 - bits)) * (state & 4096 ? 1 : -1);
}

static __float128
exact(Twofold a)
{
	return (__float128) a.high + a.low;
}

static int
far(Twofold found, __float128 wanted, double bits)
{
	__float128	off = exact(found) - wanted;

	if (off < 0)
		off = -off;
	if (wanted < 0)
		wanted = -wanted;
	return off > wanted * (__float128) exp2(-bits);
}

int
main(void)
{
	int			wrong[6] = {0};

	for (int i = 0; i < 200000; i++)
	{
		Twofold		a = exact_sum(ldexp(draw(53), 30), draw(29));
		Twofold		b = exact_sum(ldexp(draw(53), 30), draw(29));
		Twofold		c = {-a.high, ldexp(draw(20), -40)};
		Twofold		sum = twofold_add(a, b);
		Twofold		left = twofold_add(a, c);

		wrong[0] += far(sum, exact(a) + exact(b), 104);
		wrong[1] += exact(left) != (__float128) a.low + c.low;
		wrong[2] += far(twofold_add_double(a, b.high), exact(a) + b.high, 104);
		wrong[3] += far(twofold_multiply(a, b), exact(a) * exact(b), 102);
		wrong[4] += b.high != 0 && far(twofold_divide(a, b), exact(a) / exact(b), 100);
		wrong[5] += exact(exact_product(a.high, b.high)) != (__float128) a.high * b.high;
	}
	for (int i = 0; i < 6; i++)
		printf("%d\n", wrong[i]);
	return 0;
}
C
close $file;
is(`$compiler -std=c11 -D_GNU_SOURCE -O2 -ffp-contract=off -Wall -Wextra -Werror -I'$FindBin::Bin/../../src' '$directory/try.c' -o '$directory/try' -lm 2>&1`, '', 'it compiles without the server');
my @wrong = split /\n/, `'$directory/try'`;
my @what = ('sums', 'sums whose high parts cancel', 'a double added', 'products', 'quotients', 'products of doubles');
is($wrong[$_], 0, "$what[$_], 200,000 times") for 0 .. $#what;

done_testing();

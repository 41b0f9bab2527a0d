#!/usr/bin/perl
# What the library shows to others and takes from them.  The server loads it with all
# its names in sight of other libraries: only what SQL calls may be seen, and what SQL
# calls is called from nowhere in C, because another library's function of that name
# could answer.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Staged;
use Test::More;

my ($scripts, $library) = staged_install();
plan(skip_all => 'the server sees no staged install') if !$library;

my @shown = map { (split)[-1] } `nm -D --defined-only '$library'`;
my %is_for_sql = map { /^pg_finfo_(\w+)$/ ? ($1 => 1) : () } @shown;
cmp_ok(scalar keys %is_for_sql, '>', 100, 'it has functions for SQL');
is_deeply([ grep { !/^pg_finfo_/ && !$is_for_sql{$_} && $_ ne 'Pg_magic_func' && $_ ne '_PG_init' } @shown ], [], 'and shows nothing else');
is_deeply([ grep { my $name = $_; !grep { $_ eq $name } @shown } keys %is_for_sql ], [], 'and shows each of them');

my %needs = map { /\(NEEDED\).*\[(.*?)\.so/ ? ($1 => 1) : () } `readelf -d '$library'`;
delete @needs{qw(libc libm libgcc_s libubsan)};		# the last two: checks of undefined behaviour
is_deeply([ keys %needs ], [], 'it needs the C library alone');

# C++ without its library
my @foreign = grep { !/ w / && /\b(?:_Z|__cxa_|__gxx_)/ } `nm -D --undefined-only '$library'`;
is_deeply(\@foreign, [], 'nothing of C++ is left open');

my %moved = map { /^[0-9a-f]+ +[0-9a-f]+ +\S+ +[0-9a-f]+ +(\w+)/ ? ($1 => 1) : () } `readelf -Wr '$library'`;
ok($moved{palloc}, 'calls of others are seen');
is_deeply([ grep { $moved{$_} } sort keys %is_for_sql ], [], 'what SQL calls is called from nowhere else');

done_testing();

#!/usr/bin/perl
# Every link of every document leads somewhere: files, and headings within them.
#
# A heading's anchor is what GitHub makes of it.  mkdocs must make the same of it, so
# that a link works in both; headings that the two read differently fail.

use strict;
use warnings;
use utf8;

use Cwd ();
use File::Basename qw(dirname);
use Test::More;
use lib Cwd::realpath(dirname(__FILE__));
use Documents;

binmode($_, ':encoding(UTF-8)') for Test::More->builder->output, Test::More->builder->failure_output;

my @documents = map { substr($_, length("$top/")) } glob("$top/*.md $top/{doc,bench,test,demo}/*.md");
my (%anchors, %targets);

sub prose
{
	my ($path) = @_;

	return map { @{$_}[ 1 .. $#$_ ] } grep { $_->[0] eq 'prose' } parts($path);
}

# What a link [words](target) or ![words](target) of a line leads to.
sub targets
{
	my ($line) = @_;

	$line =~ s/`[^`]*`//g;
	return $line =~ /\]\(([^()\s]+)\)/g;
}

for my $document (@documents)
{
	my (@differ, @twice);

	for my $line (prose($document))
	{
		next if $line !~ /^#+ (.*?)\s*$/;

		my $words = $1 =~ s/[`*]//gr;
		my $github = lc($words) =~ s/[^\w\- ]//gr =~ tr/ /-/r;
		my $mkdocs = lc($words =~ s/[^\w\s-]//gr) =~ s/^\s+|\s+$//gr =~ s/[-\s]+/-/gr;

		push @differ, $1 if $github ne $mkdocs || $github =~ /[^\x00-\x7f]/;
		push @twice, $1 if $anchors{$document}{$github}++;
	}
	is("@differ", '', "$document: GitHub and mkdocs make the same anchors of its headings");
	is("@twice", '', "$document has no heading twice");
}
for my $document (@documents)
{
	my @broken;

	for my $target (map { targets($_) } prose($document))
	{
		next if $target =~ m{^(?:https?://|mailto:)};

		my ($file, $anchor) = $target =~ /^([^#]*)(?:#(.*))?$/;
		my $path = $file eq '' ? $document : (dirname($document) eq '.' ? '' : dirname($document) . '/') . $file;

		1 while $path =~ s{[^/.]+/\.\./}{};
		$targets{$document}{$path}++;
		push @broken, $target
		  if !-e "$top/$path"
		  || (defined $anchor && !$anchors{$path}{$anchor})
		  || ($document =~ m{^doc/} && $path !~ m{^doc/});	# the site and an installed doc/ have nothing else
	}
	is("@broken", '', "$document: every link leads somewhere");
}

my $contents = join "\n", read_lines('mkdocs.yml');
for my $document (grep { m{^doc/(?!index\.md$)} } @documents)
{
	my ($name) = $document =~ m{^doc/(.*)$};

	ok($targets{'doc/index.md'}{$document}, "doc/index.md leads to $document");
	ok($targets{'README.md'}{$document}, "README.md leads to $document");
	ok($contents =~ /: \Q$name\E$/m, "mkdocs.yml leads to $document");
}
done_testing();

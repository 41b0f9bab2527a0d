#!/usr/bin/perl
# What is published with a version: one version everywhere, and a META.json that
# keeps the rules of the PGXN Meta Spec 1.0.0.  With PLACEBASE_RELEASE set the
# version must also be ready to go out.

use strict;
use warnings;

use Cwd ();
use File::Basename qw(dirname);
use JSON::PP;
use lib dirname(__FILE__);
use InstallScript;
use Test::More;

my $top = Cwd::realpath(dirname(__FILE__) . '/../..');
my $strict = $ENV{PLACEBASE_RELEASE};

chdir $top or die "$top: $!";

my ($version) = read_file('placebase.control') =~ /^default_version = '(.*)'$/m;
my $meta = decode_json(read_file('META.json'));
my ($heading) = read_file('CHANGELOG.md') =~ /^## (?!Unreleased$)(.*)$/m;
my ($debian) = read_file('debian/changelog') =~ /\Aplacebase \((.*?)\) /;

# ---- one version ---------------------------------------------------------------

like($version, qr/^\d+\.\d+\.\d+$/, "placebase.control: version $version");
is($meta->{version}, $version, 'META.json has that version');
is($meta->{provides}{placebase}{version}, $version, 'and provides it');
like(read_file('packaging/placebase.spec'), qr/^Version: +\Q$version\E$/m, 'packaging/placebase.spec has that version');
if (-e "sql/releases/placebase--$version.sql")
{
	like(read_file('CITATION.cff'), qr/^version: \Q$version\E$/m, 'CITATION.cff has that version');
	like($heading, qr/^\Q$version\E \(\d{4}-\d\d-\d\d\)$/, 'CHANGELOG.md: its newest version is that one');
	is($debian, $version, 'debian/changelog has that version');
	is($meta->{release_status}, $version =~ /^0\./ ? 'testing' : 'stable', 'stable from 1.0.0 on');
	is($meta->{provides}{placebase}{file}, "sql/releases/placebase--$version.sql", 'and its script is the one kept');
}
else
{
	# being made: the version is the next one, and a package of it is older than the release
	my ($released) = reverse sort { by_version($a, $b) } map { /placebase--(.*)\.sql$/ } glob('sql/releases/*.sql');

	cmp_ok(by_version($version, $released), '>', 0, "it comes after $released");
	like($heading, qr/^\Q$released\E /, 'CHANGELOG.md: the newest version is that one');
	like(read_file('CHANGELOG.md'), qr/^## Unreleased$/m, 'and what is new is unreleased');
	is($debian, "$version~dev", 'debian/changelog says that it is being made');
	is($meta->{release_status}, 'unstable', 'and so does META.json');
}
if ($strict)
{
	unlike(read_file('CHANGELOG.md'), qr/^## Unreleased$/m, 'nothing is left to be released');
	ok(-e "sql/releases/placebase--$version.sql", 'its install script is kept');
}

# ---- META.json -------------------------------------------------------------------

# What is wrong with it, one line each.
sub meta_problems
{
	my ($meta) = @_;
	my @problems;
	my $wrong = sub { push @problems, join '', @_ };
	my $semantic = qr/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-?[A-Za-z][0-9A-Za-z-]*)?$/;
	my $term = qr/^[^\s\/\\[:cntrl:]]{2,}$/;
	my %known = map { $_ => 1 } qw(abstract maintainer license provides name version meta-spec description
	  generated_by tags no_index prereqs release_status resources);
	my %licence = map { $_ => 1 } qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2 gfdl_1_3
	  gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0 ssleay sun zlib
	  open_source restricted unrestricted unknown);
	my %phase = map { $_ => 1 } qw(configure build test runtime develop);
	my %relation = map { $_ => 1 } qw(requires recommends suggests conflicts);
	my $text = sub { defined $_[0] && !ref $_[0] && $_[0] =~ /\S/ };

	$wrong->("no $_") for grep { !defined $meta->{$_} } qw(abstract maintainer license provides name version meta-spec);
	$wrong->("unknown key $_") for grep { !$known{$_} && !/^x_/i } sort keys %$meta;
	$wrong->("$_ is no text") for grep { exists $meta->{$_} && !$text->($meta->{$_}) } qw(abstract description generated_by name);
	$wrong->("name $meta->{name}") if ($meta->{name} // '') !~ $term;
	$wrong->("version $meta->{version}") if ($meta->{version} // '') !~ $semantic;
	for my $who (ref $meta->{maintainer} ? @{ $meta->{maintainer} } : $meta->{maintainer})
	{
		$wrong->('maintainer') if !$text->($who);
	}
	if (!ref $meta->{license})
	{
		$wrong->('license ', $meta->{license} // '') if !$licence{ $meta->{license} // '' };
	}
	$wrong->('meta-spec version') if ($meta->{'meta-spec'}{version} // '') !~ /^1\.0\.\d+$/;
	$wrong->('meta-spec url') if ($meta->{'meta-spec'}{url} // 'https://pgxn.org/meta/spec.txt') !~ m{^https?://pgxn\.org/meta/spec\.txt$};
	$wrong->('provides nothing') if ref $meta->{provides} ne 'HASH' || !%{ $meta->{provides} };
	for my $name (sort keys %{ ref $meta->{provides} eq 'HASH' ? $meta->{provides} : {} })
	{
		my $extension = $meta->{provides}{$name};

		$wrong->("provides $name") if $name !~ $term;
		$wrong->("provides $name: version") if ($extension->{version} // '') !~ $semantic;
		$wrong->("provides $name: no file ", $extension->{file} // '') if !-f ($extension->{file} // '');
		$wrong->("provides $name: no docfile $extension->{docfile}") if exists $extension->{docfile} && !-f $extension->{docfile};
		$wrong->("provides $name: abstract") if exists $extension->{abstract} && !$text->($extension->{abstract});
	}
	for my $phase (sort keys %{ $meta->{prereqs} || {} })
	{
		$wrong->("prereqs of $phase") if !$phase{$phase} && $phase !~ /^x_/i;
		for my $relation (sort keys %{ $meta->{prereqs}{$phase} })
		{
			$wrong->("prereqs $phase $relation") if !$relation{$relation} && $relation !~ /^x_/i;
			for my $what (sort keys %{ $meta->{prereqs}{$phase}{$relation} })
			{
				for my $range (split /\s*,\s*/, $meta->{prereqs}{$phase}{$relation}{$what})
				{
					$wrong->("prereqs $phase $relation $what $range")
					  if $range ne '0' && $range =~ s/^(?:<=?|>=?|==|!=)\s*//r !~ $semantic;
				}
			}
		}
	}
	$wrong->("release_status $meta->{release_status}")
	  if exists $meta->{release_status} && $meta->{release_status} !~ /^(?:stable|testing|unstable)$/;
	my $resources = exists $meta->{resources} ? $meta->{resources} : {};
	$wrong->('resources') if ref $resources ne 'HASH' || grep { !/^(?:homepage|bugtracker|repository)$/ && !/^x_/i } keys %$resources;
	for ([ homepage => $resources ], [ web => $resources->{bugtracker} ], map { [ $_ => $resources->{repository} ] } qw(url web))
	{
		my ($key, $of) = @$_;

		$wrong->("resources: $key is no address") if $of->{$key} && $of->{$key} !~ m{^(?:https?|git)://[\w.-]+(?:/\S*)?$};
	}
	$wrong->('resources: mailto') if $resources->{bugtracker}{mailto} && $resources->{bugtracker}{mailto} !~ /^[^\s@]+@[^\s@]+$/;
	$wrong->('resources: repository type') if $resources->{repository} && ($resources->{repository}{type} // '') !~ /^[a-z]+$/;
	$wrong->('tags') if exists $meta->{tags}
	  && (ref $meta->{tags} ne 'ARRAY' || grep { length > 255 || !/\S/ || m{[/\\[:cntrl:]]} } @{ $meta->{tags} });
	return @problems;
}

is_deeply([ meta_problems($meta) ], [], 'META.json keeps the rules');
for my $spoilt (
	[ version => '1.0' ], [ license => 'proprietary' ], [ name => 'place base' ], [ release_status => 'done' ],
	[ provides => {} ], [ 'meta-spec' => {} ], [ abstract => undef ], [ hobby => 'chess' ],
	[ provides => { placebase => { version => '1.0.0', file => 'nowhere.sql' } } ],
	[ prereqs => { runtime => { requires => { PostgreSQL => 'fifteen' } } } ], [ tags => 'health' ],
	[ resources => { homepage => 'placebase' } ], [ resources => { repository => { url => 'https://placebase.invalid', type => undef } } ])
{
	my ($key, $value) = @$spoilt;

	ok(scalar(meta_problems({ %$meta, $key => $value })), "and would not with another $key");
}
done_testing();

# Install scripts: their statements, the C symbols they name, and the script that
# upgrades from one to the next.
package InstallScript;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(read_file write_file statements c_symbols renames_after upgrade by_version);

sub read_file
{
	my ($path) = @_;

	open(my $in, '<', $path) or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

sub write_file
{
	my ($path, $text) = @_;

	open(my $out, '>', $path) or die "$path: $!\n";
	print $out $text;
	close $out or die "$path: $!\n";
}

sub by_version
{
	my ($x, $y) = map { [ split /\./ ] } @_;

	return $x->[0] <=> $y->[0] || $x->[1] <=> $y->[1] || $x->[2] <=> $y->[2];
}

# The statements of a script, without comments outside of them.
sub statements
{
	my ($text) = @_;
	my @statements;
	my ($statement, $depth) = ('', 0);

	while ($text =~ /\G(
		--[^\n]* | \/\*.*?\*\/ | ^\\[^\n]*			# comments, and what is for psql
		| '(?:[^'])*' | "[^"]*" | \$(\w*)\$.*?\$\2\$	# quoted
		| \bBEGIN\s+ATOMIC\b | \w+ | .
		)/gcsmx)
	{
		my $token = $1;

		if ($token =~ /^(?:--|\/\*|\\)/)
		{
			$statement .= $token if $statement =~ /\S/;
			next;
		}
		$depth++ if $token =~ /^BEGIN\s/i || ($depth && $token =~ /^CASE$/i);
		$depth-- if $depth && $token =~ /^END$/i;
		if ($token eq ';' && !$depth)
		{
			push @statements, $statement =~ s/^\s+|\s+$//gr;
			$statement = '';
			next;
		}
		$statement .= $token;
	}
	die "no semicolon after: $statement\n" if $statement =~ /\S/;
	return @statements;
}

# The same for statements that mean the same.
sub plain
{
	return join '', map { /^'/ ? $_ : s/\s+/ /gr =~ s/ ?([(),]) ?/$1/gr } split /('(?:[^']|'')*')/, $_[0];
}

# Arguments of a function as they tell it from others: their types only.
sub arguments
{
	my ($text) = @_;
	my @arguments = ('');
	my $depth = 0;

	for my $token (plain($text) =~ /('[^']*'|.)/g)
	{
		$depth += $token eq '(' ? 1 : $token eq ')' ? -1 : 0;
		if ($token eq ',' && !$depth)
		{
			push @arguments, '';
			next;
		}
		$arguments[-1] .= $token;
	}
	return join(',', map { s/^(?!(?:double|timestamp|time|character|bit) )\w+ (?=\w)//r }
		  grep { !/^OUT / } map { s/\s*(?:\bDEFAULT\b|=).*//ir =~ s/^IN //r } @arguments);
}

# What a statement creates: the same in two scripts if it is the same object there.
sub object
{
	my ($statement) = @_;
	my $text = plain($statement);
	my $balanced = qr/(\((?:[^()]++|(?-1))*+\))/;

	return "$1 $2(" . arguments(substr($3, 1, -1)) . ')'
	  if $text =~ /^CREATE (FUNCTION|PROCEDURE|AGGREGATE) (\w+)$balanced/;
	return "SHELL TYPE $1" if $text =~ /^CREATE TYPE (\w+)$/;
	return "TYPE $1" if $text =~ /^CREATE TYPE (\w+)/;
	return "CAST $1" if $text =~ /^CREATE CAST $balanced/;
	return "OPERATOR CLASS $1" if $text =~ /^CREATE OPERATOR CLASS (\w+ .*?USING \w+)/;
	return join(' ', "OPERATOR $1", map { $text =~ /\b$_ ?= ?([^,)]+)/i ? $1 : 'NONE' } qw(LEFTARG RIGHTARG))
	  if $text =~ /^CREATE OPERATOR ([^\s(]+)/;
	return "$1 $2" if $text =~ /^CREATE (\w+) (\w+)/;
	return undef;
}

# Names of the arguments that a caller passes, in order; '' for one without a name.
sub argument_names
{
	my ($statement) = @_;
	my $balanced = qr/(\((?:[^()]++|(?-1))*+\))/;

	return if plain($statement) !~ /^CREATE (?:FUNCTION|PROCEDURE|AGGREGATE) \w+$balanced/;
	return map { /^(?!(?:double|timestamp|time|character|bit) )(\w+) (?=\w)/ ? $1 : '' }
	  grep { !/^OUT / } map { s/^IN //r } split /,(?![^(]*\))/, substr($1, 1, -1);
}

# Names of C functions that a script binds to.
sub c_symbols
{
	my ($text) = @_;
	my %symbols;

	for my $statement (statements($text))
	{
		next if $statement !~ /\bLANGUAGE\s+'?c\b/i;
		if ($statement =~ /'MODULE_PATHNAME'\s*(?:,\s*'(\w+)')?/ && defined $1)
		{
			$symbols{$1} = 1;
		}
		elsif ($statement =~ /FUNCTION\s+(\w+)/)
		{
			$symbols{$1} = 1;
		}
	}
	return sort keys %symbols;
}

# The statements of sql/upgrades/renames that follow a release.
sub renames_after
{
	my ($text, $release) = @_;

	return $text =~ /^-- after \Q$release\E\n(.*?)(?=^-- after |\z)/ms ? statements($1) : ();
}

# The statements of a script as they would be, had its functions had the new names.
sub renamed
{
	my ($renames, @script) = @_;

	for my $rename (@$renames)
	{
		my ($kind, $old, $arguments, $new) = plain($rename) =~ /^ALTER (FUNCTION|AGGREGATE) (\w+)\((.*)\) ?RENAME TO (\w+)$/
		  or die "no renaming that is understood: $rename\n";
		my $found = 0;

		for my $statement (@script)
		{
			my $object = object($statement) // '';

			if (plain($object) eq plain("$kind $old($arguments)"))
			{
				$found = $statement =~ s/^(CREATE $kind )\w+/$1$new/;
				$statement =~ s/'MODULE_PATHNAME'(?!\s*,)/'MODULE_PATHNAME', '$old'/;	# which it was, unsaid
			}
			elsif (plain($statement) =~ /^COMMENT ON $kind \Q$old($arguments)\E ?IS /)
			{
				$statement =~ s/^(COMMENT ON $kind )\w+/$1$new/;
			}
		}
		die "nothing to rename: $rename\n" if !$found;
	}
	return @script;
}

# The statements that make the objects of the new script out of those of the old
# one, and what nobody but a person can write.
sub upgrade
{
	my ($old_text, $new_text, @renames) = @_;
	my @old = renamed(\@renames, statements($old_text));
	my @new = statements($new_text);
	my %same = map { plain($_) => 1 } @old;
	my %old_object = map { defined object($_) ? (object($_) => $_) : () } @old;
	my %new_object = map { $_ => 1 } grep { defined } map { object($_) } @new;
	my @statements = map { "$_;" } @renames;
	my @by_hand = map { "no longer there: $_" } grep { !$new_object{$_} } sort keys %old_object;

	for my $statement (grep { !$same{ plain($_) } } @new)
	{
		my $object = object($statement);

		if (!defined $object || !$old_object{$object})
		{
			push @statements, "$statement;";
		}
		elsif ($object =~ /^(?:FUNCTION|PROCEDURE|AGGREGATE) /)
		{
			my @old_names = argument_names($old_object{$object});
			my @names = argument_names($statement);

			# CREATE OR REPLACE gives a name, but does not change one.
			push @by_hand, map { "another name for argument $old_names[$_] of $object" }
			  grep { $old_names[$_] ne '' && $old_names[$_] ne $names[$_] } 0 .. $#old_names;
			push @statements, $statement =~ s/^CREATE/CREATE OR REPLACE/r . ';';
		}
		else
		{
			push @by_hand, "changed: $object";
		}
	}
	return (join("\n\n", @statements) . "\n", @by_hand);
}

1;

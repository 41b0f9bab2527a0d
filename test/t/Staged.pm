# The staged install that the server sees: its scripts and its library.
package Staged;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(staged_install);

sub setting
{
	my $value = `psql -XqAtd postgres -c "SELECT current_setting('$_[0]', true)"`;

	chomp $value;
	return $value;
}

# The directory of scripts and the library; nothing if the server sees no staged install.
sub staged_install
{
	my $pg_config = $ENV{PG_CONFIG} || 'pg_config';

	chomp(my $sharedir = `"$pg_config" --sharedir`);
	chomp(my $pkglibdir = `"$pg_config" --pkglibdir`);
	my $destdir = setting('extension_destdir');
	return ("$destdir$sharedir/extension", "$destdir$pkglibdir/placebase.so") if $destdir;
	return ("$1/extension", (split /:/, setting('dynamic_library_path'))[0] . '/placebase.so')
	  if setting('extension_control_path') =~ /^(\/[^:]+):/;
	return;
}

1;

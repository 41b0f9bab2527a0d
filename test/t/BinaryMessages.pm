# What a client may send as a binary value, well formed or hostile.
package BinaryMessages;

use strict;
use warnings;

use Exporter 'import';
use File::Temp;

our @EXPORT = qw(psql received sent code);

# What psql prints (standard output and errors) for some SQL.
sub psql
{
	my ($sql) = @_;
	my $file = File::Temp->new;

	print $file "\\set VERBOSITY verbose\n$sql\n";
	close $file;
	return scalar `psql -XqAt -f $file 2>&1`;
}

# The text form of a value of a type received as these bytes, or the SQLSTATE of
# the error; dies if the server went away.
sub received
{
	my ($type, $message) = @_;
	my $file = File::Temp->new;
	my $answer;

	binmode $file;
	print $file "PGCOPY\n\xff\r\n\0", pack('N N', 0, 0), pack('n N/a*', 1, $message), pack('n', 0xffff);
	close $file;
	$answer = psql("CREATE TEMP TABLE received (value $type);\n\\copy received FROM '$file' (FORMAT binary)\nSELECT value FROM received;");
	die "the server went away: $answer" if $answer =~ /server closed the connection|could not connect/;
	return $1 if $answer =~ /ERROR:\s+(\w{5}):/;
	chomp $answer;
	return $answer;
}

# The bytes that the server sends for a value.
sub sent
{
	my ($type, $text) = @_;
	my $hex = psql("SELECT encode(${type}_send(\$\$$text\$\$::$type), 'hex');");

	die $hex if $hex !~ /^[0-9a-f]*$/;
	chomp $hex;
	return pack('H*', $hex);
}

# A code in a message: its length and its bytes.
sub code
{
	my ($text) = @_;

	return pack('N/a*', $text);
}

1;

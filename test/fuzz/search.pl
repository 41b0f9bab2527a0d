# The search of test/fuzz/run: one process of postgres --single for each type and form.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../t";
use Cluster;
use Values;

my $server = Cluster->new('search', "shared_preload_libraries = '$ENV{work}/fuzz.so'\n");
my $corpus = "$ENV{top}/test/fuzz/corpus";
my $longest = 400;
my $kept = 150;

$server->query(qq{
	CREATE EXTENSION placebase;
	CREATE FUNCTION libfuzzer(regtype, boolean, text, text[]) RETURNS integer STRICT LANGUAGE C AS '$ENV{work}/fuzz.so'});
my @types = split /\n/, $server->query(q{
	SELECT typname FROM pg_type JOIN pg_depend ON classid = 'pg_type'::regclass AND objid = pg_type.oid
	JOIN pg_extension ON refclassid = 'pg_extension'::regclass AND refobjid = pg_extension.oid
	WHERE extname = 'placebase' AND typtype = 'b' AND typelem = 0 ORDER BY typname});
@types = split ' ', $ENV{PLACEBASE_TYPES} if $ENV{PLACEBASE_TYPES};
my %sample;
for my $type (@types)
{
	for my $text (values_of($type))
	{
		my $literal = $text =~ s/'/''/gr;

		push @{ $sample{"$type.text"} }, $text;
		push @{ $sample{"$type.binary"} }, pack('H*', $server->query("SELECT encode(${type}_send('$literal'), 'hex')"));
	}
}
$server->stop;

# libFuzzer's driver with these arguments; what it prints.
sub drive
{
	my ($type, $form, @arguments) = @_;
	my $list = join ', ', map { "'$_'" } @arguments;
	my $binary = $form eq 'binary' ? 'true' : 'false';

	open(my $file, '>', "$server->{home}/query") or die $!;
	print $file "SELECT libfuzzer('$type', $binary, '$server->{home}/data/tape', ARRAY[$list])\n";
	close $file;
	return eval { $server->run('sh', '-c', 'exec "$0"/postgres --single -D "$1" postgres <"$2" 2>&1',
		$server->bin, $server->data, "$server->{home}/query") } // $@;
}

sub directory
{
	my ($name) = @_;
	my $path = "$server->{home}/$name";

	mkdir $path or die "$path: $!";
	chmod 0777, $path;
	return $path;
}

mkdir $corpus;
for my $type (@types)
{
	for my $form (qw(text binary))
	{
		my ($found, $faults) = map { directory("$type.$form.$_") } qw(found faults);
		my @seeds = @{ $sample{"$type.$form"} || [] };
		my $i = 0;

		if (open(my $file, '<', "$corpus/$type.$form"))
		{
			push @seeds, map { chomp; pack 'H*', $_ } <$file>;
		}
		for my $seed (@seeds)
		{
			open(my $file, '>:raw', "$found/seed-" . $i++) or die $!;
			print $file $seed;
			close $file;
		}

		my $printed = drive($type, $form, "-max_total_time=$ENV{seconds}", '-max_len=2000', '-print_final_stats=1',
			'-detect_leaks=0', '-rss_limit_mb=4096', "-artifact_prefix=$faults/", $found);
		my ($runs) = $printed =~ /number_of_executed_units: (\d+)/;
		my ($last) = reverse $printed =~ /^(#\d+\s.*)$/mg;

		print "$type, $form: ", $runs // 'no', " runs, ", $last // '', "\n";
		for my $fault (glob "$faults/*")
		{
			open(my $file, '<:raw', $fault);
			print "  FAULT: ", unpack('H*', join '', <$file>), "\n";
		}
		print $printed if !defined $runs || glob "$faults/*";

		# each took a new branch when it was found; the short ones say it in fewest bytes
		my @lines;
		for my $path (grep { -s $_ <= $longest } glob "$found/*")
		{
			open(my $file, '<:raw', $path);
			push @lines, unpack 'H*', join '', <$file> // '';
		}
		@lines = sort { length $a <=> length $b || $a cmp $b } @lines;
		splice @lines, $kept if @lines > $kept;

		# what is there stays: somebody put it there for what it found
		if (open(my $file, '<', "$corpus/$type.$form"))
		{
			my %there = map { chomp; $_ => 1 } <$file>;

			@lines = ((sort { length $a <=> length $b || $a cmp $b } keys %there), grep { !$there{$_} } @lines[ 0 .. ($#lines < $kept ? $#lines : $kept - 1) ]);
		}
		open(my $file, '>', "$corpus/$type.$form") or die $!;
		print $file map { "$_\n" } @lines;
		close $file;
		print "  ", scalar @lines, " messages kept\n";
	}
}

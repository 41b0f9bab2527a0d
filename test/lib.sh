# test/lib.sh: what demo/run, test/run and .ci/run share.
#
#   install_missing PART...   install what is missing from Debian's packages
#   build DIR [VAR=VALUE...]  build a copy of the sources in DIR, stage the install in DIR/stage
#   with_server DIR COMMAND   run COMMAND against a throwaway server that sees only that staged install
#
# The checkout stays as it is: everything is built in a temporary directory, and
# the extension is staged there too, so the PostgreSQL of this machine is not
# touched.  Everything but the Debian packages is gone at the end.

set -euo pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
me=${0#"$top/"}

progress() { printf '%s: %s\n' "$me" "$*" >&2; }
fail() { progress "$*"; exit 1; }

# What a script says of itself is the comment at its top.
show_help() { sed -n '1d; /^#/!q; s/^# \{0,1\}//p' "$0"; }

# Where published data is, or nothing: PLACEBASE_SHARED, or ../shared beside the checkout.
find_shared()
{
	shared=${PLACEBASE_SHARED-$top/../shared}
	if [ -d "$shared" ]
	then
		shared=$(cd "$shared" && pwd)
	else
		shared=
	fi
}

# ---- a directory of our own, gone at the end -----------------------------

start_work()
{
	work=$(mktemp -d "${TMPDIR:-/tmp}/placebase.XXXXXX")
	chmod 755 "$work"			# the server runs as somebody else and reads the staged files
	trap 'rm -rf "$work"' EXIT
	trap 'stop HUP 129' HUP
	trap 'stop INT 130' INT
	trap 'stop TERM 143' TERM
}

# at_once COMMAND...: run it so that a signal to this script ends it and all that it started.
# Otherwise the shell would wait for the command before it heard the signal.
job=
at_once()
{
	local status=0

	set -m						# a process group of its own
	(
		# waits for what the signal ended, which tidies up after itself
		trap 'exit 129' HUP
		trap 'exit 130' INT
		trap 'exit 143' TERM
		"$@"
	) &
	job=$!
	set +m
	wait "$job" || status=$?
	job=
	return "$status"
}

stop()							# stop SIGNAL STATUS
{
	trap '' HUP INT TERM		# once is enough
	if [ -n "$job" ]
	then
		{
			kill -s "$1" -- "-$job"
			end_server
			wait "$job"
		} 2>/dev/null || true	# the shell's own word on who was killed
	fi
	exit "$2"
}

# The server of that job is ended with its directory here and now: pg_virtualenv would start three
# Perl programs for it, which takes seconds on a busy machine.
end_server()
{
	local directory file server attempt

	directory=$(cat "$work/server.started") || return 0
	[[ $directory == */pg_virtualenv.* && -d $directory ]] || return 0	# what is removed is its own
	kill -s KILL -- "-$job" || true
	for file in "$directory"/data/*/*/postmaster.pid
	do
		server=$(head -n 1 "$file") && kill -s QUIT "$server" || continue
		for attempt in {1..1000}
		do
			[ -e "$file" ] && kill -s 0 "$server" || break
			sleep 0.01
		done
	done
	rm -rf "$directory" &		# thousands of files
	rm -rf "$work"
	wait $!
}

# ---- packages -------------------------------------------------------------

# Can extensions be built for this server?  The client's package has pg_config and
# pgxs.mk on its own; the headers come with the last package to be there.
has_headers() { [ -f "/usr/include/postgresql/$1/server/postgres.h" ]; }

# The newest server on this machine that extensions can be built for.
server_version()
{
	local directory version

	for directory in $(ls -rvd /usr/lib/postgresql/*/ 2>/dev/null)
	do
		version=$(basename "$directory")
		if [ -x "$directory/bin/postgres" ] && has_headers "$version"
		then
			echo "$version"
			return
		fi
	done
}

as_root()
{
	if [ "$(id -u)" = 0 ]
	then
		"$@"
	elif command -v sudo >/dev/null
	then
		sudo "$@"
	else
		fail "some Debian packages are missing, and neither root nor sudo is at hand to install them: ${missing[*]}"
	fi
}

apt()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" \
		>>"$work/apt.log" 2>&1 </dev/null
}

refresh_package_lists()
{
	local attempt

	for attempt in 1 2 3 4 5 6
	do
		apt update && return
		sleep 5					# another apt may hold the lock on the lists
	done
}

need()							# need PACKAGE unless COMMAND...: note the package if the test fails
{
	local package=$1

	shift 2
	"$@" >/dev/null 2>&1 || missing+=("$package")
}

debian_version()				# the server that Debian's package postgresql stands for, if the lists of packages are there
{
	apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1 || true
}

# Debian's packages, in one place.  Parts: build, test, dist, documents, dashboard, browser, clang, roots, package.
list_missing()
{
	local part version

	version=$(server_version)
	version=${version:-$(debian_version)}
	missing=()
	for part
	do
		case $part in
			build)
				need gcc unless command -v gcc
				need libc6-dev unless test -f /usr/include/stdio.h
				need make unless command -v make
				need postgresql-common unless command -v pg_virtualenv
				need "postgresql-${version:-15}" unless test -x "/usr/lib/postgresql/$version/bin/postgres"
				need "postgresql-server-dev-${version:-15}" unless has_headers "$version"
				need g++ unless command -v g++
				need libboost-dev unless test -f /usr/include/boost/math/special_functions/gamma.hpp
				;;
			test)
				need perl unless command -v prove
				need "postgresql-${version:-15}-pgtap" unless test -f "/usr/share/postgresql/$version/extension/pgtap.control"
				need libtap-parser-sourcehandler-pgtap-perl unless command -v pg_prove
				;;
			dist)
				need git unless command -v git
				need unzip unless command -v unzip
				;;
			documents)
				need mkdocs unless command -v mkdocs
				need "postgresql-${version:-15}-postgis-3" unless test -f "/usr/share/postgresql/$version/extension/postgis.control"
				;;
			dashboard)
				need r-base-core unless command -v Rscript
				need r-cran-shiny unless test -d /usr/lib/R/site-library/shiny
				need r-cran-rpostgresql unless test -d /usr/lib/R/site-library/RPostgreSQL
				need libjs-leaflet unless test -f /usr/share/javascript/leaflet/leaflet.js
				need python3-plotly unless test -f /usr/share/python3-plotly/plotly.js
				need fonts-inter unless test -d /usr/share/fonts/opentype/inter
				;;
			browser)
				need chromium unless command -v chromium
				need chromium-driver unless command -v chromedriver
				need python3-selenium unless test -d /usr/lib/python3/dist-packages/selenium
				need poppler-utils unless command -v pdftotext
				;;
			clang)
				need clang unless command -v clang
				;;
			roots)
				need mmdebstrap unless command -v mmdebstrap
				need iproute2 unless command -v ip
				;;
			package)
				need debhelper unless command -v dh
				need postgresql-server-dev-all unless command -v dh_pgxs_test
				need lintian unless command -v lintian
				need rpm unless command -v rpm
				need rpmlint unless command -v rpmlint
				need iproute2 unless command -v ip
				;;
		esac
	done
}

install_missing()
{
	local no_cluster=/etc/postgresql-common/createcluster.d/placebase-install.conf

	list_missing "$@"
	if [ "${#missing[@]}" != 0 ]
	then
		if [ -z "$(server_version)$(debian_version)" ]
		then
			progress "reading the lists of Debian's packages ..."
			refresh_package_lists || show_and_fail "$work/apt.log" "apt-get update failed"
			list_missing "$@"
		fi
		progress "installing from Debian's packages: ${missing[*]} ..."
		# A new server package would create and start a cluster called main: not wanted here.
		if [ ! -d /usr/lib/postgresql ]
		then
			as_root sh -c "mkdir -p ${no_cluster%/*} && echo 'create_main_cluster = false' >$no_cluster"
		fi
		apt install --no-install-recommends "${missing[@]}" ||
			{ refresh_package_lists && apt install --no-install-recommends "${missing[@]}"; } || {
			as_root rm -f "$no_cluster"
			show_and_fail "$work/apt.log" "the packages could not be installed"
		}
		as_root rm -f "$no_cluster"
	fi
	version=$(server_version)
	[ -n "$version" ] || fail "no PostgreSQL server with its headers under /usr/lib/postgresql"
	pg_bin=/usr/lib/postgresql/$version/bin
	export PG_CONFIG=$pg_bin/pg_config
}

show_and_fail()					# show_and_fail LOG MESSAGE
{
	tail -n 30 "$1" >&2
	fail "$2"
}

# ---- build and server -----------------------------------------------------

build()							# build DIR [VAR=VALUE...]
{
	local directory=$1

	shift
	mkdir -p "$directory"
	cp -R "$top/Makefile" "$top/placebase.control" "$top/src" "$top/sql" "$top/doc" "$directory"
	find "$directory" \( -name '*.o' -o -name '*.bc' -o -name '*.so' \) -delete
	make -s -C "$directory" -j2 PG_CONFIG="$PG_CONFIG" "$@" >"$directory/make.log" 2>&1 ||
		show_and_fail "$directory/make.log" "the build failed"
	make -s -C "$directory" PG_CONFIG="$PG_CONFIG" "$@" \
		DESTDIR="$directory/stage" install >>"$directory/make.log" 2>&1 ||
		show_and_fail "$directory/make.log" "the staged install failed"
	chmod -R a+rX "$directory"
}

with_server()					# with_server DIR COMMAND...; more settings in the array server_settings
{
	local stage=$1/stage setting attempt status
	local settings=()

	shift
	if [ "$version" -lt 18 ]
	then
		settings+=(-o "extension_destdir=$stage")
	else
		settings+=(-o "extension_control_path=$stage$("$PG_CONFIG" --sharedir):\$system"
			-o "dynamic_library_path=$stage$("$PG_CONFIG" --pkglibdir):\$libdir")
	fi
	for setting in "${server_settings[@]}"
	do
		settings+=(-o "$setting")
	done
	unset PGPORT PGHOST PGUSER PGDATABASE PGPASSWORD PGOPTIONS PGSERVICE PGSYSCONFDIR
	export PATH=$pg_bin:$PATH
	for attempt in 1 2 3
	do
		# pg_virtualenv's own words go to a log; the command's go where ours go.
		status=0
		pg_virtualenv -t -v "$version" -c '--locale=C.UTF-8 --encoding=UTF8' "${settings[@]}" \
			bash -c 'echo "${PG_CLUSTER_CONF_ROOT%/*}" >"$0"; exec "$@" >&3 2>&4 3>&- 4>&-' "$work/server.started" "$@" \
			3>&1 4>&2 >"$work/server.log" 2>&1 </dev/null || status=$?
		[ ! -e "$work/server.started" ] || return "$status"
		sleep "$attempt"		# somebody else's server may have taken the port at the same moment
	done
	show_and_fail "$work/server.log" "the throwaway server did not start"
}

# ---- other roots -----------------------------------------------------------

# copy_sources DIR: the checkout as it is, without what git or a build keeps there
copy_sources()
{
	mkdir -p "$1"
	tar -C "$top" -c --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' . | tar -C "$1" -x
}

# in_namespaces COMMAND...: its mounts, processes and network are its own, and end with it
in_namespaces()
{
	unshare --mount --mount-proc --pid --ipc --net --fork --kill-child "$@"
}

# furnish_root DIR: in those namespaces, what a root needs for programs to run in it
furnish_root()
{
	ip link set lo up
	mount -t proc proc "$1/proc"
	mount --rbind /dev "$1/dev"
	mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
	mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
}

# Throwaway: speed before durability, and one parallel worker per core or two.
server_settings=(fsync=off synchronous_commit=off full_page_writes=off max_wal_size=4GB shared_buffers=256MB
	max_parallel_workers=8 jit=off log_min_messages=warning)

# bench/lib.sh: timing two statements in pairs.
#
#   ratio LABEL LIMIT STATEMENT BASE     runs both in turn, in one session, and prints
#                                        the median time of the first over that of the second
#
# Ratios of neighbours in time say more than seconds on a machine that others share.
# RUNS is how many pairs (7); UNITS how many times as much the first has to do (1);
# the server is the one that PGHOST and the like name.

set -euo pipefail
runs=${RUNS:-7}

median() { sort -n | awk '{ t[NR] = $1 } END { print (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2 }'; }

# Settings that every session of a benchmark starts with.
settings=${settings:-}

ratio()
{
	local label=$1 limit=$2 statement=$3 base=$4 times
	local session="$settings
\\o /dev/null
$statement;
$base;
\\timing on
"
	for ((i = 0; i < runs; i++))
	do
		session+="$statement;
$base;
"
	done
	times=$(psql -XqAt -v ON_ERROR_STOP=1 <<<"$session" | awk '$1 == "Time:" { print $2 }')
	[ "$(wc -l <<<"$times")" = $((2 * runs)) ] || { echo "$label: failed" >&2; return 1; }
	awk -v label="$label" -v limit="$limit" -v s="$(awk 'NR % 2 == 1' <<<"$times" | median)" -v b="$(awk 'NR % 2 == 0' <<<"$times" | median)" -v units="${UNITS:-1}" \
		'BEGIN { s /= units; printf "%-70s %5.2f  (at most %s)%s\n", label, s / b, limit, (limit != "-" && s / b > limit + 0 ? "  MISSED" : "") }'
}

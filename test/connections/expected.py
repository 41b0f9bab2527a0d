"""What the Python clients share: the expected rows, and a line of TAP for each check."""

import csv
import datetime
import os
import sys
import threading
import time

VIEWS = []
KINDS = {}
with open(os.path.join(os.environ["EXPECTED"], "kinds.csv")) as file:
    for view, column, kind in csv.reader(file):
        KINDS.setdefault(view, []).append((column, kind))
VIEWS = list(KINDS)
BIG_CELLS = 300 * 1000
BIG_TOTAL = sum(p * a % 17 + 0.5 for p in range(1, 301) for a in range(1, 1001))

# The Python type that each SQL type must arrive as.
PYTHON = {
    "text": str,
    "integer": int,
    "double precision": float,
    "boolean": bool,
    "timestamp with time zone": datetime.datetime,
    "interval": datetime.timedelta,
}

done = 0
failures = 0


def ok(passed, what, *more):
    global done, failures
    done += 1
    failures += not passed
    print("ok" if passed else "not ok", done, "-", what)
    for line in more if not passed else ():
        print("#", what, line, file=sys.stderr)


def finish():
    print(f"1..{done}")
    raise SystemExit(failures > 0)


def comparable(value, kind):
    """A value as its text in the files, numbers as numbers."""
    if value is None:
        return ""
    if kind == "double precision":
        return float(value)
    if kind == "boolean":
        return "t" if value else "f"
    if kind == "timestamp with time zone":
        if value.tzinfo is None:
            value = value.replace(tzinfo=datetime.timezone.utc)
        return str(round(value.timestamp()))
    if kind == "interval" and hasattr(value, "total_seconds"):
        return str(round(value.total_seconds()))
    return str(value)


def check_view(view, columns, rows, python=PYTHON):
    kinds = [kind for _, kind in KINDS[view]]
    names = [name for name, _ in KINDS[view]]
    ok(columns == names, f"{view}: columns", columns, names)
    wrong = {
        (name, type(value).__name__)
        for row in rows
        for name, kind, value in zip(names, kinds, row)
        if value is not None and kind in python and type(value) is not python[kind]
    }
    ok(not wrong, f"{view}: types", wrong)
    with open(os.path.join(os.environ["EXPECTED"], view + ".csv"), newline="") as file:
        wanted = [
            [float(v) if kind == "double precision" and v != "" else v for v, kind in zip(row, kinds)]
            for row in csv.reader(file)
        ]
    found = [[comparable(v, kind) for v, kind in zip(row, kinds)] for row in rows]
    # what a driver has no type for is only read
    for i, kind in enumerate(kinds):
        if kind not in python:
            for row in wanted + found:
                row[i] = None
    different = [pair for pair in zip(found, wanted) if pair[0] != pair[1]]
    ok(len(found) == len(wanted) > 0 and not different, f"{view}: {len(wanted)} rows", len(found), *different[:3])


def check_cancel(what, run, cancel, state_of):
    """Starts a long query, cancels it from another thread, and says how long that took."""
    started = time.monotonic()
    timer = threading.Timer(0.5, cancel)
    timer.start()
    state = "it ended"
    try:
        run()
    except Exception as error:
        state = state_of(error)
    timer.join()
    seconds = time.monotonic() - started
    ok(state == "57014" and seconds < 20, f"{what}: a query is cancelled", state, seconds)


# Long enough for any machine, most of it inside one function call after the other.
LONG_QUERY = "SELECT sum(total(flows * transpose(flows))) FROM connection_big, generate_series(1, 100000)"

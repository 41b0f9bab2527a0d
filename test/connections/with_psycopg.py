"""psycopg 3: notebooks and services; text and binary protocol."""

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

from expected import *

connection = psycopg.connect("", autocommit=True)
ok(True, f"psycopg {psycopg.__version__}")

for binary in (False, True):
    protocol = "binary" if binary else "text"
    for view in VIEWS:
        cursor = connection.execute(f"SELECT * FROM {view} ORDER BY 1, 2", binary=binary)
        check_view(view, [c.name for c in cursor.description], cursor.fetchall())

    # prepared at once, asked again and again
    places = [row[0] for row in connection.execute("SELECT place FROM borough ORDER BY 1")]
    found = [
        connection.execute("SELECT registered_per_resident FROM borough WHERE place = %s", [place], prepare=True, binary=binary).fetchone()[0]
        for place in places
    ]
    wanted = [row[0] for row in connection.execute("SELECT registered_per_resident FROM borough ORDER BY place")]
    ok(found == wanted and all(type(x) is float for x in found), f"prepared statement, {protocol}", found, wanted)
    prepared = connection.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%registered_per_resident%'").fetchone()[0]
    ok(prepared >= 1, f"it was prepared on the server, {protocol}")

    # a value goes out and comes back
    for column, kind in (("care", "care_history"), ("people", "place_counts"), ("flows", "place_flows"), ("profile", "attendance_profile")):
        value = connection.execute(f"SELECT {column} FROM connection_value", binary=binary).fetchone()[0]
        ok(type(value) is (bytes if binary else str), f"{kind} arrives, {protocol}", type(value))
        if binary:
            oid = connection.execute("SELECT %s::regtype::oid::int", [kind]).fetchone()[0]

            class Raw(bytes):
                pass

            class RawDumper(Dumper):
                format = Format.BINARY

                def dump(self, obj):
                    return bytes(obj)

            RawDumper.oid = oid
            connection.adapters.register_dumper(Raw, RawDumper)
            value = Raw(value)
        same = connection.execute(f"SELECT {column} = %{'b' if binary else 's'}::{kind} FROM connection_value", [value]).fetchone()[0]
        ok(same is True, f"{kind} goes back, {protocol}")

    # a cursor on the server
    with connection.transaction():
        with connection.cursor(f"big_{protocol}", binary=binary) as cursor:
            cursor.itersize = 5000
            cursor.execute("SELECT origin, destination, n FROM connection_big, cells(flows)")
            cells, total = 0, 0.0
            for origin, destination, n in cursor:
                cells += 1
                total += n
    ok(cells == BIG_CELLS and total == BIG_TOTAL, f"a cursor over {BIG_CELLS} rows, {protocol}", cells, total)

try:
    connection.execute("SELECT %b::attendance_profile", [Raw(b"\1\0")])
    state = None
except psycopg.Error as error:
    state = error.sqlstate
ok(state == "22P03", "a hostile value is an error", state)
check_cancel("psycopg", lambda: connection.execute(LONG_QUERY), connection.cancel, lambda e: getattr(e, "sqlstate", repr(e)))
ok(connection.execute("SELECT 1").fetchone()[0] == 1, "the connection lives on")
finish()

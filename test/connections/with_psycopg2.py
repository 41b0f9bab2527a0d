"""psycopg2: what most of Python's world still connects with."""


import psycopg2

from expected import *

connection = psycopg2.connect("")
connection.autocommit = True
cursor = connection.cursor()
ok(True, f"psycopg2 {psycopg2.__version__}")

for view in VIEWS:
    cursor.execute(f"SELECT * FROM {view} ORDER BY 1, 2")
    check_view(view, [c.name for c in cursor.description], cursor.fetchall())

cursor.execute("PREPARE ratio(text) AS SELECT registered_per_resident FROM borough WHERE place = $1")
cursor.execute("EXECUTE ratio(%s)", ["B1"])
found = cursor.fetchone()[0]
cursor.execute("SELECT registered_per_resident FROM borough WHERE place = 'B1'")
ok(type(found) is float and found == cursor.fetchone()[0], "prepared statement", found)

for column, kind in (("care", "care_history"), ("people", "place_counts"), ("flows", "place_flows"), ("profile", "attendance_profile")):
    cursor.execute(f"SELECT {column} FROM connection_value")
    value = cursor.fetchone()[0]
    cursor.execute(f"SELECT {column} = %s::{kind} FROM connection_value", [value])
    ok(type(value) is str and cursor.fetchone()[0] is True, f"{kind} comes and goes")

connection.autocommit = False
big = connection.cursor("big")
big.itersize = 5000
big.execute("SELECT origin, destination, n FROM connection_big, cells(flows)")
cells, total = 0, 0.0
for origin, destination, n in big:
    cells += 1
    total += n
ok(cells == BIG_CELLS and total == BIG_TOTAL, f"a cursor over {BIG_CELLS} rows", cells, total)
connection.rollback()

check_cancel("psycopg2", lambda: cursor.execute(LONG_QUERY), connection.cancel, lambda e: getattr(e, "pgcode", repr(e)))
connection.rollback()
cursor.execute("SELECT 1")
ok(cursor.fetchone()[0] == 1, "the connection lives on")
finish()

"""psqlODBC through pyodbc: the path of Excel, Power BI and Tableau."""

import os

import pyodbc

from expected import *

base = "DRIVER={PostgreSQL Unicode};SERVER=%s;PORT=%s;DATABASE=%s;UID=%s;PWD=%s;" % tuple(
    os.environ.get(name, "") for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD")
)
# As a warehouse's driver is set up: numbers as numbers, booleans as bits.
base += "BoolsAsChar=0;MaxVarcharSize=1024;UseServerSidePrepare=1;"
# ODBC has no time with a zone: it comes as the session's own.  Intervals come as text.
ODBC = {kind: python for kind, python in PYTHON.items() if kind != "interval"}

connection = pyodbc.connect(base, autocommit=True)
cursor = connection.cursor()
ok(True, f"pyodbc {pyodbc.version}, {connection.getinfo(pyodbc.SQL_DRIVER_NAME)} {connection.getinfo(pyodbc.SQL_DRIVER_VER)}")

for view in VIEWS:
    cursor.execute(f"SELECT * FROM {view} ORDER BY 1, 2")
    names = [c[0] for c in cursor.description]
    types = [c[1] for c in cursor.description]
    ok(
        types == [ODBC.get(kind, str) for _, kind in KINDS[view]],
        f"{view}: what the driver says of its columns",
        types,
        KINDS[view],
    )
    check_view(view, names, [tuple(row) for row in cursor.fetchall()], ODBC)

# What a BI tool does first: it asks the catalogue.
columns = {row.column_name: row.type_name for row in cursor.columns(table="practice_continuity", schema="demo")}
ok((columns.get("practice"), columns.get("patients"), columns.get("coc")) == ("text", "int4", "float8"), "columns of a view in the catalogue", columns)

wanted = [tuple(row) for row in cursor.execute("SELECT place, registered_per_resident FROM borough ORDER BY place").fetchall()]
found = [(p, cursor.execute("SELECT registered_per_resident FROM borough WHERE place = ?", p).fetchone()[0]) for p, _ in wanted]
ok(found == wanted and all(type(x) is float for _, x in found), "prepared statement", found, wanted)

for column, kind in (("care", "care_history"), ("people", "place_counts"), ("flows", "place_flows"), ("profile", "attendance_profile")):
    value = cursor.execute(f"SELECT {column}::text FROM connection_value").fetchone()[0]
    same = cursor.execute(f"SELECT {column} = ?::text::{kind} FROM connection_value", value).fetchone()[0]
    ok(type(value) is str and same is True, f"{kind} comes and goes as text", value[:80], same)

with pyodbc.connect(base + "UseDeclareFetch=1;Fetch=5000;") as fetching:
    big = fetching.cursor()
    big.execute("SELECT origin, destination, n FROM connection_big, cells(flows)")
    cells, total = 0, 0.0
    while rows := big.fetchmany(5000):
        cells += len(rows)
        total += sum(row[2] for row in rows)
    ok(cells == BIG_CELLS and total == BIG_TOTAL, f"a cursor over {BIG_CELLS} rows", cells, total)

check_cancel("ODBC", lambda: cursor.execute(LONG_QUERY).fetchall(), cursor.cancel, lambda e: "57014" if "57014" in str(e) or "cancel" in str(e).lower() else repr(e))
ok(cursor.execute("SELECT 1").fetchone()[0] == 1, "the connection lives on")
finish()

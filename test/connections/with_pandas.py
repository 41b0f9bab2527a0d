"""SQLAlchemy with pandas: notebooks, and what Superset asks through."""

import os

import pandas
import sqlalchemy

from expected import *

engine = sqlalchemy.create_engine("postgresql+psycopg2://")
ok(True, f"pandas {pandas.__version__}, SQLAlchemy {sqlalchemy.__version__}")

# The kinds of column that a data frame has: O is text, M a time, m an interval.
DTYPES = {"text": "O", "integer": "iu", "double precision": "f", "boolean": "bO", "timestamp with time zone": "M", "interval": "m"}

with engine.connect() as connection:
    for view in VIEWS:
        frame = pandas.read_sql(sqlalchemy.text(f"SELECT * FROM {view} ORDER BY 1, 2"), connection)
        kinds = [kind for _, kind in KINDS[view]]
        dtypes = [frame[c].dtype.kind for c in frame.columns]
        # whole numbers with a gap and columns without a value have no kind of their own
        ok(
            all(d in DTYPES[k] or frame[c].isna().any() for d, k, c in zip(dtypes, kinds, frame.columns)),
            f"{view}: kinds of columns",
            dtypes,
            kinds,
        )
        rows = [
            [None if pandas.isna(v) else v.to_pydatetime() if kind.startswith("timestamp") else v.item() if hasattr(v, "item") else v for v, kind in zip(row, kinds)]
            for row in frame.itertuples(index=False)
        ]
        rows = [[int(v) if kind == "integer" and v is not None else v for v, kind in zip(row, kinds)] for row in rows]
        check_view(view, list(frame.columns), rows, {k: v for k, v in PYTHON.items() if k != "interval"})

    found = connection.execute(sqlalchemy.text("SELECT registered_per_resident FROM borough WHERE place = :place"), {"place": "B1"}).scalar()
    ok(type(found) is float, "a query with a parameter", found)

    table = sqlalchemy.Table("practice_continuity", sqlalchemy.MetaData(), autoload_with=engine, schema="demo")
    ok(
        [type(table.c[c].type).__name__ for c in ("practice", "patients", "coc")] == ["TEXT", "INTEGER", "DOUBLE_PRECISION"],
        "SQLAlchemy reads the types of a view from the catalogue",
        [type(c.type).__name__ for c in table.c],
    )
    mean = connection.execute(sqlalchemy.select(sqlalchemy.func.sum(table.c.patients))).scalar()
    ok(mean == pandas.read_sql(sqlalchemy.text("SELECT patients FROM practice_continuity"), connection)["patients"].sum(), "a query that SQLAlchemy writes")

    chunks = pandas.read_sql(
        sqlalchemy.text("SELECT origin, destination, n FROM connection_big, cells(flows)"),
        connection.execution_options(stream_results=True),
        chunksize=50000,
    )
    sizes = [(len(chunk), chunk["n"].sum(), chunk["n"].dtype.kind) for chunk in chunks]
    ok(
        sum(s[0] for s in sizes) == BIG_CELLS and sum(s[1] for s in sizes) == BIG_TOTAL and {s[2] for s in sizes} == {"f"} and len(sizes) == 6,
        f"a frame of {BIG_CELLS} rows in pieces",
        sizes,
    )

with engine.connect() as connection:
    raw = connection.connection.connection if hasattr(connection.connection, "connection") else connection.connection.driver_connection
    check_cancel(
        "SQLAlchemy",
        lambda: connection.execute(sqlalchemy.text(LONG_QUERY)),
        raw.cancel,
        lambda e: getattr(getattr(e, "orig", None), "pgcode", repr(e)),
    )
finish()

"""Where the views lie: a SQLite file of their own, or the log's PostgreSQL database (tables ``view_...``).

Promises: :func:`exclusive` lets one worker at a time change the views and never waits long for another; a reader never
waits for a writer (WAL, MVCC). Views may be lost in a crash of the machine without harm: they are rebuilt.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, QueuePool, create_engine, event, text
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import OperationalError

BUSY_SECONDS = 5.0
"""How long a SQLite worker waits for another worker's transaction."""


def open_engine(url: str, *, pool_size: int = 2) -> Engine:
    """The engine that writes views. ``url``: ``sqlite:///path`` or ``postgresql+psycopg://...``."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=pool_size, max_overflow=0)
    engine = _sqlite(url, pool_size)

    @event.listens_for(engine, "connect")
    def _durable_enough(connection: SqliteConnection, _: Any) -> None:
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")

    return engine


def open_scratch(path: Path) -> Engine:
    """A new SQLite file that only this process uses, through one connection, and that is thrown away if it dies."""
    engine = _sqlite(f"sqlite:///{path}", 1)

    @event.listens_for(engine, "connect")
    def _fast(connection: SqliteConnection, _: Any) -> None:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def open_reader(engine: Engine, *, pool_size: int = 4) -> Engine:
    """A second engine on the same database, with connections of its own that cannot write."""
    url = engine.url.render_as_string(hide_password=False)
    if engine.dialect.name == "sqlite":
        reader = _sqlite(url, pool_size)

        @event.listens_for(reader, "connect")
        def _read_only(connection: SqliteConnection, _: Any) -> None:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cache_size = -16384")

        return reader
    # One plan for the present and the past: for early positions the planner would rather walk a whole primary key.
    options = {"options": "-c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan"}
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        connect_args=options,
    )


def _sqlite(url: str, pool_size: int) -> Engine:
    arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS, "isolation_level": None}
    return create_engine(url, poolclass=QueuePool, pool_size=pool_size, max_overflow=0, connect_args=arguments)


def _write_ahead(connection: SqliteConnection) -> None:
    """Switches to WAL. SQLite refuses at once, without its busy timeout, while another connection switches too."""
    deadline = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except SqliteError:
            if monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def named(dialect: Dialect) -> Dialect:
    """The dialect with named parameters, whose compiled statements go to the driver as they are."""
    return SQLiteDialect_pysqlite(paramstyle="named") if dialect.name == "sqlite" else dialect


@contextmanager
def exclusive(engine: Engine) -> Iterator[Connection | None]:
    """A transaction in which nobody else changes views; ``None`` if another worker is at it.

    Leaving the block commits, an error rolls back.
    """
    with engine.begin() as connection:
        yield connection if _alone(connection) else None


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees everything as it is at its first question, however long it asks on; nobody is held up."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**level) as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        yield connection


def own_lock(connection: Connection, name: str, take: str = "pg_try_advisory_xact_lock") -> bool:
    """Whether the PostgreSQL advisory lock of this name, one for each schema, is this connection's now."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    tried = text(f"SELECT {take}(:key # hashtextextended(current_schema(), 0))")
    return bool(connection.execute(tried, {"key": key}).scalar())


def _alone(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return own_lock(connection, "biaogan/views")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if isinstance(error.orig, SqliteError) and error.orig.sqlite_errorname.startswith("SQLITE_BUSY"):
            return False
        raise
    return True

"""Connections to the log database (数据库连接): SQLite or PostgreSQL, explicit transactions, one family of errors.

Promise: a commit has reached the disk when `writing()` ends (SQLite: WAL with synchronous=FULL; PostgreSQL:
synchronous_commit is never off); a process writes through one connection, one transaction at a time; every error of a
driver leaves this module under the PEP 249 name that `eventsourcing.persistence` gives it. Drivers run in autocommit
mode and each transaction is opened by BEGIN: on SQLite BEGIN IMMEDIATE for writing, so that no lock is upgraded midway.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from json import dumps
from time import monotonic, sleep
from typing import Any

import psycopg
import sqlalchemy as sa
from eventsourcing import persistence
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.pool import PoolProxiedConnection

from biaogan.ledger.errors import LedgerError

LOCK_TIMEOUT = 15.0
"""Seconds that a writer waits for its turn before it fails with `LEDGER_BUSY`."""

_POLL_MS = 5  # SQLite's own waiting backs off to 100 ms, which starves a process beside a busy one
_NO_TRANSACTION = "biaogan_no_transaction"
_POSTGRES = (
    ("FROM [text]", "FROM unnest(?::text[]) AS s(value)"),
    ("IN [text]", "= ANY(?::text[])"),
    ("IN [bigint]", "= ANY(?::bigint[])"),
    ("?", "%s"),
)
_SQLITE = (
    ("FROM [text]", "FROM json_each(?)"),
    ("IN [text]", "IN (SELECT value FROM json_each(?))"),
    ("IN [bigint]", "IN (SELECT value FROM json_each(?))"),
)
_NAMES: dict[str, type[persistence.PersistenceError]] = {
    error.__name__: error
    for error in (
        persistence.InterfaceError,
        persistence.DataError,
        persistence.OperationalError,
        persistence.IntegrityError,
        persistence.InternalError,
        persistence.ProgrammingError,
        persistence.NotSupportedError,
        persistence.DatabaseError,
    )
}


class LedgerBusy(persistence.OperationalError):
    """A writer did not get the lock of the head row in time (账本繁忙). Nothing was written; try again later."""

    code = "LEDGER_BUSY"


class DatabaseUnsuitable(LedgerError):
    """The URL names a database that the ledger does not run on (不支持的数据库)."""


def create_engine(url: str | sa.URL, *, lock_timeout: float = LOCK_TIMEOUT) -> sa.Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://...` (a plain `postgresql://` means psycopg too).

    The pool is small: five connections, five more at need. Raises DatabaseUnsuitable for any other kind.
    """
    url = sa.make_url(url)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise DatabaseUnsuitable(f"the ledger runs on sqlite and on postgresql+psycopg, not on {url.drivername}")
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and url.database in (None, "", ":memory:"):
        raise DatabaseUnsuitable("the ledger needs a database file: memory does not survive a crash")
    engine = sa.create_engine(url, pool_size=5, max_overflow=5, pool_timeout=lock_timeout, pool_pre_ping=not is_sqlite)
    prepare = _prepare_sqlite if is_sqlite else _prepare_postgres

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        prepare(connection, int(lock_timeout * 1000))

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get(_NO_TRANSACTION):
            connection.exec_driver_sql("BEGIN")

    return engine


def _prepare_sqlite(connection: Any, milliseconds: int) -> None:
    connection.isolation_level = None
    deadline = monotonic() + milliseconds / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")  # of several processes that switch a new file, one is refused
            break
        except sqlite3.OperationalError as error:
            if not _is_sqlite_busy(error) or monotonic() > deadline:
                raise
            sleep(_POLL_MS / 1000)
    for pragma in (
        f"busy_timeout={milliseconds}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE deletes without asking the triggers
        "cache_size=-16384",
        "wal_autocheckpoint=4096",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, milliseconds: int) -> None:
    connection.autocommit = True
    connection.execute("SELECT set_config('lock_timeout', %s, false)", (str(milliseconds),))
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )


@contextmanager
def translated() -> Iterator[None]:
    """Raise errors of a driver, wrapped by SQLAlchemy or not, under their names in `eventsourcing.persistence`."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
        raise _translation(error) from error


def _translation(error: Exception) -> persistence.PersistenceError:
    cause: BaseException = error
    if isinstance(error, sa.exc.DBAPIError) and error.orig is not None:
        cause = error.orig
    if isinstance(cause, psycopg.errors.LockNotAvailable | sa.exc.TimeoutError) or _is_sqlite_busy(cause):
        return LedgerBusy(str(cause))
    for base in type(cause).__mro__:
        if base.__name__ in _NAMES:
            return _NAMES[base.__name__](str(cause))
    return persistence.DatabaseError(str(cause))


def _is_sqlite_busy(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Database:
    """One process's way to the log database (数据库). Thread-safe; `close()` gives the writing connection back."""

    def __init__(self, engine: sa.Engine, *, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self.engine = engine
        self.is_postgres = engine.dialect.name == "postgresql"
        self.lock_timeout = lock_timeout
        self._turn = threading.Lock()
        self._writer: PoolProxiedConnection | None = None

    def sql(self, text: str) -> str:
        """SQL written once for both: `?` is a parameter; `IN [text]`, `IN [bigint]` and `FROM [text]` (with a column
        `value`) stand for an array parameter, made by `array()`.
        """
        for old, new in _POSTGRES if self.is_postgres else _SQLITE:
            text = text.replace(old, new)
        return text

    def array(self, values: Sequence[str] | Sequence[int]) -> object:
        """Many values as one parameter of a statement made by `sql()`."""
        return list(values) if self.is_postgres else dumps(list(values))

    @contextmanager
    def reading(self) -> Iterator[DBAPICursor]:
        """A driver cursor for reading; each statement sees what was committed before it."""
        with translated():
            connection = self.engine.raw_connection()
            try:
                yield connection.cursor()
            finally:
                connection.close()

    @contextmanager
    def core(self) -> Iterator[sa.Connection]:
        """A SQLAlchemy connection for reading with Core statements, outside any transaction."""
        with translated(), self.engine.connect().execution_options(**{_NO_TRANSACTION: True}) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[DBAPICursor]:
        """A driver cursor inside ONE durable transaction: committed at the end, rolled back if the body raises.

        Raises LedgerBusy when the turn to write does not come within `lock_timeout` seconds.
        """
        deadline = monotonic() + self.lock_timeout
        if not self._turn.acquire(timeout=self.lock_timeout):
            raise LedgerBusy("another thread of this process is still writing")
        try:
            with translated():
                connection = self._writer or self._open_writer()
                cursor = connection.cursor()
                try:
                    with self._pipeline(connection):
                        self._begin(cursor, deadline)
                        yield cursor
                        cursor.execute("COMMIT")
                except BaseException:
                    self._roll_back(connection)
                    raise
                finally:
                    cursor.close()
        finally:
            self._turn.release()

    def _pipeline(self, connection: Any) -> AbstractContextManager[object]:
        """On PostgreSQL statements wait for each other's answer only where one is fetched: two round trips in all."""
        return connection.driver_connection.pipeline() if self.is_postgres else nullcontext()

    def _begin(self, cursor: DBAPICursor, deadline: float) -> None:
        while True:
            try:
                cursor.execute("BEGIN" if self.is_postgres else "BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not _is_sqlite_busy(error) or monotonic() > deadline:
                    raise

    def _open_writer(self) -> PoolProxiedConnection:
        self._writer = self.engine.raw_connection()
        if not self.is_postgres:
            self._writer.cursor().execute(f"PRAGMA busy_timeout={_POLL_MS}")
        return self._writer

    def _roll_back(self, connection: PoolProxiedConnection) -> None:
        try:
            connection.rollback()
        except (sqlite3.Error, psycopg.Error):
            connection.invalidate()
            self._writer = None

    def close(self) -> None:
        """Give the writing connection back to the pool; the next `writing()` takes one again."""
        with self._turn:
            if self._writer is not None:
                self._writer.invalidate()
                self._writer = None

"""New views beside the live ones, and how they take their place at once (原子切换).

Promises: a reader sees all of the old views or all of the new ones; a builder killed before the commit leaves the old ones,
and what it had built is swept away by the next. One process builds at a time.

On SQLite the new views grow in a file of their own and are copied over in one transaction, because other tables live in
the same file; on PostgreSQL they grow in a schema of their own, and their tables move into the place of the live ones.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, NullPool, Table, create_engine, text

from biaogan.projections.database import open_scratch, own_lock
from biaogan.projections.indexes import put_aside, put_back
from biaogan.projections.migrations import migrate
from biaogan.projections.versioned import METADATA

SWITCH_SECONDS = 5
"""How long the switch on PostgreSQL waits for readers, and so holds up new ones, before it gives up."""


class Rebuilding(RuntimeError):
    """Somebody else is building views, or leaves no moment for the switch."""


class Beside(Protocol):
    """New views that are not yet anybody's."""

    @property
    def engine(self) -> Engine:
        """Where they grow."""

    def prepare(self) -> None:
        """Makes the tables, as many rows are written best."""

    def complete(self) -> None:
        """Most rows are there: what readers need besides is made."""

    def replace(self, connection: Connection) -> None:
        """Puts them in the place of the live views, in the transaction of ``connection``, which is spent afterwards."""


@contextmanager
def beside(live: Engine) -> Iterator[Beside]:
    """A place for new views, without any table; it is gone afterwards. Raises :class:`Rebuilding`."""
    with _in_a_file(live.url) if live.dialect.name == "sqlite" else _in_a_schema(live) as place:
        try:
            yield place
        finally:
            place.engine.dispose()


class InFile:
    """SQLite: a file beside the live one."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self.engine = open_scratch(path)

    def prepare(self) -> None:
        """As `Beside.prepare`."""
        migrate(self.engine)
        with self.engine.begin() as connection:
            put_aside(connection)

    def complete(self) -> None:
        """Nothing: nobody reads this file, and the indexes of the live one are made over what is copied there."""

    def replace(self, connection: Connection) -> None:
        """Copies every row, by whole pages; readers go on in the snapshot they have."""
        self.engine.dispose()
        connection.exec_driver_sql("ATTACH DATABASE ? AS fresh", (self._path,))
        connection.detach()  # closed after the commit, and with it the file
        aside = put_aside(connection)
        for table in METADATA.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.exec_driver_sql(f"DELETE FROM main.{table.name}")  # noqa: S608 - our own names
            connection.exec_driver_sql(
                f"INSERT INTO main.{table.name} ({names}) SELECT {names} FROM fresh.{table.name}"  # noqa: S608
            )
        put_back(connection, aside)


@contextmanager
def _in_a_file(url: URL) -> Iterator[InFile]:
    path = Path(f"{url.database}.next")
    with path.with_suffix(".next-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Rebuilding("the views are being rebuilt") from None
        _sweep(path)
        try:
            yield InFile(path)
        finally:
            _sweep(path)


def _sweep(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


class InSchema:
    """PostgreSQL: a schema beside the live one."""

    def __init__(self, url: URL, schema: str, live: str) -> None:
        self._schema, self._live = schema, live
        self.engine = create_engine(url, pool_size=2, max_overflow=0, connect_args=_only(schema))
        self._aside: Sequence[str] = ()

    def prepare(self) -> None:
        """As `Beside.prepare`."""
        migrate(self.engine)
        with self.engine.begin() as connection:
            self._aside = put_aside(connection)

    def complete(self) -> None:
        """The indexes, by sorting what is there."""
        with self.engine.begin() as connection:
            put_back(connection, self._aside)

    def replace(self, connection: Connection) -> None:
        """The old tables go, the new ones come, with their indexes; a reader waits for no longer than that takes."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as fresh:
            fresh.execute(text("ANALYZE"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{SWITCH_SECONDS}s'"))
        connection.execute(
            text("LOCK TABLE " + ", ".join(_named(self._live, table) for table in METADATA.sorted_tables))
        )
        for table in METADATA.sorted_tables:
            connection.execute(text(f"DROP TABLE {_named(self._live, table)}"))
            connection.execute(text(f'ALTER TABLE {_named(self._schema, table)} SET SCHEMA "{self._live}"'))


@contextmanager
def _in_a_schema(live: Engine) -> Iterator[InSchema]:
    lone = create_engine(live.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with lone.connect() as connection:  # holds the turn to build as long as it is open
        if not own_lock(connection, "biaogan/views/next", "pg_try_advisory_lock"):
            raise Rebuilding("the views are being rebuilt")
        schema = str(connection.execute(text("SELECT current_schema()")).scalar_one())
        fresh = f"{schema}_next"
        connection.execute(text(f'DROP SCHEMA IF EXISTS "{fresh}" CASCADE'))
        connection.execute(text(f'CREATE SCHEMA "{fresh}"'))
        place = InSchema(live.url, fresh, schema)
        try:
            yield place
        finally:
            place.engine.dispose()
            connection.execute(text(f'DROP SCHEMA "{fresh}" CASCADE'))


def _named(schema: str, table: Table) -> str:
    return f'"{schema}".{table.name}'


def _only(schema: str) -> dict[str, str]:
    return {"options": f"-c search_path={schema}"}

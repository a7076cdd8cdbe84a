"""Auditing a log on a database server (核验服务器上的账本), PostgreSQL.

Promise: the same checks over the same SQL as for a file; each reader is one read-only transaction that sees one state.
This module needs SQLAlchemy and the driver; the verifier itself (`biaogan.ledger.audit`) imports neither.
"""

from dataclasses import dataclass, field

import psycopg
import sqlalchemy as sa

from biaogan.ledger.audit_source import Reader, Row, Source, SqliteSource
from biaogan.ledger.database import create_engine
from biaogan.ledger.errors import Unavailable


@dataclass(frozen=True, slots=True)
class ServerSource:
    """A log at a PostgreSQL URL (数据库地址), password included; picklable."""

    url: str = field(repr=False)

    def open(self) -> "ServerReader":
        """A reader over a connection of its own. Raises Unavailable."""
        return ServerReader(create_engine(self.url))


class ServerReader(Reader):
    """One connection inside one REPEATABLE READ transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        try:
            self._connection = engine.raw_connection()
            self._cursor = self._connection.cursor()
            self._cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        except (sa.exc.SQLAlchemyError, psycopg.Error) as error:
            engine.dispose()
            raise Unavailable(f"the log cannot be read: {error}") from error

    def fetch(self, sql: str, *parameters: object) -> list[Row]:
        """All rows of a query. Raises Unavailable."""
        try:
            self._cursor.execute(sql.replace("?", "%s"), parameters)
            return list(self._cursor.fetchall())
        except psycopg.Error as error:
            raise Unavailable(f"the log cannot be read: {error}") from error

    def close(self) -> None:
        """Give the connection back and let go of the pool."""
        self._connection.close()
        self._engine.dispose()


def source_of(url: str | sa.URL) -> Source:
    """The source for a database URL (来源): a file is read by the standard library alone, a server through its driver."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return SqliteSource(parsed.database)
    return ServerSource(parsed.render_as_string(hide_password=False))

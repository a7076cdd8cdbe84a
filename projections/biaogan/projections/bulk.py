"""Writing many rows of one table at once, as fast as each driver can: ``executemany`` on SQLite, COPY on PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from psycopg import Connection as PostgresConnection
from psycopg import Cursor, sql
from sqlalchemy import BigInteger, Connection, Dialect, Table, bindparam

Row = Mapping[str, Any]


class Writer(Protocol):
    """Writes to one versioned table, in the caller's transaction."""

    def insert(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Adds rows, each with all columns in their order."""

    def close(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Gives the stored rows with these keys and ``since`` their new ``until``."""


def writer(table: Table, dialect: Dialect) -> Writer:
    """The writer for a table on this kind of database."""
    return Copying(table) if dialect.name == "postgresql" else Executing(table, dialect)


class Executing:
    """Prepared statements with named parameters."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        key = [column for column in table.primary_key if column.name != "until"]
        update = table.update().where(*(column == bindparam(f"_{column.name}") for column in key))
        self._key = [column.name for column in key]
        self._update = str(update.values(until=bindparam("until")).compile(dialect=dialect))
        names = [f'"{column.name}"' for column in table.columns]
        self._insert = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608

    def insert(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Adds rows, each with all columns in their order; by place, because names take a third longer."""
        if rows:
            connection.exec_driver_sql(self._insert, rows)

    def close(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Gives the stored rows with these keys and ``since`` their new ``until``."""
        if rows:
            found = [{"until": row["until"]} | {f"_{name}": row[name] for name in self._key} for row in rows]
            connection.exec_driver_sql(self._update, found)


class Copying:
    """psycopg's COPY for new rows, one UPDATE over arrays for closed ones."""

    def __init__(self, table: Table) -> None:
        names = [column.name for column in table.columns]
        key = [column.name for column in table.primary_key]
        self._closed = [*key, "until"]
        types = ["bigint" if isinstance(table.columns[name].type, BigInteger) else "text" for name in self._closed]
        self._insert = (
            sql.SQL("COPY {} ({}) FROM STDIN")
            .format(sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names)))
            .as_bytes()
        )
        arrays = [sql.SQL("{}::" + type_ + "[]").format(sql.Placeholder()) for type_ in types]
        same = [sql.SQL("old.{0} = new.{0}").format(sql.Identifier(name)) for name in key]
        self._update = (
            sql.SQL("UPDATE {} AS old SET until = new.until FROM unnest({}) AS new ({}) WHERE {}")
            .format(
                sql.Identifier(table.name),
                sql.SQL(", ").join(arrays),
                sql.SQL(", ").join(map(sql.Identifier, self._closed)),
                sql.SQL(" AND ").join(same),
            )
            .as_bytes()
        )

    def insert(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Adds rows, each with all columns in their order."""
        if rows:
            with _cursor(connection) as cursor, cursor.copy(self._insert) as copy:
                for row in rows:
                    copy.write_row(row)

    def close(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Gives the stored rows with these keys and ``since`` their new ``until``."""
        if rows:
            with _cursor(connection) as cursor:
                cursor.execute(self._update, [[row[name] for row in rows] for name in self._closed])


def _cursor(connection: Connection) -> Cursor[tuple[Any, ...]]:
    return cast("PostgresConnection", connection.connection.driver_connection).cursor()

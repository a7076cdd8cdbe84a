"""Reading the views (查询): statements compiled once, run on the driver's own cursor.

Promises: it never writes; the text of a statement is the same for the present and the past, only ``:at`` differs.
"""

from collections.abc import Collection
from contextlib import closing
from functools import lru_cache
from typing import Any, TypeVar

from psycopg import OperationalError as PostgresLost
from sqlalchemy import ColumnElement, Engine, Select, bindparam

from biaogan.projections.cipher import Cipher
from biaogan.projections.coding import storable
from biaogan.projections.database import named, open_reader
from biaogan.projections.versioned import Versioned

R = TypeVar("R")
STATEMENTS = 512
"""Compiled statements kept."""


class Reader:
    """A small pool of read-only connections. Safe for threads."""

    def __init__(self, engine: Engine, cipher: Cipher, *, pool_size: int = 4) -> None:
        self._cipher = cipher
        self._engine = open_reader(engine, pool_size=pool_size)
        dialect = named(engine.dialect)

        @lru_cache(maxsize=STATEMENTS)
        def sql(statement: Select[Any]) -> tuple[str, dict[str, Any]]:
            compiled = statement.compile(dialect=dialect)
            return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}

        self._sql = sql

    def fetch(self, statement: Select[Any], /, **parameters: Any) -> list[tuple[Any, ...]]:
        """All rows of a statement, as the driver gives them. Asks again, once, if the connection was lost."""
        text, constants = self._sql(statement)
        given = {name: storable(value) if isinstance(value, str) else value for name, value in parameters.items()}
        try:
            return self._run(text, constants | given)
        except PostgresLost:  # the server was restarted: so every pooled connection is lost
            self._engine.dispose()
            return self._run(text, constants | given)

    def _run(self, text: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        with closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(text, parameters)
            return list(cursor.fetchall())

    def all(self, table: Versioned[R], statement: Select[Any], /, **parameters: Any) -> tuple[R, ...]:
        """All rows of ``table`` that the statement finds, in its order."""
        return tuple([table.hydrate(values, self._cipher) for values in self.fetch(statement, **parameters)])

    def one(self, table: Versioned[R], statement: Select[Any], /, **parameters: Any) -> R | None:
        """The first row of ``table`` that the statement finds, or ``None``."""
        found = self.fetch(statement, **parameters)
        return table.hydrate(found[0], self._cipher) if found else None

    def among(self, table: Versioned[R], field: str, values: Collection[str], at: int) -> tuple[R, ...]:
        """The rows visible at ``at`` whose ``field`` is one of ``values``, in the order of the key."""
        if not values:
            return ()
        wanted = padded(field, values)
        return self.all(table, _among(table, field, len(wanted)), at=at, **wanted)

    def close(self) -> None:
        """Closes the pool; the reader is of no use afterwards."""
        self._engine.dispose()


def padded(name: str, values: Collection[str]) -> dict[str, str]:
    """Parameters ``name_0`` ... for :func:`one_of`: as many as the next power of two, so that few statements do."""
    found = list(values)
    size = 1 << (len(found) - 1).bit_length()
    return {f"{name}_{place}": found[min(place, len(found) - 1)] for place in range(size)}


def one_of(column: ColumnElement[str], name: str, size: int) -> ColumnElement[bool]:
    """The column is one of ``size`` parameters made by :func:`padded`."""
    return column.in_([bindparam(f"{name}_{place}", type_=column.type) for place in range(size)])


@lru_cache(maxsize=STATEMENTS)
def _among(table: Versioned[Any], field: str, size: int) -> Select[Any]:
    columns = table.table.c
    return table.select(one_of(columns[field], field, size)).order_by(*(columns[name] for name in table.key))

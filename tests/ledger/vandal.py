"""What the owner of a log database can do to it: change anything, past the triggers, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from biaogan.ledger.audit_record import hash_row
from biaogan.ledger.audit_source import Reader
from biaogan.ledger.database import create_engine
from biaogan.ledger.merkle import Frontier, root_of_hashes

BYTES = frozenset({"jws", "opening", "leaf", "data", "frontier", "root", "note", "commitment", "sealed", "hash"})
TEXTS = frozenset({"stream", "type", "kind", "jti", "person", "klass"})


class Vandal(Reader):
    """SQL with `?` for parameters, over one transaction; reads like the auditor, to put things right again."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.is_postgres = connection.dialect.name == "postgresql"

    def do(self, sql: str, *parameters: object) -> sa.CursorResult[Any]:
        return self._connection.exec_driver_sql(sql.replace("?", "%s") if self.is_postgres else sql, parameters)

    def fetch(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.do(sql, *parameters)]

    def records(self, first: int = 0, end: int = 1 << 40) -> list[tuple[Any, ...]]:
        return super().records(first, end)

    def set(self, table: str, column: str, value: object, where: str, *parameters: object) -> None:
        """Change a column; text is given as bytes, so that it need not be text."""
        as_text = "convert_from(?, 'LATIN1')" if self.is_postgres else "CAST(? AS TEXT)"
        place = as_text if column in TEXTS and isinstance(value, bytes) else "?"
        self.do(f"UPDATE {table} SET {column} = {place} WHERE {where}", value, *parameters)

    def rehash(self) -> None:
        """Make leaves, tiles and head agree with the records again: all that can be done without the log's key."""
        leaves = []
        for row in self.records():
            leaf = hash_row(row, row[0])
            self.do("UPDATE record SET leaf = ? WHERE position = ?", leaf, row[0])
            leaves.append(leaf)
        self.do("DELETE FROM tile")
        level = 0
        below = leaves
        while len(below) >= 256:
            tiles = [below[start : start + 256] for start in range(0, len(below) - 255, 256)]
            for index, hashes in enumerate(tiles):
                self.do("INSERT INTO tile (level, idx, data) VALUES (?, ?, ?)", level, index, b"".join(hashes))
            level, below = level + 1, [root_of_hashes(hashes) for hashes in tiles]
        frontier = Frontier()
        for leaf in leaves:
            frontier.append(leaf)
        self.do("UPDATE ledger_head SET size = ?, frontier = ?", frontier.size, frontier.to_bytes())

    def insert(self, like: int, **columns: Any) -> None:
        """A record that equals the one at position `like` but for the columns given."""
        names = ("position", "stream", "version", "type", "kind", "admitted_at", "jws", "opening", "leaf", "jti")
        (row,) = self.records(like, like + 1)
        values = {**dict(zip(names, row, strict=False)), **columns}
        places = ", ".join("?" * len(names))
        self.do(f"INSERT INTO record ({', '.join(names)}) VALUES ({places})", *(values[name] for name in names))

    def shift(self, start: int, by: int = 1) -> None:
        """Move all records from `start` on, with their disclosures, to make room."""
        for table in ("record", "disclosure"):  # by way of negative positions: no two may ever be equal
            self.do(f"UPDATE {table} SET position = -1 - position WHERE position >= ?", start)
            self.do(f"UPDATE {table} SET position = -1 - position + ? WHERE position < 0", by)


@contextmanager
def vandal(url: str, *, keep: bool = True) -> Iterator[Vandal]:
    """One transaction with the triggers off; `keep=False` rolls it back."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                connection.exec_driver_sql("ALTER TABLE ledger_head DROP CONSTRAINT ledger_head_one_row_check")
                connection.exec_driver_sql("ALTER TABLE checkpoint DROP CONSTRAINT checkpoint_grows_check")
            else:
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
                for name in connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            yield Vandal(connection)
            if not keep:
                transaction.rollback()
    finally:
        engine.dispose()

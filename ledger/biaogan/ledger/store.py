"""The statements an append and a check of the tree are made of (存取语句), for SQLite and for PostgreSQL.

Promise: `look` takes the lock of the ONE head row before it reads anything, so that what it returns stays true until
the transaction ends; on SQLite BEGIN IMMEDIATE has taken it already. No decision is made here.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy.engine.interfaces import DBAPICursor

from biaogan.ledger.database import Database
from biaogan.ledger.tilefile import WIDTH
from biaogan.ledger.tree import FullTile, LoadTile, Tree

RecordRow = tuple[int, str, int, str, str, int, bytes, bytes, bytes, str | None]
"""position, stream, version, type, kind, admitted_at, jws, opening, leaf, jti."""


HashedRow = tuple[int, str, int, str, str, int, bytes, bytes, bytes]
"""position, stream, version, type, kind, admitted_at, jws, opening, leaf."""


class Look(NamedTuple):
    """What an append must know (追加所需): head, version of each stream that exists, position of each known id."""

    size: int
    frontier: bytes
    tips: dict[str, int]
    seen: dict[str, int]


class Store:
    """SQL of the log tables over a cursor that the caller got from `Database.writing()` or `.reading()`."""

    def __init__(self, database: Database) -> None:
        sql = database.sql
        self._database = database
        self._head = sql("SELECT size, frontier FROM ledger_head WHERE id = 1")
        self._lock = self._head + (" FOR UPDATE" if database.is_postgres else "")
        self._tips = sql("SELECT value, (SELECT max(version) FROM record WHERE stream = value) FROM [text]")
        self._seen = sql("SELECT jti, position FROM record WHERE jti IN [text]")
        self._record = sql(
            "INSERT INTO record (position, stream, version, type, kind, admitted_at, jws, opening, leaf, jti) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        self._disclosure = sql("INSERT INTO disclosure (position, data) VALUES (?, ?)")
        self._tile = sql("INSERT INTO tile (level, idx, data) VALUES (?, ?, ?)")
        self._move = sql("UPDATE ledger_head SET size = ?, frontier = ? WHERE id = 1")
        self._leaves = sql("SELECT leaf FROM record WHERE position >= ? AND position < ? ORDER BY position")
        self._tiles = sql("SELECT data FROM tile WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx")
        self._rows = sql(
            "SELECT position, stream, version, type, kind, admitted_at, jws, opening, leaf FROM record "
            "WHERE position >= ? AND position < ? ORDER BY position"
        )
        self._last = sql("SELECT size, root, note FROM checkpoint ORDER BY size DESC LIMIT 1")
        self._checkpoint = sql("INSERT INTO checkpoint (size, prev, root, note) VALUES (?, ?, ?, ?)")
        self._admitted = sql("SELECT admitted_at FROM record WHERE position = ?")

    def look(self, cursor: DBAPICursor, streams: Sequence[str], ids: Sequence[str]) -> Look:
        """Lock the head row, then read it and what is known of `streams` and of the statement `ids`."""
        array = self._database.array
        execute = cursor.connection.execute  # both drivers have it, with a cursor of its own
        head = execute(self._lock)  # fetched last: PostgreSQL answers all three in one round trip
        tips = execute(self._tips, (array(streams),))
        seen = execute(self._seen, (array(ids),)).fetchall() if ids else ()
        known = {stream: version for stream, version in tips.fetchall() if version is not None}
        size, frontier = head.fetchone()
        return Look(size, frontier, known, dict(seen))

    def write(
        self,
        cursor: DBAPICursor,
        records: Sequence[RecordRow],
        disclosures: Sequence[tuple[int, bytes]],
        tiles: Sequence[FullTile],
        head: tuple[int, bytes],
    ) -> None:
        """Insert everything an append adds, and move the head to (size, frontier)."""
        cursor.executemany(self._record, records)
        if disclosures:
            cursor.executemany(self._disclosure, disclosures)
        if tiles:
            cursor.executemany(self._tile, tiles)
        cursor.execute(self._move, head)

    def head(self, cursor: DBAPICursor) -> tuple[int, bytes]:
        """Size and frontier as stored, without the lock."""
        cursor.execute(self._head)
        ((size, frontier),) = cursor.fetchall()
        return size, frontier

    def leaves(self, cursor: DBAPICursor, first: int, end: int) -> list[bytes]:
        """The leaf hashes as stored, of positions [first, end)."""
        cursor.execute(self._leaves, (first, end))
        return [leaf for (leaf,) in cursor.fetchall()]

    def tiles(self, cursor: DBAPICursor, level: int, first: int, end: int) -> Iterable[bytes]:
        """The full tiles [first, end) of a tile level, as stored."""
        cursor.execute(self._tiles, (level, first, end))
        return (data for (data,) in cursor.fetchall())

    def admitted_at(self, cursor: DBAPICursor, position: int) -> int:
        """When a record was admitted, microseconds since 1970; 0 when there is no such record."""
        cursor.execute(self._admitted, (position,))
        row = cursor.fetchone()
        return row[0] if row else 0

    def tree(self, cursor: DBAPICursor, size: int, load_tile: LoadTile | None = None) -> Tree:
        """The right edge of the tree of `size` leaves as stored; the caller must compare it with something trusted."""
        leaves = self.leaves(cursor, size - size % WIDTH, size)
        return Tree.load(size, leaves, lambda level, first, end: self.tiles(cursor, level, first, end), load_tile)

    def rows(self, cursor: DBAPICursor, first: int, end: int) -> Sequence[HashedRow]:
        """What the leaves of positions [first, end) are made of, and the leaf hashes stored beside it."""
        cursor.execute(self._rows, (first, end))
        return cursor.fetchall()

    def last_checkpoint(self, cursor: DBAPICursor) -> tuple[int, bytes, bytes] | None:
        """Size, root and note of the latest checkpoint."""
        cursor.execute(self._last)
        row: tuple[int, bytes, bytes] | None = cursor.fetchone()
        return row

    def insert_checkpoint(self, cursor: DBAPICursor, size: int, prev: int, root: bytes, note: bytes) -> None:
        """Insert a checkpoint after the one of size `prev`; IntegrityError when another one follows it already."""
        cursor.execute(self._checkpoint, (size, prev, root, note))

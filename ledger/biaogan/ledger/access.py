"""Reads are on record too (查阅留痕): writing access rows, reading them, and proving that one is in the log.

Promise: what `record` returned for is durable; ids count from 0 without gaps, in every process; all that come together
share one transaction. If the rows cannot be written, it raises, and whoever asked must not answer. `prove` gives
row -> batch root -> leaf; `verify`, which needs neither the database nor a key of the deployment, is in
`biaogan.ledger.access_proof`.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor

from biaogan.ledger.access_row import IN_CLEAR, Access, AccessRow, committed, header_bytes, place_of
from biaogan.ledger.database import Database
from biaogan.ledger.merkle import leaf_hash
from biaogan.ledger.record import OPENING_SIZE, to_microseconds
from biaogan.ledger.sealing import Cipher

WAIT = 3.0
"""Seconds a read waits for its record before it is refused."""

REMEMBERED = 20_000
"""Names of keys that are known to be there, or destroyed: none of them will be made again."""

_SELECT = (
    "SELECT id, at, person, stream, klass, basis, allowed, commitment, sealed, hash FROM access_record "
    "WHERE id >= ? AND id < ? "
)
_INSERT = "INSERT INTO access_record (id, at, person, stream, klass, basis, allowed, commitment, sealed, hash) "
_EACH = "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TOGETHER = (
    "SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], "
    "%b::bytea[], %b::bytea[], %b::bytea[])"
)
_ENDLESS = 1 << 62
_Raw = tuple[int, int, str, str, str, int, int, bytes, bytes, bytes]


class Accesses:
    """The access rows of one log (查阅记录簿). Thread-safe, and safe beside other processes. `close()` when done."""

    def __init__(self, engine: sa.Engine, cipher: Cipher, clock: Callable[[], datetime], *, wait: float = WAIT) -> None:
        """`clock` returns aware datetimes; `wait` is how long the turn to write is waited for."""
        self.database = Database(engine, lock_timeout=wait)
        self._cipher = cipher
        self._clock = clock
        sql = self.database.sql
        self._ready: set[str] = set()
        self._patience = f"SET LOCAL lock_timeout = {int(wait * 1000)}"
        self._last = sql("SELECT id, at FROM access_record ORDER BY id DESC LIMIT 1")
        self._insert = sql(_INSERT + (_TOGETHER if self.database.is_postgres else _EACH))
        self._hashes = sql("SELECT id, hash FROM access_record WHERE id >= ? AND id < ? ORDER BY id")
        self._range = sql(_SELECT + "ORDER BY id")
        self._of_stream = sql(_SELECT + "AND stream = ? AND basis <= ? ORDER BY id LIMIT ?")
        self._of_person = sql(_SELECT + "AND person = ? AND basis <= ? ORDER BY id LIMIT ?")
        self._shown = sql(
            "SELECT person, MIN(at) FROM access_record "
            "WHERE stream = ? AND klass = ? AND allowed = 1 AND basis <= ? GROUP BY person"
        )
        self._at = sql("SELECT at FROM access_record WHERE id = ?")

    def record(self, groups: Sequence[Sequence[Access]]) -> list[int]:
        """Put groups of accesses on record in ONE durable transaction; the id of the first of each (成组记录).

        Raises LedgerBusy when the turn to write does not come, and the driver's errors translated.
        """
        self._prepare({one.key for group in groups for one in group})
        with self.database.writing() as cursor:
            next_id, at = self._turn(cursor)
            rows: list[_Raw] = []
            firsts = []
            for group in groups:
                firsts.append(next_id + len(rows))
                rows.extend(self._made(group, firsts[-1], at))
            self._put(cursor, rows)
        return firsts

    def _prepare(self, keys: set[str]) -> None:
        """A key that is yet to be made needs the turn to write, which the rows take next: make it now."""
        for key in keys - self._ready - {""}:
            self._cipher.seal(key, b"", b"")
        self._ready = keys | self._ready if len(self._ready) < REMEMBERED else keys

    def _turn(self, cursor: DBAPICursor) -> tuple[int, int]:
        """The next id and the instant, under a lock that is held until the transaction ends."""
        if self.database.is_postgres:
            cursor.execute(self._patience)
            cursor.execute("LOCK TABLE access_record IN SHARE ROW EXCLUSIVE MODE")
        now = to_microseconds(self._clock())
        cursor.execute(self._last)
        row = cursor.fetchone()
        return (row[0] + 1, max(row[1], now)) if row else (0, now)

    def _put(self, cursor: DBAPICursor, rows: Sequence[_Raw]) -> None:
        if not self.database.is_postgres:
            cursor.executemany(self._insert, rows)
        elif rows:  # column by column: a statement a row takes twice as long
            cursor.execute(self._insert, [list(column) for column in zip(*rows, strict=True)])

    def _made(self, group: Sequence[Access], first: int, at: int) -> Iterable[_Raw]:
        seal, openings = self._cipher.seal, os.urandom(OPENING_SIZE * len(group))
        for offset, one in enumerate(group):
            opened = openings[offset * OPENING_SIZE : (offset + 1) * OPENING_SIZE] + one.content
            id_, allowed, commitment = first + offset, int(one.allowed), committed(opened)
            sealed = seal(one.key, place_of(id_), opened) if one.key else IN_CLEAR + opened
            header = header_bytes(id_, at, one.person, one.stream, one.klass, one.basis, allowed, commitment, sealed)
            hash_ = leaf_hash(header)
            yield id_, at, one.person, one.stream, one.klass, one.basis, allowed, commitment, sealed, hash_

    def size(self) -> int:
        """How many rows there are."""
        with self.database.reading() as cursor:
            cursor.execute(self._last)
            row = cursor.fetchone()
        return row[0] + 1 if row else 0

    def hashes(self, first: int, end: int) -> list[tuple[int, bytes]]:
        """Id and hash of the rows [first, end) that there are, as they were recorded."""
        with self.database.reading() as cursor:
            cursor.execute(self._hashes, (first, end))
            return [(id_, bytes(hash_)) for id_, hash_ in cursor.fetchall()]

    def rows(self, first: int, end: int) -> list[AccessRow]:
        """The rows [first, end) that there are."""
        with self.database.reading() as cursor:
            cursor.execute(self._range, (first, end))
            return [AccessRow(*row) for row in cursor.fetchall()]

    def of_stream(self, stream: str, first: int, limit: int, basis: int = _ENDLESS) -> list[AccessRow]:
        """At most `limit` rows about an object, from id `first` on, of reads at position `basis` at the latest."""
        return self._some(self._of_stream, first, stream, limit, basis)

    def of_person(self, person: str, first: int, limit: int, basis: int = _ENDLESS) -> list[AccessRow]:
        """At most `limit` rows of what a person asked for, from id `first` on, at `basis` at the latest."""
        return self._some(self._of_person, first, person, limit, basis)

    def first_shown(self, stream: str, klass: str, basis: int = _ENDLESS) -> dict[str, int]:
        """When each person was first shown a class of an object (首次查阅), in microseconds since 1970."""
        with self.database.reading() as cursor:
            cursor.execute(self._shown, (stream, klass, basis))
            return dict(cursor.fetchall())

    def _some(self, statement: str, first: int, value: str, limit: int, basis: int) -> list[AccessRow]:
        with self.database.reading() as cursor:
            cursor.execute(statement, (first, _ENDLESS, value, basis, limit))
            return [AccessRow(*row) for row in cursor.fetchall()]

    def first_at(self, time: datetime) -> int:
        """The id of the first row recorded at `time` or later; the next id if there is none. Times never go back."""
        wanted, low, high = to_microseconds(time), 0, self.size()
        while low < high:
            middle = (low + high) // 2
            with self.database.reading() as cursor:
                cursor.execute(self._at, (middle,))
                row = cursor.fetchone()
            low, high = (middle + 1, high) if row and row[0] < wanted else (low, middle)
        return low

    def opened(self, row: AccessRow) -> bytes | None:
        """The content of a row with its opening before it; None when it was erased. ValueError: it was moved or changed."""
        if row.sealed.startswith(IN_CLEAR):
            opened = row.sealed.removeprefix(IN_CLEAR)
            if committed(opened) != row.commitment:
                raise ValueError(f"the content of row {row.id} was changed")
            return opened
        return self._cipher.open(place_of(row.id), row.sealed)

    def close(self) -> None:
        """Give the writing connection back."""
        self.database.close()

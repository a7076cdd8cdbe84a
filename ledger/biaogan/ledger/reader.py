"""Reading records (读取记录): by stream, by position, by statement id, by time. One query each, whatever is asked.

Promise: a record is returned as it was admitted, with its disclosures; records of a stream come in the order of their
versions. What is read here is not verified: `StoredRecord.rehash`, receipts and `biaogan verify` are there for that.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from biaogan.ledger.database import Database
from biaogan.ledger.opener import Opened
from biaogan.ledger.record import StoredRecord, from_microseconds, to_microseconds
from biaogan.ledger.sealed import clear_part, is_sealed
from biaogan.ledger.vault import Vault

_SELECT = (
    "SELECT r.position, r.stream, r.version, r.type, r.jws, (SELECT data FROM disclosure WHERE position = r.position), "
    "r.admitted_at, r.opening, r.kind, r.jti FROM record r WHERE "
)
_PUBLIC = (
    "SELECT r.position, r.stream, r.version, r.type, r.jws, NULL, r.admitted_at, r.opening, r.kind, r.jti "
    "FROM record r WHERE "
)
_SAID = (
    "SELECT r.position, r.stream, r.version, r.type, r.jws, (SELECT data FROM disclosure WHERE position = r.position), "
    "r.admitted_at FROM record r WHERE "
)
_BISECT = """
WITH RECURSIVE span(low, high) AS (
    SELECT CAST(0 AS BIGINT), size FROM ledger_head
  UNION ALL
    SELECT CASE WHEN (SELECT admitted_at FROM record WHERE position = (low + high) / 2) > ?
                THEN low ELSE (low + high) / 2 + 1 END,
           CASE WHEN (SELECT admitted_at FROM record WHERE position = (low + high) / 2) > ?
                THEN (low + high) / 2 ELSE high END
    FROM span WHERE low < high
) SELECT low FROM span WHERE low = high
"""  # admitted_at never falls, so a bisection over positions needs no index

Said = tuple[int, str, str, int, int, bytes, bytes]
"""Position, type, stream, version, microseconds when admitted, JWS, and the disclosures that could be read (所述)."""


class Reader:
    """The reading half of the log (读取器). Thread-safe."""

    def __init__(self, database: Database, vault: Vault | None = None) -> None:
        """Without a `vault` sealed disclosures are left out."""
        sql = database.sql
        self._database = database
        self._vault = vault
        self._by_stream = sql(_SELECT + "r.stream = ? ORDER BY r.version")
        self._last_of = sql(_SELECT + "r.stream = ? ORDER BY r.version DESC LIMIT 1")
        self._by_version = sql(_SELECT + "r.stream = ? AND r.version = ?")
        self._by_streams = sql(_SELECT + "r.stream IN [text] ORDER BY r.stream, r.version")
        self._by_positions = sql(_PUBLIC + "r.position IN [bigint] ORDER BY r.position")
        self._from = sql(_SELECT + "r.position >= ? ORDER BY r.position LIMIT ?")
        self._said = sql(_SAID + "r.position >= ? ORDER BY r.position LIMIT ?")
        self._directory = sql(_SELECT + "r.kind IN ('d', 'g') AND r.position >= ? ORDER BY r.position LIMIT ?")
        self._follows = sql("SELECT 1 FROM record WHERE stream = ? AND type IN [text] AND position > ? LIMIT 1")
        self._root = sql("SELECT size FROM checkpoint WHERE root = ?")
        self._by_jti = sql(_SELECT + "r.jti = ?")
        self._bisect = sql(_BISECT)
        self._head = sql("SELECT size FROM ledger_head WHERE id = 1")

    def size(self) -> int:
        """Number of records committed (日志大小), signed or not yet."""
        with self._database.reading() as cursor:
            cursor.execute(self._head)
            ((size,),) = cursor.fetchall()
            return int(size)

    def read(self, stream: str) -> list[StoredRecord]:
        """The records of a stream, oldest first; none when it does not exist."""
        return self._fetch(self._by_stream, stream)

    def last_of(self, stream: str) -> StoredRecord | None:
        """The last record of a stream, or None when it does not exist."""
        found = self._fetch(self._last_of, stream)
        return found[0] if found else None

    def read_version(self, stream: str, version: int) -> StoredRecord | None:
        """The record of a stream that has this version, or None."""
        found = self._fetch(self._by_version, stream, version)
        return found[0] if found else None

    def read_many(self, streams: Iterable[str]) -> dict[str, list[StoredRecord]]:
        """The records of many streams in one query; a stream that does not exist has an empty list."""
        found: dict[str, list[StoredRecord]] = {stream: [] for stream in streams}
        if found:
            for record in self._fetch(self._by_streams, self._database.array(list(found))):
                found[record.stream].append(record)
        return found

    def public_at(self, positions: Sequence[int]) -> list[StoredRecord]:
        """The records at `positions` that exist, by rising position, without their disclosures: no key is unwrapped."""
        return self._fetch(self._by_positions, self._database.array(positions)) if positions else []

    def read_from(self, position: int, limit: int) -> list[StoredRecord]:
        """At most `limit` records from `position` on, across all streams, by rising position."""
        return self._fetch(self._from, position, limit)

    def said_from(self, position: int, limit: int) -> list[Said]:
        """As `read_from`, only what a statement says, and without what a round's key opens, released or not."""
        rows, opened = self._select(self._said, position, limit)
        return [
            (place, type_, stream, version, at, jws, data or b"" if text is None else text.before)
            for (place, stream, version, type_, jws, data, at), text in zip(rows, opened, strict=True)
        ]

    def read_directory(self, position: int, limit: int) -> list[StoredRecord]:
        """At most `limit` records of the key directory (d) and of the log's own acts (g), from `position` on."""
        return self._fetch(self._directory, position, limit)

    def follows(self, stream: str, types: Iterable[str], position: int) -> bool:
        """Whether a record of one of these types stands on the stream after `position`."""
        with self._database.reading() as cursor:
            cursor.execute(self._follows, (stream, self._database.array(list(types)), position))
            return cursor.fetchone() is not None

    def size_of_root(self, root: bytes) -> int | None:
        """The size at which `root` was signed, or None if it never was."""
        with self._database.reading() as cursor:
            cursor.execute(self._root, (root,))
            row = cursor.fetchone()
        return row[0] if row else None

    def by_jti(self, jti: str) -> StoredRecord | None:
        """The record of the statement `jti`, or None."""
        found = self._fetch(self._by_jti, jti)
        return found[0] if found else None

    def time_to_position(self, at: datetime) -> int | None:
        """The last position admitted at or before `at` (aware), or None when there was none yet (时间到位置)."""
        micros = to_microseconds(at)
        with self._database.reading() as cursor:
            cursor.execute(self._bisect, (micros, micros))
            row = cursor.fetchone()
        return row[0] - 1 if row and row[0] > 0 else None

    def _select(self, statement: str, *parameters: object) -> tuple[Sequence[Any], list[Opened | None]]:
        with self._database.reading() as cursor:
            cursor.execute(statement, parameters)
            rows = cursor.fetchall()
        return rows, self._opened(rows)

    def _fetch(self, statement: str, *parameters: object) -> list[StoredRecord]:
        rows, opened = self._select(statement, *parameters)
        return [
            StoredRecord(
                position,
                stream,
                version,
                type_,
                jws,
                data or b"" if text is None else text.all,
                from_microseconds(at),
                opening,
                kind,
                jti,
                None if text is None or text.before == text.all else text.before,
            )
            for (position, stream, version, type_, jws, data, at, opening, kind, jti), text in zip(
                rows, opened, strict=True
            )
        ]

    def _opened(self, rows: Sequence[Any]) -> list[Opened | None]:
        """What can be read of the sealed disclosures among those of the rows; None where nothing is sealed."""
        sealed = [row[5] is not None and is_sealed(row[5]) for row in rows]
        places = [(row[1], row[2], row[5]) for row, is_ in zip(rows, sealed, strict=True) if is_]
        if not places:
            return [None] * len(rows)
        if self._vault is None:
            clear = [clear_part(data) for _, _, data in places]
            found = iter([Opened(text, text) for text in clear])
        else:
            found = iter(self._vault.open(places))
        return [next(found) if is_ else None for is_ in sealed]

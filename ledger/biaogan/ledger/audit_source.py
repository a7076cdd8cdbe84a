"""Where an audit reads from (核验来源): the log tables, as they are stored, without the server and without an ORM.

Promise: reading never changes a log, and one reader sees one state of it. What a reader returns is NOT trusted: any
column may hold anything. A damaged file raises `Damaged` for what cannot be read of it; a source that cannot be
opened raises `Unavailable`. A source can be handed to another process, a reader cannot.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import quote

from biaogan.ledger.errors import LedgerError, Unavailable

T = TypeVar("T")
Row = tuple[Any, ...]
MOST = 1000  # strays listed; more of them say nothing more

_RECORDS = (
    "SELECT r.position, r.stream, r.version, r.type, r.kind, r.admitted_at, r.jws, r.opening, r.leaf, r.jti, d.data "
    "FROM record r LEFT JOIN disclosure d ON d.position = r.position WHERE "
)
_BY_RANGE = _RECORDS + "r.position >= ? AND r.position < ? ORDER BY r.position"
_DIRECTORY = _RECORDS + "r.kind IN ('d', 'g') AND r.position < ? ORDER BY r.position"


class Damaged(LedgerError):
    """The database file is no longer one in this place (文件损坏)."""


class _NotUtf8(Exception):
    """A text column holds bytes that are no text."""


class Source(Protocol):
    """A log to audit (待核验日志); picklable, so that each worker process opens its own reader."""

    def open(self) -> "Reader":
        """A reader of the present state. Raises Unavailable."""


class Reader:
    """Reads the log tables over one connection (读取器), by SQL that SQLite and PostgreSQL both understand."""

    def fetch(self, sql: str, *parameters: object) -> list[Row]:
        """All rows of a query. Raises Damaged or Unavailable."""
        raise LedgerError("a reader of a particular database knows how to fetch")

    def close(self) -> None:
        """Let go of the connection."""

    def head(self) -> list[Row]:
        """All rows of the head table, of which there should be one: id, size, frontier."""
        return self.fetch("SELECT id, size, frontier FROM ledger_head")

    def extent(self) -> tuple[int, int]:
        """Number of records, and the largest checkpoint size (-1: none) at this moment."""
        ((count,),) = self.fetch("SELECT count(*) FROM record")
        ((last,),) = self.fetch("SELECT max(size) FROM checkpoint")
        return count, -1 if last is None else last

    def strays(self, table: str, size: int) -> list[int]:
        """Positions in `table` outside [0, size), at most `MOST` on each side."""
        sql = f"SELECT position FROM {table} WHERE position {{}} ORDER BY position LIMIT {MOST}"  # noqa: S608
        rows = self.fetch(sql.format("< ?"), 0) + self.fetch(sql.format(">= ?"), size)
        return [position for (position,) in rows]

    def records(self, first: int, end: int) -> list[Row]:
        """Records [first, end) with their disclosures or None: position, stream, version, type, kind, admitted_at,
        jws, opening, leaf, jti, data."""
        return self.fetch(_BY_RANGE, first, end)

    def key_records(self, size: int) -> list[Row]:
        """The records of kind `d` (key directory) and `g` (governance) below `size`, as `records`."""
        return self.fetch(_DIRECTORY, size)

    def leaves(self, first: int, end: int) -> list[Row]:
        """The stored leaf hashes [first, end)."""
        return self.fetch("SELECT leaf FROM record WHERE position >= ? AND position < ? ORDER BY position", first, end)

    def checkpoints(self, above: int, upto: int) -> list[Row]:
        """Checkpoints with above < size <= upto: size, prev, root, note."""
        sql = "SELECT size, prev, root, note FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size"
        return self.fetch(sql, above, upto)

    def tiles(self, level: int, first: int, end: int) -> dict[int, Any]:
        """Data of the stored tiles [first, end) of a level, by index."""
        sql = "SELECT idx, data FROM tile WHERE level = ? AND idx >= ? AND idx < ?"
        return dict(cast(Iterable[tuple[int, Any]], self.fetch(sql, level, first, end)))

    def statements_of(self, stream: str, size: int) -> list[Row]:
        """The statements on a stream below position `size`, by position: position, jws, disclosures or None."""
        sql = (
            "SELECT r.position, r.jws, d.data FROM record r LEFT JOIN disclosure d ON d.position = r.position "
            "WHERE r.stream = ? AND r.position < ? ORDER BY r.position"
        )
        return self.fetch(sql, stream, size)

    def accesses(self, first: int, end: int) -> list[Row]:
        """Access rows [first, end): all columns, the id first, the hash last."""
        sql = (
            "SELECT id, at, person, stream, klass, basis, allowed, commitment, sealed, hash FROM access_record "
            "WHERE id >= ? AND id < ? ORDER BY id"
        )
        return self.fetch(sql, first, end)

    def last_access(self) -> int:
        """The greatest id of an access row that can be believed, -1 when there is none."""
        ((count, last),) = self.fetch("SELECT count(*), max(id) FROM access_record")
        return -1 if last is None else min(last, count + MOST)

    def tile_keys(self) -> list[Row]:
        """Level and index of every stored tile."""
        return self.fetch("SELECT level, idx FROM tile ORDER BY level, idx")


@dataclass(frozen=True, slots=True)
class SqliteSource:
    """A log in an SQLite file (SQLite 文件), opened read-only."""

    path: str | Path

    def open(self) -> "SqliteReader":
        """A reader of the file; Unavailable if there is none or it may not be read."""
        return SqliteReader(Path(self.path))


class SqliteReader(Reader):
    """One read-only connection inside one read transaction."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise Unavailable(f"there is no file {path}")
        uri = f"file:{quote(str(path.absolute()))}?mode=ro"
        try:
            self._connection = _begin(uri)
        except Unavailable:
            wal = path.with_name(path.name + "-wal")
            if wal.exists() and wal.stat().st_size:
                raise
            self._connection = _begin(uri + "&immutable=1")  # on read-only media nobody writes beside us

    def fetch(self, sql: str, *parameters: object) -> list[Row]:
        """All rows; text that is not UTF-8 comes with surrogates, and so equals nothing that was signed."""
        try:
            return _ask(lambda: self._connection.execute(sql, parameters).fetchall())
        except _NotUtf8:
            self._connection.text_factory = _lenient
            try:
                return _ask(lambda: self._connection.execute(sql, parameters).fetchall())
            finally:
                self._connection.text_factory = str

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _begin(uri: str) -> sqlite3.Connection:
    def open_() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA cache_size=-8192")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()  # the read transaction begins here
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return _ask(open_)


def _ask(call: Callable[[], T]) -> T:
    try:
        return call()
    except sqlite3.Error as error:
        if "Could not decode to UTF-8" in str(error):
            raise _NotUtf8 from error
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Damaged(f"the file is damaged: {error}") from error
        raise Unavailable(f"the log cannot be read: {error}") from error


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")

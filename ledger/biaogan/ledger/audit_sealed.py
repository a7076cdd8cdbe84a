"""Sealed disclosures in an audit (核验密文): without the key-encryption key only what is clear is read, with it all.

Promise: without a key nothing sealed is called false; with it, a ciphertext that does not open at its place is. A key
that was destroyed, or is not released, leaves its disclosures withheld.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from biaogan.ledger.audit_report import Finding
from biaogan.ledger.audit_source import Reader, Row, Source
from biaogan.ledger.datakeys import COLUMNS, KeyRow
from biaogan.ledger.errors import Unavailable
from biaogan.ledger.kek import Kek, KekError
from biaogan.ledger.keycache import KeyCache
from biaogan.ledger.opener import Opener
from biaogan.ledger.sealed import MARK, SealBroken, clear_part

CAPACITY = 2000
"""Keys in memory: records are read once and in order, and what is said of one thing stands close together."""
_BROKEN = b"\0"
"""Stands for disclosures that do not open: no statement discloses such a thing."""


def readable(rows: Sequence[Row], findings: list[Finding]) -> Sequence[Row]:
    """The rows with what of their disclosures can be read without a key; what is no ciphertext is a finding."""
    if not any(row[10] is not None and row[10][:1] == MARK for row in rows):
        return rows
    return [row if row[10] is None or row[10][:1] != MARK else _readable(row, findings) for row in rows]


def _readable(row: Row, findings: list[Finding]) -> Row:
    try:
        return *row[:-1], clear_part(row[10])
    except SealBroken as error:
        findings.append(Finding(6, "disclosure_altered", "disclosure", "data", row[0], str(error)))
        return *row[:-1], None


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A source whose sealed disclosures are opened as they are read (开启后的来源); picklable if the key is."""

    source: Source
    kek: Kek

    def open(self) -> "OpenedReader":
        """A reader. Raises Unavailable."""
        return OpenedReader(self.source.open(), self.kek)


class OpenedReader(Reader):
    """Another reader, with a key."""

    def __init__(self, reader: Reader, kek: Kek) -> None:
        self._reader = reader
        self._opener = Opener(KeyCache(_Keys(reader), kek, capacity=CAPACITY))

    def fetch(self, sql: str, *parameters: object) -> list[Row]:
        """As the other reader does."""
        return self._reader.fetch(sql, *parameters)

    def close(self) -> None:
        """Close the other reader."""
        self._reader.close()

    def records(self, first: int, end: int) -> list[Row]:
        """As `Reader.records`, opened."""
        return self._opened(super().records(first, end))

    def key_records(self, size: int) -> list[Row]:
        """As `Reader.key_records`, opened."""
        return self._opened(super().key_records(size))

    def _opened(self, rows: list[Row]) -> list[Row]:
        sealed = [row for row in rows if type(row[10]) is bytes and row[10][:1] == MARK]
        if not sealed:
            return rows
        found = dict(zip([row[0] for row in sealed], self._many(sealed), strict=True))
        return [(*row[:-1], found[row[0]]) if row[0] in found else row for row in rows]

    def _many(self, rows: Sequence[Row]) -> list[bytes]:
        try:
            return [opened.all for opened in self._opener.open([(row[1], row[2], row[10]) for row in rows])]
        except KekError as error:
            raise Unavailable(f"the keys of this log do not open: {error}") from error
        except SealBroken:
            return [_BROKEN] if len(rows) == 1 else [text for row in rows for text in self._many([row])]


class _Keys:
    """The table of data keys, read through an audit's reader (`keycache.Keys`)."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def by_id(self, ids: Collection[str]) -> list[KeyRow]:
        """The keys with these ids."""
        select = f"SELECT {COLUMNS} FROM data_key WHERE id = ?"  # noqa: S608 - our own names
        return [KeyRow(*row) for id_ in ids for row in self._reader.fetch(select, id_)]

    def by_name(self, names: Collection[str]) -> list[KeyRow]:
        """Nothing is sealed by an audit."""
        return []

    def namesakes(self, ids: Collection[str]) -> list[KeyRow]:
        """Those with these ids: what else there is of a name seals, if anything."""
        return self.by_id(ids)

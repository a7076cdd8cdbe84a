"""Auditing the record of reads (查阅记录核验). Checks 13 and 14.

Promise: every row that a batch commits to is there, in its place and as it was; every batch follows the one before.
Rows that no batch has committed to yet are checked against their own hash and for gaps, and are fine otherwise: what
is removed from the very end within a second of being written, nobody can miss. Needs no key: nothing is decrypted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from biaogan.ledger.access_row import LIMIT, AccessRow, Batch, parse_batch, stream_of
from biaogan.ledger.audit_report import Finding, Verdict
from biaogan.ledger.audit_source import Reader, Row
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import root_of_hashes
from biaogan.ledger.statement import parse_stored

_TYPES = (int, int, str, str, str, int, int, bytes, bytes, bytes)
_TABLE = "access_record"


def check_accesses(reader: Reader, origin: str, size: int) -> tuple[list[Finding], Counter[str]]:
    """What is wrong with batches and rows below position `size`, and how many of each there are."""
    check = _Check(reader)
    for position, jws, data in reader.statements_of(stream_of(origin), size):
        check.batch(position, jws, data)
    check.tail()
    return check.findings, check.counts


class _Check:
    """Batches in the order of the log, and the rows that go with them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._next: int | None = 0  # the row that the next batch begins with; None after one that cannot be read
        self._end = 0
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter(batches=0, accesses=0)

    def batch(self, position: int, jws: object, data: object) -> None:
        """Check 13 for one batch, check 14 for its rows."""
        self.counts["batches"] += 1
        batch = self._read(position, jws, data)
        if batch is None:
            self._next = None
            return
        if self._next not in (None, batch.first):
            self._find(13, "batch_gap", "record", "jws", position, f"from row {batch.first}, not {self._next}")
        self._next = self._end = batch.last + 1
        rows = self._reader.accesses(batch.first, batch.last + 1)
        self._rows(range(batch.first, batch.last + 1), rows, (position, batch.root))

    def _read(self, position: int, jws: object, data: object) -> Batch | None:
        if not isinstance(jws, bytes) or not (data is None or isinstance(data, bytes)):
            return None  # check 4 has said so
        try:
            statement = parse_stored(jws, data or b"")
            if statement.withheld:
                found = Finding(13, "batch_withheld", "disclosure", "data", position, "", Verdict.UNVERIFIABLE)
                self.findings.append(found)
                return None
            return parse_batch(statement.body)
        except VerificationError as error:
            self._find(13, "batch_malformed", "record", "jws", position, error.diagnostics())
            return None

    def tail(self) -> None:
        """Rows that no batch holds yet."""
        first = self._end
        last = self._reader.last_access()
        while first <= last:
            end = min(first + LIMIT, last + 1)
            self._rows(range(first, end), self._reader.accesses(first, end), None)
            first = end

    def _rows(self, ids: range, rows: Sequence[Row], signed: tuple[int, bytes] | None) -> None:
        """Check 14; `signed` is the batch's position and root."""
        self.counts["accesses"] += len(rows)
        known = list(self._typed(rows))
        missing = _runs(ids, (row[0] for row in rows))
        for first in missing:
            self._find(14, "access_missing", _TABLE, "id", first)
        made = [_hash(row) for row in known]
        different = [row for row, digest in zip(known, made, strict=True) if digest != row.hash]
        whole = len(known) == len(ids)
        if signed is None or not whole:
            self._altered(different)
        elif root_of_hashes(made) == signed[1]:
            for row in different:
                self._find(14, "access_hash_altered", _TABLE, "hash", row.id)
        else:
            homes = self._altered(different)
            stored = {row.id: row.hash for row in known} | homes
            if not different or root_of_hashes([stored[id_] for id_ in ids]) != signed[1]:
                self._find(14, "access_rewritten", _TABLE, None, ids[0], f"the batch at position {signed[0]}")

    def _typed(self, rows: Sequence[Row]) -> Iterator[AccessRow]:
        for row in rows:
            if tuple(map(type, row)) == _TYPES:
                yield AccessRow(*row)
            else:
                self._find(14, "malformed", _TABLE, None, row[0])

    def _altered(self, rows: Sequence[AccessRow]) -> dict[int, bytes]:
        """Rows that do not hash to what was stored with them: moved, if they do under another's id; those by that id."""
        homes = {}
        for row in rows:
            home = next((other.id for other in rows if _hash(row, other.id) == row.hash), None)
            if home is None:
                self._find(14, "access_altered", _TABLE, None, row.id)
            else:
                homes[home] = row.hash
                self._find(14, "access_moved", _TABLE, "id", row.id, f"recorded as {home}")
        return homes

    def _find(self, check: int, code: str, table: str, column: str | None, place: int, details: str = "") -> None:
        self.findings.append(Finding(check, code, table, column, place, details))


_NOTHING = bytes(32)


def _hash(row: AccessRow, id_: int | None = None) -> bytes:
    """The row's hash, or what it would be under another id; what no row can hold hashes to nothing."""
    moved = row if id_ is None else replace(row, id=id_)
    try:
        return moved.rehash()
    except (OverflowError, UnicodeEncodeError):
        return _NOTHING


def _runs(ids: range, present: Iterable[int]) -> list[int]:
    """Where each run of missing ids begins."""
    missing = set(ids).difference(present)
    return sorted(id_ for id_ in missing if id_ - 1 not in missing)

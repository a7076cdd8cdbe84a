"""Committing to access rows in the log (查阅批次入账): each time it is called, one leaf for what has gathered.

Promise: batches follow each other without a gap and never overlap, whichever process makes them; they commit to the
hashes that were recorded with the rows, so a row that was changed since is found by the audit. A crash between rows and
batch is healed by the next call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from biaogan.ledger.access import Accesses
from biaogan.ledger.access_proof import access_proof
from biaogan.ledger.access_row import LIMIT, Batch, batch_over, parse_batch, stream_of
from biaogan.ledger.append import Append, Appended, NewRecord
from biaogan.ledger.log import ClockBehind, Log
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import parse_stored
from biaogan.ledger.tree import IntegrityAlarm

Sign = Callable[[str, int, str | None, Mapping[str, Any], datetime], NewRecord]
"""Makes the service's signed record of a stream, seq, prev, body, at an instant; its topic is `access_row.TOPIC`."""


@dataclass(frozen=True, slots=True)
class _Tip:
    """The last batch: how many there are, its digest, and the id after its last row."""

    seq: int = 0
    digest: str | None = None
    next_id: int = 0


class Batches:
    """The batches of one log (批次). One caller at a time in a process; other processes may have theirs."""

    def __init__(self, log: Log, accesses: Accesses, sign: Sign, clock: Callable[[], datetime]) -> None:
        """`clock` gives the instant of admission, not before the log's last record."""
        self._log = log
        self._clock = clock
        self._accesses = accesses
        self._sign = sign
        self.stream = stream_of(log.origin)

    def commit(self) -> int:
        """Commit to every row that has gathered, at most `LIMIT` a leaf; how many leaves. Raises IntegrityAlarm."""
        made = 0
        tip = self._tip()
        while rows := self._accesses.hashes(tip.next_id, tip.next_id + LIMIT):
            if rows[-1][0] != tip.next_id + len(rows) - 1:
                raise IntegrityAlarm("access_row", f"access rows from {tip.next_id} on are missing", self._log.size())
            batch = batch_over(tip.next_id, [hash_ for _, hash_ in rows])
            at = self._clock()
            record = self._sign(self.stream, tip.seq + 1, tip.digest, batch.body(), at)
            if not self._append(Append((record,), {self.stream: tip.seq}), at):
                break  # another process was faster
            made += 1
            tip = _Tip(tip.seq + 1, sha256(record.jws).hexdigest(), batch.last + 1)
        return made

    def _append(self, append: Append, at: datetime) -> bool:
        try:
            [outcome] = self._log.append_many([append], at=at)
        except ClockBehind:
            return False
        return isinstance(outcome, Appended)

    def _tip(self) -> _Tip:
        last = self._log.last_of(self.stream)
        if last is None:
            return _Tip()
        return _Tip(last.version, sha256(last.jws).hexdigest(), batch_of(last).last + 1)

    def holding(self, id_: int) -> tuple[StoredRecord, Batch] | None:
        """The batch that commits to a row; None if none does yet."""
        last = self._log.last_of(self.stream)
        low, high = 1, 0 if last is None else last.version
        while low <= high:
            middle = (low + high) // 2
            record = self._log.read_version(self.stream, middle)
            if record is None:
                raise IntegrityAlarm("gap", f"batch {middle} of the access rows is missing", self._log.size())
            batch = batch_of(record)
            if batch.first <= id_ <= batch.last:
                return record, batch
            low, high = (middle + 1, high) if id_ > batch.last else (low, middle - 1)
        return None

    def prove(self, id_: int, *, content: bool = True) -> str | None:
        """The proof of a row, for `biaogan.ledger.access_proof.verify`; None while no batch holds it (查阅证明).

        `content=False` leaves the confidential part out; an erased one is out anyway.
        """
        held = self.holding(id_)
        if held is None:
            return None
        record, batch = held
        rows = self._accesses.rows(batch.first, batch.last + 1)
        if [row.id for row in rows] != list(range(batch.first, batch.last + 1)):
            raise IntegrityAlarm("access_row", "access rows of a batch are missing", record.position)
        row = rows[id_ - batch.first]
        statement = b"~".join((record.jws, record.disclosures, b"")).decode()
        if self._log.checkpoint().size <= record.position:
            self._log.publish()
        [receipt] = self._log.receipts([record.position])
        opened = self._accesses.opened(row) if content else None
        return access_proof(row, opened, batch, [one.header() for one in rows], statement, receipt)


def batch_of(record: StoredRecord) -> Batch:
    """The batch a record states. Raises VerificationError."""
    return parse_batch(parse_stored(record.jws, record.disclosures).body)

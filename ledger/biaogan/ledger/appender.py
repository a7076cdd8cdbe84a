"""Appending (追加): ONE transaction for records, leaves, tiles, head and the check of what was expected.

Promise: positions are gapless and equal to leaf indices, in every thread and process; admitted_at never falls; what is
returned as Appended is on the disk; on any error nothing is. The tree kept in memory between appends is compared with
the stored head each time, and read again when another process has appended.
"""

import os
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy.engine.interfaces import DBAPICursor

from biaogan.ledger.append import Append, Appended, Judge, Outcome, touched
from biaogan.ledger.database import Database
from biaogan.ledger.errors import LedgerError
from biaogan.ledger.merkle import leaf_hash
from biaogan.ledger.record import (
    OPENING_SIZE,
    from_microseconds,
    header_bytes,
    leaf_data,
    rfc3339,
    to_microseconds,
)
from biaogan.ledger.store import RecordRow, Store
from biaogan.ledger.tree import IntegrityAlarm, Tree
from biaogan.ledger.vault import SealedGroup, Vault

Finish = Callable[[DBAPICursor, Sequence[Outcome]], None]
Clock = Callable[[], datetime]


class ClockBehind(LedgerError):
    """The log has a record admitted later than the instant given (时钟落后): decide again, not before `latest`."""

    def __init__(self, latest: datetime) -> None:
        super().__init__(f"the log has a record admitted at {latest.isoformat()}")
        self.latest = latest


class Appender:
    """The writing half of the log (追加器). Thread-safe, and safe beside appenders of other processes."""

    def __init__(self, database: Database, clock: Clock, *, tree: bool = True, vault: Vault | None = None) -> None:
        """`clock` returns aware datetimes. `tree=False` writes empty leaves and is only there to measure against.

        Without a `vault` disclosures are stored as they are.
        """
        self.database = database
        self._vault = vault
        self._clock = clock
        self._store = Store(database)
        self._lock = threading.Lock()
        self._tree: Tree | None = None
        self._known = (-1, b"")  # the head that self._tree and self._last belong to
        self._last = 0
        self._has_tree = tree
        self.committed = threading.Condition()
        """Notified after each commit of this process; see `size`."""

    @property
    def size(self) -> int:
        """Size of the log when this process last appended; -1 before."""
        return self._known[0]

    def append_many(
        self,
        appends: Sequence[Append],
        *,
        at: datetime | None = None,
        first: Collection[int] = (1,),
        finish: Finish | None = None,
        chained: bool = False,
    ) -> list[Outcome]:
        """Append a group in one durable transaction (成组追加), each append accepted or refused by itself.

        `at` is the instant of admission if the caller has decided for one, and ClockBehind is raised when a later
        record is in already; else it is the clock's. `first` are the versions a new stream may begin with. `finish`
        runs inside the transaction, after the writes; when it raises, nothing was written. `chained`: what was decided
        on a refused append of the group is refused with it. Raises LedgerBusy, IntegrityAlarm, and the driver's errors
        translated.
        """
        streams, ids = touched(appends)
        sealed = self._seal(appends)
        with self._lock:
            with self.database.writing() as cursor:
                size, frontier, tips, seen = self._store.look(cursor, streams, ids)
                tree = self._current(cursor, size, frontier)
                self._tree = None  # until the commit is known to have succeeded
                micros = self._instant(at)
                judge = Judge(size, tips, seen, first, chained)
                outcomes = [judge.admit(append, from_microseconds(micros)) for append in appends]
                head = (size, frontier)
                if judge.size > size:
                    records, disclosures = self._rows(appends, outcomes, tree, micros, sealed)
                    head = (judge.size, tree.frontier() if self._has_tree else frontier)
                    self._store.write(cursor, records, disclosures, tree.completed(), head)
                    self._keep_keys(cursor, appends, outcomes, sealed, micros)
                if finish is not None:
                    finish(cursor, outcomes)
            self._tree, self._known = tree, head
            if judge.size > size:
                self._last = micros
        if judge.size > size:
            if self._vault is not None:
                self._vault.saved(sealed)
            with self.committed:
                self.committed.notify_all()
        return outcomes

    def _seal(self, appends: Sequence[Append]) -> SealedGroup:
        if self._vault is None:
            return SealedGroup()
        return self._vault.seal([record for append in appends for record in append.records])

    def _keep_keys(
        self,
        cursor: DBAPICursor,
        appends: Sequence[Append],
        outcomes: Sequence[Outcome],
        sealed: SealedGroup,
        micros: int,
    ) -> None:
        """The keys that were made, and the release of a round's key by the record that says so: together with it."""
        if self._vault is None:
            return
        self._vault.insert(cursor, sealed)
        for append, outcome in zip(appends, outcomes, strict=True):
            for record in append.records if isinstance(outcome, Appended) else ():
                if record.releases:
                    self._vault.release(cursor, record.releases, record.private, micros)

    def _instant(self, at: datetime | None) -> int:
        if at is None:
            return max(to_microseconds(self._clock()), self._last)
        micros = to_microseconds(at)
        if micros < self._last:
            raise ClockBehind(from_microseconds(self._last))
        return micros

    def _rows(
        self, appends: Sequence[Append], outcomes: Sequence[Outcome], tree: Tree, micros: int, sealed: SealedGroup
    ) -> tuple[list[RecordRow], list[tuple[int, bytes]]]:
        records: list[RecordRow] = []
        disclosures: list[tuple[int, bytes]] = []
        at = rfc3339(micros)
        leaf = bytes(32)
        for append, outcome in zip(appends, outcomes, strict=True):
            if not isinstance(outcome, Appended):
                continue
            for position, new in zip(outcome.positions, append.records, strict=True):
                opening = os.urandom(OPENING_SIZE)
                if self._has_tree:
                    header = header_bytes(at, position, new.stream, new.type, new.version)
                    leaf = leaf_hash(leaf_data(opening, header, new.jws, new.kind))
                    tree.append(leaf)
                records.append(
                    (position, new.stream, new.version, new.type, new.kind, micros, new.jws, opening, leaf, new.jti)
                )
                if new.disclosures:
                    data = sealed.data.get(id(new), new.disclosures)
                    disclosures.append((position, data))
        return records, disclosures

    def _current(self, cursor: DBAPICursor, size: int, frontier: bytes) -> Tree:
        """The tree that belongs to the head just read: the one in memory, brought up to it, or one read anew."""
        tree = self._tree
        if tree is not None and self._known == (size, frontier):
            return tree
        self._last = self._store.admitted_at(cursor, size - 1)
        if not self._has_tree:
            return Tree()
        if tree is not None and tree.size < size:  # another process has appended
            for leaf in self._store.leaves(cursor, tree.size, size):
                tree.append(leaf)
            tree.completed()
            if (tree.size, tree.frontier()) == (size, frontier):
                return tree
        tree = self._store.tree(cursor, size)
        if tree.frontier() != frontier:
            raise IntegrityAlarm("head", f"the stored head is not that of the {size} records stored", size)
        return tree

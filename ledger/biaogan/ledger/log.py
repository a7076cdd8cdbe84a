"""The log (日志): one object through which everything else appends, reads, publishes and proves.

Promise: positions are gapless and in the order of admission; nothing accepted is lost; nothing is signed that was not
read back and hashed again; any number of threads and processes may each hold a Log of the same database. Call
`publish()` once at the start: it recovers from a crash, and refuses a database that is older than its guard.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from biaogan.ledger.access import Accesses
from biaogan.ledger.append import Append, Appended, Conflict, DuplicateId, NewRecord, Outcome
from biaogan.ledger.appender import Appender, ClockBehind, Finish
from biaogan.ledger.checkpoint import Checkpoint
from biaogan.ledger.database import Database
from biaogan.ledger.errors import LedgerError
from biaogan.ledger.gather import Gatherer
from biaogan.ledger.guard import Guard
from biaogan.ledger.kek import Kek
from biaogan.ledger.note import Signer, parse_vkey
from biaogan.ledger.publisher import Publisher
from biaogan.ledger.reader import Reader, Said
from biaogan.ledger.receipts import NotInLog, Receipts
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.sealing import Nothing
from biaogan.ledger.tilefile import WIDTH
from biaogan.ledger.tree import IntegrityAlarm
from biaogan.ledger.vault import Vault

__all__ = [
    "Append",
    "Appended",
    "ClockBehind",
    "Conflict",
    "DuplicateId",
    "IntegrityAlarm",
    "Log",
    "NewRecord",
    "NotInLog",
    "Outcome",
    "StoredRecord",
]


class Log:
    """One process's view of the log (日志). Thread-safe. `close()` when done; the engine stays the caller's."""

    def __init__(
        self,
        engine: sa.Engine,
        origin: str,
        signer: Signer,
        clock: Callable[[], datetime],
        guard: Path | None = None,
        *,
        kek: Kek | None = None,
        command: str = "",
        tree: bool = True,
    ) -> None:
        """`origin` names the log and the key of `signer`; `clock` returns aware datetimes; `guard` is the file outside the
        database that remembers the last checkpoint. `kek` opens the vault; without it disclosures are stored as they
        are, and sealed ones left out; `command` says what runs, for the journal of unwraps. `tree=False` is there to measure
        against, and cannot publish.
        """
        self.origin = origin
        self.vkey = signer.vkey()
        """The public key its checkpoints are signed with, as a C2SP vkey."""
        self.database = Database(engine)
        self.vault = None if kek is None else Vault(self.database, kek, clock, command)
        """The keys of what is sealed (保险库)."""
        self._accesses = Accesses(engine, Nothing(), clock)
        self._appender = Appender(self.database, clock, tree=tree, vault=self.vault)
        self._gatherer = Gatherer(self._appender.append_many, name="log")
        self._reader = Reader(self.database, self.vault)
        vkey = parse_vkey(signer.vkey())
        self._publisher = Publisher(self.database, origin, signer, Guard(guard, origin, vkey) if guard else None)
        self._receipts = Receipts(self._publisher, self._reader)
        self.committed = self._appender.committed

    @property
    def keys(self) -> Vault:
        """The vault. Raises LedgerError where the log was opened without a key-encryption key."""
        if self.vault is None:
            raise LedgerError("this log was opened without its key-encryption key")
        return self.vault

    def append_many(
        self,
        appends: Sequence[Append],
        *,
        at: datetime | None = None,
        first: Collection[int] = (1,),
        finish: Finish | None = None,
        chained: bool = False,
    ) -> list[Outcome]:
        """Append a group in ONE durable transaction, each accepted or refused by itself; see `Appender`."""
        return self._appender.append_many(appends, at=at, first=first, finish=finish, chained=chained)

    def append(self, append: Append) -> Outcome:
        """Append, together with whatever other threads are appending (成组提交); returns when it is durable."""
        return self._gatherer.submit(append).result()

    def publish(self) -> Checkpoint:
        """A signed checkpoint of everything committed so far (发布检查点). Raises IntegrityAlarm; see `Publisher`."""
        return self._publisher.publish().checkpoint

    def checkpoint(self) -> Checkpoint:
        """The last signed checkpoint, by whatever process; the first is signed when there is none."""
        return self._publisher.latest().checkpoint

    def note(self) -> bytes:
        """The last signed checkpoint as a signed note (签名便条), the bytes of `/log/checkpoint`."""
        return self._publisher.latest().note

    def receipts(self, positions: Sequence[int]) -> list[str]:
        """Receipts of records, under a checkpoint that covers them (回执); see `Receipts`."""
        return self._receipts.receipts(positions)

    def node(self, level: int, index: int) -> bytes:
        """Hash of a perfect subtree of the published tree: a Log is a `merkle.NodeReader`."""
        return self._receipts.node(level, index)

    def root_at(self, size: int) -> bytes:
        """Root of the first `size` leaves. Raises NotInLog beyond what was published."""
        return self._receipts.root_at(size)

    def tile(self, level: int, index: int, width: int = WIDTH) -> bytes:
        """Bytes of a tile, full or partial (瓦片). Raises NotInLog beyond what was published."""
        return self._receipts.tile(level, index, width)

    def entries(self, index: int, width: int = WIDTH) -> bytes:
        """Bytes of an entry bundle, full or partial (条目束). Raises NotInLog beyond what was published."""
        return self._receipts.entries(index, width)

    def size(self) -> int:
        """Number of records committed, signed or not yet."""
        return self._reader.size()

    def read(self, stream: str) -> list[StoredRecord]:
        """The records of a stream, oldest first; none when it does not exist."""
        return self._reader.read(stream)

    def last_of(self, stream: str) -> StoredRecord | None:
        """The last record of a stream, or None when it does not exist."""
        return self._reader.last_of(stream)

    def read_version(self, stream: str, version: int) -> StoredRecord | None:
        """The record of a stream that has this version, or None."""
        return self._reader.read_version(stream, version)

    def read_many(self, streams: Iterable[str]) -> dict[str, list[StoredRecord]]:
        """The records of many streams in one query; a stream that does not exist has an empty list."""
        return self._reader.read_many(streams)

    def read_from(self, position: int, limit: int) -> list[StoredRecord]:
        """At most `limit` records from `position` on, across all streams, by rising position."""
        return self._reader.read_from(position, limit)

    def said_from(self, position: int, limit: int) -> list[Said]:
        """What the records from `position` on say, at most `limit` of them, as far as it could be read before any release."""
        return self._reader.said_from(position, limit)

    def read_directory(self, position: int, limit: int) -> list[StoredRecord]:
        """At most `limit` records of the key directory and of the log's own acts, from `position` on."""
        return self._reader.read_directory(position, limit)

    def follows(self, stream: str, types: Iterable[str], position: int) -> bool:
        """Whether a record of one of these types stands on the stream after `position`."""
        return self._reader.follows(stream, types, position)

    def size_of_root(self, root: bytes) -> int | None:
        """The size at which `root` was signed, or None if it never was."""
        return self._reader.size_of_root(root)

    def by_jti(self, jti: str) -> StoredRecord | None:
        """The record of the statement `jti`, or None."""
        return self._reader.by_jti(jti)

    def time_to_position(self, at: datetime) -> int | None:
        """The last position admitted at or before `at`, or None when there was none yet (时间到位置)."""
        return self._reader.time_to_position(at)

    def record_unwraps(self) -> int:
        """Put on record which keys this process has unwrapped since the last call (解开入账); how many rows.

        Outside any transaction of the caller's. Faults are told aloud, and what was to be recorded is kept.
        """
        if self.vault is None or not self.vault.unwraps.waiting:
            return 0
        return self.vault.unwraps.record(self._accesses, lambda: self.size() - 1)

    def close(self) -> None:
        """Finish what was submitted, record what was unwrapped, then give the writing connections back."""
        self._gatherer.close()
        self.record_unwraps()
        self._accesses.close()
        self.database.close()

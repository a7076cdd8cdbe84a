"""The journal of unwraps (密钥解开记录): which process unwrapped which data key, when, and for what kind of work.

Promise: noting costs no I/O and never fails; what `record` returned for is a row among those of reads (`access_record`,
class `key.unwrapped`), so it is numbered, committed to by batches and checked like them. Rows that cannot be written are
kept and tried again. What a process had not recorded when it was killed is lost; a row per key and work tells how often.
Contents are in clear: names of keys are pseudonyms, as streams are.
"""

import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from biaogan.ledger.access_row import Access, content_of
from biaogan.ledger.record import rfc3339, to_microseconds
from biaogan.ledger.sealed import ID_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from biaogan.ledger.access import Accesses

LOG = logging.getLogger(__name__)
UNWRAPPED = "key.unwrapped"
PROCESS = "process_"
"""Begins the id of a process; then an id as keys have, which begins with when it was made."""
OBJECT = "key:"
"""Stands before the name of the key: the object of such a row is the key, not what the key seals."""
RANDOM = 9
"""Random bytes at the end of an id."""
CAPACITY = 50_000
"""Keys and works that wait to be recorded; of more only the number is kept."""
PIECE = 1000
"""Rows in one transaction."""
WHOLE = frozenset({"rebuild", "replay"})
"""Commands that open whatever there is: a row of theirs tells of many keys (`MANY`), whose ids are its content."""
MANY = "*"
"""Stands for the name of the key in such a row."""
PRESSING = 5000
"""So many that wait are better recorded soon."""


class Told(NamedTuple):
    """What a row of the journal tells (一行解开记录)."""

    name: str
    """Of the key, or `MANY`."""
    at: datetime
    """Of the first of these unwraps."""
    keys: list[str]
    """The ids, each as often as the key was unwrapped."""
    command: str
    work: str
    dropped: int
    """So many were not kept before."""


def told_by(stream: str, opened: bytes) -> Told:
    """The opened row whose object is `stream`."""
    told = json.loads(content_of(opened))
    ids = b64decode(told["keys"]) if "keys" in told else bytes.fromhex(told["key"]) * told["count"]
    keys = [ids[start : start + ID_SIZE].hex() for start in range(0, len(ids), ID_SIZE)]
    at, name = datetime.fromisoformat(told["at"]), stream.removeprefix(OBJECT)
    return Told(name, at, keys, told["command"], told["work"], told.get("dropped", 0))


def begun(process: str) -> int:
    """When a process began, by its id, in microseconds since 1970."""
    return int.from_bytes(bytes.fromhex(process.removeprefix(PROCESS))[: ID_SIZE - RANDOM])


class Work(StrEnum):
    """What a process does while it unwraps a key (工作种类)."""

    UNSTATED = ""
    """Whatever the command does."""
    ANSWERING = "answering"
    RIGHTS = "rights"
    """Finding out who asks."""
    RECORDING = "recording"
    """Putting reads on record, under the key of what was read."""
    FOLDING = "folding"
    """Bringing the views up to date."""
    DECIDING = "deciding"


_work: ContextVar[Work] = ContextVar("work", default=Work.UNSTATED)


def _text(at: datetime) -> str:
    return rfc3339(to_microseconds(at))


class _Working:
    """Entered for each value of a view: a generator would take three times as long."""

    __slots__ = ("_token", "_work")

    def __init__(self, work: Work) -> None:
        self._work = work

    def __enter__(self) -> None:
        self._token = _work.set(self._work)

    def __exit__(self, *_: object) -> None:
        _work.reset(self._token)


def working(work: Work) -> AbstractContextManager[None]:
    """Within the block, in this thread or task, this is what is done."""
    return _Working(work)


def begin(work: Work) -> None:
    """From now on, in this thread: for threads that do nothing else."""
    _work.set(work)


@dataclass(slots=True)
class _Noted:
    at: datetime
    count: int = 1


_Place = tuple[str, str, Work]
"""Id and name of the key, and the work."""


class Unwraps:
    """What one process has unwrapped (一个进程的解开记录). Thread-safe."""

    def __init__(self, clock: "Callable[[], datetime]", process: str, command: str = "") -> None:
        """`process` is its random id, `command` what runs; empty: a program of somebody's own."""
        self.process = process
        self.command = command
        self._clock = clock
        self._lock = Lock()
        self._recording = Lock()
        self._noted: dict[_Place, _Noted] = {}
        self._dropped = 0

    @property
    def waiting(self) -> bool:
        """Whether there is anything to record."""
        return bool(self._noted)

    @property
    def pressing(self) -> bool:
        """Whether so much waits that it is better recorded soon."""
        return len(self._noted) >= PRESSING

    def note(self, id_: str, name: str) -> None:
        """A key was unwrapped. To be recorded later, never from here: the caller may be inside a transaction."""
        place = id_, name, _work.get()
        with self._lock:
            found = self._noted.get(place)
            if found is not None:
                found.count += 1
            elif len(self._noted) < CAPACITY:
                self._noted[place] = _Noted(self._clock())
            else:
                self._dropped += 1

    def record(self, accesses: "Accesses", head: "Callable[[], int]") -> int:
        """Put on record what was noted, at the position of `head`; how many rows. Faults are told aloud, not raised."""
        from eventsourcing.persistence import (
            PersistenceError,  # whoever only verifies records nothing, and has no need of it
        )

        made = 0
        with self._recording:
            while taken := self._taken():
                rows, dropped = taken
                written = self._rows(rows, dropped, head())
                try:
                    accesses.record([written])
                except PersistenceError as error:
                    self._kept(rows, dropped)
                    LOG.critical("%d unwraps of keys cannot be put on record: %r", len(rows), error)
                    return made
                made += len(written)
        return made

    def _taken(self) -> tuple[dict[_Place, _Noted], int] | None:
        with self._lock:
            if not self._noted:
                return None
            size = PRESSING if self.command in WHOLE else PIECE
            taken = {place: self._noted.pop(place) for place in list(self._noted)[:size]}
            dropped, self._dropped = self._dropped, 0
            return taken, dropped

    def _kept(self, rows: dict[_Place, _Noted], dropped: int) -> None:
        with self._lock:
            self._dropped += dropped
            for place, noted in self._noted.items():
                if place in rows:
                    rows[place].count += noted.count
                else:
                    rows[place] = noted
            self._noted = rows

    def _rows(self, rows: dict[_Place, _Noted], dropped: int, basis: int) -> list[Access]:
        """One for each key and work, or, of a command that opens everything, one for each work."""
        found: list[Access] = []
        for name, told in self._together(rows) if self.command in WHOLE else self._apart(rows):
            if dropped and not found:
                told["dropped"] = dropped
            content = json.dumps({**told, "command": self.command}, sort_keys=True, separators=(",", ":")).encode()
            found.append(Access(self.process, OBJECT + name, UNWRAPPED, basis, True, content, ""))
        return found

    def _apart(self, rows: dict[_Place, _Noted]) -> "Iterator[tuple[str, dict[str, Any]]]":
        for (id_, name, work), noted in rows.items():
            yield name, {"at": _text(noted.at), "count": noted.count, "key": id_, "work": work.value}

    def _together(self, rows: dict[_Place, _Noted]) -> "Iterator[tuple[str, dict[str, Any]]]":
        for work in sorted({place[2] for place in rows}):
            of_work = [(place[0], noted) for place, noted in rows.items() if place[2] == work]
            ids = [bytes.fromhex(id_) for id_, noted in sorted(of_work, key=itemgetter(0)) for _ in range(noted.count)]
            first = min(noted.at for _, noted in of_work)
            keys = b64encode(b"".join(ids)).decode()
            yield MANY, {"at": _text(first), "count": len(ids), "keys": keys, "work": work.value}

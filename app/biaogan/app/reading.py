"""The log as the other layers read it: the views' source of events, and the ledger port of the API."""

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from itertools import takewhile
from threading import Lock

from biaogan.app.clock import Clock
from biaogan.app.codec import recorded, typed, typed_partly
from biaogan.app.parsing import Parsed, parsed
from biaogan.app.streams import streams_of
from biaogan.app.tracing import face_of
from biaogan.domain.act import Recorded
from biaogan.domain.events import EVENTS, SealOpened
from biaogan.graphql.ports import Basis, FuturePoint, RecordView
from biaogan.ledger.log import Log, NotInLog
from biaogan.ledger.reader import Said
from biaogan.ledger.record import from_microseconds
from biaogan.ledger.unwraps import Work, working
from biaogan.projections.queries import Views
from biaogan.projections.runner import NoEvent

RECENT = 8192
"""Events of this process that are remembered for the views."""
EMPTY_ROOT = b64encode(sha256().digest()).decode()


class Events:
    """What the views read (`biaogan.projections.runner.Source`)."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._recent: dict[int, Recorded] = {}

    def remember(self, events: Iterable[Recorded]) -> None:
        """What this process has just appended need not be read from the log and parsed again."""
        for event in events:
            self._recent[event.position] = event
            self._recent.pop(event.position - RECENT, None)

    def forget(self, names: Collection[str]) -> None:
        """These keys were destroyed: read what they opened from the log again."""
        streams = streams_of(names)
        for position in [event.position for event in list(self._recent.values()) if event.stream in streams]:
            self._recent.pop(position, None)

    def read_from(self, position: int, limit: int) -> Sequence[Recorded | NoEvent]:
        """Typed events from ``position`` on; what this release does not know is tracked and nothing more."""
        found = list(takewhile(bool, map(self._recent.get, range(position, position + limit))))
        if found:
            return [self.revealing(event) for event in found if event is not None]
        return self.typed(parsed(self._read(position, limit)))

    def typed(self, page: Iterable[Parsed]) -> list[Recorded | NoEvent]:
        """Parsed records as events."""
        return [self.revealing(_recorded(*one)) if one[1] in EVENTS else NoEvent(one[0]) for one in page]

    def _read(self, position: int, limit: int) -> Sequence[Said]:
        with working(Work.FOLDING):
            return self._log.said_from(position, limit)

    def revealing(self, event: Recorded) -> Recorded:
        """An event of the opening of a seal brings along what it made readable; any other stands for itself."""
        if not isinstance(event.event, SealOpened) or event.revealed:
            return event
        with working(Work.FOLDING):
            sheets = self._log.read_many(event.event.sheets or ())
        opened = [found for records in sheets.values() for record in records if (found := recorded(record)) is not None]
        return replace(event, revealed=tuple(found for found in opened if found.position < event.position))

    def wait(self, position: int, timeout: float) -> None:
        """Returns when this process has appended, or after ``timeout`` seconds."""
        with self._log.committed:
            if self._log.size() <= position:
                self._log.committed.wait(timeout)


def _recorded(
    position: int,
    topic: str,
    stream: str,
    version: int,
    actor: str,
    role: str,
    behalf: str,
    at: int,
    body: bytes,
    whole: bool,
) -> Recorded:
    event = typed(topic, body) if whole else typed_partly(topic, json.loads(body))
    return Recorded(event, stream, version, position, actor, role, _instant(at), behalf=behalf)


_instant = lru_cache(maxsize=16)(from_microseconds)  # a group of records is admitted in one instant


class LedgerReading:
    """`biaogan.graphql.ports.LedgerPort` over the log, at the position the views have reached."""

    def __init__(self, log: Log, views: Views, clock: Clock) -> None:
        self._log = log
        self._views = views
        self._clock = clock
        self._made = lru_cache(maxsize=512)(self._make_basis)
        self._making = Lock()
        self._newest: Basis | None = None

    def head(self) -> Basis:
        """The last position the views reflect; -1, the empty tree's root, before they have begun."""
        position = self._views.position()
        return self._basis(position) if position >= 0 else Basis(-1, self._clock(), EMPTY_ROOT)

    def basis(self, position: int) -> Basis:
        """The basis of a View at ``position``. Raises `FuturePoint` beyond the views."""
        if position > self._views.position():
            raise FuturePoint
        return self._basis(position)

    def _basis(self, position: int) -> Basis:
        newest = self._newest
        if newest is not None and newest.position == position:
            return newest
        with self._making:  # everybody asks for a new head at once: one of them works it out
            basis = self._made(position)
            if newest is None or newest.position < position:
                self._newest = basis
        return basis

    def _make_basis(self, position: int) -> Basis:
        [record] = self._log.read_from(position, 1)
        return Basis(position, record.admitted_at, b64encode(self._root_at(position + 1)).decode())

    def _root_at(self, size: int) -> bytes:
        """Another process may have appended what this one has not seen published: then it is published now."""
        try:
            return self._log.root_at(size)
        except NotInLog:
            self._log.publish()
            return self._log.root_at(size)

    def position_at(self, time: datetime) -> int | None:
        """Last position admitted at or before ``time``. Raises `FuturePoint` for a time that has not come."""
        if time > self._clock():
            raise FuturePoint
        found = self._log.time_to_position(time)
        return None if found is None else min(found, self._views.position())

    def position_of_root(self, root: str) -> int | None:
        """Position of the last leaf under a published root."""
        try:
            size = self._log.size_of_root(b64decode(root, validate=True))
        except ValueError:
            return None
        return None if size is None else size - 1

    def checkpoint(self) -> str:
        """The last signed checkpoint."""
        return self._log.note().decode()

    def record(self, position: int) -> RecordView | None:
        """The public face of a record."""
        found = self._log.read_from(position, 1) if position >= 0 else ()
        if not found:
            return None
        return face_of(found[0])

    def proof(self, position: int) -> str | None:
        """The receipt of a record against the last checkpoint."""
        return self._log.receipts([position])[0] if 0 <= position < self._log.checkpoint().size else None

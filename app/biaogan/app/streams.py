"""The state of every stream the office decides on: folded from the log, remembered between acts, never trusted.

What is remembered only saves reading: every append names the versions its decision read (``expects``), and the log
refuses it if one of them moved. `Streams.refresh` brings what is remembered up to the head of the log, wherever the
new records came from.
"""

from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from biaogan.app.codec import recorded, recorded_statement
from biaogan.domain import states
from biaogan.domain.act import Recorded
from biaogan.domain.event import PERSONAL
from biaogan.domain.events import PersonalDataErased, SealOpened
from biaogan.ledger.keys import TOPICS, KeyDirectory
from biaogan.ledger.log import Log, NotInLog
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import parse_stored
from biaogan.ledger.unwraps import Work, working

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """A stream's present: version (0: it does not exist), digest of its last statement, folded state."""

    version: int = 0
    digest: str | None = None
    state: Any = None

    def then(self, event: Recorded | None, digest: str) -> "Head":
        """The stream after one more record."""
        state = self.state if event is None else states.evolve(self.state, event)
        return Head(self.version + 1, digest, state)


EMPTY = Head()


class Streams:
    """Heads of streams at one size of the log, and the key directory at that size. Not thread-safe: the office locks."""

    def __init__(self, log: Log, capacity: int = 50_000) -> None:
        self._log = log
        self._capacity = capacity
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self.keys = KeyDirectory()
        self._keys_to = 0
        self._load_keys()
        self.size = log.size()
        self.erased: set[str] = set()
        """Keys whose erasure is on record: nothing is sealed under them any more."""
        self.unfinished: set[str] = set()
        """Those of them that this process has not destroyed yet."""
        self.on_erased: list[Callable[[Collection[str]], None]] = []
        """Each is told which keys were destroyed, to forget what it remembers of them and of what they opened."""
        self._load_erased()
        self.latest = datetime.min.replace(tzinfo=UTC)
        """When the last record was admitted that is known of."""

    def _load_keys(self) -> None:
        start = 0
        while page := self._log.read_directory(start, PAGE):
            for record in page:
                self._learn_key(record)
            start = page[-1].position + 1

    def _load_erased(self) -> None:
        """What this process is too young to have seen."""
        if self._log.vault is not None:
            self.erased.update(erased(self._log))
            self.unfinished.update(self._log.vault.living(self.erased))

    def _erase(self, names: Collection[str]) -> None:
        """These keys open nothing from here on, in this process at once."""
        self.erased.update(names)
        self.unfinished.update(names)
        self._log.keys.forget(names)
        self.forget(streams_of(names))
        for tell in self.on_erased:
            tell(names)

    def _learn_key(self, record: StoredRecord) -> None:
        if record.type in TOPICS and record.position >= self._keys_to:
            self.keys.learn(record)
            self._keys_to = record.position + 1

    def signed_root(self, size: int) -> str | None:
        """Root (base64) of the log at a size it has signed; ``None`` beyond what is signed."""
        try:
            return b64encode(self._log.root_at(size)).decode()
        except NotInLog:
            return None

    def refresh(self) -> None:
        """Bring everything remembered up to the head of the log."""
        while page := self._page():
            for record in page:
                self.admit(record)

    def _page(self) -> list[StoredRecord]:
        with working(Work.DECIDING):
            return self._log.read_from(self.size, PAGE)

    def admit(self, record: StoredRecord) -> None:
        """One more record of the log, in order."""
        if record.position != self.size:
            raise AssertionError(f"record {record.position} offered at size {self.size}")
        self._learn_key(record)
        head = self._heads.get(record.stream)
        if head is not None:
            if head.version + 1 == record.version:
                statement = parse_stored(record.jws, record.disclosures)
                self._heads[record.stream] = head.then(recorded_statement(record, statement), statement.digest)
            elif head.version < record.version:
                del self._heads[record.stream]
        if record.type == SealOpened.TOPIC:
            self._reread(record)
        if record.type == PersonalDataErased.TOPIC:
            self._erase(erased_by(record))
        self.size += 1
        self.latest = record.admitted_at

    def _reread(self, record: StoredRecord) -> None:
        """What was sealed can be read from here on."""
        found = recorded(record)
        if found is not None and isinstance(found.event, SealOpened):
            self.forget([record.stream, *(found.event.sheets or ())])

    def head(self, stream: str) -> Head:
        """The stream's present, read from the log if it is not remembered."""
        head = self._heads.get(stream)
        if head is None:
            with working(Work.DECIDING):
                head = self._folded(self._log.read(stream))
            self.remember(stream, head)
        else:
            self._heads.move_to_end(stream)
        return head

    def load(self, streams: Iterable[str]) -> None:
        """Read what a batch will ask for and is not remembered, in one query."""
        missing = {stream for stream in streams if stream not in self._heads}
        with working(Work.DECIDING):
            found = self._log.read_many(missing)
        for stream, records in found.items():
            self.remember(stream, self._folded(records))

    def _folded(self, records: Iterable[StoredRecord]) -> Head:
        head = EMPTY
        for record in records:
            if record.position < self.size:
                statement = parse_stored(record.jws, record.disclosures)
                head = head.then(recorded_statement(record, statement), statement.digest)
        return head

    def forget(self, streams: Iterable[str]) -> None:
        """Read these from the log again when they are asked for: they may read otherwise now."""
        for stream in streams:
            self._heads.pop(stream, None)

    def remember(self, stream: str, head: Head) -> None:
        """Keep a head; the one unused for longest makes room."""
        self._heads[stream] = head
        if len(self._heads) > self._capacity:
            self._heads.popitem(last=False)

    def adopt(self, pending: Mapping[str, Head], records: int, at: datetime) -> None:
        """The batch was admitted as foreseen, ``records`` records at ``at``: its heads are the present."""
        self.latest = at
        for stream, head in pending.items():
            self.remember(stream, head)
        self.size += records


def erased(log: Log) -> frozenset[str]:
    """Every key whose erasure is on record: it stands on a stream whose own key lives, so the vault knows them all."""
    found = log.read_many(log.keys.names("erasure_"))
    return frozenset(name for records in found.values() for record in records for name in erased_by(record))


def erased_by(record: StoredRecord) -> tuple[str, ...]:
    """The names of the keys that a record destroys."""
    found = recorded(record) if record.type == PersonalDataErased.TOPIC else None
    return tuple(found.event.keys or ()) if found and isinstance(found.event, PersonalDataErased) else ()


def streams_of(names: Collection[str]) -> frozenset[str]:
    """The streams that keys of these names are called after."""
    return frozenset(name.removesuffix(PERSONAL) for name in names)


Pending: TypeAlias = dict[str, Head]
"""Heads as they will be if every append of the batch so far is accepted."""


class Reading(Mapping[str, Any]):
    """The world one decision reads: remembers which streams it looked at, and lets tentative heads stand before."""

    def __init__(self, streams: Streams, pending: Mapping[str, Head]) -> None:
        self._streams = streams
        self._pending = pending
        self.expects: dict[str, int] = {}

    def head(self, stream: str) -> Head:
        """The head as this decision sees it; from now on the decision depends on it."""
        head = self._pending.get(stream) or self._streams.head(stream)
        self.expects.setdefault(stream, head.version)
        return head

    def __getitem__(self, stream: str) -> Any:
        return self.head(stream).state

    def __iter__(self) -> Iterator[str]:
        return iter(self.expects)

    def __len__(self) -> int:
        return len(self.expects)

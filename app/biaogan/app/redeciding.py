"""Every act decided again (重新裁决), with what followed from it, from the signed statements alone.

Promise: each statement is held against the key that was valid for its signer at that position, and against the columns
beside it, before it is believed; then the rules are asked on the world as it was. What was erased cannot be decided on
any more: such acts are counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from biaogan.app.codec import recorded, recorded_statement
from biaogan.domain import states
from biaogan.domain.act import Act, Consequence, Recorded
from biaogan.domain.decide import decide
from biaogan.domain.event import Event
from biaogan.domain.events import Refused, ReviewRoundOpened, RoundSealed
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.rejections import Rejected
from biaogan.ledger.errors import StatementError
from biaogan.ledger.keys import KeyDirectory, KeyRefused
from biaogan.ledger.log import Log
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import Statement, check_signature, parse_stored

PAGE = 1000
GENESIS = 3
"""Records of the genesis, which nobody decided."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record (重演不符): ``code``, and the same in words."""

    position: int
    code: str
    zh: str
    en: str

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {"position": self.position, "code": self.code, "message": {"zh": self.zh, "en": self.en}}


@dataclass(frozen=True, slots=True)
class Read:
    """One record, parsed."""

    record: StoredRecord
    statement: Statement
    event: Recorded | None


@dataclass(slots=True)
class Group:
    """An act, and what was recorded as following from it (一项行为及其后果)."""

    act: Read
    followed: list[Read] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def reads(self) -> Iterator[Read]:
        """The act, then what followed."""
        yield self.act
        yield from self.followed

    def concerns(self, stream: str) -> bool:
        """Some record of it stands on the stream or names it as its case."""
        return not stream or any(
            read.record.stream == stream or (read.event and getattr(read.event.event, "case", "") == stream)
            for read in self.reads
        )

    def blame(self, read: Read, code: str, zh: str, en: str) -> None:
        """Something is wrong with a record of it."""
        self.faults.append(Fault(read.record.position, code, zh, en))


@dataclass(slots=True)
class Tally:
    """How many acts were decided again, and how many could not be."""

    acts: int = 0
    refusals: int = 0
    undecided: int = 0
    """Acts that say, or rest on, what is sealed or erased."""


class World(dict[str, Any]):
    """Streams as they are at the record being replayed; one that does not exist is ``None``. Remembers what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()

    def __getitem__(self, stream: str) -> Any:
        self.read.add(stream)
        return self.get(stream)

    def admit(self, group: Group) -> None:
        """The group is part of the world from here on."""
        for read in group.reads:
            if read.event is not None:
                self[read.event.stream] = states.evolve(self.get(read.event.stream), read.event)


def decided_again(log: Log, tally: Tally, erased: frozenset[str], about: str = "") -> Iterator[Group]:
    """Each group of the log, in order, its faults found. With ``about`` only what concerns this stream.

    ``erased``: the streams something of which was erased.
    """
    check, world = Check(log, tally, erased), World()
    for group in groups(_read(log)):
        if group.concerns(about):
            check.signatures(group)
            check.decision(group, world)
            yield group
        world.admit(group)


def groups(reads: Iterable[Read]) -> Iterator[Group]:
    """Records cut where an act begins: what names a cause belongs to the act before it."""
    group: Group | None = None
    for read in reads:
        if group is not None and read.statement.claims.get("cause"):
            group.followed.append(read)
        else:
            if group is not None:
                yield group
            group = Group(read)
    if group is not None:
        yield group


def directory(log: Log) -> KeyDirectory:
    """Which key spoke for whom at which position, by every key record of the log."""
    keys, start = KeyDirectory(), 0
    while page := log.read_directory(start, PAGE):
        for record in page:
            keys.learn(record)
        start = page[-1].position + 1
    return keys


def _read(log: Log) -> Iterator[Read]:
    position = 0
    while page := log.read_from(position, PAGE):
        for record in page:
            statement = parse_stored(record.jws, record.disclosures)
            yield Read(record, statement, recorded_statement(record, statement))
        position += len(page)


class Check:
    """Holds groups against the keys of the log and against the rules."""

    def __init__(self, log: Log, tally: Tally, erased: frozenset[str]) -> None:
        self._log = log
        self._tally = tally
        self._erased = erased
        self._keys = directory(log)

    def signatures(self, group: Group) -> None:
        """Each statement is signed by the key that its signer had there, and says what the columns beside it say."""
        for read in group.reads:
            record, said = read.record, read.statement
            try:
                key = self._keys.at(said.kid, record.position)
                check_signature(said, key.public_key)
            except (KeyRefused, StatementError) as error:
                group.blame(read, "signature", f"签名不成立: {error}", f"the signature does not hold: {error}")
                continue
            if key.actor != said.iss:
                group.blame(read, "signature", "密钥不属签署人", "the key is not its signer's")
            if (record.stream, record.version, record.type) != (said.stream, said.seq, said.type):
                group.blame(read, "column", "列与所签不符", "the columns are not what was signed")

    def decision(self, group: Group, world: World) -> None:
        """What the rules say now is what they said then."""
        act = group.act
        if act.event is None or act.record.position < GENESIS:
            due: list[Consequence] | None = None
        elif isinstance(act.event.event, Refused):
            self._tally.refusals += 1
            due = []
        else:
            self._tally.acts += 1
            due = self._due(group, act, act.event, world)
        self._followed(group, due)

    def _due(self, group: Group, act: Read, event: Recorded, world: World) -> list[Consequence] | None:
        """What has to follow; ``None``: nobody can say any more."""
        if event.event.TOPIC not in BY_TOPIC:
            return []
        if act.statement.withheld:
            self._tally.undecided += 1
            return None
        world.read.clear()
        signed = event.event, event.stream, event.actor, event.role, event.at, act.statement.rules or ""
        try:
            due = list(decide(Act(*signed, self._seal_made(event), event.behalf), world))
            return due if self._erased.isdisjoint(world.read) else None
        except Rejected as rejected:
            if not self._erased.isdisjoint(world.read):
                self._tally.undecided += 1
                return None
            topic = event.event.TOPIC
            group.blame(act, "refused", f"{topic} 已受理, 但应以 {rejected.code} 拒绝",
                        f"{topic} was admitted, but {rejected.code} refuses it")  # fmt: skip
            return []

    def _seal_made(self, event: Recorded) -> Event | None:
        """The seal that an opened round was given: its key is chance, so it is taken from what was recorded."""
        if not isinstance(event.event, ReviewRoundOpened):
            return None
        following = [recorded(record) for record in self._log.read(event.stream)[1:2]]
        return next((made.event for made in following if made and isinstance(made.event, RoundSealed)), None)

    def _followed(self, group: Group, due: list[Consequence] | None) -> None:
        """``due``: ``None`` if anything may have followed."""
        lenient, cause = due is None, group.act.statement.digest
        rest = list(due or ())
        for read in group.followed:
            wanted = rest.pop(0) if rest else None
            told = read.event
            same = (
                wanted is not None and told is not None and (wanted.stream, wanted.event) == (told.stream, told.event)
            )
            may_differ = lenient or bool(read.statement.withheld)
            if read.statement.claims.get("cause") != cause or not (same or may_differ):
                group.blame(read, "unfounded", f"{read.record.type} 并非该行为的后果",
                            f"{read.record.type} does not follow from its cause")  # fmt: skip
        for missing in rest:
            where = f"{missing.event.TOPIC} ({missing.stream})"
            group.blame(group.act, "missing", f"应有后果 {where} 未记录", f"{where} should follow and does not")

"""``biaogan replay``: every act is decided again from the signed statements, and the views are built again beside the
live ones. What the rules say now must be what they said then, and what the views show must follow from the log.

What was erased cannot be decided on any more: such acts are counted, and so are rows about a stream none of whose
contents is left, because the live ones keep ids and dates in clear that the log does not give any more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from biaogan.app.codec import recorded, recorded_statement
from biaogan.app.rebuilding import compare
from biaogan.app.streams import erased
from biaogan.domain import states
from biaogan.domain.act import Act, Consequence, Recorded
from biaogan.domain.decide import decide
from biaogan.domain.event import PERSONAL, Event
from biaogan.domain.events import Refused, ReviewRoundOpened, RoundSealed
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.rejections import Rejected
from biaogan.ledger.log import Log
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import Statement, parse_stored
from biaogan.projections.cipher import Cipher

Step = Callable[[int, int], None]
PAGE = 1000
GENESIS = 3
"""Records of the genesis, which nobody decided."""


@dataclass
class Replay:
    """What a replay found. ``differences`` are sentences; none means that everything follows."""

    acts: int = 0
    refusals: int = 0
    undecided: int = 0
    """Acts that say, or rest on, what is sealed or erased: they are not decided again."""
    rows: int = 0
    gone: int = 0
    """Rows that differ because what they are about was erased."""
    differences: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.differences

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "ok": self.ok,
            "acts": self.acts,
            "refusals": self.refusals,
            "undecided": self.undecided,
            "rows": self.rows,
            "gone": self.gone,
            "differences": self.differences,
        }


class World(dict[str, Any]):
    """Streams as they are at the record being replayed; one that does not exist is ``None``. Remembers what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[str] = set()

    def __getitem__(self, stream: str) -> Any:
        self.read.add(stream)
        return self.get(stream)


@dataclass(slots=True)
class Owed:
    """What has to follow from an act (应有的后果). ``lenient``: it rests on what is erased, so it may have been otherwise."""

    due: list[Consequence] = field(default_factory=list)
    cause: str = ""
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """One record, parsed."""

    record: StoredRecord
    statement: Statement
    event: Recorded | None


def replay(log: Log, views: Engine, cipher: Cipher, step: Step) -> Replay:
    """Decide everything again, rebuild every view, compare."""
    found = Replay()
    total = log.size()
    gone = erased(log)
    streams = frozenset(name.removesuffix(PERSONAL) for name in gone)
    _decisions(log, found, streams, lambda done: step(done, 2 * total))
    rebuilt = compare(log, views, cipher, streams & gone, lambda done: step(total + done, 2 * total))
    found.rows, found.gone = rebuilt.rows, rebuilt.gone
    found.differences += rebuilt.differences
    return found


def _read(log: Log) -> Iterator[Read]:
    position = 0
    while page := log.read_from(position, PAGE):
        for record in page:
            statement = parse_stored(record.jws, record.disclosures)
            yield Read(record, statement, recorded_statement(record, statement))
        position += len(page)


def _decisions(log: Log, found: Replay, erased: frozenset[str], step: Callable[[int], None]) -> None:
    """Each act with its consequences, decided on the world as it was; refusals carry their code in themselves."""
    world = World()
    owed = Owed()
    for read in _read(log):
        position, event = read.record.position, read.event
        if event is not None and position >= GENESIS:
            if read.statement.claims.get("cause"):
                _expect(found, owed, read)
            elif isinstance(event.event, Refused):
                found.refusals += 1
            else:
                _nothing_owed(found, owed, position)
                owed = _decide(found, world, read, event, _seal_made(log, event), erased)
        if event is not None:
            world[event.stream] = states.evolve(world[event.stream], event)
        if position % PAGE == 0:
            step(position)
    _nothing_owed(found, owed, log.size())


def _seal_made(log: Log, event: Recorded) -> Event | None:
    """The seal that an opened round was given: its key is chance, so it is taken from what was recorded."""
    if not isinstance(event.event, ReviewRoundOpened):
        return None
    following = [recorded(record) for record in log.read(event.stream)[1:2]]
    return next((made.event for made in following if made and isinstance(made.event, RoundSealed)), None)


def _decide(
    found: Replay, world: World, read: Read, event: Recorded, seal: Event | None, erased: frozenset[str]
) -> Owed:
    found.acts += 1
    cause = read.statement.digest
    if event.event.TOPIC not in BY_TOPIC:
        return Owed(cause=cause)
    if read.statement.withheld:
        found.undecided += 1
        return Owed(cause=cause, lenient=True)
    world.read.clear()
    signed = event.event, event.stream, event.actor, event.role, event.at, read.statement.rules or ""
    act = Act(*signed, seal, event.behalf)
    try:
        due = list(decide(act, world))
        return Owed(due, cause, lenient=not erased.isdisjoint(world.read))
    except Rejected as rejected:
        if not erased.isdisjoint(world.read):
            found.undecided += 1
            return Owed(cause=cause, lenient=True)
        found.differences.append(
            f"{read.record.position}: {event.event.TOPIC} was admitted, but {rejected.code} refuses it"
        )
        return Owed(cause=cause)


def _expect(found: Replay, owed: Owed, read: Read) -> None:
    due = owed.due.pop(0) if owed.due else None
    told = read.event
    same = due is not None and told is not None and (due.stream, due.event) == (told.stream, told.event)
    may_differ = owed.lenient or bool(read.statement.withheld)
    if read.statement.claims.get("cause") != owed.cause or not (same or may_differ):
        found.differences.append(f"{read.record.position}: {read.record.type} does not follow from its cause")


def _nothing_owed(found: Replay, owed: Owed, position: int) -> None:
    for missing in () if owed.lenient else owed.due:
        found.differences.append(f"{position}: {missing.event.TOPIC} on {missing.stream} should follow and does not")
    owed.due.clear()

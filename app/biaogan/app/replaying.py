"""``biaogan replay``: every act is decided again from the signed statements, and the views are built again beside the
live ones. What the rules say now must be what they said then, and what the views show must follow from the log.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, select

from biaogan.app.codec import recorded, recorded_statement
from biaogan.app.reading import Events
from biaogan.domain import states
from biaogan.domain.act import Act, Consequence, Recorded
from biaogan.domain.decide import decide
from biaogan.domain.event import Event
from biaogan.domain.events import Refused, ReviewRoundOpened, RoundSealed
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.rejections import Rejected
from biaogan.ledger.log import Log
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import Statement, parse_stored
from biaogan.projections.cipher import Cipher
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.registry import VIEWS
from biaogan.projections.runner import Runner
from biaogan.projections.versioned import Versioned

Step = Callable[[int, int], None]
PAGE = 1000
GENESIS = 3
"""Records of the genesis, which nobody decided."""


@dataclass
class Replay:
    """What a replay found. ``differences`` are sentences; none means that everything follows."""

    acts: int = 0
    refusals: int = 0
    rows: int = 0
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
            "rows": self.rows,
            "differences": self.differences,
        }


class World(dict[str, Any]):
    """Streams as they are at the record being replayed; one that does not exist is ``None``."""

    def __missing__(self, stream: str) -> None:
        return None


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
    _decisions(log, found, lambda done: step(done, 2 * total))
    _views(log, views, cipher, found, lambda done: step(total + done, 2 * total))
    return found


def _read(log: Log) -> Iterator[Read]:
    position = 0
    while page := log.read_from(position, PAGE):
        for record in page:
            statement = parse_stored(record.jws, record.disclosures)
            yield Read(record, statement, recorded_statement(record, statement))
        position += len(page)


def _decisions(log: Log, found: Replay, step: Callable[[int], None]) -> None:
    """Each act with its consequences, decided on the world as it was; refusals carry their code in themselves."""
    world = World()
    owed: list[Consequence] = []
    cause = ""
    for read in _read(log):
        position, event = read.record.position, read.event
        if event is not None and position >= GENESIS:
            if read.statement.claims.get("cause"):
                _expect(found, owed, read, cause)
            elif isinstance(event.event, Refused):
                found.refusals += 1
            else:
                _nothing_owed(found, owed, position)
                cause = read.statement.digest
                owed = _decide(found, world, read, event, _seal_made(log, event))
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


def _decide(found: Replay, world: World, read: Read, event: Recorded, seal: Event | None) -> list[Consequence]:
    found.acts += 1
    if event.event.TOPIC not in BY_TOPIC or read.statement.withheld:
        return []
    signed = event.event, event.stream, event.actor, event.role, event.at, read.statement.rules or ""
    act = Act(*signed, seal, event.behalf)
    try:
        return list(decide(act, world))
    except Rejected as rejected:
        found.differences.append(
            f"{read.record.position}: {event.event.TOPIC} was admitted, but {rejected.code} refuses it"
        )
        return []


def _expect(found: Replay, owed: list[Consequence], read: Read, cause: str) -> None:
    due = owed.pop(0) if owed else None
    told = read.event
    same = due is not None and told is not None and (due.stream, due.event) == (told.stream, told.event)
    if not same or read.statement.claims.get("cause") != cause:
        found.differences.append(f"{read.record.position}: {read.record.type} does not follow from its cause")


def _nothing_owed(found: Replay, owed: list[Consequence], position: int) -> None:
    for missing in owed:
        found.differences.append(f"{position}: {missing.event.TOPIC} on {missing.stream} should follow and does not")
    owed.clear()


def _views(log: Log, live: Engine, cipher: Cipher, found: Replay, step: Callable[[int], None]) -> None:
    """The views of the same records, built beside the live ones in a file of their own, compared row by row."""
    with TemporaryDirectory(prefix="biaogan-replay-") as folder:
        fresh = open_engine(f"sqlite:///{Path(folder) / 'views.db'}")
        migrate(fresh)
        until = Runner(live, cipher, Events(log)).position()
        Runner(fresh, cipher, Until(Events(log), until)).catch_up(step)
        for view in VIEWS:
            for table in view.tables:
                _compare(found, table, cipher, live, fresh)
        fresh.dispose()


class Until:
    """The log up to a position: what the live views had read."""

    def __init__(self, events: Events, last: int) -> None:
        self._events = events
        self._last = last

    def read_from(self, position: int, limit: int) -> Any:
        """As `Events.read_from`, and nothing beyond."""
        left = self._last + 1 - position
        return self._events.read_from(position, min(limit, left)) if left > 0 else []

    def wait(self, position: int, timeout: float) -> None:
        """Nothing more will come."""


def _compare(found: Replay, table: Versioned[Any], cipher: Cipher, live: Engine, fresh: Engine) -> None:
    shown, right = _rows(table, live), _rows(table, fresh)
    found.rows += len(right)
    for key in sorted(shown.keys() | right.keys(), key=str):
        name = f"{table.table.name} {key}"
        if key not in right:
            found.differences.append(f"{name}: a row that does not follow from the log")
        elif key not in shown:
            found.differences.append(f"{name}: the row is missing")
        elif shown[key] != right[key]:
            found.differences += _differences(name, table, cipher, shown[key], right[key])


def _rows(table: Versioned[Any], engine: Engine) -> dict[Any, tuple[Any, ...]]:
    """The rows as stored, by key."""
    key = [table.table.columns.keys().index(column.name) for column in table.table.primary_key]
    with engine.connect() as connection:
        rows = connection.execute(select(table.table))
        return {tuple(row[place] for place in key): tuple(row) for row in rows}


def _differences(
    name: str, table: Versioned[Any], cipher: Cipher, shown: tuple[Any, ...], right: tuple[Any, ...]
) -> Iterator[str]:
    """Column by column, opened: what a destroyed key hides is the same as what the log does not give any more."""
    try:
        read = table.loaded(shown, cipher)
    except ValueError:
        yield f"{name}: its sealed columns were not sealed for this row"
        return
    for column, value in table.loaded(right, cipher).items():
        if read[column] != value:
            yield f"{name} {column}: {read[column]!r}, should be {value!r}"

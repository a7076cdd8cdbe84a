"""The ledger as the API shows it: the public checkpoint, and records to those who may see what they are on."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final, TypeAlias

import strawberry
from strawberry import Private

from biaogan.domain.event import EVENTS
from biaogan.domain.ids import kind_of
from biaogan.graphql.case_file import FILE, LINES
from biaogan.graphql.cases import organisation_of
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.ports import RecordView
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Position, instant
from biaogan.graphql.viewer import Subject

_At = Annotated[Position, argument("Position of the record (账本位置).")]


@strawberry.type(description="A record's header and leaf hash (记录): nothing of its content.")
class LedgerRecord:
    """The face of a record."""

    position: Position = strawberry.field(description="Its place in the log (账本位置).")
    stream: strawberry.ID = strawberry.field(description="The stream it is on.")
    version: int = strawberry.field(description="Its number on that stream, from 1.")
    type: str = strawberry.field(description="Topic of the event (事件类型).")
    admitted_at: Instant = strawberry.field(description="When it was admitted (入账时间).")
    leaf_hash: str = strawberry.field(description="RFC 6962 hash of its leaf, base64 (叶哈希).")


@strawberry.type(description="The ledger (账本), at the position of this View.")
class Ledger:
    """What anybody, or a party, may check."""

    reading: Private[Reading]

    @resolved("The last signed checkpoint (检查点), a C2SP signed note; it may be later than the View.")
    def checkpoint(self) -> str:
        """Public."""
        return self.reading.context.services.ledger.checkpoint()

    @resolved("Size of the tree at this View: its position + 1.")
    def size(self) -> Position:
        """Public."""
        return Position(self.reading.at + 1)

    @resolved("The record at a position; null if it is beyond this View or not the viewer's to see.")
    def record(self, position: _At) -> LedgerRecord | None:
        """For who may see the stream it is on."""
        return record_at(self.reading, position)

    @resolved("The receipt (回执) of a record, tlog-proof text; null wherever `record` is.")
    def proof(self, position: _At) -> str | None:
        """The receipt names the stream, so it is for the same viewers as the record."""
        found = _told(self.reading, position, "proof")
        return None if found is None else self.reading.context.services.ledger.proof(position)


def record_at(reading: Reading, position: int) -> LedgerRecord | None:
    """The face of the record at a position, if it is open to the viewer."""
    found = _told(reading, position, "record")
    return None if found is None else face(found)


def _told(reading: Reading, position: int, name: str) -> RecordView | None:
    """The record, if its face is open to the viewer; unless the public may see it too, that is a read of its class."""
    if position > reading.at:
        return None
    found = reading.context.once(reading.context.services.ledger.record, position)
    if found is None or (find := _OPENED_BY.get(kind_of(found.stream))) is None:
        return None
    klass, opened = find(reading, found)
    if klass not in opened:
        return None
    if opened[klass]:
        reading.context.disclose(found.stream, klass, name, found)
    return found


def face(found: RecordView) -> LedgerRecord:
    """A record whose face is open to the viewer, as the schema shows it."""
    return LedgerRecord(
        position=Position(found.position),
        stream=strawberry.ID(found.stream),
        version=found.version,
        type=found.type,
        admitted_at=instant(found.admitted_at),
        leaf_hash=found.leaf_hash,
    )


Opened: TypeAlias = tuple[str, Mapping[str, bool]]
"""The class by which a record is open, and what is open to the viewer: of each class, whether the public may not see it."""


def _open(klass: str, subject: Callable[[str], Subject]) -> Callable[[Reading, RecordView], Opened]:
    return lambda reading, found: (klass, reading.opened(frozenset({klass}), subject(found.stream)))


def _level(found: RecordView) -> str:
    return event.KLASS if (event := EVENTS.get(found.type)) else "K3"


def _case(reading: Reading, found: RecordView) -> Opened:
    """That there is a record of a class, and when, is itself of that class."""
    row, klass = reading.case(found.stream), LINES[_level(found)]
    seen = row is not None and "case.content" in reading.case_open(row)
    return klass, reading.opened(FILE, reading.case_subject(row)) if row is not None and seen else {}


def _round(reading: Reading, found: RecordView) -> Opened:
    """The same: who left a panel is sealed like the panel."""
    row, klass = reading.round(found.stream), "round.panels" if _level(found) == "K3" else "round"
    seen = row is not None and "round" in reading.round_open(row)
    return klass, reading.opened(frozenset({klass}), reading.round_subject(row)) if row is not None and seen else {}


def _organisation(reading: Reading, found: RecordView) -> Opened:
    node = organisation_of(reading, found.stream)
    return "organisation.details", {} if node is None else node.open


def _roster(reading: Reading, found: RecordView) -> Opened:
    return "roster", {"roster": True} if reading.roster(found.stream) else {}


def _sheet(reading: Reading, found: RecordView) -> Opened:
    """A sheet's stream id tells its expert, so its records are for its author, and for whom a grant tells as much.

    One that was voided since has no row any more; that it was locked is for the same.
    """
    look = reading.context.once
    row = look(reading.views.sheet, found.stream, reading.at) or look(reading.views.sheet, found.stream, found.position)
    return "sheet.expert", {} if row is None else reading.sheet_open(row)


_OPENED_BY: Final[dict[str, Callable[[Reading, RecordView], Opened]]] = {
    "log": _open("log", lambda _: Subject()),
    "cycle": _open("cycle", lambda _: Subject()),
    "calendar": _open("cycle", lambda _: Subject()),
    "case": _case,
    "org": _organisation,
    "roster": _roster,
    "selection": _open("roster", lambda _: Subject()),
    "round": _round,
    "sheet": _sheet,
    "list": _open("list.steps", lambda _: Subject(on_list=True)),
    "person": _open("person", lambda stream: Subject(owner=stream)),
    "refusal": _open("refusal", lambda _: Subject()),
}
"""Kind of a stream -> what opens a record of a class on it. A kind that is not named here is nobody's to see."""

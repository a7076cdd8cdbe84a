"""The ledger as the API shows it: the public checkpoint, and records to those who may see what they are on."""

from collections.abc import Callable
from typing import Annotated, Any, Final

import strawberry
from strawberry import Private

from biaogan.domain.event import EVENTS
from biaogan.domain.ids import kind_of
from biaogan.graphql.case_file import FILE, LINES
from biaogan.graphql.cases import organisation_of
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.loading import sheets_by
from biaogan.graphql.ports import RecordView
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Position, instant
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import can_see

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
        return _record(self.reading, position)

    @resolved("The receipt (回执) of a record, tlog-proof text; null wherever `record` is.")
    def proof(self, position: _At) -> str | None:
        """The receipt names the stream, so it is for the same viewers as the record."""
        seen = _record(self.reading, position) is not None
        return self.reading.context.services.ledger.proof(position) if seen else None


def _record(reading: Reading, position: int) -> LedgerRecord | None:
    if position > reading.at:
        return None
    found = reading.context.once(reading.context.services.ledger.record, position)
    if found is None or not _sees(reading, found.stream) or not _class_open(reading, found.stream, found.type):
        return None
    return face(found)


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


def _sees(reading: Reading, stream: str) -> bool:
    """Whether the viewer may know what is on this stream. A kind that is not named here is nobody's to see."""
    check = _SEES.get(kind_of(stream))
    return check is not None and bool(check(reading, stream))


def _class_open(reading: Reading, stream: str, type_: str) -> bool:
    """Whether the class of the record is open too: that there is one of its kind, and when, is itself of that class."""
    klass = event.KLASS if (event := EVENTS.get(type_)) else "K3"
    match kind_of(stream):
        case "case":
            row = reading.case(stream)
            return row is not None and LINES[klass] in reading.opened(FILE, reading.case_subject(row))
        case "round" if klass == "K3":
            round_ = reading.round(stream)
            return round_ is not None and can_see(reading.viewer(), "round.panels", reading.round_subject(round_))
    return True


def _open(klass: str, subject: Callable[[str], Subject]) -> Callable[[Reading, str], Any]:
    return lambda reading, stream: reading.opened(frozenset({klass}), subject(stream))


def _case(reading: Reading, stream: str) -> bool:
    row = reading.case(stream)
    return row is not None and "case.content" in reading.case_open(row)


def _own_sheet(reading: Reading, stream: str) -> bool:
    """A sheet's stream id tells its expert, so its records are for its author."""
    person = reading.viewer().person
    own = () if person is None else reading.context.once(sheets_by, reading.views, person, reading.at)
    asker = reading.viewer().through
    return any(row.id == stream and (asker is None or "sheet.expert" in reading.sheet_open(row)) for row in own)


_SEES: Final[dict[str, Callable[[Reading, str], Any]]] = {
    "log": _open("log", lambda _: Subject()),
    "cycle": _open("cycle", lambda _: Subject()),
    "calendar": _open("cycle", lambda _: Subject()),
    "case": _case,
    "org": organisation_of,
    "roster": lambda reading, stream: reading.roster(stream),
    "selection": _open("roster", lambda _: Subject()),
    "round": lambda reading, stream: (row := reading.round(stream)) and "round" in reading.round_open(row),
    "sheet": _own_sheet,
    "list": _open("list.steps", lambda _: Subject(on_list=True)),
    "person": _open("person", lambda stream: Subject(owner=stream)),
    "refusal": _open("refusal", lambda _: Subject()),
}

"""What changed between two positions (差异), field by field, and by which acts.

Promise: only fields that the viewer may read at both ends are compared, through the same classes and getters as the
fields of the types themselves; a value that is shown is on record like any other read of it.
"""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Annotated, Any, Final

import strawberry

from biaogan.domain.ids import kind_of
from biaogan.graphql.cases import sheet_of
from biaogan.graphql.diff_parts import Held, Place, Source, camel, sources_of
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.finding import node_of
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.paging import LARGEST
from biaogan.graphql.reading import Reading, asked_for
from biaogan.graphql.scalars import Instant, Json, Position, instant
from biaogan.graphql.shown import Reads
from biaogan.projections.cases import CaseRow
from biaogan.projections.cycles import CycleRow
from biaogan.projections.notices import NationalListRow
from biaogan.projections.objections import ObjectionRow
from biaogan.projections.ranking import RankingRow
from biaogan.projections.rosters import RosterRow
from biaogan.projections.rounds import RoundRow
from biaogan.projections.sheets import ScoreSheetRow

MOST: Final = 300
"""Versions of one thing that are looked through for the acts behind a difference."""
KINDS: Final = (
    (CaseRow, "id"),
    (CycleRow, "id"),
    (NationalListRow, "id"),
    (ObjectionRow, "id"),
    (RosterRow, "id"),
    (RoundRow, "id"),
    (RankingRow, "round"),
    (ScoreSheetRow, "round"),
)
"""What a whole view is made of: rows, and the field that is the id of the thing they are told with.

Of a round also its ranking, and how many sheets are locked: no sheet is told of, and to whom the number is not open the
round has not changed.
"""

_From = Annotated[Position, argument("The earlier position (起).", "from")]
_To = Annotated[Position, argument("The later position (止), at most that of this View.")]


@strawberry.type(description="An act, or a consequence of one, behind a difference (变更原因).")
class Cause:
    """The face of its record."""

    position: Position = strawberry.field(description="Its place in the log (账本位置).")
    type: str = strawberry.field(description="Topic of the event (事件类型).")
    recorded_at: Instant = strawberry.field(description="When it was admitted (入账时间).")


@strawberry.type(description="One field that is not what it was (差异项).")
class Change:
    """Values as JSON."""

    part: str | None = strawberry.field(
        description="Of a round: the case whose place in the ranking it is; of a case what the schema calls the part, with "
        "its key or number among several: sections/F2, checklists/1, holds/1, defence, award, duties/VIDEO (所属部分)."
    )
    field: str = strawberry.field(description="Name of the field in this schema (字段).")
    before: Json | None = strawberry.field(description="What it was; null also where there was nothing (变更前).")
    after: Json | None = strawberry.field(description="What it is; null also where there is nothing (变更后).")
    causes: list[Cause] = strawberry.field(
        description="The records at which it changed, in their order (变更原因); of the number of locked sheets none: each "
        "lock is one."
    )


@strawberry.type(description="What changed of one thing between two positions (差异).")
class Diff:
    """Only what the viewer may see of it."""

    id: strawberry.ID = strawberry.field(description="Its stream id.")
    changes: list[Change] = strawberry.field(description="The differences, by part and field (差异).")


Found = dict[Place, Held]


def _thing(reading: Reading, id_: str) -> Any:
    """Whatever the stream is of; a sheet too, which is no node: not everybody who sees one may know its stream."""
    return sheet_of(reading, id_) if kind_of(id_) == "sheet" else node_of(reading, id_)


def _found(reading: Reading, id_: str, source: Source) -> Found:
    """What of a source is open to the viewer at one position."""
    node = _thing(reading, id_)
    return {} if node is None else dict(source.find(node))


def diff_of(reading: Reading, id_: str, before: int, after: int) -> Diff | None:
    """What changed of a thing; None if there is nothing the viewer may see at either end."""
    nodes = [_thing(Reading(reading.context, at), id_) for at in (after, before)]
    node = next((node for node in nodes if node is not None), None)
    if node is None:
        return None
    told = [_compared(reading, id_, source, before, after) for source in sources_of(node)]
    if not any(there for there, _ in told):
        return None
    changes = [change for _, found in told for change in found]
    return Diff(id=strawberry.ID(id_), changes=sorted(changes, key=lambda each: (each.part or "", each.field)))


def _compared(reading: Reading, id_: str, source: Source, before: int, after: int) -> tuple[bool, list[Change]]:
    """Whether anything of it is open to the viewer at either end, and what changed of it."""
    steps: dict[int, Found] = {at: _found(Reading(reading.context, at), id_, source) for at in (before, after)}
    old, new = steps[before], steps[after]
    places = [place for place in old | new if _value(old, place) != _value(new, place)]
    if places:
        moved = [at for at in _positions(reading, source, id_, before, after) if at not in steps]
        steps |= {at: _found(Reading(reading.context, at), id_, source) for at in moved}
    order = sorted(steps)
    changes = []
    for place in places:
        causes = [at for last, at in pairwise(order) if _value(steps[last], place) != _value(steps[at], place)]
        told = [_disclosed(reading, found.get(place), place[1]) for found in (old, new)]
        changes.append(
            Change(
                part=place[0],
                field=camel(place[1]),
                before=told[0],
                after=told[1],
                causes=[] if source.row is None else [_cause(reading, at) for at in causes],
            )
        )
    return bool(old or new), changes


def _value(found: Found, place: Place) -> Any:
    return found[place][4] if place in found else None


def _positions(reading: Reading, source: Source, id_: str, before: int, after: int) -> tuple[int, ...]:
    if source.row is None:
        return ()
    found = reading.views.changes(source.row, {source.by: id_}, before, after, MOST + 1)
    if len(found) > MOST:
        raise Fault(
            BAD_USER_INPUT, f"变化超过 {MOST} 处：请缩短区间", f"more than {MOST} changes: ask for a shorter span"
        )
    return found


def _disclosed(reading: Reading, held: Held | None, name: str) -> Any:
    if held is None:
        return None
    stream, klass, confidential, row, value = held
    if confidential and value is not None:
        reading.context.disclose(stream, klass, name, row)
    return value


def _cause(reading: Reading, at: int) -> Cause:
    record = reading.context.once(reading.context.services.ledger.record, at)
    return Cause(
        position=Position(at),
        type="" if record is None else record.type,
        recorded_at=instant(reading.context.services.ledger.basis(at).time),
    )


def _touched(reading: Reading, before: int, after: int, behind: str) -> Iterator[str]:
    """Everything that was touched, by id; of cases those alone that are open to the viewer at either end."""
    while True:
        rows = (reading.views.touched(row, before, after, behind, LARGEST, by) for row, by in KINDS)
        ids = sorted({id_ for found in rows for id_ in found})[:LARGEST]
        cases = [id_ for id_ in ids if kind_of(id_) == "case"]
        open_ = {id_ for at in (before, after) for id_ in Reading(reading.context, at).cases_open(cases)}
        yield from (id_ for id_ in ids if id_ in open_ or kind_of(id_) != "case")
        if len(ids) < LARGEST:
            return
        behind = ids[-1]


def _span(reading: Reading, before: int, after: int) -> None:
    if not before <= after <= reading.at:
        raise Fault(
            BAD_USER_INPUT,
            "from 不得晚于 to，to 不得晚于此视图",
            "from must not lie behind to, nor to behind this View",
        )


@strawberry.type(description="Fields that tell what changed.")
class DiffFields(Reads):
    """Part of the View."""

    @resolved("What changed of a thing between two positions (差异); null if it is not the viewer's to see.")
    def diff(
        self, id_: Annotated[strawberry.ID, argument("Its stream id.", "id")], from_: _From, to: _To
    ) -> Diff | None:
        """A case, a round with its ranking, a roster, a list, an objection, a cycle, and so on."""
        _span(self.reading, from_, to)
        return asked_for(self.reading, id_, diff_of(self.reading, id_, from_, to))

    @resolved(f"What changed of everything the viewer may see (全部差异), thing by thing; at most {LARGEST} at a time.")
    def changes(
        self,
        from_: _From,
        to: _To,
        first: Annotated[int, argument(f"How many things are told, 1 to {LARGEST}.")] = 20,
        after: Annotated[strawberry.ID | None, argument("Only things behind this id.")] = None,
    ) -> list[Diff]:
        """By id; a thing with nothing to show is left out."""
        reading = self.reading
        _span(reading, from_, to)
        if not 1 <= first <= LARGEST:
            raise Fault(BAD_USER_INPUT, f"first 为 1 至 {LARGEST}", f"first is 1 to {LARGEST}")
        found = (diff_of(reading, id_, from_, to) for id_ in _touched(reading, from_, to, after or ""))
        return list(islice((diff for diff in found if diff is not None and diff.changes), first))

"""Draws of panels (专家抽取), D-06. What was drawn for whom is K3."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import strawberry

from biaogan.domain.ids import kind_of
from biaogan.graphql.actions import Action, available_actions
from biaogan.graphql.enums import RoundKind, StreamPhase, member
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.node import Node
from biaogan.graphql.reading import Reading, asked_for
from biaogan.graphql.scalars import Instant, Json
from biaogan.graphql.shown import Reads, Shown, ids
from biaogan.graphql.subjects import PROVINCIAL
from biaogan.graphql.viewer import Subject
from biaogan.projections.draws import DrawRow

DRAW = frozenset({"draw", "round.panels"})


def _cases(source: Any) -> Any:
    return source.reading.unbarred(source.row.cases, str)


def _by_case(name: str) -> Callable[[Any], Any]:
    return lambda source: source.reading.unbarred_of(getattr(source.row, name))


@strawberry.type(
    description="A draw of panels (专家抽取), D-06: two parties fix the seed, then anybody can compute the result."
)
class Draw(Node, Shown):
    """A draw; a void one stays visible."""

    cycle_id: strawberry.ID | None = guarded("draw", "The cycle (年度活动).", ids("cycle"))
    kind: RoundKind | None = guarded("draw", "Kind of the round (类型).", lambda d: _kind(d.row))
    status: StreamPhase | None = guarded(
        "draw", "OPEN, CLOSED or VOIDED (阶段).", lambda d: member(StreamPhase, d.row.status)
    )
    commitment: str | None = guarded("draw", "What binds the office to its secret (承诺值).")
    committed_at: Instant | None = guarded("draw", "When the office committed itself (承诺时间).")
    answer: str | None = guarded("draw", "The other party's words (应答).")
    answered_at: Instant | None = guarded("draw", "When it answered (应答时间).")
    secret: str | None = guarded("draw", "The secret, once revealed (随机数).")
    drawn_at: Instant | None = guarded("draw", "When the panels were drawn (抽取时间).")
    void_reason: str | None = guarded("draw", "Why it is void (作废理由).")
    voided_at: Instant | None = guarded("draw", "When it was voided (作废时间).")
    cases: list[strawberry.ID] | None = guarded("round.panels", "The cases in the order drawn for (申报项目).", _cases)
    pool: list[strawberry.ID] | None = guarded("round.panels", "The experts drawn from (候选专家).")
    panels: Json | None = guarded("round.panels", "Experts of each case (评审专家).", _by_case("panels"))
    alternates: Json | None = guarded("round.panels", "Alternates of each case (候补专家).", _by_case("alternates"))

    @resolved("The acts this draw could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For whoever sees the draw."""
        return available_actions(self.reading, self.row.id)


def _kind(row: DrawRow) -> RoundKind | None:
    return RoundKind.__members__.get((row.kind or "").upper())


def draw_node(reading: Reading, row: DrawRow) -> Draw:
    """As far as it is opened to the viewer."""
    return Draw(id=strawberry.ID(row.id), reading=reading, row=row, open=_draw_open(reading, row), stream=row.id)


def _draw_open(reading: Reading, row: DrawRow) -> Mapping[str, bool]:
    return reading.opened(DRAW, Subject(cycle=row.cycle, provincial=row.kind == PROVINCIAL, stream=row.id))


def draw_of(reading: Reading, id_: str) -> Draw | None:
    """A draw by id; None if it is missing or not the viewer's to see."""
    row = reading.context.once(reading.views.draw, id_, reading.at) if kind_of(id_) == "draw" else None
    return draw_node(reading, row) if row is not None and "draw" in _draw_open(reading, row) else None


@strawberry.type(description="The read fields on draws.")
class DrawFields(Reads):
    """Part of the View."""

    @resolved("A draw of panels (专家抽取); null if it is missing or not the viewer's to see.")
    def draw(self, id_: Annotated[strawberry.ID, argument("Stream id.", "id")]) -> Draw | None:
        """By stream id."""
        return asked_for(self.reading, id_, draw_of(self.reading, id_))

    @resolved("The draws of a cycle the viewer may see, void ones too (专家抽取).")
    def draws(self, cycle: Annotated[strawberry.ID, argument("The cycle (年度活动).")]) -> list[Draw]:
        """First committed first."""
        reading = self.reading
        rows = reading.context.once(reading.views.draws, cycle, reading.at)
        return [draw_node(reading, row) for row in rows if "draw" in _draw_open(reading, row)]

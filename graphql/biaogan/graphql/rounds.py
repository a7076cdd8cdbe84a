"""Review rounds, who scores what in them, and the ranking once they are closed."""

from collections.abc import Mapping
from typing import Any, Optional

import strawberry
from strawberry import Private

from biaogan.domain.scoring import shown
from biaogan.graphql.actions import Action, available_actions
from biaogan.graphql.board import RoundProgress
from biaogan.graphql.cases import Case, ScoreSheet, case_of, sheets_of
from biaogan.graphql.cycles import Cycle, cycle_of
from biaogan.graphql.enums import RoundKind, StreamPhase, member
from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.key_shares import KeyShare, shares_of
from biaogan.graphql.node import Node
from biaogan.graphql.plotting import RoundPlots
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Json, Position
from biaogan.graphql.signals import RoundSignals
from biaogan.projections.ranking import RankingRow
from biaogan.projections.rounds import AssignmentRow, RoundRow


def _kind(source: Any) -> RoundKind | None:
    name = (source.row.kind or "").upper()
    return member(RoundKind, name) if name in RoundKind.__members__ else None


def _strictness(source: "Round") -> "list[ExpertStrictness]":
    rows = source.reading.context.once(source.reading.views.strictness, source.row.id, source.reading.at)
    return [
        ExpertStrictness(
            expert_id=strawberry.ID(row.expert),
            points=str(row.points),
            shown=shown(row.points),
            sheets=row.sheets,
            part=row.part,
        )
        for row in rows
    ]


@strawberry.type(description="An expert is to score a case in a round (评审分配), D-05. Who scores what is K3.")
class Assignment:
    """One place of a panel."""

    reading: Private[Reading]
    row: Private[AssignmentRow]
    open: Private[Mapping[str, bool]]
    round_id: strawberry.ID | None = guarded("round", "The round (评审轮次).", lambda a: a.row.round)
    kind: RoundKind | None = guarded("round", "Kind of the round.", _kind)
    closes: Instant | None = guarded("round", "Announced end of the round (评审截止).")
    expert_id: strawberry.ID | None = guarded("round.panels", "The expert (评审专家).", lambda a: a.row.expert)

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.round

    @resolved("The round (评审轮次).")
    def round(self) -> Optional["Round"]:
        """As far as the viewer may see it."""
        return round_of(self.reading, self.row.round)

    @resolved("The case to be scored (申报项目).")
    def case(self) -> Case | None:
        """As far as the viewer may see it."""
        return case_of(self.reading, self.row.case)

    @resolved("The expert's locked sheet (评分表); null before it is locked, or before the close.")
    def sheet(self) -> ScoreSheet | None:
        """The expert's own sheet on the case."""
        found = sheets_of(self.reading, self.row.round, self.row.case)
        named = (sheet for sheet in found if "sheet.expert" in sheet.open)
        return next((sheet for sheet in named if sheet.row.expert == self.row.expert), None)


@strawberry.type(description="A case's place in a ranking (名次), D-02, D-04.")
class RankingEntry:
    """One entry of the signed statistics."""

    reading: Private[Reading]
    row: Private[RankingRow]
    open: Private[Mapping[str, bool]]
    case_id: strawberry.ID | None = guarded("ranking", "The case (申报项目).", lambda e: e.row.case)
    rank: int | None = guarded("ranking", "Place (名次), 1 is first; cases no tie-break told apart share one.")
    score: str | None = guarded("ranking", "Exact aggregate as a fraction of whole numbers, such as 399/5 (精确得分).")
    shown: str | None = guarded("ranking", "The same to two decimals, for people (得分).")
    valid_sheets: int | None = guarded("ranking", "Valid sheets behind the score (有效评分数).", lambda e: e.row.n)
    tied: bool | None = guarded("ranking", "Another case has the same exact score (同分).")
    needs_vote: bool | None = guarded("ranking", "The chair's recorded vote decides (须投票决定), D-04.")
    decided_by: str | None = guarded("ranking", "The deepest tie-break that was needed (同分规则), D-04.")
    results: Json | None = guarded("ranking", "The whole entry as it was signed (统计结果).")

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.round

    @resolved("The case (申报项目).")
    def case(self) -> Case | None:
        """As far as the viewer may see it. That it has this place is of the ranking."""
        if (found := case_of(self.reading, self.row.case)) is not None and self.open.get("ranking"):
            self.reading.context.disclose(self.stream, "ranking", "case", self.row)
        return found


@strawberry.type(description="The ranking of a closed round (评分排序), exactly as its statistics were signed.")
class Ranking:
    """What followed from the scores."""

    round_id: strawberry.ID = strawberry.field(description="The round (评审轮次).")
    method: str | None = strawberry.field(description="How scores were aggregated (统计方法), D-02.")
    position: Position = strawberry.field(description="The position of the ledger this ranking reflects.")
    entries: list[RankingEntry] = strawberry.field(description="First rank first (名次表).")


@strawberry.type(description="How strict an expert is in a round (评分尺度校准), D-32: for director and auditor. K3.")
class ExpertStrictness:
    """One expert's place on the common scale."""

    expert_id: strawberry.ID = strawberry.field(description="The expert (评审专家).")
    points: str = strawberry.field(
        description="Points given less than the others of the same part give (严格度), exactly; negative: more."
    )
    shown: str = strawberry.field(description="The same to two decimals, for people.")
    sheets: int = strawberry.field(description="Valid sheets behind it (有效评分数).")
    part: int = strawberry.field(
        description="Experts of different parts never met on a case and do not compare (分组)."
    )


@strawberry.type(
    description="A review round (评审轮次), D-05. Before it closes nobody sees a peer's score or a statistic, and no expert a count."
)
class Round(Node, RoundProgress, RoundSignals, RoundPlots):
    """A round."""

    reading: Private[Reading]
    row: Private[RoundRow]
    open: Private[Mapping[str, bool]]
    cycle_id: strawberry.ID | None = guarded("round", "The cycle (年度活动).", lambda r: r.row.cycle)
    kind: RoundKind | None = guarded("round", "Whose review it is (类型).", _kind)
    status: StreamPhase | None = guarded("round", "OPEN or CLOSED (阶段).", lambda r: member(StreamPhase, r.row.status))
    opened_at: Instant | None = guarded("round", "When it was opened (开始时间).")
    closes: Instant | None = guarded("round", "Announced end (评审截止).")
    closed_at: Instant | None = guarded("round", "When it was really closed (关闭时间).")
    sealed: bool | None = guarded("round.seal", "Nobody can read the scores yet, whoever they are (密封), R-13.")
    custody: str | None = guarded(
        "round.seal", "Who keeps the key: operator, or custodians by shares (密钥保管方式), R-13."
    )
    key_shares: list[KeyShare] | None = guarded(
        "round.seal", "Each custodian's sealed share of that key (密钥份额): of no use to anybody else.", shares_of
    )
    unsealed_at: Instant | None = guarded("round.seal", "When the scores were opened (启封时间).")
    early: bool | None = guarded("round.seal", "Opened before it was closed, by two persons (提前启封), R-13.")
    early_reason: str | None = guarded("round.seal", "Why an early opening was proposed (提前启封理由).")
    cases: int | None = guarded("round.size", "How many cases are in it (项目数).")
    assigned: int | None = guarded("round.size", "How many sheets are expected (应评份数).")
    strictness: list[ExpertStrictness] | None = guarded(
        "round.strictness",
        "How strict each expert is (评分尺度校准), D-32; empty where the cycle has none.",
        _strictness,
    )

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.id

    @resolved("The cycle (年度活动).")
    def cycle(self) -> Cycle | None:
        """Public."""
        return cycle_of(self.reading, self.row.cycle or "")

    @resolved("Who scores what (评审分配). Experts see their own places; the rest is K3.")
    def assignments(self) -> list[Assignment]:
        """The visible places of the panels."""
        return assignments_in(self)

    @resolved("Score sheets (评分表) the viewer may see: the own; after the close, for those of K2, all.")
    def sheets(self) -> list[ScoreSheet]:
        """The visible sheets of the round."""
        return sheets_of(self.reading, self.row.id, None)

    @resolved("The ranking (评分排序); null until the round is closed, and to whom it is not open.")
    def ranking(self) -> Ranking | None:
        """As signed."""
        return ranking_of(self)

    @resolved("The acts this round could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For whoever sees the round."""
        return available_actions(self.reading, self.row.id)


def round_of(reading: Reading, id_: str) -> Round | None:
    """A round by id; None if it is missing or not the viewer's to see."""
    row = reading.round(id_)
    return None if row is None else round_node(reading, row)


def round_node(reading: Reading, row: RoundRow) -> Round:
    """A row the viewer may see, as the schema shows it."""
    return Round(id=strawberry.ID(row.id), reading=reading, row=row, open=reading.round_open(row))


def rounds_of(reading: Reading, cycle: str) -> list[Round]:
    """The visible rounds of a cycle."""
    rows = reading.context.once(reading.views.rounds, cycle, reading.at)
    return [round_node(reading, row) for row in rows if "round.seal" in reading.round_open(row)]


def ranking_of(round_: Round) -> Ranking | None:
    """The ranking, if it is open to the viewer."""
    reading, row = round_.reading, round_.row
    if "ranking" not in round_.open:
        return None
    rows = reading.unbarred(reading.context.once(reading.views.ranking, row.id, reading.at), lambda entry: entry.case)
    entries = [RankingEntry(reading=reading, row=entry, open=round_.open) for entry in rows or ()]
    if not entries:
        return None
    return Ranking(round_id=strawberry.ID(row.id), method=row.method, position=Position(reading.at), entries=entries)


def assignments_in(round_: Round) -> list[Assignment]:
    """The viewer's own, and those that a grant opens: of the whole round or of single cases."""
    reading, id_ = round_.reading, round_.row.id
    own = tuple(row for row in own_assignments(reading) if row.round == id_)
    if not reading.viewer().grants:
        return [assignment_node(reading, row) for row in own]
    rows = reading.context.once(reading.views.assignments_in, id_, reading.at)
    return [assignment_node(reading, row) for row in rows if row in own or reading.panel_open(round_.row, row.case)]


def own_assignments(reading: Reading) -> tuple[AssignmentRow, ...]:
    """What the viewer, if an expert today, was to score at this position."""
    viewer = reading.viewer()
    if viewer.person is None or not viewer.reviews:
        return ()
    rows = reading.context.once(reading.views.assignments, viewer.person, reading.at)
    return rows if viewer.through is None else tuple(row for row in rows if reading.place_shown(row))


def assignment_node(reading: Reading, row: AssignmentRow) -> Assignment:
    """A visible place: whoever sees it may know whose it is."""
    return Assignment(reading=reading, row=row, open={"round": True, "round.panels": True})

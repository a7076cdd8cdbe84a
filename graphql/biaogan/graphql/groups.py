"""Professional groups (专业组): their consensus, the report to the committee, and where they departed from the scores."""

from operator import attrgetter
from typing import Annotated, Any, Final

import strawberry

from biaogan.domain.ids import kind_of
from biaogan.graphql.actions import Action, available_actions
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.kinds import ConsensusKind
from biaogan.graphql.lists import RankedCase, ranked
from biaogan.graphql.node import Node
from biaogan.graphql.reading import Reading, asked_for
from biaogan.graphql.scalars import Instant
from biaogan.graphql.shown import Reads, Shown, ids, named
from biaogan.graphql.viewer import Subject
from biaogan.projections.groups import GroupRow

GROUP = frozenset({"group", "group.sealed"})
CASE: Final = attrgetter("case")


@strawberry.type(description="A group's decision on one case (合议决定), R-69.")
class Decision:
    """As recorded."""

    case_id: strawberry.ID = strawberry.field(description="The case (申报项目).")
    advance: bool = strawberry.field(description="Whether it goes on to the defence (进入答辩).")
    reason: str = strawberry.field(description="Why (理由).")


@strawberry.type(description="The vote on one case (表决). Who voted how is not recorded.")
class Votes:
    """As counted."""

    case_id: strawberry.ID = strawberry.field(description="The case (申报项目).")
    yes: int = strawberry.field(description="For it (赞成票).")
    no: int = strawberry.field(description="Against it (反对票).")
    abstained: int = strawberry.field(description="Abstentions (弃权票).")


def _cases(source: Any) -> Any:
    return source.reading.unbarred(source.row.cases, str)


def _decisions(source: Any) -> list[Decision] | None:
    rows = source.reading.unbarred(source.row.decisions, CASE)
    if rows is None:
        return None
    return [Decision(case_id=strawberry.ID(d.case), advance=d.advance, reason=d.reason) for d in rows]


def _votes(source: Any) -> list[Votes] | None:
    rows = source.reading.unbarred(source.row.votes, CASE)
    if rows is None:
        return None
    return [Votes(case_id=strawberry.ID(v.case), yes=v.yes, no=v.no, abstained=v.abstained) for v in rows]


@strawberry.type(description="What a group decided after a round (合议): whom it sends to the defence, or its report.")
class Consensus(Shown):
    """Decisions are K2, persons, votes and dissent K3."""

    kind: ConsensusKind | None = guarded("group", "After which round (类型).", named(ConsensusKind, "kind"))
    round_id: strawberry.ID | None = guarded("group", "The round (评审轮次).", ids("round"))
    opened_at: Instant | None = guarded("group", "When it was opened (合议开始时间).")
    concluded_at: Instant | None = guarded("group", "When it was concluded (合议结束时间).")
    decisions: list[Decision] | None = guarded("group", "Of the desk: case by case (合议决定), R-69.", _decisions)
    entries: list[RankedCase] | None = guarded(
        "group",
        "Of the report: the cases proposed, ranked (推荐排序), R-72.",
        lambda c: None if c.row.entries is None else ranked(c.reading, c.row.entries),
    )
    minutes_digest: str | None = guarded("group", "SHA-256 (hex) of the minutes (会议纪要摘要).")
    attendance: list[strawberry.ID] | None = guarded("group.sealed", "Who was present (出席专家).")
    votes: list[Votes] | None = guarded("group.sealed", "The vote case by case (表决).", _votes)
    dissent: str | None = guarded("group.sealed", "Opinions of those who disagree (不同意见).")


@strawberry.type(description="The consensus on a case departs from its score (合议与评分不一致): both ranks are kept.")
class Override(Shown):
    """One departure, with its reason."""

    round_id: strawberry.ID | None = guarded("group", "The round (评审轮次).", ids("round"))
    case_id: strawberry.ID | None = guarded("group", "The case (申报项目).", ids("case"))
    statistic_rank: int | None = guarded("group", "Rank by the scores (统计名次).")
    decided_rank: int | None = guarded("group", "Rank agreed on (合议名次).")
    decided_score: str | None = guarded("group", "Score agreed on (合议分).", lambda o: o.row.decided_score or None)
    reason: str | None = guarded("group", "Why (理由).")
    recorded_at: Instant | None = guarded("group", "When it was recorded (记录时间).")


@strawberry.type(
    description="A professional group of the committee (专业组), R-12. Its leader sees it, and whoever sees K2."
)
class Group(Node, Shown):
    """A group."""

    cycle_id: strawberry.ID | None = guarded("group", "The cycle (年度活动).", ids("cycle"))
    code: str | None = guarded("group", "Its code in the cycle (代码).")
    field: str | None = guarded("group", "Its field (专业领域).")
    stage: str | None = guarded(
        "group", "Where it stands: the state of its cases, CLOSED once it has reported.", ids("status")
    )
    case_ids: list[strawberry.ID] | None = guarded("group", "Its cases (申报项目).", _cases)
    formed_at: Instant | None = guarded("group", "When it was formed (组建时间).")
    leader_id: strawberry.ID | None = guarded("group.sealed", "The leader (组长).", ids("leader"))
    member_ids: list[strawberry.ID] | None = guarded("group.sealed", "The members (成员).", ids("members"))

    @resolved("What it decided (合议), the desk's first.")
    def consensus(self) -> list[Consensus]:
        """R-69, R-72."""
        return self._of(Consensus, self.reading.views.consensus)

    @resolved("Where it departed from the scores (合议与评分不一致), in order.")
    def overrides(self) -> list[Override]:
        """Every one has a reason."""
        found = self._of(Override, self.reading.views.overrides)
        return [override for override in found if not self.reading.bars(override.row.case)]

    def _of(self, kind: type[Any], rows: Any) -> list[Any]:
        found = self.reading.context.once(rows, self.row.id, self.reading.at)
        return [kind(reading=self.reading, row=row, open=self.open, stream=self.row.id) for row in found]

    @resolved("The acts this group could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For whoever sees the group."""
        return available_actions(self.reading, self.row.id)


def group_node(reading: Reading, row: GroupRow) -> Group | None:
    """As far as it is opened to the viewer, if at all."""
    opened = reading.opened(GROUP, Subject(owner=row.leader or "", cycle=row.cycle, stream=row.id))
    if "group" not in opened:
        return None
    return Group(id=strawberry.ID(row.id), reading=reading, row=row, open=opened, stream=row.id)


def group_of(reading: Reading, id_: str) -> Group | None:
    """A group by id; None if it is missing or not the viewer's to see."""
    row = reading.context.once(reading.views.group, id_, reading.at) if kind_of(id_) == "group" else None
    return None if row is None else group_node(reading, row)


@strawberry.type(description="The read fields on groups.")
class GroupFields(Reads):
    """Part of the View."""

    @resolved("A professional group (专业组); null if it is missing or not the viewer's to see.")
    def group(self, id_: Annotated[strawberry.ID, argument("Stream id.", "id")]) -> Group | None:
        """By stream id."""
        return asked_for(self.reading, id_, group_of(self.reading, id_))

    @resolved("The professional groups of a cycle the viewer may see (专业组), by id.")
    def groups(self, cycle: Annotated[strawberry.ID, argument("The cycle (年度活动).")]) -> list[Group]:
        """R-12."""
        rows = self.reading.context.once(self.reading.views.groups, cycle, self.reading.at)
        return [node for row in rows if (node := group_node(self.reading, row)) is not None]

"""The expert pool and the committee (专家库、评审委员会). Identities are K3."""

from typing import Annotated, Any

import strawberry

from biaogan.domain.ids import committee_id, kind_of
from biaogan.graphql.actions import Action, available_actions
from biaogan.graphql.enums import StreamPhase
from biaogan.graphql.erasures import Erasure, erasures_of
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.listing import DEFAULT, After, Connection, First, empty, listing
from biaogan.graphql.node import Node
from biaogan.graphql.reading import Reading, asked_for
from biaogan.graphql.scalars import Instant
from biaogan.graphql.shown import Reads, Shown, ids, named
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import can_see
from biaogan.projections.committees import CommitteeRow
from biaogan.projections.experts import POOL, ExpertRow
from biaogan.projections.keyset import Key, Part

EXPERT = frozenset({"expert", "expert.employments", "expert.conflicts"})
COMMITTEE = frozenset({"committee.formed", "committee"})


@strawberry.type(description="Where an expert works or worked (任职). Personal data.")
class Employment:
    """As declared."""

    employer: str = strawberry.field(description="An organisation's stream id, a unit's code, or a name (单位).")
    since: str = strawberry.field(description="First day (起始日期).")
    until: str | None = strawberry.field(description="Last day (终止日期); null while it lasts.")


@strawberry.type(description="The pledge of one cycle (廉洁保密承诺), R-10, R-13.")
class Pledge(Shown):
    """As signed."""

    cycle_id: strawberry.ID | None = guarded("expert", "The cycle (年度活动).", ids("cycle"))
    digest: str | None = guarded("expert", "SHA-256 (hex) of the pledge (承诺书摘要).")
    signed_at: Instant | None = guarded("expert", "When it was signed (签署时间).")


@strawberry.type(description="A declared conflict of interest (利益冲突), D-23.")
class Conflict(Shown):
    """By the expert, an applicant or the office."""

    cycle_id: strawberry.ID | None = guarded("expert.conflicts", "The cycle (年度活动).", ids("cycle"))
    organisation_id: strawberry.ID | None = guarded("expert.conflicts", "With whom (单位).", ids("organisation"))
    kind: str | None = guarded("expert.conflicts", "Kind (类型), D-23.")
    since: str | None = guarded("expert.conflicts", "First day (起始日期).", ids("from_day"))
    until: str | None = guarded("expert.conflicts", "Last day (终止日期).", lambda c: c.row.to_day or None)
    evidence: str | None = guarded("expert.conflicts", "Evidence (依据).")
    declared_by: strawberry.ID | None = guarded("expert.conflicts", "Who declared it (声明人).")
    declared_at: Instant | None = guarded("expert.conflicts", "When it was declared (声明时间).")


def _employments(source: Any) -> list[Employment] | None:
    rows = source.row.employments
    return rows and [Employment(employer=e.employer, since=e.since, until=e.until or None) for e in rows]


@strawberry.type(description="An expert of the pool (专家), R-09. Nobody else sees that a person is one.")
class Expert(Node, Shown):
    """An expert."""

    person_id: strawberry.ID | None = guarded("expert", "The person (人员).", ids("person"))
    status: StreamPhase | None = guarded("expert", "ACTIVE or SUSPENDED (状态).", named(StreamPhase, "status"))
    specialities: list[str] | None = guarded("expert", "Specialities (专业).")
    industries: list[str] | None = guarded("expert", "Industries, GB/T 4754 (行业).")
    senior_quality_expert: bool | None = guarded("expert", "May chair the committee (资深质量专家), R-11.")
    suspended_reason: str | None = guarded("expert", "Why the expert is suspended (暂停理由).")
    registered_at: Instant | None = guarded("expert", "When the expert joined the pool (入库时间).")
    updated_at: Instant | None = guarded("expert", "When the entry last changed (更新时间).")
    employments: list[Employment] | None = guarded("expert.employments", "Employments (任职).", _employments)

    @resolved("Pledges signed (廉洁保密承诺), by cycle.")
    def pledges(self) -> list[Pledge]:
        """R-13."""
        return self._of(Pledge, self.reading.views.pledges)

    @resolved("Declared conflicts (利益冲突); empty for whom they are not open.")
    def conflicts(self) -> list[Conflict]:
        """Applicants' reasons are sealed from the expert, D-23."""
        return self._of(Conflict, self.reading.views.conflicts) if "expert.conflicts" in self.open else []

    def _of(self, kind: type[Any], rows: Any) -> list[Any]:
        found = self.reading.context.once(rows, self.row.id, self.reading.at)
        return [kind(reading=self.reading, row=row, open=self.open, stream=self.row.id) for row in found]

    @resolved("What of the entry was erased (删除记录), D-25; null values of it may be no more than that.")
    def erasures(self) -> list[Erasure]:
        """As of today."""
        return erasures_of(self.reading, self.row.id, _expert_subject(self.reading, self.row))

    @resolved("The acts this expert's entry could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For whoever sees the entry."""
        return available_actions(self.reading, self.row.id)


@strawberry.type(
    description="The review committee of a cycle (评审委员会), R-11. Its names are public once the result is, D-10."
)
class Committee(Node, Shown):
    """A committee."""

    cycle_id: strawberry.ID | None = guarded("committee.formed", "The cycle (年度活动).", ids("cycle"))
    formed_at: Instant | None = guarded("committee.formed", "When it was formed (组建时间).")
    chair_id: strawberry.ID | None = guarded("committee", "The chair (主任委员).", ids("chair"))
    vice_chair_ids: list[strawberry.ID] | None = guarded(
        "committee", "The vice-chairs (副主任委员).", ids("vice_chairs")
    )
    member_ids: list[strawberry.ID] | None = guarded("committee", "The members (委员).", ids("members"))


def expert_node(reading: Reading, row: ExpertRow) -> Expert:
    """A row the viewer may see, as the schema shows it."""
    opened = reading.opened(EXPERT, _expert_subject(reading, row))
    return Expert(id=strawberry.ID(row.id), reading=reading, row=row, open=opened, stream=row.id)


def _expert_subject(reading: Reading, row: ExpertRow) -> Subject:
    return Subject(owner=row.person, cycle=pool_of(reading), stream=row.id)


def pool_of(reading: Reading) -> str:
    """The pool serves every cycle: a cycle under whose name the viewer may see it, "" if there is none."""
    cycles = reading.context.once(reading.views.cycles, reading.at)
    viewers = [viewer for viewer in (reading.viewer(), reading.viewer().through) if viewer is not None]
    known = (row.id for viewer in viewers for row in cycles if can_see(viewer, "expert", Subject(cycle=row.id)))
    return next(known, "")


def expert_of(reading: Reading, id_: str) -> Expert | None:
    """An expert by stream or person; None if missing or not the viewer's to see."""
    row = reading.context.once(reading.views.expert, id_, reading.at) if kind_of(id_) in ("expert", "person") else None
    return (
        expert_node(reading, row)
        if row and can_see(reading.viewer(), "expert", _expert_subject(reading, row))
        else None
    )


def committee_of(reading: Reading, cycle: str) -> Committee | None:
    """The committee of a cycle; None before it is formed, and to whom it is not open."""
    row: CommitteeRow | None = reading.context.once(reading.views.committee, cycle, reading.at)
    list_ = reading.context.once(reading.views.national_list, cycle, reading.at)
    announced = list_ is not None and list_.announced_at is not None
    opened = reading.opened(COMMITTEE, Subject(cycle=cycle, listed=announced, stream=committee_id(cycle)))
    if row is None or "committee.formed" not in opened:
        return None
    return Committee(id=strawberry.ID(row.id), reading=reading, row=row, open=opened, stream=row.id)


def committee_by_id(reading: Reading, id_: str) -> Committee | None:
    """The same by stream id, which is derived from the cycle."""
    cycles = (row.id for row in reading.views.cycles(reading.at))
    return next((committee_of(reading, cycle) for cycle in cycles if committee_id(cycle) == id_), None)


@strawberry.type(description="The read fields on experts and the committee.")
class PoolFields(Reads):
    """Part of the View."""

    @resolved("An expert, by stream id or by person (专家); null if missing or not the viewer's to see.")
    def expert(
        self, id_: Annotated[strawberry.ID, argument("Stream id of the entry or the person.", "id")]
    ) -> Expert | None:
        """The own entry, for an expert."""
        return asked_for(self.reading, id_, expert_of(self.reading, id_))

    @resolved("The expert pool (专家库), by id; empty for whom it is not open.")
    def experts(
        self,
        first: First = DEFAULT,
        after: After = None,
        status: Annotated[StreamPhase | None, argument("ACTIVE or SUSPENDED only (状态).")] = None,
    ) -> Connection[Expert]:
        """K3."""
        reading = self.reading
        if not pool_of(reading):
            return empty(reading)

        def fetch(at: int, key: Key | None) -> Part[ExpertRow]:
            return reading.views.experts(at, status=None if status is None else status.name, first=first, after=key)

        return listing(reading, "experts", POOL, first, after, fetch, expert_node)

    @resolved("The review committee of a cycle (评审委员会); null before it is formed, and to whom it is not open.")
    def committee(self, cycle: Annotated[strawberry.ID, argument("The cycle (年度活动).")]) -> Committee | None:
        """Public once the result is announced, D-10."""
        return committee_of(self.reading, cycle)

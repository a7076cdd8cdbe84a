"""Everything on one objection (核查工作台) in one query: for the office, the auditor, and who investigates under a grant.

Promises: it opens nothing of its own. Each part is as far open as the same thing is elsewhere, and recorded likewise.
"""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime
from itertools import islice
from typing import Annotated

import strawberry
from strawberry import Private

from biaogan.domain.objection import ObjectionStatus as State
from biaogan.domain.rules.experts import EXCLUDED
from biaogan.domain.supposing.question import Supposition as Question
from biaogan.domain.supposing.question import TrueConflict
from biaogan.graphql.audit import audit_of
from biaogan.graphql.audit_types import AccessRecord
from biaogan.graphql.board import working_days
from biaogan.graphql.cases import Case, case_of
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.kinds import ClockKind
from biaogan.graphql.listing import DEFAULT, After, Connection, First
from biaogan.graphql.objections import Objection, objection_of
from biaogan.graphql.paging import LARGEST
from biaogan.graphql.pool import Conflict, expert_of
from biaogan.graphql.reading import Reading
from biaogan.graphql.rounds import Round, round_of
from biaogan.graphql.scalars import Instant
from biaogan.graphql.shown import Reads, Shown, ids
from biaogan.graphql.suppose import Supposition
from biaogan.graphql.suppose_types import SupposedRanking
from biaogan.projections.objections import DOCKET, ObjectionRow
from biaogan.projections.rounds import AssignmentRow

COMPARED = 10
"""Decisions that are shown beside an objection."""
Similar = Annotated[int, argument(f"How many, 1 to {COMPARED}.")]


@strawberry.type(description="A term that runs on an objection (办理时限), D-18, or the notice it was filed in.")
class ObjectionClock:
    """At the time of the position that is read."""

    kind: ClockKind = strawberry.field(description="Which term (类型).")
    due: Instant = strawberry.field(description="Exclusive end (期限).")
    done_at: Instant | None = strawberry.field(description="When it was kept (办结时间); null while it is not.")
    over: bool = strawberry.field(description="Whether the end has passed (是否期满).")
    working_days_left: int | None = strawberry.field(
        description="Working days after today within the term (剩余工作日); null once done, and while a calendar is missing."
    )


@strawberry.type(
    description="Somebody on a panel of the case (评审组成员), with conflicts declared with its organisation."
)
class PanelMember(Shown):
    """K3: who is on it, and what is declared of them."""

    expert_id: strawberry.ID | None = guarded("round.panels", "The expert (评审专家).", ids("expert"))
    round_id: strawberry.ID | None = guarded("round.panels", "The round (评审轮次).", ids("round"))

    @resolved(
        "Conflicts declared with the organisation of the case (利益冲突), D-23; empty for whom they are not open."
    )
    def conflicts(self) -> list[Conflict]:
        """Whenever they were declared."""
        return _conflicts(self.reading, self.row)


@strawberry.type(description="Everything on one objection (核查工作台), R-75.")
class Workbench:
    """For whoever may see the findings of objections."""

    reading: Private[Reading]
    row: Private[ObjectionRow]
    objection: Objection = strawberry.field(description="The objection (异议).")

    @resolved("The case objected to (申报项目), with its file, its timeline and its picture.")
    def case(self) -> Case | None:
        """As far as it is open."""
        return case_of(self.reading, self.row.case)

    @resolved("Who was to score the case (评审组), by round; empty unless that is open. K3.")
    def panel(self) -> list[PanelMember]:
        """With the conflicts declared of each."""
        return [
            PanelMember(reading=self.reading, row=row, open={"round.panels": True}, stream=row.round)
            for row in self._places()
        ]

    @resolved("The rounds the case was scored in (评审轮次).")
    def rounds(self) -> list[Round]:
        """As far as they are open."""
        rows = self.reading.context.once(self.reading.views.assignments_on, self.row.case, self.reading.at)
        found = (round_of(self.reading, name) for name in dict.fromkeys(row.round for row in rows))
        return [round_ for round_ in found if round_ is not None]

    @resolved(
        "The ranking of each round without what was locked on cases of the organisation while the signer had a conflict "
        "with it (推演), D-23. K3."
    )
    def what_if(self) -> list[SupposedRanking]:
        """Empty where nobody has one, and for whom the panel, the conflicts or suppositions are not open."""
        conflicts = {conflict for row in self._places() for conflict in _supposed(self.reading, row)}
        if not conflicts:
            return []
        question = Question(conflicts=tuple(sorted(conflicts, key=astuple)))
        under = Supposition(reading=self.reading, question=question, scoring=None)
        found = (under.ranking(round_.id) for round_ in self.rounds())
        return [ranking for ranking in found if ranking is not None]

    @resolved("Past decisions most like it (类似决定): of the same ground and subject first, then the latest.")
    def comparable(self, first: Similar = 5) -> list[Objection]:
        """Of every cycle, of other cases before the same case."""
        rows = [row for row in self._decided() if row.id != self.row.id and likeness(row, self.row)]
        rows.sort(key=lambda row: (likeness(row, self.row), row.decided_at or "", row.id), reverse=True)
        visible = (found for row in rows if (found := objection_of(self.reading, row.id)) is not None)
        return list(islice(visible, max(1, min(first, COMPARED))))

    @resolved(
        "Who read, and was denied, what of the case (查阅记录), oldest first; null to whom the audit is not open. K3."
    )
    def disclosures(self, first: First = DEFAULT, after: After = None) -> Connection[AccessRecord] | None:
        """As the audit of reads has it."""
        audit = audit_of(self.reading)
        return None if audit is None else audit.reads_of(strawberry.ID(self.row.case), first, after)

    @resolved("The terms that run (办理时限): the notice, and the service levels of D-18.")
    def clocks(self) -> list[ObjectionClock]:
        """In the order of their ends."""
        row, reading = self.row, self.reading
        noticed = reading.national_list(row.cycle or "")
        ends = [
            *([(ClockKind.NOTICE, noticed.notice_closes, noticed.notice_expired_at)] if noticed else []),
            (ClockKind.RECEIPT, row.receipt_by, row.filed_at),
            (ClockKind.ADMISSIBILITY, row.admissibility_by, row.answered_at),
            (ClockKind.DECISION, row.decide_by, row.decided_at or row.withdrawn_at),
        ]
        if self.objection.open["objection"]:
            reading.context.disclose(row.id, "objection", "clocks", row)
        found = [self._clock(kind, due, done) for kind, due, done in ends if due]
        return sorted(found, key=lambda clock: datetime.fromisoformat(clock.due))

    def _clock(self, kind: ClockKind, due: str, done: str | None) -> ObjectionClock:
        now, end = self.reading.context.services.ledger.basis(self.reading.at).time, datetime.fromisoformat(due)
        left = None if done else 0 if now >= end else working_days(self.reading, self.row.cycle or "", now, end)
        done_at = None if done is None else Instant(done)
        return ObjectionClock(kind=kind, due=Instant(due), done_at=done_at, over=now >= end, working_days_left=left)

    def _places(self) -> list[AssignmentRow]:
        """The panels' places that are open to the viewer."""
        reading, case = self.reading, self.row.case
        rows = reading.context.once(reading.views.assignments_on, case, reading.at)
        return [row for row in rows if (found := reading.round(row.round)) and reading.panel_open(found, case)]

    def _decided(self) -> Iterator[ObjectionRow]:
        after = None
        while True:
            part = self.reading.views.docket(self.reading.at, status=[State.DECIDED.value], first=LARGEST, after=after)
            yield from part.rows
            if not part.has_next:
                return
            after = DOCKET.key(part.rows[-1])


def likeness(one: ObjectionRow, other: ObjectionRow) -> int:
    """How alike two objections are (类似程度): the ground weighs most, then the subject, then what is asked for."""
    if one.ground is None or one.ground != other.ground:
        return 0
    same = (one.subject == other.subject, one.remedy_sought == other.remedy_sought, one.case != other.case)
    return 8 + 4 * same[0] + 2 * same[1] + same[2]


def _conflicts(reading: Reading, row: AssignmentRow) -> list[Conflict]:
    case, expert = reading.case(row.case), expert_of(reading, row.expert)
    if case is None or expert is None:
        return []
    return [found for found in expert.conflicts() if found.row.organisation == case.organisation]


def _supposed(reading: Reading, place: AssignmentRow) -> Iterator[TrueConflict]:
    """The conflicts of somebody on the panel, each from its first day to its last; an exclusion is of its own cycle."""
    case = reading.case(place.case)
    for row in (conflict.row for conflict in _conflicts(reading, place)):
        if row.from_day and case is not None and (row.kind != EXCLUDED or row.cycle == case.cycle):
            yield TrueConflict(place.expert, row.organisation, row.from_day, row.to_day or "", row.kind or "")


@strawberry.type(description="The read field of investigations.")
class WorkbenchFields(Reads):
    """Part of the View."""

    @resolved(
        "Everything on one objection (核查工作台); null if it is missing, or its findings are not open to the viewer."
    )
    def workbench(
        self, id_: Annotated[strawberry.ID, argument("Stream id of the objection.", "objection")]
    ) -> Workbench | None:
        """Each part as far as it is open."""
        reading = self.reading
        found = objection_of(reading, id_)
        if found is None or "objection.report" not in found.open:
            reading.context.deny(str(id_), "objection.report", "R-75")
            return None
        return Workbench(reading=reading, row=found.row, objection=found)

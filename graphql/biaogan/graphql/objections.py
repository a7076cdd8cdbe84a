"""Objections (异议): the docket of the office, each with its file; and what a party to a case learns of a hold."""

from typing import Annotated, Any

import strawberry

from biaogan.domain.ids import kind_of
from biaogan.graphql.actions import Action, available_actions
from biaogan.graphql.cases import Case, case_of
from biaogan.graphql.erasures import Erasure, erasures_of
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.kinds import FileKind, ObjectionStatus
from biaogan.graphql.listing import DEFAULT, After, Connection, First, empty, listing
from biaogan.graphql.node import Node
from biaogan.graphql.reading import Reading, asked_for
from biaogan.graphql.scalars import Instant, Json
from biaogan.graphql.shown import Reads, Shown, ids, named
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import can_see
from biaogan.projections.keyset import Key, Part
from biaogan.projections.objections import DOCKET, ObjectionRow

OBJECTION = frozenset({"objection", "objection.report", "objection.file", "objection.objector"})


@strawberry.type(description="One argument of an objection (异议理由), D-18.")
class Argument:
    """As filed."""

    text: str = strawberry.field(description="What is put forward.")
    evidence: list[str] = strawberry.field(description="SHA-256 (hex) of each file (证据摘要).")


@strawberry.type(description="One member's vote (表决票), D-19. K3.")
class Ballot:
    """As recorded."""

    member: strawberry.ID = strawberry.field(description="The member (委员).")
    vote: str = strawberry.field(description="for, against, abstain, absent or recused.")


@strawberry.type(description="Somebody was heard, or evidence joined the file of an objection (核查卷宗), R-75.")
class FileEntry(Shown):
    """One entry."""

    kind: FileKind | None = guarded("objection.file", "What it is (类型).", lambda h: FileKind[h.row.kind.upper()])
    name: str | None = guarded("objection.file", "Name of the evidence (证据名称).")
    expert_id: strawberry.ID | None = guarded("objection.file", "The expert heard (专家).", ids("expert"))
    text: str | None = guarded("objection.file", "The statement, or a remark (陈述、说明).")
    digest: str | None = guarded("objection.file", "SHA-256 (hex) of the record (摘要).")
    heard_on: str | None = guarded("objection.file", "Day of the hearing (日期).")
    waived: bool | None = guarded("objection.file", "The applicant waived the hearing (放弃陈述).")
    recorded_by: strawberry.ID | None = guarded("objection.file", "Who recorded it (核查人员).")
    recorded_at: Instant | None = guarded("objection.file", "When it was recorded (记录时间).")


def _arguments(source: Any) -> list[Argument] | None:
    rows = source.row.arguments
    return None if rows is None else [Argument(text=row.text, evidence=row.evidence) for row in rows]


def _ballots(source: Any) -> list[Ballot] | None:
    rows = source.row.ballots
    return None if rows is None else [Ballot(member=strawberry.ID(row.member), vote=row.vote) for row in rows]


@strawberry.type(
    description="An objection to a case under notice (异议), from filing to decision, R-75, D-15..D-20. A lead too (线索)."
)
class Objection(Node, Shown):
    """An objection. Its objector and the votes are sealed, K3."""

    case_id: strawberry.ID | None = guarded("objection", "The case objected to (申报项目).", ids("case"))
    cycle_id: strawberry.ID | None = guarded("objection", "The cycle (年度活动).", ids("cycle"))
    status: ObjectionStatus | None = guarded("objection", "State (状态).", named(ObjectionStatus, "status"))
    ground: str | None = guarded("objection", "Code of the ground (异议事由), D-17.")
    subject: str | None = guarded("objection", "What it is about (异议对象).")
    arguments: list[Argument] | None = guarded("objection", "The arguments with their evidence.", _arguments)
    remedy_sought: str | None = guarded("objection", "What the objector asks for (请求).")
    anonymous: bool | None = guarded("objection", "The objector gave no name (匿名), D-15.")
    by_letter: bool | None = guarded("objection", "An officer keyed in a letter (书面提出).")
    received_at: Instant | None = guarded(
        "objection", "When the letter arrived (收件时间).", lambda o: o.row.received_at or None
    )
    filed_at: Instant | None = guarded("objection", "When it was put on record (提出时间).")
    receipt_by: Instant | None = guarded(
        "objection", "The receipt is due by (回执期限), D-18.", lambda o: o.row.receipt_by or None
    )
    admissibility_by: Instant | None = guarded(
        "objection", "Admissibility is due by (受理期限), D-18.", lambda o: o.row.admissibility_by or None
    )
    decide_by: Instant | None = guarded(
        "objection", "The decision is due by (办理期限), D-18.", lambda o: o.row.decide_by or None
    )
    answered_at: Instant | None = guarded("objection", "When admissibility was decided (受理时间).")
    held: bool | None = guarded("objection", "It was admitted, so it held its case (暂缓).")
    answer_reason: str | None = guarded("objection", "Coded reason of a refusal or a lead (理由).")
    answer_text: str | None = guarded("objection", "The same in words.")
    outcome: str | None = guarded("objection", "rejected, corrected or upheld (处理结果), D-20.")
    remedy: str | None = guarded("objection", "The remedy decided (处理方式), D-20.")
    decided_at: Instant | None = guarded("objection", "When it was decided or discontinued (决定时间).")
    withdrawn_at: Instant | None = guarded("objection", "When the objector withdrew it (撤回时间).")
    objector_informed_at: Instant | None = guarded("objection", "When the objector was informed (告知异议人).")
    applicant_informed_at: Instant | None = guarded("objection", "When the applicant was informed (告知申报组织).")
    due_on: str | None = guarded("objection.report", "Last day of the investigation (核查期限).")
    findings: str | None = guarded("objection.report", "What was found (核查结论).")
    recommendation: str | None = guarded("objection.report", "What the investigators recommend (处理建议).")
    report_digest: str | None = guarded("objection.report", "SHA-256 (hex) of the report (核查报告摘要).")
    reported_at: Instant | None = guarded("objection.report", "When it was reported (报告时间).")
    reasons: str | None = guarded("objection.report", "Reasons of the decision (决定理由).")
    correction: str | None = guarded("objection.report", "What is corrected (更正内容).")
    title: str | None = guarded("objection.report", "The corrected title of the experience (更正后题目).")
    replacement_id: strawberry.ID | None = guarded(
        "objection.report",
        "The next case in rank, where it takes the place (递补).",
        lambda o: o.row.replacement or None,
    )
    minutes_digest: str | None = guarded("objection.report", "SHA-256 (hex) of the minutes (会议纪要摘要).")
    decided_by_scorers: bool | None = guarded("objection.report", "Somebody who scored the case voted, D-19.")
    investigator_ids: list[strawberry.ID] | None = guarded(
        "objection.file", "Who investigates (核查人员), D-19.", ids("investigators")
    )
    scope: str | None = guarded("objection.file", "What is to be investigated (核查范围).")
    ballots: list[Ballot] | None = guarded("objection.file", "How each member voted (逐人表决).", _ballots)
    filer_id: strawberry.ID | None = guarded(
        "objection.objector", "Who filed it: the objector, or the officer who keyed it in.", ids("filer")
    )
    objector: Json | None = guarded("objection.objector", "Name, contact and kind of the objector (异议人).")

    @resolved("The case objected to (申报项目).")
    def case(self) -> Case | None:
        """As far as the viewer may see it."""
        return case_of(self.reading, self.row.case)

    @resolved("Hearings and evidence (核查卷宗); empty for whom the file is not open.")
    def file(self) -> list[FileEntry]:
        """In order."""
        if "objection.file" not in self.open:
            return []
        rows = self.reading.context.once(self.reading.views.hearings, self.row.id, self.reading.at)
        return [FileEntry(reading=self.reading, row=row, open=self.open, stream=self.row.id) for row in rows]

    @resolved("What of it was erased (删除记录), D-25; null values of it may be no more than that.")
    def erasures(self) -> list[Erasure]:
        """As of today."""
        return erasures_of(self.reading, self.row.id, subject_of(self.reading, self.row))

    @resolved("The acts this objection could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For whoever sees the objection."""
        return available_actions(self.reading, self.row.id)


def objection_node(reading: Reading, row: ObjectionRow) -> Objection:
    """A row the viewer may see, as the schema shows it."""
    opened = reading.opened(OBJECTION, subject_of(reading, row))
    return Objection(id=strawberry.ID(row.id), reading=reading, row=row, open=opened, stream=row.id)


def objection_of(reading: Reading, id_: str) -> Objection | None:
    """An objection by id; None if it is missing or not the viewer's to see."""
    row = reading.context.once(reading.views.objection, id_, reading.at) if kind_of(id_) == "objection" else None
    return (
        objection_node(reading, row)
        if row and can_see(reading.viewer(), "objection", subject_of(reading, row))
        else None
    )


def subject_of(reading: Reading, row: ObjectionRow) -> Subject:
    """An objector who filed it is its owner; an officer who keyed in a letter is not."""
    owner = "" if row.by_letter else row.filer
    organisation = reading.organisation_id(row.case)
    return Subject(organisation=organisation, owner=owner, case=row.case, cycle=row.cycle or "", stream=row.id)


@strawberry.type(description="The read fields on objections.")
class ObjectionFields(Reads):
    """Part of the View."""

    @resolved("An objection (异议); null if it is missing or not the viewer's to see.")
    def objection(self, id_: Annotated[strawberry.ID, argument("Stream id.", "id")]) -> Objection | None:
        """By stream id."""
        return asked_for(self.reading, id_, objection_of(self.reading, id_))

    @resolved("The docket of objections and leads (异议台账), first filed first; an objector's own.")
    def objections(
        self,
        first: First = DEFAULT,
        after: After = None,
        cycle: Annotated[strawberry.ID | None, argument("Only of this cycle (年度活动).")] = None,
        case: Annotated[strawberry.ID | None, argument("Only to this case (申报项目).")] = None,
        status: Annotated[list[ObjectionStatus] | None, argument("Only in one of these states (状态).")] = None,
    ) -> Connection[Objection]:
        """Narrowed to what the viewer may see in the query itself."""
        reading = self.reading
        viewer = reading.viewer()
        filer = None if can_see(viewer, "objection", Subject()) else viewer.person
        if filer is None and not can_see(viewer, "objection", Subject()):
            return empty(reading)
        whose = Subject(cycle=str(cycle or ""), case=str(case or ""))
        if filer is not None and viewer.through and not can_see(viewer.through, "objection.objector", whose):
            return empty(reading)
        without = sorted(viewer.barred) if filer is None or viewer.through is not None else ()
        states = None if status is None else sorted(state.name for state in status)

        def fetch(at: int, key: Key | None) -> Part[ObjectionRow]:
            which = {"cycle": cycle, "case": case, "filer": filer}
            return reading.views.docket(at, status=states, without=without, first=first, after=key, **which)

        return listing(reading, "objections", DOCKET, first, after, fetch, objection_node)

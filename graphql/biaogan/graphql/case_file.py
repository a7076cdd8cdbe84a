"""The file of a case (案卷): what is on file, formal results, holds, defence, timeline. Fields of ``Case``."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import strawberry

from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.kinds import CheckResult, CheckStage, DefenceResult
from biaogan.graphql.listing import DEFAULT, After, Connection, First, listing
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Json, Position
from biaogan.graphql.shown import Shown, ids, named
from biaogan.projections.cases import CaseRow
from biaogan.projections.keyset import Key, Part
from biaogan.projections.timelines import TIMELINE, TimelineRow

FILE = frozenset({"case.content", "case.process", "case.review", "case.sealed"})
LINES = {"K0": "case.content", "K1": "case.content", "K2": "case.review", "K3": "case.sealed"}
"""Class of a record -> class of its line in the timeline."""


@strawberry.type(description="A section of the application that is on file (申报材料), by digest and not by content.")
class Section(Shown):
    """One section."""

    section: str | None = guarded("case.content", "F0 to F6, size, F7-T1, F7-T2, experience, evidence or package.")
    digest: str | None = guarded("case.content", "SHA-256 (hex) of the section, without people (摘要); null if erased.")
    times: int | None = guarded("case.content", "How often it was saved (保存次数).")
    saved_at: Instant | None = guarded("case.content", "When it was last saved (保存时间).")
    files: Json | None = guarded(
        "case.content",
        "Of the package: kind, name, size and sha256 of each file (文件清单), R-62.",
        lambda s: s.row.files and [_plain(row, ("kind", "name", "size", "sha256")) for row in s.row.files],
    )


@strawberry.type(description="Form F2 (申报表), R-43, without the contact person.")
class Declaration(Shown):
    """As last saved."""

    enterprise_type: str | None = guarded("case.content", "Kind of enterprise (企业性质).")
    industry_class: str | None = guarded("case.content", "Class of the industry, GB/T 4754 (行业分类).")
    organisation_size: str | None = guarded("case.content", "Size (组织规模), R-51.")
    directions: list[str] | None = guarded("case.content", "Declared directions D1 to D6 (申报方向), R-31.")
    revenue: list[str] | None = guarded(
        "case.content", "Main business revenue, 万元, oldest year first (主营业务收入)."
    )
    profit: list[str] | None = guarded("case.content", "Total profit, 万元, oldest year first (利润总额), R-25.")


@strawberry.type(description="What the checker found in a document (文件检查), R-59.")
class DocumentCheck(Shown):
    """One check."""

    document: str | None = guarded("case.content", "The document (文件).")
    findings: Json | None = guarded(
        "case.content",
        "Rule, place, severity, code and detail of each finding (检查发现).",
        lambda c: (
            c.row.findings and [_plain(f, ("rule", "place", "severity", "code", "detail")) for f in c.row.findings]
        ),
    )
    counts: Json | None = guarded("case.content", "Counted characters by part (字数), D-26.")
    checker: str | None = guarded("case.content", "Version of the checker.")
    checked_at: Instant | None = guarded("case.content", "When it was checked (检查时间).")


@strawberry.type(description="One line of a formal result (审查项).")
class CheckedItem:
    """An item, passed or with the reason why not."""

    item: str = strawberry.field(description="The item, an R-id (审查项).")
    passed: bool = strawberry.field(description="Whether it passed (是否通过).")
    text: str | None = strawberry.field(description="Remark or reason (备注、理由).")


def _items(source: Any) -> list[CheckedItem]:
    found = [CheckedItem(item=i.item, passed=i.passed, text=i.remark or None) for i in source.row.items or ()]
    return found + [CheckedItem(item=r.item, passed=False, text=r.text) for r in source.row.reasons or ()]


@strawberry.type(description="A formal result of a case (形式审查结果), item by item, R-68; a correction too, D-12.")
class Checklist(Shown):
    """One result."""

    stage: CheckStage | None = guarded("case.process", "Who examined (阶段).", named(CheckStage, "stage"))
    result: CheckResult | None = guarded("case.process", "How it ended (结果).", named(CheckResult, "result"))
    items: list[CheckedItem] | None = guarded("case.process", "Every item, or every reason (逐项结果).", _items)
    confirmations: list[str] | None = guarded("case.process", "Clean records confirmed by the unit, R-26.")
    due: Instant | None = guarded("case.process", "End of the correction window (补正期限), D-12.")
    answer: str | None = guarded("case.process", "The applicant's answer (补正说明).")
    recorded_at: Instant | None = guarded("case.process", "When it was recorded (记录时间).")
    actor_id: strawberry.ID | None = guarded("case.sealed", "Who examined.", ids("actor"))


@strawberry.type(description="That a case was held for an objection, and what came of it (暂缓): never who objected.")
class Hold(Shown):
    """The fact, which is K1."""

    held_at: Instant | None = guarded("case.process", "From when (暂缓时间).", ids("answered_at"))
    outcome: str | None = guarded("case.process", "rejected, corrected or upheld (处理结果), D-20.")
    remedy: str | None = guarded("case.process", "The remedy (处理方式), D-20.")
    correction: str | None = guarded("case.process", "What is corrected (更正内容).")
    decided_at: Instant | None = guarded("case.process", "When it was decided (决定时间).")
    informed_at: Instant | None = guarded(
        "case.process", "When the applicant was informed (告知时间), D-21.", ids("applicant_informed_at")
    )


@strawberry.type(description="A re-examination of the procedure (复核), D-21.")
class Reexamination(Shown):
    """There is at most one for a case."""

    id: strawberry.ID | None = guarded("case.process", "Stream id.")
    ground: str | None = guarded("case.process", "Code of the ground (复核事由).")
    text: str | None = guarded("case.process", "What went wrong, in words (说明).")
    requested_at: Instant | None = guarded("case.process", "When it was asked for (申请时间).")
    decide_by: Instant | None = guarded("case.process", "When it is due (复核期限).", lambda r: r.row.decide_by or None)
    outcome: str | None = guarded("case.process", "confirmed, or repeat the step (复核结果).")
    reasons: str | None = guarded("case.process", "Reasons (理由).")
    decided_at: Instant | None = guarded("case.process", "When it was decided (决定时间).")


@strawberry.type(description="The defence of a case (答辩), R-70.")
class Defence(Shown):
    """The slot is K1, the record K2, who was there K3."""

    starts: Instant | None = guarded("case.content", "When it begins (答辩时间).")
    place: str | None = guarded("case.content", "Room or link (地点).")
    result: DefenceResult | None = guarded("case.review", "Held or not (结果).", named(DefenceResult, "result"))
    minutes: int | None = guarded("case.review", "How long it took (时长).")
    questions_digest: str | None = guarded("case.review", "SHA-256 (hex) of the questions (问题摘要).")
    note: str | None = guarded("case.review", "Note on a no-show (备注).")
    attendance: list[strawberry.ID] | None = guarded("case.sealed", "Who was there (出席人员).")


@strawberry.type(description="A site visit (现场考察), R-71, D-08: questions and findings, without points.")
class SiteVisit(Shown):
    """From the doubt to the report."""

    doubt: str | None = guarded("case.review", "What is in doubt (疑问).")
    questions: list[str] | None = guarded("case.review", "What is to be answered (问题).")
    proposed_at: Instant | None = guarded("case.review", "When it was proposed (提出时间).")
    ordered_at: Instant | None = guarded("case.review", "When it was ordered (安排时间).")
    due_on: str | None = guarded("case.review", "Last day for the report (期限).")
    visited_on: str | None = guarded("case.review", "Day of the visit (考察日期).")
    findings: list[CheckedItem] | None = guarded(
        "case.review",
        "Question by question (考察结论).",
        lambda v: [CheckedItem(item=f.question, passed=f.passed, text=f.text) for f in v.row.findings or ()],
    )
    report_digest: str | None = guarded("case.review", "SHA-256 (hex) of the report (报告摘要).")
    reported_at: Instant | None = guarded("case.review", "When it was reported (报告时间).")
    team: list[strawberry.ID] | None = guarded("case.sealed", "Who was ordered to go (考察组).")
    lead: strawberry.ID | None = guarded("case.sealed", "Who leads (组长).")
    visitors: list[strawberry.ID] | None = guarded("case.sealed", "Who went (考察人员).")


@strawberry.type(description="One record of a case's stream (时间线), without its content.")
class TimelineEntry(Shown):
    """A viewer gets the lines of the classes that are open to him."""

    at: Position | None = guarded("case.content", "Place in the log (账本位置).", ids("position"))
    type: str | None = guarded("case.content", "Topic of the event (事件类型).")
    role: str | None = guarded("case.content", "In which role it was done (角色).")
    recorded_at: Instant | None = guarded("case.content", "When it was recorded (记录时间).")
    actor_id: strawberry.ID | None = guarded("case.sealed", "Who did it.", ids("actor"))
    behalf_id: strawberry.ID | None = guarded("case.sealed", "For whom (代办).", lambda v: v.row.behalf or None)


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


@strawberry.type(description="Fields of a case that come from its file.")
class CaseFile:
    """Part of ``Case``."""

    if TYPE_CHECKING:
        reading: Reading
        row: CaseRow

    def opened_file(self) -> Mapping[str, bool]:
        """What of the file the viewer may see."""
        return self.reading.opened(FILE, self.reading.case_subject(self.row))

    def _of(self, kind: type[Any], klass: str, rows: Any) -> list[Any]:
        opened, stream = self.opened_file(), self.row.id
        if klass not in opened:
            return []
        found = self.reading.context.once(rows, stream, self.reading.at)
        found = found if isinstance(found, tuple) else (found,) if found is not None else ()
        return [kind(reading=self.reading, row=row, open=opened, stream=stream) for row in found]

    @resolved("What of the application is on file (申报材料), by section.")
    def sections(self) -> list[Section]:
        """By digest."""
        return self._of(Section, "case.content", self.reading.views.sections)

    @resolved("Form F2 (申报表); null before it is saved.")
    def declaration(self) -> Declaration | None:
        """As last saved."""
        return next(iter(self._of(Declaration, "case.content", self.reading.views.declaration)), None)

    @resolved("What was found in the documents (文件检查).")
    def document_checks(self) -> list[DocumentCheck]:
        """In order."""
        return self._of(DocumentCheck, "case.content", self.reading.views.document_checks)

    @resolved("Every formal result, in order (形式审查结果), R-68.")
    def checklists(self) -> list[Checklist]:
        """Corrections among them."""
        return self._of(Checklist, "case.process", self.reading.views.checklists)

    @resolved("The holds for objections (暂缓), in the order they were filed.")
    def holds(self) -> list[Hold]:
        """Of objections that were admitted."""
        found = self._of(Hold, "case.process", self.reading.views.objections_on)
        return [hold for hold in found if hold.row.held]

    @resolved("The re-examination (复核), D-21.")
    def reexamination(self) -> Reexamination | None:
        """At most one."""
        return next(iter(self._of(Reexamination, "case.process", self.reading.views.reexamination)), None)

    @resolved("The defence (答辩), R-70.")
    def defence(self) -> Defence | None:
        """From its slot on."""
        return next(iter(self._of(Defence, "case.content", self.reading.views.defence)), None)

    @resolved("Site visits (现场考察), R-71.")
    def site_visits(self) -> list[SiteVisit]:
        """In order."""
        return self._of(SiteVisit, "case.review", self.reading.views.visits)

    @resolved("The records of the case, oldest first (时间线), as far as their classes are open to the viewer.")
    def timeline(self, first: First = DEFAULT, after: After = None) -> Connection[TimelineEntry]:
        """Narrowed to the open classes in the query itself."""
        reading, case, opened = self.reading, self.row.id, self.opened_file()
        klasses = [klass for klass, needed in LINES.items() if needed in opened]

        def fetch(at: int, key: Key | None) -> Part[TimelineRow]:
            return reading.views.timeline(case, at, klasses, first=first, after=key)

        def node(there: Reading, row: TimelineRow) -> TimelineEntry:
            return TimelineEntry(reading=there, row=row, open=opened, stream=case)

        return listing(reading, f"timeline {case}", TIMELINE, first, after, fetch, node)

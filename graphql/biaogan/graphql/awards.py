"""Titles (称号): the public register with its tombstones, the holder's duties, and revocations. R-40, R-80..R-83."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.kinds import DutyKind, DutyStatus, HearingEnd, ProposalKind, ProposalStatus, TitleStatus
from biaogan.graphql.listing import DEFAULT, After, Connection, First, listing
from biaogan.graphql.postings import Posting, postings
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant
from biaogan.graphql.shown import Reads, Shown, ids, named
from biaogan.graphql.viewer import Subject
from biaogan.projections.cases import CaseRow
from biaogan.projections.keyset import Key, Part
from biaogan.projections.titles import REGISTER, TitleRow

TITLE = frozenset({"register", "case.process", "title.revocation"})


@strawberry.type(
    description="A title in the register (称号), R-76; a revoked or renounced one stays as a tombstone, R-83."
)
class Title(Shown):
    """Public, the last check excepted."""

    case_id: strawberry.ID | None = guarded("register", "The case (申报项目).", ids("case"))
    cycle_id: strawberry.ID | None = guarded("register", "The cycle (年度活动).", ids("cycle"))
    number: str | None = guarded("register", "Number of the title (称号编号).", ids("title_no"))
    year: int | None = guarded("register", "Year (年度).")
    organisation_name: str | None = guarded("register", "The holder's full name (单位全称).")
    experience: str | None = guarded("register", "Title of the experience (经验名称).", ids("title"))
    unit: str | None = guarded("register", "Code of the recommending unit (推荐单位).")
    status: TitleStatus | None = guarded("register", "State (称号状态).", named(TitleStatus, "status"))
    granted_at: Instant | None = guarded("register", "When it was granted (授予时间).")
    ended_at: Instant | None = guarded("register", "When it was revoked or given back (终止时间).")
    ground: str | None = guarded("register", "Ground of the revocation, R-82, or why it was given back (事由).")
    document_no: str | None = guarded("register", "Document number of the last decision on it (文号).")
    revocation_postings: list[Posting] | None = guarded(
        "register", "Where the revocation was announced (撤销公告), R-83.", postings("postings")
    )
    restored_at: Instant | None = guarded("register", "When a wrongful revocation was reversed (恢复时间).")
    checked_year: int | None = guarded("case.process", "Year of the last status check (年度核查), D-36.")
    checked_on: str | None = guarded("case.process", "Day of the last status check (核查日期).")


@strawberry.type(description="What a title obliges to (义务), R-40, R-80.")
class Duty(Shown):
    """The video, or an exchange activity."""

    kind: DutyKind | None = guarded("case.process", "What it is (类型).", named(DutyKind, "kind"))
    activity: str | None = guarded("case.process", "Name of the activity (活动名称).", lambda d: d.row.name or None)
    status: DutyStatus | None = guarded("case.process", "Where it stands (履行情况).", named(DutyStatus, "status"))
    day: str | None = guarded("case.process", "Day of the activity (活动日期).")
    digest: str | None = guarded("case.process", "SHA-256 (hex) of video, invitation or record (摘要).")
    brand_seconds: int | None = guarded("case.process", "Length of the video's first part in seconds, R-40.")
    experience_seconds: int | None = guarded("case.process", "Length of its second part in seconds, R-40.")
    reason: str | None = guarded("case.process", "Why the holder is excused (免除理由).")
    begun_at: Instant | None = guarded("case.process", "When it was handed in, or invited to.", ids("since_at"))
    answered_at: Instant | None = guarded("case.process", "When it was accepted, attended or excused.")


@strawberry.type(description="A yearly check of a title (年度核查), R-81. What it found is K3.")
class StatusCheck(Shown):
    """One check."""

    year: int | None = guarded("case.process", "Year (年度).")
    checked_on: str | None = guarded("case.process", "Day of the check (核查日期).")
    result: str | None = guarded("title.revocation", "valid, or a concern (结果).")
    findings: str | None = guarded("title.revocation", "What was found (核查情况).")


@strawberry.type(description="A fact reported against a title (不良事实), R-81. It moves nothing by itself.")
class AdverseFact(Shown):
    """All of it K3."""

    kind: str | None = guarded("title.revocation", "Kind (类型).")
    source: str | None = guarded("title.revocation", "Where it comes from (来源).")
    severity: str | None = guarded("title.revocation", "How grave it is (程度).")
    summary: str | None = guarded("title.revocation", "In words (摘要).")
    reported_at: Instant | None = guarded("title.revocation", "When it was reported (报告时间).")


@strawberry.type(description="A proposal to revoke a title, or to reverse that (撤销称号、恢复称号), R-82, D-22.")
class Revocation(Shown):
    """All of it K3; the decision itself is public in the register."""

    number: int | None = guarded("title.revocation", "Its number among those on this title.")
    kind: ProposalKind | None = guarded("title.revocation", "What is proposed (类型).", named(ProposalKind, "kind"))
    status: ProposalStatus | None = guarded(
        "title.revocation", "What became of it (处理结果).", named(ProposalStatus, "status")
    )
    ground: str | None = guarded("title.revocation", "Ground g1 or g2 (撤销事由), R-82.")
    statement: str | None = guarded("title.revocation", "The facts, in words (事实).")
    evidence: list[str] | None = guarded("title.revocation", "SHA-256 (hex) of each piece of evidence (证据摘要).")
    occurred_on: str | None = guarded(
        "title.revocation", "Day of the accident (发生日期).", lambda r: r.row.occurred_on or None
    )
    hearing_closes: Instant | None = guarded("title.revocation", "Until then the holder may be heard (陈述期限), D-22.")
    hearing: HearingEnd | None = guarded("title.revocation", "How the hearing ended.", named(HearingEnd, "hearing"))
    hearing_statement: str | None = guarded("title.revocation", "What the holder stated (陈述申辩).")
    reasons: str | None = guarded("title.revocation", "Why it was rejected (理由).")
    document_no: str | None = guarded("title.revocation", "Document number of the decision (文号).")
    proposed_at: Instant | None = guarded("title.revocation", "When it was proposed (提议时间).")
    decided_at: Instant | None = guarded("title.revocation", "When it was decided (决定时间).")


@strawberry.type(description="A title since it was granted (获评之后): duties, checks, adverse facts, revocations.")
class Award:
    """What does not concern the viewer is empty."""

    title: Title = strawberry.field(description="As the register has it (称号).")
    duties: list[Duty] = strawberry.field(description="What it obliges to (义务), R-40, R-80.")
    checks: list[StatusCheck] = strawberry.field(description="Yearly checks (年度核查), R-81.")
    adverse_facts: list[AdverseFact] = strawberry.field(description="What was reported against it (不良事实), R-81.")
    revocations: list[Revocation] = strawberry.field(description="Proposals to revoke it (撤销称号), R-82.")


@strawberry.type(description="Fields of a case that come from its title.")
class CaseAward:
    """Part of ``Case``."""

    if TYPE_CHECKING:
        reading: Reading
        row: CaseRow

    @resolved("The title and what followed (获评之后); null before it is granted.")
    def award(self) -> Award | None:
        """As far as the viewer may see it."""
        reading, case = self.reading, self.row.id
        row = reading.context.once(reading.views.title, case, reading.at)
        if row is None:
            return None
        opened = reading.opened(TITLE, reading.case_subject(self.row))
        of = _of(reading, case, opened)
        views = reading.views
        return Award(
            title=title_node(reading, row, opened),
            duties=of(Duty, "case.process", views.duties),
            checks=of(StatusCheck, "case.process", views.status_checks),
            adverse_facts=of(AdverseFact, "title.revocation", views.adverse_facts),
            revocations=of(Revocation, "title.revocation", views.revocations),
        )


def _of(reading: Reading, case: str, opened: Mapping[str, bool]) -> Any:
    def of(kind: type[Any], klass: str, rows: Any) -> list[Any]:
        found = reading.context.once(rows, case, reading.at) if klass in opened else ()
        return [kind(reading=reading, row=row, open=opened, stream=case) for row in found]

    return of


def title_node(reading: Reading, row: TitleRow, opened: Mapping[str, bool] | None = None) -> Title:
    """A row of the register, as the schema shows it."""
    subject = Subject(organisation=row.organisation, unit=row.unit, case=row.case, listed=True, on_list=True)
    shown = reading.opened(TITLE, subject) if opened is None else opened
    return Title(reading=reading, row=row, open=shown, stream=row.case)


@strawberry.type(description="A bar on filing again (限制申报), D-22.")
class Bar(Shown):
    """Because of a revoked title."""

    case_id: strawberry.ID | None = guarded("case.process", "The case whose title was revoked.", ids("case"))
    until_year: int | None = guarded("case.process", "No new case up to and in the cycle of this year (限制期限).")
    set_at: Instant | None = guarded("case.process", "When it was set (设定时间).")


def bars_of(reading: Reading, organisation: str, opened: Mapping[str, bool]) -> list[Bar]:
    """The bars on an organisation, if they are open to the viewer."""
    rows = reading.context.once(reading.views.bars, organisation, reading.at) if "case.process" in opened else ()
    return [Bar(reading=reading, row=row, open=opened, stream=organisation) for row in rows]


@strawberry.type(description="The read fields on titles.")
class RegisterFields(Reads):
    """Part of the View."""

    @resolved("The register of titles (称号名录), tombstones included, by year and number. Public.")
    def register(
        self,
        first: First = DEFAULT,
        after: After = None,
        cycle: Annotated[strawberry.ID | None, argument("Only of this cycle (年度活动).")] = None,
        year: Annotated[int | None, argument("Only of this year (年度).")] = None,
    ) -> Connection[Title]:
        """R-83."""
        reading = self.reading

        def fetch(at: int, key: Key | None) -> Part[TitleRow]:
            return reading.views.register(at, cycle=cycle, year=year, first=first, after=key)

        return listing(reading, "register", REGISTER, first, after, fetch, title_node)

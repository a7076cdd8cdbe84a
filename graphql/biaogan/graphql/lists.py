"""Rosters of tier-1 units, the national list, and what of it is put before the public."""

from collections.abc import Iterable, Mapping
from dataclasses import field

import strawberry
from strawberry import Private

from biaogan.domain.forms import RankedCase as RankedRow
from biaogan.graphql.actions import Action, available_actions
from biaogan.graphql.board import ListClock
from biaogan.graphql.cases import Case, case_of
from biaogan.graphql.enums import CaseStatus, Reply, StreamPhase, member
from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.node import Node
from biaogan.graphql.plotting import ListPlots
from biaogan.graphql.postings import Posting, postings
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant
from biaogan.projections.notices import NationalListRow
from biaogan.projections.rosters import RosterRow


@strawberry.type(description="A case with its rank (排序), and the opinion that goes with it.")
class RankedCase:
    """One entry of a signed order."""

    reading: Private[Reading]
    case_id: strawberry.ID = strawberry.field(description="The case (申报项目).")
    rank: int = strawberry.field(description="1 is first (名次).")
    opinion: str | None = strawberry.field(description="Opinion or reason (意见).")

    @resolved("The case (申报项目).")
    def case(self) -> Case | None:
        """As far as the viewer may see it."""
        return case_of(self.reading, self.case_id)


def ranked(reading: Reading, entries: Iterable[RankedRow] | None) -> list[RankedCase] | None:
    if entries is None:  # erased
        return None
    return [
        RankedCase(reading=reading, case_id=strawberry.ID(e.case), rank=e.rank, opinion=e.opinion or None)
        for e in entries
        if not reading.bars(e.case)
    ]


@strawberry.type(description="A unit's roster (推荐名册): its quota places and the ranking of its letter, R-15, R-17.")
class Roster(Node):
    """A roster. It appears with the first place taken or with the letter."""

    reading: Private[Reading]
    row: Private[RosterRow]
    open: Private[Mapping[str, bool]] = field(default_factory=lambda: {"roster": True})
    cycle_id: strawberry.ID | None = guarded("roster", "The cycle (年度活动).", lambda r: r.row.cycle)
    unit: str | None = guarded("roster", "Code of the recommending unit (推荐单位).")
    quota: int | None = guarded("roster", "Places in all (推荐名额), R-15.")
    free: int | None = guarded("roster", "Places left (剩余名额).")
    status: StreamPhase | None = guarded(
        "roster", "OPEN or SIGNED (阶段).", lambda r: member(StreamPhase, r.row.status)
    )
    place_ids: list[strawberry.ID] | None = guarded(
        "roster",
        "Cases that hold a place (拟推荐项目), in the order of endorsement.",
        lambda r: r.reading.unbarred(r.row.places, str),
    )
    entries: list[RankedCase] | None = guarded(
        "roster", "The letter's ranking (推荐排序), R-17.", lambda r: ranked(r.reading, r.row.entries)
    )
    letter_digest: str | None = guarded("roster", "SHA-256 (hex) of the sealed letter (推荐函摘要).")
    sealed_on: str | None = guarded("roster", "Date of the seal (盖章日期).")
    signed_at: Instant | None = guarded("roster", "When the letter was signed here (签发时间).")

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.id

    @resolved("The cases that hold a place (拟推荐项目).")
    def places(self) -> list[Case]:
        """As far as the viewer may see them."""
        open_ = self.reading.unbarred(self.row.places, str) or ()
        found = (case_of(self.reading, id_) for id_ in open_)
        shown = [case for case in found if case is not None]
        if shown and self.open.get("roster"):
            self.reading.context.disclose(self.stream, "roster", "places", self.row)
        return shown

    @resolved("The acts this roster could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For whoever sees the roster."""
        return available_actions(self.reading, self.row.id)


@strawberry.type(description="A case as the public notice shows it, D-24: never scores, ranks, contacts or experts.")
class NoticeEntry:
    """One line of the notice, in an order that is not the ranking."""

    number: int = strawberry.field(description="Line of the notice (序号).")
    case_id: strawberry.ID = strawberry.field(description="The case (申报项目).")
    organisation_name: str = strawberry.field(description="The organisation's full name (单位全称).")
    title: str = strawberry.field(description="Title of the experience (题目).")
    unit: str = strawberry.field(description="Code of the recommending unit (推荐单位).")
    title_no: str | None = strawberry.field(description="Number of the title (称号编号), once announced.")


def notice_entries(list_: "NationalList") -> list[NoticeEntry]:
    """By organisation and id: the order tells nothing of the ranking."""
    reading = list_.reading
    rows = [reading.case(entry.case) for entry in list_.row.entries or ()]
    known = sorted((row for row in rows if row is not None), key=lambda row: (row.organisation_name or "", row.id))
    return [
        NoticeEntry(
            number=number,
            case_id=strawberry.ID(row.id),
            organisation_name=row.organisation_name or "",
            title=row.title or "",
            unit=row.unit,
            title_no=row.title_no or None,
        )
        for number, row in enumerate(known, 1)
    ]


@strawberry.type(description="The national list (推荐名单) of a cycle, from adoption to announcement, R-72..R-76.")
class NationalList(Node, ListClock, ListPlots):
    """The list. The public sees it from the notice on, without the ranking."""

    reading: Private[Reading]
    row: Private[NationalListRow]
    open: Private[Mapping[str, bool]]
    cycle_id: strawberry.ID | None = guarded("list.notice", "The cycle (年度活动).", lambda n: n.row.cycle)
    status: CaseStatus | None = guarded("list.notice", "State (状态).", lambda n: member(CaseStatus, n.row.status))
    listed: list[NoticeEntry] | None = guarded("list.notice", "The cases, as the notice shows them.", notice_entries)
    notice_postings: list[Posting] | None = guarded(
        "list.notice", "Where the notice appeared (公示渠道), R-74.", postings("notice_postings")
    )
    notice_contact: str | None = guarded("list.notice", "Where to object (异议受理方式).")
    notice_closes: Instant | None = guarded("list.notice", "Exclusive end of the notice period (公示期满), D-14.")
    notice_published_at: Instant | None = guarded("list.notice", "When the notice was put on record (公示时间).")
    notice_expired_at: Instant | None = guarded("list.notice", "When its end was put on record.")
    announcement_postings: list[Posting] | None = guarded(
        "list.notice", "Where the result was announced (公告渠道), R-76.", postings("announcement_postings")
    )
    announcement_digest: str | None = guarded("list.notice", "SHA-256 (hex) of the announcement (公告摘要).")
    announced_at: Instant | None = guarded("list.notice", "When it was announced (公告时间).")
    entries: list[RankedCase] | None = guarded(
        "list.ranks", "The ranked list as adopted (推荐排序), R-72.", lambda n: ranked(n.reading, n.row.entries)
    )
    digest: str | None = guarded(
        "list.ranks",
        "What acts name the list by (名单摘要). Of a short list it tells the ranking to whoever tries all orders.",
    )
    override_reason: str | None = guarded("list.ranks", "Why it departs from the statistics (偏离理由), if it does.")
    round_id: strawberry.ID | None = guarded("list.steps", "The round it follows (评审轮次).", lambda n: n.row.round)
    minutes_digest: str | None = guarded("list.steps", "SHA-256 (hex) of the minutes (会议纪要摘要).")
    adopted_at: Instant | None = guarded("list.steps", "When it was adopted (通过时间).")
    consultation_due_on: str | None = guarded("list.steps", "Last day for the ministry's reply (征求意见期限), R-73.")
    consultation_opened_at: Instant | None = guarded("list.steps", "When the ministry was asked.")
    consultation_reply: Reply | None = guarded(
        "list.steps",
        "The ministry's reply (征求意见结果).",
        lambda n: n.row.consultation_reply and member(Reply, n.row.consultation_reply.upper()),
    )
    consultation_comments: str | None = guarded("list.steps", "The ministry's comments (意见).")
    consultation_closed_at: Instant | None = guarded("list.steps", "When the reply was put on record.")
    approval_document_no: str | None = guarded("list.steps", "Document number of the approval (批准文号), R-76.")
    approved_at: Instant | None = guarded("list.steps", "When CAQ approved the list (批准时间).")

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.id

    @resolved("The acts this list could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For whoever takes part in the later stages."""
        return available_actions(self.reading, self.row.id) if "list.steps" in self.open else []


def roster_node(reading: Reading, row: RosterRow) -> Roster:
    """A row the viewer may see, as the schema shows it."""
    return Roster(id=strawberry.ID(row.id), reading=reading, row=row)


def roster_of(reading: Reading, id_: str) -> Roster | None:
    """A roster by id; None if it is missing or not the viewer's to see."""
    row = reading.roster(id_)
    return None if row is None else roster_node(reading, row)


def national_list_of(reading: Reading, cycle: str) -> NationalList | None:
    """The list of a cycle; None before it is adopted, and to the public before the notice."""
    row = reading.national_list(cycle)
    if row is None:
        return None
    return NationalList(id=strawberry.ID(row.id), reading=reading, row=row, open=reading.list_open(row))

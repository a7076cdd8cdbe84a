"""Cases, their organisations and score sheets, as the schema shows them."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from strawberry import Private

from biaogan.domain.ids import expert_no
from biaogan.domain.status import Status
from biaogan.graphql.actions import Action, available_actions
from biaogan.graphql.awards import Bar, CaseAward, bars_of
from biaogan.graphql.case_file import CaseFile
from biaogan.graphql.cycles import Cycle, cycle_of
from biaogan.graphql.enums import CaseStatus, member
from biaogan.graphql.erasures import Erasure, erasures_of
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.node import Node
from biaogan.graphql.plotting import CasePlots
from biaogan.graphql.reading import ORGANISATION, Reading
from biaogan.graphql.scalars import Instant, Position
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import shown_as
from biaogan.projections.cases import CaseRow
from biaogan.projections.organisations import OrganisationRow
from biaogan.projections.sheets import ScoreSheetRow


@strawberry.type(description="An organisation that applies (申报组织), R-24.")
class Organisation(Node):
    """An organisation, as far as the case it was reached by opens it."""

    reading: Private[Reading]
    row: Private[OrganisationRow]
    open: Private[Mapping[str, bool]]
    full_name: str | None = guarded("case.listed", "Registered full name (单位全称).")
    credit_code: str | None = guarded("organisation.details", "Unified social credit code (统一社会信用代码), R-24.")
    enterprise_type: str | None = guarded("organisation.details", "Kind of enterprise (企业性质).")
    industry: str | None = guarded("organisation.details", "Industry (所属行业).")
    address: str | None = guarded("organisation.details", "Address (地址).")
    synthetic: bool | None = guarded("organisation.details", "Made for a demonstration: no such organisation exists.")
    registered_at: Instant | None = guarded("organisation.details", "When it was registered (登记时间).")

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.id

    @resolved("Bars on filing again (限制申报), D-22; empty for whom they are not open.")
    def bars(self) -> list[Bar]:
        """By the case whose title was revoked."""
        return bars_of(self.reading, self.row.id, self.open)


@strawberry.type(description="Points for one criterion row (评分项得分), R-77..R-79.")
class Points:
    """One row of a sheet."""

    code: str = strawberry.field(description="Criterion row, A1..C2.")
    points: int = strawberry.field(description="Whole points within the row's scale, D-01.")


@strawberry.type(
    description="One expert's locked sheet on one case (评分表), R-69. Before the round closes only its author sees it."
)
class ScoreSheet:
    """A sheet. Its stream and its time tell of the expert, so they are of the identity's own class."""

    reading: Private[Reading]
    row: Private[ScoreSheetRow]
    open: Private[Mapping[str, bool]]
    number: int | None = guarded(
        "sheet", "The expert's number on this case (专家编号): a pseudonym.", lambda s: expert_no(s.row.id)
    )
    round_id: strawberry.ID | None = guarded("sheet", "The round (评审轮次).", lambda s: s.row.round)
    case_id: strawberry.ID | None = guarded("sheet", "The case (申报项目).", lambda s: s.row.case)
    total: int | None = guarded("sheet", "Sum of the points (总分); null if erased.")
    rows: list[Points] | None = guarded("sheet", "Points by criterion row; null if erased.", lambda s: points_of(s.row))
    comment: str | None = guarded("sheet", "The written comment (评语), R-69; null if erased.")
    recommend: bool | None = guarded("sheet", "Whether the expert recommends the case (是否推荐).")
    locked_at: Instant | None = guarded("sheet.expert", "When it was locked (锁定时间).")
    id: strawberry.ID | None = guarded(
        "sheet.expert", "Stream id of the sheet, derived from the expert and the round's sealed salt."
    )
    sealed: bool | None = guarded("sheet", "Its scores cannot be read before the round is opened (密封), R-13.")
    expert_id: strawberry.ID | None = guarded("sheet.expert", "Who signed it (评审专家).", lambda s: s.row.expert)

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.id


def sheet_of(reading: Reading, id_: str) -> ScoreSheet | None:
    """A sheet by its stream, which tells whose it is: for its author, and for whom a grant tells as much."""
    row = reading.context.once(reading.views.sheet, id_, reading.at)
    if row is None or "sheet.expert" not in (opened := reading.sheet_open(row)):
        return None
    return ScoreSheet(reading=reading, row=row, open=opened)


def points_of(row: ScoreSheetRow) -> list[Points] | None:
    """The rows of a sheet, as the schema shows them."""
    return None if row.rows is None else [Points(code=item.code, points=item.points) for item in row.rows]


def status_of(case: "Case") -> Any:
    """The state, or what the public is shown instead."""
    status = Status(case.row.status)
    return member(
        CaseStatus,
        status.value if "case.content" in case.open else (shown_as(status, case.row.noticed) or status).value,
    )


@strawberry.type(description="A case (申报项目): one organisation's one experience, from draft to title (R-02).")
class Case(Node, CaseFile, CaseAward, CasePlots):
    """A case. What the viewer may not see is null."""

    reading: Private[Reading]
    row: Private[CaseRow]
    open: Private[Mapping[str, bool]]
    cycle_id: strawberry.ID | None = guarded("case.listed", "The cycle (年度活动).", lambda c: c.row.cycle)
    title: str | None = guarded("case.listed", "Title of the experience (题目), R-41.")
    organisation_name: str | None = guarded("case.listed", "The organisation's full name (单位全称).")
    organisation_id: strawberry.ID | None = guarded("case.content", "The organisation.", lambda c: c.row.organisation)
    unit: str | None = guarded("case.listed", "Code of the recommending unit (推荐单位), R-07.")
    status: CaseStatus | None = guarded("case.listed", "State (状态). The public is not told of a hold.", status_of)
    title_no: str | None = guarded(
        "case.listed", "Number of the title (称号编号), R-76.", lambda c: c.row.title_no or None
    )
    version: int | None = guarded(
        "case.content", "Version of the stream at the last record of K0 or K1: nothing sealed moves it."
    )
    drafted_at: Instant | None = guarded("case.content", "When it was drafted (立项时间).")
    submitted_at: Instant | None = guarded("case.content", "When the package was last submitted (提交时间), R-61.")
    updated_at: Instant | None = guarded("case.content", "When that record was made (更新时间).")
    since: Position | None = guarded("case.content", "Position of that record.", lambda c: c.row.open_since)
    endorsed: bool | None = guarded("case.recommendation", "Holds a quota place of its unit (拟推荐), R-15.")
    t1_rank: int | None = guarded("case.recommendation", "Rank in the unit's letter (推荐排序), R-17.")
    province_rank: int | None = guarded("case.recommendation", "Rank in the province's selection (省级排序), R-16.")
    final_rank: int | None = guarded("case.outcome", "Rank on the national list (推荐名单排序), R-72.")

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.id

    @resolved("The cycle (年度活动).")
    def cycle(self) -> Cycle | None:
        """Public."""
        return cycle_of(self.reading, self.row.cycle)

    @resolved("The organisation (申报组织).")
    def organisation(self) -> Organisation | None:
        """Opened as far as the case is."""
        row = self.reading.organisation(self.row)
        opened = self.reading.opened(ORGANISATION, self.reading.case_subject(self.row))
        return (
            None if row is None else Organisation(id=strawberry.ID(row.id), reading=self.reading, row=row, open=opened)
        )

    @resolved("Score sheets (评分表) the viewer may see: the own; after the round closed, for those of K2, all.")
    def sheets(
        self, round_: Annotated[strawberry.ID | None, argument("Only of this round.", "round")] = None
    ) -> list[ScoreSheet]:
        """The visible sheets on this case."""
        return sheets_of(self.reading, round_, self.row.id)

    @resolved("What of the case was erased (删除记录), D-25; null values of it may be no more than that.")
    def erasures(self) -> list[Erasure]:
        """As of today."""
        return erasures_of(self.reading, self.row.id, self.reading.case_subject(self.row))

    @resolved("The acts this case could receive (可用操作).")
    def available_actions(self) -> list[Action]:
        """For the parties of the case, under suspicion of a state secret too: somebody has to clear it."""
        return available_actions(self.reading, self.row.id) if self.reading.acts_on(self.row) else []


def sheets_of(reading: Reading, round_: str | None, case: str | None) -> list[ScoreSheet]:
    """The visible sheets, in an order that tells nothing of their experts."""
    return [ScoreSheet(reading=reading, row=row, open=opened) for row, opened in reading.sheets(round_, case)]


def case_node(reading: Reading, row: CaseRow) -> Case:
    """A row the viewer may see, as the schema shows it."""
    return Case(id=strawberry.ID(row.id), reading=reading, row=row, open=reading.case_open(row))


def case_of(reading: Reading, id_: str) -> Case | None:
    """A case by id; None if it is missing or not the viewer's to see."""
    row = reading.case(id_)
    return None if row is None else case_node(reading, row)


def organisation_of(reading: Reading, id_: str) -> Organisation | None:
    """An organisation by id, for itself and for whoever sees every case."""
    row = reading.context.once(reading.views.organisation, id_, reading.at)
    opened = reading.opened(ORGANISATION, Subject(organisation=id_))
    if row is None or "organisation.details" not in opened:
        return None
    return Organisation(id=strawberry.ID(row.id), reading=reading, row=row, open=opened)

"""``View``: every read field, at one position. The query root is a View at the head; ``at`` gives one of the past."""

from typing import Annotated, Optional

import strawberry

from biaogan.graphql.audit import AuditFields
from biaogan.graphql.awards import RegisterFields
from biaogan.graphql.board import BoardFields
from biaogan.graphql.case_list import CaseConnection, CaseEdge, CaseFilterInput, put_on_record
from biaogan.graphql.cases import Case, case_node, case_of
from biaogan.graphql.cycles import Cycle, cycle_node, cycle_of
from biaogan.graphql.diffing import DiffFields
from biaogan.graphql.draws import DrawFields
from biaogan.graphql.enums import CaseOrder
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.finding import node_of
from biaogan.graphql.governance import CalendarFields
from biaogan.graphql.groups import GroupFields
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.ledger import Ledger
from biaogan.graphql.lists import NationalList, Roster, national_list_of, roster_node, roster_of
from biaogan.graphql.node import Node
from biaogan.graphql.objections import ObjectionFields
from biaogan.graphql.paging import LARGEST, PageInfo, asked, cursor, page
from biaogan.graphql.people import Viewer, viewer_node
from biaogan.graphql.points import point
from biaogan.graphql.pool import PoolFields
from biaogan.graphql.reading import Reading, asked_for
from biaogan.graphql.replay import ReplayFields
from biaogan.graphql.rounds import Ranking, Round, ranking_of, round_of, rounds_of
from biaogan.graphql.scalars import Instant, Position
from biaogan.graphql.sights import Sights, sighted, through
from biaogan.graphql.suppose import SupposeFields
from biaogan.graphql.units import UnitReport, unit_reports_of
from biaogan.graphql.viewer import Subject
from biaogan.graphql.why import WhyFields
from biaogan.graphql.workbench import WorkbenchFields
from biaogan.projections.cases import CaseFilter
from biaogan.projections.cases import CaseOrder as Order

Id = Annotated[strawberry.ID, argument("Stream id.", "id")]
CycleId = Annotated[strawberry.ID, argument("The cycle (年度活动).")]


@strawberry.type(
    description="Everything that can be read, at one position of the log (视图). Rights are those of today."
)
class View(
    DiffFields,
    ObjectionFields,
    RegisterFields,
    PoolFields,
    DrawFields,
    GroupFields,
    BoardFields,
    CalendarFields,
    SupposeFields,
    WorkbenchFields,
    AuditFields,
    WhyFields,
    ReplayFields,
):
    """Reads at a position."""

    @resolved("Who asks (当前用户).")
    def viewer(self) -> Viewer:
        """The session's person, or the public."""
        return viewer_node(self.reading)

    @resolved("A cycle (年度活动), R-05.")
    def cycle(self, id_: Id) -> Cycle | None:
        """Public."""
        return cycle_of(self.reading, id_)

    @resolved("Every cycle, latest year first (年度活动).")
    def cycles(self) -> list[Cycle]:
        """Public."""
        return [cycle_node(self.reading, row) for row in self.reading.views.cycles(self.reading.at)]

    @resolved("A case (申报项目); null if it is missing or not the viewer's to see.")
    def case(self, id_: Id) -> Case | None:
        """By stream id."""
        return asked_for(self.reading, id_, case_of(self.reading, id_))

    @resolved(
        "The cases the viewer is party to (项目列表); for a viewer without any part, those put before the public."
    )
    def cases(
        self,
        first: Annotated[int | None, argument(f"Page size from the front, 1 to {LARGEST}.")] = None,
        last: Annotated[int | None, argument(f"Page size from the back, 1 to {LARGEST}.")] = None,
        after: Annotated[str | None, argument("With first: only rows behind this cursor.")] = None,
        before: Annotated[str | None, argument("With last: only rows before this cursor.")] = None,
        which: Annotated[CaseFilterInput | None, argument("Which cases (筛选).", "filter")] = None,
        order_by: Annotated[CaseOrder, argument("In which order (排序).")] = CaseOrder.ID,
    ) -> CaseConnection:
        """Keyset pages; later pages read the first page's position."""
        reading, order = self.reading, Order[order_by.name]
        found = page(reading, which.rows() if which else CaseFilter(), order, asked(first, last, after, before))
        there = Reading(reading.context, found.at)
        reading.context.pages.update(dict.fromkeys(ids := tuple(row.id for row in found.rows), ids))
        edges = [CaseEdge(cursor=cursor(order, row, found.at), node=case_node(there, row)) for row in found.rows]
        info = PageInfo(
            has_next_page=found.has_next,
            has_previous_page=found.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        nodes = [edge.node for edge in edges]
        put_on_record(nodes, which, order)
        return CaseConnection(nodes=nodes, edges=edges, page_info=info, position=Position(found.at))

    @resolved("A review round (评审轮次); null if it is missing or not the viewer's to see.")
    def round(self, id_: Id) -> Round | None:
        """By stream id."""
        return asked_for(self.reading, id_, round_of(self.reading, id_))

    @resolved("The rounds of a cycle the viewer may see (评审轮次).")
    def rounds(self, cycle: CycleId) -> list[Round]:
        """By id."""
        return rounds_of(self.reading, cycle)

    @resolved("The ranking of a closed round (评分排序); null until then, and to whom it is not open.")
    def ranking(self, round_: Annotated[strawberry.ID, argument("The round (评审轮次).", "round")]) -> Ranking | None:
        """As signed."""
        found = asked_for(self.reading, round_, round_of(self.reading, round_))
        return None if found is None else ranking_of(found)

    @resolved("A unit's roster (推荐名册); null if it is missing or not the viewer's to see.")
    def roster(self, id_: Id) -> Roster | None:
        """By stream id."""
        return asked_for(self.reading, id_, roster_of(self.reading, id_))

    @resolved("The rosters of a cycle the viewer may see (推荐名册).")
    def rosters(self, cycle: CycleId) -> list[Roster]:
        """By id."""
        reading = self.reading
        rows = reading.views.rosters(cycle, reading.at)
        klass = frozenset({"roster"})
        return [roster_node(reading, row) for row in rows if reading.opened(klass, Subject(unit=row.unit or ""))]

    @resolved("What the units have done in a cycle (推荐单位工作情况), R-23; a unit sees its own.")
    def unit_reports(self, cycle: CycleId) -> list[UnitReport]:
        """In printed order."""
        return unit_reports_of(self.reading, cycle)

    @resolved("The national list of a cycle (推荐名单); the public sees it from the notice on.")
    def national_list(self, cycle: CycleId) -> NationalList | None:
        """By cycle."""
        return national_list_of(self.reading, cycle)

    @resolved("The public notice of a cycle (公示), R-74; null before it is published.")
    def notice(self, cycle: CycleId) -> NationalList | None:
        """The list once it is noticed."""
        found = national_list_of(self.reading, cycle)
        return None if found is None or found.row.notice_published_at is None else found

    @resolved("The ledger (账本).")
    def ledger(self) -> Ledger:
        """Checkpoint, records, proofs."""
        return Ledger(reading=self.reading)

    @resolved("Anything by its stream id; null if it is missing or not the viewer's to see.")
    def node(self, id_: Id) -> Node | None:
        """Relay's node."""
        return asked_for(self.reading, id_, node_of(self.reading, id_))

    @resolved(f"Up to {LARGEST} things by their stream ids, in that order.")
    def nodes(self, ids: Annotated[list[strawberry.ID], argument("Stream ids.")]) -> list[Node | None]:
        """Relay's nodes."""
        if len(ids) > LARGEST:
            raise Fault(BAD_USER_INPUT, f"编号最多 {LARGEST} 个", f"at most {LARGEST} ids")
        return [asked_for(self.reading, id_, node_of(self.reading, id_)) for id_ in ids]

    @resolved(
        "The View of a past point (历史视图): exactly one of position, time and root. A future point is an error."
    )
    def at(
        self,
        position: Annotated[Position | None, argument("After the record at this position (账本位置).")] = None,
        time: Annotated[Instant | None, argument("After the last record admitted at or before it (时刻).")] = None,
        root_: Annotated[str | None, argument("At a published root of the tree, base64 (树根).", "root")] = None,
    ) -> Optional["View"]:
        """Rights stay those of today."""
        if [position, time, root_].count(None) != 2:
            raise Fault(
                BAD_USER_INPUT,
                "position、time 和 root 须给出且只给出一个",
                "give exactly one of position, time and root",
            )
        return View(context=self.context, point=point(self.context, position, time, root_))

    @resolved(
        "Through the eyes of a person, or a role (他人视角): every read field as that viewer would have been given it at this "
        "position, as far as it is open today to who asks; and what they did see. For an auditor, and for an investigator "
        "under a grant of class sight; null for everybody else.",
        "as",
    )
    def as_(
        self,
        person: Annotated[strawberry.ID | None, argument("The person (人员); or a role.")] = None,
        role: Annotated[str | None, argument("The role (角色), such as office_officer.")] = None,
        scope: Annotated[
            str, argument("With a role: its scope, a unit code or an organisation there was at this position (范围).")
        ] = "",
    ) -> Optional["Eyes"]:
        """At the position of this View."""
        found = sighted(self.reading, None if person is None else str(person), role, scope)
        if found is None:
            return None
        return Eyes(
            context=through(self.reading, found),
            asking=self.reading,
            judged=found.viewer,
            seen=found.seen,
            person=person,
            roles=found.roles,
        )


@strawberry.type(
    description="A View through the eyes of another (他人视角), at a position: what they would have been given there."
)
class Eyes(Sights, View):
    """What is open to both: to them then, to who looks today."""


@strawberry.type(
    description="The View at the head of the log. Every operation reads at ONE position: extensions.basis."
)
class Query(View):
    """The query root."""

"""Lists of cases as the schema shows them (项目列表): the filter, and the connection."""

from collections.abc import Iterable
from typing import Final

import strawberry

from biaogan.graphql.cases import Case
from biaogan.graphql.enums import CaseStatus
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.paging import LARGEST, ORDER_CLASS, PageInfo
from biaogan.graphql.scalars import Position
from biaogan.projections.cases import CaseFilter, CaseOrder


@strawberry.input(name="CaseFilter", description="Which cases; everything given must hold (筛选条件).")
class CaseFilterInput:
    """Absent and null both ask for any."""

    cycle: strawberry.ID | None = strawberry.field(default=None, description="Of this cycle (年度活动).")
    unit: str | None = strawberry.field(default=None, description="Filed with this recommending unit (推荐单位).")
    organisation: strawberry.ID | None = strawberry.field(default=None, description="Of this organisation (申报组织).")
    status: list[CaseStatus] | None = strawberry.field(default=None, description="In one of these states (状态).")
    ids: list[strawberry.ID] | None = strawberry.field(default=None, description="One of these cases.")

    def rows(self) -> CaseFilter:
        """As the views want it. Raises Fault(BAD_USER_INPUT) for too many ids."""
        if self.ids is not None and len(self.ids) > LARGEST:
            raise Fault(BAD_USER_INPUT, f"编号最多 {LARGEST} 个", f"at most {LARGEST} ids")
        status = None if self.status is None else sorted(state.name for state in self.status)
        return CaseFilter(self.cycle, self.unit, self.organisation, status, self.ids)


_TOLD_BY: Final = {
    "cycle": ("cycle_id", "case.listed"),
    "unit": ("unit", "case.listed"),
    "organisation": ("organisation_id", "case.content"),
    "status": ("status", "case.content"),
}
"""What is filtered by -> the field that this tells of every row, and its class; to whom that is not open, of the listed case."""


def put_on_record(nodes: Iterable[Case], which: CaseFilterInput | None, order: CaseOrder) -> None:
    """A filter, and an order, tell of each row they answer what a field would: they are reads of it (筛选、排序留痕)."""
    told = [found for name, found in _TOLD_BY.items() if getattr(which, name, None) is not None]
    if order is not CaseOrder.ID:
        told.append((order.value[0], ORDER_CLASS[order]))
    for node in nodes:
        for name, klass in told:
            asked = klass if klass in node.open else "case.listed"
            if node.open.get(asked) and getattr(node.row, name, "") is not None:
                node.reading.context.disclose(node.stream, asked, name, node.row)


@strawberry.type(description="A case in a list, with its cursor.")
class CaseEdge:
    """As Relay has it."""

    cursor: str = strawberry.field(description="Opaque; carries the position the list was first read at.")
    node: Case = strawberry.field(description="The case (申报项目).")


@strawberry.type(description="A page of cases (项目列表).")
class CaseConnection:
    """As Relay has it, with nodes."""

    nodes: list[Case] = strawberry.field(description="The cases of the page.")
    edges: list[CaseEdge] = strawberry.field(description="The same, each with its cursor.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    position: Position = strawberry.field(description="The position every page of this list is read at (账本位置).")

"""Relay pages over keyset queries: an opaque cursor holds the sort key, the id and the position of the first page.

Promises: later pages read the snapshot the first page read; a page never skips or repeats a row; a cursor of another
list, or tampered with, is refused, and holds nothing that its bearer has not seen.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, Final

import strawberry

from biaogan.graphql.faults import BAD_USER_INPUT, FORBIDDEN, Fault
from biaogan.graphql.reading import Reading
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import can_see, why_not
from biaogan.projections.cases import CaseFilter, CaseOrder, CaseRow

LARGEST: Final = 100

ORDER_CLASS: Final[dict[CaseOrder, str]] = {
    CaseOrder.ID: "case.listed",
    CaseOrder.TITLE: "case.listed",
    CaseOrder.ORGANISATION: "case.listed",
    CaseOrder.STATUS: "case.content",
    CaseOrder.OLDEST: "case.content",
    CaseOrder.NEWEST: "case.content",
    CaseOrder.LATEST_CHANGE: "case.content",
    CaseOrder.T1_RANK: "case.recommendation",
    CaseOrder.PROVINCE_RANK: "case.recommendation",
    CaseOrder.FINAL_RANK: "case.outcome",
}
"""An order tells of its sort key, so it is open to those only who may see that key of every case they are listed."""


@strawberry.type(description="Where a page lies in its list (分页信息), as in Relay.")
class PageInfo:
    """As Relay has it."""

    has_next_page: bool = strawberry.field(description="More rows follow.")
    has_previous_page: bool = strawberry.field(description="Rows precede.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row.")


@dataclass(frozen=True, slots=True)
class Slice:
    """What of a list is asked for."""

    size: int
    cursor: str | None
    backward: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Rows in the order asked for, the position they were read at, and whether more lie on either side."""

    rows: tuple[CaseRow, ...]
    at: int
    has_next: bool
    has_previous: bool


def asked(first: int | None, last: int | None, after: str | None, before: str | None) -> Slice:
    """Relay's four arguments, of which one direction is given. Raises Fault(BAD_USER_INPUT)."""
    backward = last is not None
    size, cursor, other = (last, before, after) if backward else (first, after, before)
    if (first is None) == (last is None) or other is not None:
        raise Fault(
            BAD_USER_INPUT,
            "请给出 first（可加 after）或 last（可加 before）",
            "give first, with after if need be, or last, with before if need be",
        )
    if size is None or not 1 <= size <= LARGEST:
        raise Fault(BAD_USER_INPUT, f"每页 1 至 {LARGEST} 行", f"a page has 1 to {LARGEST} rows")
    return Slice(size, cursor, backward)


def cursor(order: CaseOrder, row: CaseRow, at: int) -> str:
    """The opaque cursor of a row."""
    text = json.dumps([order.name, order.key(row), row.id, at], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(text: str, order: CaseOrder) -> tuple[tuple[str | int, str], int]:
    """((sort key, id), position) of a cursor. Raises Fault(BAD_USER_INPUT)."""
    try:
        found: Any = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        name, key, id_, at = found
    except (ValueError, TypeError, RecursionError):
        raise _not_a_cursor() from None
    ranked = order.value[0].endswith("_rank")
    fits = (_whole(key) if ranked else _plain(key)) and _plain(id_) and _whole(at)
    if name != order.name or not fits:
        raise _not_a_cursor()
    return (key, id_), at


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 2**62


def _plain(value: Any) -> bool:
    """Text a database can be asked for."""
    return isinstance(value, str) and not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value)


def _not_a_cursor() -> Fault:
    return Fault(BAD_USER_INPUT, "不是此列表的游标", "not a cursor of this list")


def page(reading: Reading, which: CaseFilter, order: CaseOrder, wanted: Slice) -> CasePage:
    """A page of the cases the viewer is party to. Each scope is its own query; their pages are merged by the order."""
    _may_order(reading, order)
    at, after = reading.at, None
    if wanted.cursor is not None:
        after, at = opened(wanted.cursor, order)
        if at > reading.at:
            raise _not_a_cursor()
    rows: dict[str, CaseRow] = {}
    more = False
    for scope in Reading(reading.context, at).scopes(which):
        found = reading.views.cases(at, scope, order, first=wanted.size, after=after, backward=wanted.backward)
        rows |= {row.id: row for row in found.rows}
        more = more or found.has_next
    ordered = sorted(
        rows.values(), key=lambda row: (order.key(row), row.id), reverse=order.value[1] is not wanted.backward
    )
    more = more or len(ordered) > wanted.size
    kept = ordered[: wanted.size]
    if wanted.backward:
        return CasePage(tuple(reversed(kept)), at, after is not None, more)
    return CasePage(tuple(kept), at, more, after is not None)


def _may_order(reading: Reading, order: CaseOrder) -> None:
    klass, viewer = ORDER_CLASS[order], reading.viewer()
    if can_see(viewer, klass, Subject(listed=True, on_list=True)):
        return
    for scope in reading.scopes(CaseFilter()):
        of_case = Subject(
            organisation=scope.organisation or "", unit=scope.unit or "", case=next(iter(scope.ids or ()), "")
        )
        if (rule := why_not(viewer, klass, of_case)) is not None:
            raise Fault(
                FORBIDDEN, "此排序会透露您无权查阅的内容", "this order would tell what you may not see", rule=rule
            )

"""Cases (申报项目): where each case stands, whose it is, and its ranks. The status is what the domain's own fold says."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from typing import Annotated, Any

from sqlalchemy import BigInteger, Select, bindparam, tuple_

from biaogan.domain.act import Recorded
from biaogan.domain.case import EVOLVE, Case
from biaogan.domain.dossier import Dossier
from biaogan.domain.event import K0, K1
from biaogan.domain.events import CaseDrafted, CaseSubmittedToT1, Event, FinalListAdopted
from biaogan.domain.ids import kind_of
from biaogan.domain.status import Status
from biaogan.projections.case_filter import CaseFilter as CaseFilter
from biaogan.projections.case_filter import Sizes, conditions
from biaogan.projections.cipher import Sealed
from biaogan.projections.organisations import ORGANISATIONS
from biaogan.projections.reader import STATEMENTS, Reader
from biaogan.projections.versioned import END, Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case (申报项目) as it stands. Instants are RFC 3339 in UTC; ranks count from 1, ``None`` before they are given."""

    id: str
    cycle: str
    organisation: str
    organisation_name: Annotated[str | None, Sealed("organisation")]
    unit: str
    title: Annotated[str | None, Sealed("id")]
    status: str
    """A value of :class:`biaogan.domain.status.Status`."""
    endorsed: bool
    t1_rank: Annotated[int | None, Sealed("id")]
    province_rank: Annotated[int | None, Sealed("id")]
    final_rank: Annotated[int | None, Sealed("id")]
    title_no: str
    version: int
    drafted_at: str
    submitted_at: str | None
    updated_at: str
    open_since: int
    """With ``version``, those of its last open record (K0, K1): nothing sealed moves them, nor an order by them."""
    suspected: bool
    """A state secret is suspected in it (疑似涉密), R-33."""
    noticed: bool
    """It has been noticed (已公示过): what befalls it then does not take it back from the public."""
    since: int


CASES = Versioned("view_case", CaseRow, ["id"], ["cycle"], ["organisation"])
VIEW = View("cases", CASES)


@VIEW.on(*EVOLVE)
def _moved(store: Store, r: Recorded, e: Event) -> None:
    if kind_of(r.stream) != "case":
        return
    row = store[CASES].current(r.stream) if r.version > 1 else None
    case: Case | None = EVOLVE[type(e)](_case(row) if row else None, e, r)
    if case is None:
        return
    at = instant(r.at)
    changed = {
        "cycle": case.cycle,
        "organisation": case.organisation,
        "unit": case.unit,
        "title": case.title,
        "status": case.status.value,
        "endorsed": case.endorsed,
        "t1_rank": case.t1_rank,
        "province_rank": case.provincial_rank,
        "title_no": case.title_no,
        "suspected": bool(case.dossier.suspected),
        "noticed": case.status == Status.NOTICE or bool(row and row["noticed"]),
    }
    if e.KLASS in (K0, K1):
        changed |= {"version": r.version, "updated_at": at, "open_since": r.position}
    if isinstance(e, CaseSubmittedToT1):
        changed["submitted_at"] = at
    if row and not isinstance(e, CaseDrafted):
        store[CASES].amend(r.position, r.stream, **changed)
        return
    name = (store[ORGANISATIONS].current(case.organisation) or {}).get("full_name") or ""
    begun = {"id": r.stream, "organisation_name": name, "final_rank": None, "drafted_at": at, "submitted_at": None}
    store[CASES].supersede(r.position, begun | changed, first=row is None)


def _case(row: Any) -> Case:
    """What the domain's fold needs of a row; the rest of its state is not shown here."""
    return Case(
        row["cycle"],
        row["organisation"],
        row["unit"],
        row["title"] or "",
        Status(row["status"]),
        endorsed=row["endorsed"],
        t1_rank=row["t1_rank"],
        provincial_rank=row["province_rank"],
        title_no=row["title_no"],
        dossier=Dossier(suspected=("",) if row["suspected"] else ()),
    )


@VIEW.on(FinalListAdopted)
def _ranked(store: Store, r: Recorded, e: FinalListAdopted) -> None:
    for entry in e.entries or ():
        store[CASES].amend(r.position, entry.case, final_rank=entry.rank)


class CaseOrder(Enum):
    """Orders of a list of cases: (field, descending). Equal values are in the order of the id, so every order is total.

    A sealed field sorts only once it is opened: then all the cases asked for are read for each page.
    """

    ID = ("id", False)
    TITLE = ("title", False)
    ORGANISATION = ("organisation_name", False)
    STATUS = ("status", False)
    OLDEST = ("drafted_at", False)
    NEWEST = ("drafted_at", True)
    LATEST_CHANGE = ("updated_at", True)
    T1_RANK = ("t1_rank", False)
    PROVINCE_RANK = ("province_rank", False)
    FINAL_RANK = ("final_rank", False)

    @property
    def ranked(self) -> bool:
        """The key is a rank (名次), not text."""
        return self.value[0].endswith("_rank")

    @property
    def sealed(self) -> bool:
        """The key cannot be read in SQL."""
        return self.value[0] in CASES.sealed

    def key(self, row: CaseRow) -> str | int:
        """The row's sort key, as ``after`` of :func:`cases` wants it: a case without a rank comes behind all ranks."""
        value: str | int | None = getattr(row, self.value[0])
        if value is None:
            return END if self.ranked else ""
        return value

    def gave(self, key: object) -> bool:
        """Whether :meth:`key` can have answered this."""
        if self.ranked:
            return isinstance(key, int) and not isinstance(key, bool) and 0 <= key <= END
        return isinstance(key, str)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list at one position, and whether more follow."""

    rows: tuple[CaseRow, ...]
    has_next: bool


_BY_ID = CASES.equals("id")


@lru_cache(maxsize=STATEMENTS)
def _all(equal: tuple[str, ...], sizes: Sizes) -> Select[Any]:
    return CASES.select(*conditions(CASES.table, equal, sizes))


@lru_cache(maxsize=STATEMENTS)
def _page(order: CaseOrder, equal: tuple[str, ...], sizes: Sizes, after: bool, backward: bool) -> Select[Any]:
    columns, where = CASES.table.c, conditions(CASES.table, equal, sizes)
    key, descending = columns[order.value[0]], order.value[1] is not backward
    if after:
        here, there = tuple_(key, columns.id), tuple_(bindparam("key", type_=key.type), bindparam("last"))
        where.append(here < there if descending else here > there)
    ordering = (key.desc(), columns.id.desc()) if descending else (key, columns.id)
    return CASES.select(*where).order_by(*ordering).limit(bindparam("many", type_=BigInteger))


def case(reader: Reader, id_: str, at: int) -> CaseRow | None:
    """The case as it stood at position ``at``."""
    return reader.one(CASES, _BY_ID, id=id_, at=at)


def cases(
    reader: Reader,
    at: int,
    which: CaseFilter,
    order: CaseOrder,
    first: int,
    after: tuple[str | int, str] | None,
    backward: bool,
) -> Page:
    """The next ``first`` cases behind ``after`` = (sort key, id) of the last one seen; the same page at the same ``at``.

    ``backward``: the cases before ``after``, or at the end of the list, nearest first; ``has_next`` means still before.
    Raises ``ValueError`` for an ``after`` that this order cannot have given.
    """
    if which.nothing:
        return Page((), False)
    equal, sizes, values = which.parameters()
    parameters: dict[str, Any] = {"at": at, **values}
    if after is not None and not order.gave(after[0]):
        raise ValueError("not a key of this order")
    if order.sealed:
        rows = _behind(reader.all(CASES, _all(equal, sizes), **parameters), order, after, backward)
        return Page(rows[:first], len(rows) > first)
    if after is not None:
        parameters |= {"key": after[0], "last": after[1]}
    statement = _page(order, equal, sizes, after is not None, backward)
    rows = reader.all(CASES, statement, **parameters, many=first + 1)
    return Page(rows[:first], len(rows) > first)


def _behind(
    rows: Iterable[CaseRow], order: CaseOrder, after: tuple[str | int, str] | None, backward: bool
) -> tuple[CaseRow, ...]:
    """The rows behind ``after`` in an order that SQL cannot make."""
    descending = order.value[1] is not backward
    keyed: list[tuple[Any, CaseRow]] = [((order.key(row), row.id), row) for row in rows]
    if after is not None:
        keyed = [(key, row) for key, row in keyed if (key < after if descending else key > after)]
    return tuple(row for _, row in sorted(keyed, key=itemgetter(0), reverse=descending))

"""Defences and site visits of cases (答辩、现场考察), R-70, R-71: K1 the slot, K2 what was said and found, K3 who was there."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import Finding
from biaogan.domain.ids import kind_of
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class DefenceRow:
    """A case's defence (答辩)."""

    case: str
    starts: Annotated[str | None, Sealed("case")]
    place: Annotated[str | None, Sealed("case")]
    scheduled_at: str | None
    result: str | None
    """``HELD`` or ``NO_SHOW``."""
    minutes: Annotated[int | None, Sealed("case")]
    attendance: Annotated[tuple[str, ...] | None, Sealed("case")]
    questions_digest: Annotated[str | None, Sealed("case")]
    note: Annotated[str | None, Sealed("case")]
    recorded_at: str | None
    since: int


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A site visit (现场考察) of a case, numbered from 1."""

    case: str
    number: int
    doubt: Annotated[str | None, Sealed("case")]
    questions: Annotated[tuple[str, ...] | None, Sealed("case")]
    proposed_by: str
    proposed_at: str
    team: Annotated[tuple[str, ...] | None, Sealed("case")]
    lead: Annotated[str | None, Sealed("case")]
    due_on: Annotated[str | None, Sealed("case")]
    ordered_at: str | None
    visitors: Annotated[tuple[str, ...] | None, Sealed("case")]
    visited_on: Annotated[str | None, Sealed("case")]
    findings: Annotated[tuple[Finding, ...] | None, Sealed("case")]
    report_digest: Annotated[str | None, Sealed("case")]
    reported_at: str | None
    since: int


DEFENCES = Versioned("view_defence", DefenceRow, ["case"])
VISITS = Versioned("view_visit", VisitRow, ["case", "number"])
VIEW = View("defences", DEFENCES, VISITS)


def _defence(store: Store, r: Recorded, **changes: Any) -> None:
    if kind_of(r.stream) != "case":
        return
    if store[DEFENCES].current(r.stream) is None:
        store[DEFENCES].supersede(r.position, dict.fromkeys(DEFENCES.fields) | {"case": r.stream})
    store[DEFENCES].amend(r.position, r.stream, **changes)


@VIEW.on(ev.DefenceScheduled)
def _scheduled(store: Store, r: Recorded, e: ev.DefenceScheduled) -> None:
    _defence(store, r, starts=e.starts, place=e.place, scheduled_at=instant(r.at))


@VIEW.on(ev.DefenceHeld)
def _held(store: Store, r: Recorded, e: ev.DefenceHeld) -> None:
    told = {"minutes": e.minutes, "attendance": listed(e.attendance), "questions_digest": e.questions_digest}
    _defence(store, r, result="HELD", recorded_at=instant(r.at), **told)


@VIEW.on(ev.DefenceNoShow)
def _no_show(store: Store, r: Recorded, e: ev.DefenceNoShow) -> None:
    _defence(store, r, result="NO_SHOW", recorded_at=instant(r.at), note=e.note)


def _last(store: Store, r: Recorded) -> int:
    """Number of the last visit; there are few."""
    number = 0
    while store[VISITS].current(r.stream, number + 1) is not None:
        number += 1
    return number


@VIEW.on(ev.SiteVisitProposed)
def _proposed(store: Store, r: Recorded, e: ev.SiteVisitProposed) -> None:
    row = dict.fromkeys(VISITS.fields) | {"case": r.stream, "number": _last(store, r) + 1, "doubt": e.doubt}
    told = {"questions": listed(e.questions), "proposed_by": r.actor, "proposed_at": instant(r.at)}
    store[VISITS].supersede(r.position, row | told)


@VIEW.on(ev.SiteVisitOrdered)
def _ordered(store: Store, r: Recorded, e: ev.SiteVisitOrdered) -> None:
    order = {"team": listed(e.team), "lead": e.lead, "due_on": e.due_on, "ordered_at": instant(r.at)}
    store[VISITS].amend(r.position, r.stream, _last(store, r), **order)


@VIEW.on(ev.SiteVisitReported)
def _reported(store: Store, r: Recorded, e: ev.SiteVisitReported) -> None:
    report = {"visitors": listed(e.visitors), "visited_on": e.visited_on, "findings": listed(e.findings)}
    told = {"report_digest": e.report_digest, "reported_at": instant(r.at)}
    store[VISITS].amend(r.position, r.stream, _last(store, r), **report, **told)


_DEFENCE = DEFENCES.equals("case")
_VISITS = VISITS.equals("case")


def defence(reader: Reader, case: str, at: int) -> DefenceRow | None:
    """A case's defence as it stood at position ``at``."""
    return reader.one(DEFENCES, _DEFENCE, case=case, at=at)


def visits(reader: Reader, case: str, at: int) -> tuple[VisitRow, ...]:
    """The site visits of a case at position ``at``, in order."""
    return reader.all(VISITS, _VISITS, case=case, at=at)

"""Objections (异议): the docket, each with its service levels, its investigation and its decision. D-15..D-20, R-75.

Nearly all of it is K3, the objector K3+P: the API decides who sees what. The status is what the domain's own fold says.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms_objection import Argument, Ballot
from biaogan.domain.ids import kind_of
from biaogan.domain.objection import EVOLVE, Objection, ObjectionStatus
from biaogan.projections.cases import CASES
from biaogan.projections.cipher import Sealed
from biaogan.projections.keyset import Key, Keyset, Part
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection (异议). A value is ``None`` until its step is taken, and where it is erased."""

    id: str
    case: str
    cycle: str | None
    organisation: str
    """Whose case it is (申报组织)."""
    status: str
    """A value of :class:`biaogan.domain.objection.ObjectionStatus`; ``LEAD`` is a lead (线索)."""
    filer: str
    """Who filed it: the objector, or the officer who keyed in a letter."""
    filed_at: str
    by_letter: bool
    received_at: Annotated[str | None, Sealed("id")]
    """When a letter arrived; ``""`` for the portal."""
    anonymous: bool
    as_information: bool
    ground: Annotated[str | None, Sealed("id")]
    subject: Annotated[str | None, Sealed("id")]
    arguments: Annotated[tuple[Argument, ...] | None, Sealed("id")]
    remedy_sought: Annotated[str | None, Sealed("id")]
    objector: Annotated[dict[str, Any] | None, Sealed("id", personal=True)]
    receipt_by: str | None = None
    admissibility_by: str | None = None
    decide_by: str | None = None
    answered_at: str | None = None
    held: bool = False
    """It was admitted, so it held its case."""
    answer_reason: Annotated[str | None, Sealed("id")] = None
    answer_text: Annotated[str | None, Sealed("id")] = None
    investigators: Annotated[tuple[str, ...] | None, Sealed("id")] = None
    scope: Annotated[str | None, Sealed("id")] = None
    due_on: Annotated[str | None, Sealed("id")] = None
    findings: Annotated[str | None, Sealed("id")] = None
    recommendation: Annotated[str | None, Sealed("id")] = None
    report_digest: Annotated[str | None, Sealed("id")] = None
    reported_at: str | None = None
    outcome: Annotated[str | None, Sealed("id")] = None
    remedy: Annotated[str | None, Sealed("id")] = None
    correction: Annotated[str | None, Sealed("id")] = None
    title: Annotated[str | None, Sealed("id")] = None
    replacement: Annotated[str | None, Sealed("id")] = None
    reasons: Annotated[str | None, Sealed("id")] = None
    ballots: Annotated[tuple[Ballot, ...] | None, Sealed("id")] = None
    minutes_digest: Annotated[str | None, Sealed("id")] = None
    decided_by_scorers: Annotated[bool | None, Sealed("id")] = None
    decided_at: str | None = None
    withdrawn_at: str | None = None
    objector_informed_at: str | None = None
    applicant_informed_at: str | None = None
    since: int = -1


OBJECTIONS = Versioned("view_objection", ObjectionRow, ["id"], ["case"], ["cycle"], ["filer"])
VIEW = View("objections", OBJECTIONS)


@VIEW.on(ev.ObjectionFiled)
def _filed(store: Store, r: Recorded, e: ev.ObjectionFiled) -> None:
    case = e.case or ""
    filed_for = store[CASES].current(case) or {}
    row = dict.fromkeys(OBJECTIONS.fields) | {
        "id": r.stream,
        "case": case,
        "cycle": filed_for.get("cycle"),
        "organisation": filed_for.get("organisation") or "",
        "status": ObjectionStatus.FILED.value,
        "filer": r.actor,
        "filed_at": instant(r.at),
        "by_letter": r.role != "objector",
        "received_at": e.received_at,
        "anonymous": bool(e.anonymous),
        "as_information": bool(e.as_information),
        "ground": e.ground,
        "subject": e.subject,
        "arguments": listed(e.arguments),
        "remedy_sought": e.remedy,
        "objector": e.objector,
        "held": False,
    }
    store[OBJECTIONS].supersede(r.position, row)


def _step(store: Store, r: Recorded, **changes: Any) -> None:
    """One further step: the objection's next status, and what the step adds."""
    row = store[OBJECTIONS].current(r.stream)
    if row is None or kind_of(r.stream) != "objection":
        return
    state = Objection(row["case"], row["filer"], r.at, status=ObjectionStatus(row["status"]))
    status = EVOLVE[type(r.event)](state, r.event, r).status
    store[OBJECTIONS].amend(r.position, r.stream, status=status.value, **changes)


@VIEW.on(ev.ObjectionDocketed)
def _docketed(store: Store, r: Recorded, e: ev.ObjectionDocketed) -> None:
    due = {"receipt_by": e.receipt_by, "admissibility_by": e.admissibility_by, "decide_by": e.decide_by}
    _step(store, r, **due)


@VIEW.on(ev.ObjectionAdmitted)
def _admitted(store: Store, r: Recorded, e: ev.ObjectionAdmitted) -> None:
    _step(store, r, held=True, answered_at=instant(r.at), decide_by=e.decide_by)


@VIEW.on(ev.ObjectionRefused, ev.LeadRecorded)
def _answered(store: Store, r: Recorded, e: Any) -> None:
    _step(store, r, answered_at=instant(r.at), answer_reason=e.reason, answer_text=e.text)


@VIEW.on(ev.InvestigationDiscontinued)
def _discontinued(store: Store, r: Recorded, e: ev.InvestigationDiscontinued) -> None:
    _step(store, r, decided_at=instant(r.at), reasons=e.reasons)


@VIEW.on(ev.InvestigatorAppointed)
def _appointed(store: Store, r: Recorded, e: ev.InvestigatorAppointed) -> None:
    _step(store, r, investigators=listed(e.persons), scope=e.scope, due_on=e.due_on)


@VIEW.on(ev.InvestigationReported)
def _reported(store: Store, r: Recorded, e: ev.InvestigationReported) -> None:
    report = {"findings": e.findings, "recommendation": e.recommendation, "report_digest": e.report_digest}
    _step(store, r, reported_at=instant(r.at), **report)


@VIEW.on(ev.ObjectionDecided)
def _decided(store: Store, r: Recorded, e: ev.ObjectionDecided) -> None:
    same = ("outcome", "remedy", "correction", "title", "replacement", "reasons", "minutes_digest")
    changes = {name: getattr(e, name) for name in (*same, "decided_by_scorers")}
    _step(store, r, decided_at=instant(r.at), ballots=listed(e.ballots), **changes)


@VIEW.on(ev.ObjectionReopened)
def _reopened(store: Store, r: Recorded, e: ev.ObjectionReopened) -> None:
    _step(store, r, decided_at=None, applicant_informed_at=None)


_DATED = {
    ev.ObjectionWithdrawn: "withdrawn_at",
    ev.ObjectorInformed: "objector_informed_at",
    ev.ApplicantInformed: "applicant_informed_at",
}


@VIEW.on(*_DATED)
def _dated(store: Store, r: Recorded, e: ev.Event) -> None:
    _step(store, r, **{_DATED[type(e)]: instant(r.at)})


_BY_ID = OBJECTIONS.equals("id")
_ON_CASE = OBJECTIONS.equals("case", order=("filed_at", "id"))
DOCKET = Keyset(OBJECTIONS, "filed_at", "id")
"""First filed, first."""


def objection(reader: Reader, id_: str, at: int) -> ObjectionRow | None:
    """The objection as it stood at position ``at``."""
    return reader.one(OBJECTIONS, _BY_ID, id=id_, at=at)


def docket(
    reader: Reader,
    at: int,
    first: int,
    after: Key | None,
    *,
    cycle: str | None,
    case: str | None,
    status: Collection[str] | None,
    filer: str | None,
    without: Collection[str],
) -> Part[ObjectionRow]:
    """The next objections behind ``after``, first filed first; ``filer``: only what this objector filed in person.

    ``without``: none to cases of these organisations.
    """
    which = {
        "cycle": cycle,
        "case": case,
        "status": status,
        "filer": filer,
        "by_letter": None if filer is None else False,
    }
    return DOCKET.page(reader, at, first, after, without={"organisation": without}, **which)


def objections_on(reader: Reader, case: str, at: int) -> tuple[ObjectionRow, ...]:
    """Every objection to a case at position ``at``, first filed first."""
    return reader.all(OBJECTIONS, _ON_CASE, case=case, at=at)

"""Revocations (撤销称号): each proposal on a title with its hearing and how it ended. R-82, R-83, D-22. All of it is K3."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.ids import kind_of
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class RevocationRow:
    """A proposal to revoke (提议撤销) or, ``kind`` ``REVERSAL``, to reverse a revocation (提议恢复); numbered from 1."""

    case: str
    number: int
    kind: str
    status: str
    """``PROPOSED``, ``REJECTED``, or ``DECIDED`` as proposed."""
    ground: Annotated[str | None, Sealed("case")]
    statement: Annotated[str | None, Sealed("case")]
    evidence: Annotated[tuple[str, ...] | None, Sealed("case")]
    occurred_on: Annotated[str | None, Sealed("case")]
    hearing_closes: Annotated[str | None, Sealed("case")]
    hearing: str | None
    """``HEARD``, ``DECLINED`` or ``LAPSED``."""
    hearing_statement: Annotated[str | None, Sealed("case")]
    proposed_by: str
    proposed_at: str
    reasons: Annotated[str | None, Sealed("case")]
    opinion_digest: Annotated[str | None, Sealed("case")]
    """Of the committee's opinion, or its minutes."""
    document_no: str | None
    decided_at: str | None
    since: int


REVOCATIONS = Versioned("view_revocation", RevocationRow, ["case", "number"])
VIEW = View("revocations", REVOCATIONS)


def _last(store: Store, case: str) -> int:
    """Number of the last proposal; there are few."""
    number = 0
    while store[REVOCATIONS].current(case, number + 1) is not None:
        number += 1
    return number


def _propose(store: Store, r: Recorded, kind: str, **found: Any) -> None:
    if kind_of(r.stream) == "case":
        row = dict.fromkeys(REVOCATIONS.fields) | {"case": r.stream, "number": _last(store, r.stream) + 1}
        begun = {"kind": kind, "status": "PROPOSED", "proposed_by": r.actor, "proposed_at": instant(r.at)}
        store[REVOCATIONS].supersede(r.position, row | begun | found)


def _amend(store: Store, r: Recorded, **changes: Any) -> None:
    store[REVOCATIONS].amend(r.position, r.stream, _last(store, r.stream), **changes)


@VIEW.on(ev.RevocationProposed)
def _proposed(store: Store, r: Recorded, e: ev.RevocationProposed) -> None:
    same = ("ground", "statement", "hearing_closes", "occurred_on")
    found = {name: getattr(e, name) for name in same}
    _propose(store, r, "REVOCATION", evidence=listed(e.evidence), **found)


@VIEW.on(ev.RevocationReversalProposed)
def _reversal_proposed(store: Store, r: Recorded, e: ev.RevocationReversalProposed) -> None:
    _propose(store, r, "REVERSAL", evidence=listed(e.evidence), statement=e.statement)


@VIEW.on(ev.HolderHeard)
def _heard(store: Store, r: Recorded, e: ev.HolderHeard) -> None:
    _amend(store, r, hearing="DECLINED" if e.declines else "HEARD", hearing_statement=e.statement)


@VIEW.on(ev.HearingLapsed)
def _lapsed(store: Store, r: Recorded, e: ev.HearingLapsed) -> None:
    _amend(store, r, hearing="LAPSED", hearing_statement=e.note)


@VIEW.on(ev.RevocationRejected)
def _rejected(store: Store, r: Recorded, e: ev.RevocationRejected) -> None:
    ended = {"status": "REJECTED", "decided_at": instant(r.at)}
    _amend(store, r, reasons=e.reasons, opinion_digest=e.minutes_digest, **ended)


@VIEW.on(ev.TitleRevoked)
def _revoked(store: Store, r: Recorded, e: ev.TitleRevoked) -> None:
    ended = {"status": "DECIDED", "decided_at": instant(r.at)}
    _amend(store, r, document_no=e.document_no, opinion_digest=e.opinion_digest, **ended)


@VIEW.on(ev.RevocationReversed)
def _reversed(store: Store, r: Recorded, e: ev.RevocationReversed) -> None:
    _amend(store, r, document_no=e.document_no, status="DECIDED", decided_at=instant(r.at))


_OF_CASE = REVOCATIONS.equals("case")


def revocations(reader: Reader, case: str, at: int) -> tuple[RevocationRow, ...]:
    """Every proposal on a title at position ``at``, in order."""
    return reader.all(REVOCATIONS, _OF_CASE, case=case, at=at)

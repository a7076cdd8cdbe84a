"""Re-examinations of the procedure (复核), D-21: there is at most one for a case."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.status import Phase
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class ReexaminationRow:
    """A re-examination (复核). ``outcome``: ``confirmed``, or ``repeat`` the step."""

    id: str
    case: str
    status: str
    """``OPEN`` or ``CLOSED``."""
    ground: Annotated[str | None, Sealed("id")]
    text: Annotated[str | None, Sealed("id")]
    evidence: Annotated[tuple[str, ...] | None, Sealed("id")]
    requested_at: str
    decide_by: Annotated[str | None, Sealed("id")]
    outcome: Annotated[str | None, Sealed("id")]
    reasons: Annotated[str | None, Sealed("id")]
    letter_digest: Annotated[str | None, Sealed("id")]
    decided_at: str | None
    since: int


REEXAMINATIONS = Versioned("view_reexamination", ReexaminationRow, ["id"], ["case"])
VIEW = View("reexaminations", REEXAMINATIONS)


@VIEW.on(ev.ReexaminationRequested)
def _requested(store: Store, r: Recorded, e: ev.ReexaminationRequested) -> None:
    row = dict.fromkeys(REEXAMINATIONS.fields) | {
        "id": r.stream,
        "case": e.case or "",
        "status": Phase.OPEN.value,
        "ground": e.ground,
        "text": e.text,
        "evidence": listed(e.evidence),
        "requested_at": instant(r.at),
    }
    store[REEXAMINATIONS].supersede(r.position, row)


@VIEW.on(ev.ReexaminationDocketed)
def _docketed(store: Store, r: Recorded, e: ev.ReexaminationDocketed) -> None:
    store[REEXAMINATIONS].amend(r.position, r.stream, decide_by=e.decide_by)


@VIEW.on(ev.ReexaminationDecided)
def _decided(store: Store, r: Recorded, e: ev.ReexaminationDecided) -> None:
    answer = {"outcome": e.outcome, "reasons": e.reasons, "letter_digest": e.letter_digest}
    ended = {"status": Phase.CLOSED.value, "decided_at": instant(r.at)}
    store[REEXAMINATIONS].amend(r.position, r.stream, **answer, **ended)


_OF_CASE = REEXAMINATIONS.equals("case")


def reexamination(reader: Reader, case: str, at: int) -> ReexaminationRow | None:
    """The re-examination of a case at position ``at``."""
    return reader.one(REEXAMINATIONS, _OF_CASE, case=case, at=at)

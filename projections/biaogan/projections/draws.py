"""Draws of panels (专家抽取), D-06: commitment, answer, revealed secret, so that anybody can compute the result."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import DrawAnswered, DrawCommitted, DrawVoided, PanelsDrawn
from biaogan.domain.status import Phase
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw (抽取). Cases, pool, panels and alternates are K3."""

    id: str
    cycle: str
    kind: Annotated[str | None, Sealed("id")]
    """Kind of the round it is for."""
    status: str
    """``OPEN``, ``CLOSED`` once drawn, or ``VOIDED``."""
    commitment: Annotated[str | None, Sealed("id")]
    committed_by: str
    committed_at: str
    answer: Annotated[str | None, Sealed("id")]
    answered_by: str | None
    answered_at: str | None
    secret: Annotated[str | None, Sealed("id")]
    drawn_at: str | None
    void_reason: Annotated[str | None, Sealed("id")]
    voided_at: str | None
    cases: Annotated[tuple[str, ...] | None, Sealed("id")]
    pool: Annotated[tuple[str, ...] | None, Sealed("id")]
    panels: Annotated[dict[str, Any] | None, Sealed("id")]
    """Case -> its experts."""
    alternates: Annotated[dict[str, Any] | None, Sealed("id")]
    since: int


DRAWS = Versioned("view_draw", DrawRow, ["id"], ["cycle"])
VIEW = View("draws", DRAWS)


@VIEW.on(DrawCommitted)
def _committed(store: Store, r: Recorded, e: DrawCommitted) -> None:
    row = dict.fromkeys(DRAWS.fields) | {
        "id": r.stream,
        "cycle": e.cycle or "",
        "kind": e.kind,
        "status": Phase.OPEN.value,
        "commitment": e.commitment,
        "committed_by": r.actor,
        "committed_at": instant(r.at),
        "cases": listed(e.cases),
        "pool": listed(e.pool),
    }
    store[DRAWS].supersede(r.position, row)


@VIEW.on(DrawAnswered)
def _answered(store: Store, r: Recorded, e: DrawAnswered) -> None:
    store[DRAWS].amend(r.position, r.stream, answer=e.answer, answered_by=r.actor, answered_at=instant(r.at))


@VIEW.on(PanelsDrawn)
def _drawn(store: Store, r: Recorded, e: PanelsDrawn) -> None:
    found = {"secret": e.secret, "panels": e.panels, "alternates": e.alternates}
    store[DRAWS].amend(r.position, r.stream, status=Phase.CLOSED.value, drawn_at=instant(r.at), **found)


@VIEW.on(DrawVoided)
def _voided(store: Store, r: Recorded, e: DrawVoided) -> None:
    ended = {"status": Phase.VOIDED.value, "void_reason": e.reason, "voided_at": instant(r.at)}
    store[DRAWS].amend(r.position, r.stream, **ended)


_BY_ID = DRAWS.equals("id")
_OF_CYCLE = DRAWS.equals("cycle", order=("committed_at", "id"))


def draw(reader: Reader, id_: str, at: int) -> DrawRow | None:
    """The draw as it stood at position ``at``."""
    return reader.one(DRAWS, _BY_ID, id=id_, at=at)


def draws(reader: Reader, cycle: str, at: int) -> tuple[DrawRow, ...]:
    """Every draw of a cycle at position ``at``, void ones too, first committed first."""
    return reader.all(DRAWS, _OF_CYCLE, cycle=cycle, at=at)

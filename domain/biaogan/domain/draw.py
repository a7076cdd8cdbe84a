"""A draw of panels (专家抽取) under way or done. Stream ``draw_<uuid>``; a void one stays visible for ever."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import DrawAnswered, DrawCommitted, DrawVoided, Event, PanelsDrawn
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Draw:
    """``OPEN`` until drawn; ``CLOSED`` with its panels; ``VOIDED``. Values of an erased disclosure are empty."""

    cycle: str
    kind: str
    cases: tuple[str, ...]
    pool: tuple[str, ...]
    commitment: str
    actor: str
    answer: str = ""
    answered_by: str = ""
    panels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alternates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str = Phase.OPEN


def _committed(state: Draw | None, e: DrawCommitted, r: Recorded) -> Draw:
    return Draw(e.cycle or "", e.kind or "", tuple(e.cases or ()), tuple(e.pool or ()), e.commitment or "", r.actor)


def _answered(state: Draw | None, e: DrawAnswered, r: Recorded) -> Draw | None:
    return replace(state, answer=e.answer or "", answered_by=r.actor) if state else None


def _drawn(state: Draw | None, e: PanelsDrawn, _: Recorded) -> Draw | None:
    if state is None:
        return None
    panels, alternates = (
        {case: tuple(experts or ()) for case, experts in (found or {}).items()} for found in (e.panels, e.alternates)
    )
    return replace(state, panels=panels, alternates=alternates, status=Phase.CLOSED)


def _voided(state: Draw | None, e: DrawVoided, _: Recorded) -> Draw | None:
    return replace(state, status=Phase.VOIDED) if state else None


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    DrawCommitted: _committed,
    DrawAnswered: _answered,
    PanelsDrawn: _drawn,
    DrawVoided: _voided,
}

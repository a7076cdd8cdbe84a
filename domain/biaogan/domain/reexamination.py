"""A re-examination of the procedure (复核), D-21. Stream ``appeal_<uuid5 of the case>``: there is one for a case."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Reexamination:
    """``OPEN`` until it is answered; ``decide_by`` is its service level."""

    case: str
    decide_by: str = ""
    outcome: str = ""
    status: str = Phase.OPEN


def _requested(state: Reexamination | None, e: ev.ReexaminationRequested, _: Recorded) -> Reexamination:
    return Reexamination(e.case or "")


def _docketed(state: Reexamination | None, e: ev.ReexaminationDocketed, _: Recorded) -> Reexamination | None:
    return replace(state, decide_by=e.decide_by or "") if state else None


def _decided(state: Reexamination | None, e: ev.ReexaminationDecided, _: Recorded) -> Reexamination | None:
    return replace(state, outcome=e.outcome or "", status=Phase.CLOSED) if state else None


EVOLVE: dict[type[ev.Event], Callable[[Any, Any, Recorded], Any]] = {
    ev.ReexaminationRequested: _requested,
    ev.ReexaminationDocketed: _docketed,
    ev.ReexaminationDecided: _decided,
}

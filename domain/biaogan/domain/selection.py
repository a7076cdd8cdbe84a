"""The province's selection (省级遴选) of a cycle: the cases awaiting its decision, and the decision.

Stream ``selection_<uuid5 of the cycle>``. Knowing who waits lets the rules refuse a decision that forgets a case.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    CaseAwaitsDecision,
    CaseLeftReview,
    CaseRejoinedReview,
    Event,
    ProvincialSelectionAdopted,
)
from biaogan.domain.forms import RankedCase
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Selection:
    """``awaiting`` are the cases in provincial review; ``selected`` the ranked choice once adopted."""

    cycle: str = ""
    awaiting: tuple[str, ...] = ()
    round: str = ""
    selected: tuple[RankedCase, ...] = ()
    status: str = Phase.OPEN
    gone: tuple[str, ...] = ()
    """Cases that have withdrawn or were disqualified: nobody decides about them (D-11)."""


def _awaits(state: Selection | None, e: CaseAwaitsDecision, _: Recorded) -> Selection:
    state = state or Selection()
    return replace(state, cycle=e.cycle or state.cycle, awaiting=(*state.awaiting, e.case))


def _adopted(state: Selection | None, e: ProvincialSelectionAdopted, _: Recorded) -> Selection:
    return replace(
        state or Selection(e.cycle or ""),
        round=e.round or "",
        selected=tuple(e.selected or ()),
        status=Phase.SIGNED,
    )


def _left(state: Selection | None, e: CaseLeftReview, _: Recorded) -> Selection | None:
    if state is None:
        return None
    waiting = tuple(case for case in state.awaiting if case != e.case)
    return replace(state, awaiting=waiting, gone=(*state.gone, e.case))


def _rejoined(state: Selection | None, e: CaseRejoinedReview, _: Recorded) -> Selection | None:
    if state is None:
        return None
    gone = tuple(case for case in state.gone if case != e.case)
    return replace(state, awaiting=(*state.awaiting, e.case), gone=gone)


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    CaseAwaitsDecision: _awaits,
    ProvincialSelectionAdopted: _adopted,
    CaseLeftReview: _left,
    CaseRejoinedReview: _rejoined,
}

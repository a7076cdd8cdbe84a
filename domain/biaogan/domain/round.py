"""A review round (评审轮次): which experts score which cases until when, and the statistics once it is closed.

Stream ``round_<uuid>``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import Event, ReviewRoundClosed, ReviewRoundOpened, ScoreStatisticsComputed
from biaogan.domain.status import Phase

PROVINCIAL, DESK = "provincial", "desk"
"""Kinds of round of this slice: the province's (省级评审) and the national desk review (资料评审)."""


@dataclass(frozen=True, slots=True)
class Round:
    """``panels`` maps each case to its experts; empty where the assignment is erased. ``closes`` as signed."""

    cycle: str
    kind: str
    panels: Mapping[str, tuple[str, ...]]
    closes: str
    results: tuple[Mapping[str, Any], ...] = ()
    """Per case the exact aggregate and rank, in rank order; empty until the round is closed."""
    status: str = Phase.OPEN

    @property
    def order(self) -> tuple[str, ...]:
        """The cases in the order of the statistics (统计排序)."""
        return tuple(result["case"] for result in self.results)


def _opened(state: Round | None, e: ReviewRoundOpened, _: Recorded) -> Round:
    panels = {case: tuple(experts or ()) for case, experts in (e.panels or {}).items()}
    return Round(e.cycle or "", e.kind or "", panels, e.closes or "")


def _closed(state: Round | None, e: ReviewRoundClosed, _: Recorded) -> Round | None:
    return replace(state, status=Phase.CLOSED) if state else None


def _computed(state: Round | None, e: ScoreStatisticsComputed, _: Recorded) -> Round | None:
    return replace(state, results=tuple(e.results or ())) if state else None


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    ReviewRoundOpened: _opened,
    ReviewRoundClosed: _closed,
    ScoreStatisticsComputed: _computed,
}

"""A review round (评审轮次): which experts score which cases until when, and the statistics once it is closed.

Stream ``round_<uuid>``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biaogan.domain import seal
from biaogan.domain.act import Recorded, World
from biaogan.domain.events import (
    ConsensusRatingRecorded,
    Event,
    ExpertRecused,
    ExpertReplaced,
    ReviewRoundClosed,
    ReviewRoundExtended,
    ReviewRoundOpened,
    RoundSealed,
    ScoreStatisticsComputed,
    TieVoteRecorded,
)
from biaogan.domain.ids import sheet_id
from biaogan.domain.seal import Seal
from biaogan.domain.status import Phase

PROVINCIAL, DESK, DEFENCE = "provincial", "desk", "defence"
"""Kinds of round: the province's (省级评审), the national desk review (资料评审), the defence (答辩评审)."""


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
    agreed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Case -> the rating its group agreed on, by row (协商评分), no row while it is sealed; empty where an average decides."""
    stood_aside: tuple[tuple[str, str], ...] = ()
    """(case, expert) of everybody recused or replaced: none of them comes back to the case."""
    salt: str = ""
    """What the streams of its sheets are derived with (盐值); "" where it is erased."""
    seal: Seal | None = None
    """What keeps the scores unreadable (密封); ``None``: nothing does."""

    @property
    def is_sealed(self) -> bool:
        """Whether nobody can read the scores yet."""
        return self.seal is not None and not self.seal.is_open

    @property
    def is_over(self) -> bool:
        """Whether the round is closed and its scores are open, so that its statistics are there."""
        return self.status == Phase.CLOSED and not self.is_sealed

    @property
    def standing(self) -> dict[str, int]:
        """Rank of each case in the statistics (统计名次)."""
        return {result["case"]: result["rank"] for result in self.results}

    @property
    def order(self) -> tuple[str, ...]:
        """The cases in the order of the statistics (统计排序)."""
        return tuple(result["case"] for result in self.results)


def sheet_stream(world: World, round_: str, case: str, expert: str) -> str:
    """The stream of an expert's one sheet (评分表) on a case in a round."""
    state = world[round_]
    return sheet_id(round_, case, expert, state.salt if isinstance(state, Round) else "")


def _opened(state: Round | None, e: ReviewRoundOpened, _: Recorded) -> Round:
    panels = {case: tuple(experts or ()) for case, experts in (e.panels or {}).items()}
    return Round(e.cycle or "", e.kind or "", panels, e.closes or "", salt=e.salt or "")


def _closed(state: Round | None, e: ReviewRoundClosed, _: Recorded) -> Round | None:
    return replace(state, status=Phase.CLOSED) if state else None


def _computed(state: Round | None, e: ScoreStatisticsComputed, _: Recorded) -> Round | None:
    return replace(state, results=tuple(e.results or ())) if state else None


def _extended(state: Round | None, e: ReviewRoundExtended, _: Recorded) -> Round | None:
    return replace(state, closes=e.closes or state.closes) if state else None


def _without(state: Round, case: str, expert: str, *joining: str) -> Round:
    panel = (*(member for member in state.panels.get(case, ()) if member != expert), *joining)
    aside = (*state.stood_aside, (case, expert))
    return replace(state, panels={**state.panels, case: panel}, stood_aside=aside)


def _recused(state: Round | None, e: ExpertRecused, r: Recorded) -> Round | None:
    return _without(state, e.case or "", r.actor) if state else None


def _replaced(state: Round | None, e: ExpertReplaced, _: Recorded) -> Round | None:
    return _without(state, e.case or "", e.expert or "", e.replacement or "") if state else None


def _agreed(state: Round | None, e: ConsensusRatingRecorded, _: Recorded) -> Round | None:
    if state is None:
        return state
    return replace(state, agreed={**state.agreed, e.case or "": {row.code: row.points for row in e.rows or ()}})


def _voted(state: Round | None, e: TieVoteRecorded, _: Recorded) -> Round | None:
    if state is None or not e.entries:
        return state
    first = min(state.standing.get(entry.case, 1) for entry in e.entries)
    decided = {entry.case: first + entry.rank - 1 for entry in e.entries}
    results = [
        {**row, "rank": decided[row["case"]], "needs_vote": False, "decided_by": "vote"}
        if row["case"] in decided
        else row
        for row in state.results
    ]
    return replace(state, results=tuple(sorted(results, key=lambda row: row["rank"])))


def _of_seal(state: Round | None, e: Event, r: Recorded) -> Round | None:
    if state is None or (state.seal is None and not isinstance(e, RoundSealed)):
        return state
    return replace(state, seal=seal.EVOLVE[type(e)](state.seal, e, r))


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    ReviewRoundOpened: _opened,
    ReviewRoundClosed: _closed,
    ScoreStatisticsComputed: _computed,
    ReviewRoundExtended: _extended,
    ExpertRecused: _recused,
    ExpertReplaced: _replaced,
    ConsensusRatingRecorded: _agreed,
    TieVoteRecorded: _voted,
    **dict.fromkeys(seal.EVOLVE, _of_seal),
}

"""A professional group (专业组) of the committee: its members, its cases, and how far its deliberation is (合议).

Stream ``group_<uuid5 of cycle and code>``. Its state is that of its cases in review; ``CLOSED`` once it has reported.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    ConsensusOverrideRecorded,
    DeskConsensusConcluded,
    DeskConsensusOpened,
    Event,
    FinalConsensusOpened,
    GroupFormed,
    GroupMemberReplaced,
    GroupReportAdopted,
)
from biaogan.domain.forms import RankedCase
from biaogan.domain.status import Phase, Status


@dataclass(frozen=True, slots=True)
class Group:
    """``round`` is the round last deliberated on; ``overrides`` the cases whose departure from it is on record."""

    cycle: str
    leader: str
    members: tuple[str, ...]
    cases: tuple[str, ...]
    round: str = ""
    overrides: tuple[tuple[str, str], ...] = ()
    """(round, case) of each recorded departure from the statistics (合议与评分不一致)."""
    proposed: tuple[RankedCase, ...] = ()
    """What the group reported to the committee, ranked."""
    status: Phase | Status = Status.DESK_REVIEW


def _formed(state: Group | None, e: GroupFormed, _: Recorded) -> Group:
    return Group(e.cycle or "", e.leader or "", tuple(e.members or ()), tuple(e.cases or ()))


def _replaced(state: Group | None, e: GroupMemberReplaced, _: Recorded) -> Group | None:
    if state is None or not e.member:  # erased
        return state
    leader, *members = (
        (e.replacement or "") if person == e.member else person for person in (state.leader, *state.members)
    )
    return replace(state, leader=leader, members=tuple(members))


def _desk_opened(state: Group | None, e: DeskConsensusOpened, _: Recorded) -> Group | None:
    return state and replace(state, status=Status.DESK_CONSENSUS, round=e.round or "")


def _desk_concluded(state: Group | None, e: DeskConsensusConcluded, _: Recorded) -> Group | None:
    return state and replace(state, status=Status.DEFENCE)


def _final_opened(state: Group | None, e: FinalConsensusOpened, _: Recorded) -> Group | None:
    return state and replace(state, status=Status.FINAL_CONSENSUS, round=e.round or "")


def _overridden(state: Group | None, e: ConsensusOverrideRecorded, _: Recorded) -> Group | None:
    return state and replace(state, overrides=(*state.overrides, (state.round, e.case or "")))


def _reported(state: Group | None, e: GroupReportAdopted, _: Recorded) -> Group | None:
    return state and replace(state, status=Phase.CLOSED, proposed=tuple(e.entries or ()))


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    GroupFormed: _formed,
    GroupMemberReplaced: _replaced,
    DeskConsensusOpened: _desk_opened,
    DeskConsensusConcluded: _desk_concluded,
    ConsensusOverrideRecorded: _overridden,
    FinalConsensusOpened: _final_opened,
    GroupReportAdopted: _reported,
}

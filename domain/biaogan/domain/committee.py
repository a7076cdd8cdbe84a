"""The review committee (评审委员会) of a cycle, R-10, R-11. Stream ``committee_<uuid5 of the cycle>``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import CommitteeFormed, Event, MemberReplaced
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Committee:
    """All seats by person; empty where they are erased."""

    cycle: str
    chair: str
    vice_chairs: tuple[str, ...]
    members: tuple[str, ...]
    status: str = Phase.ACTIVE

    @property
    def seats(self) -> tuple[str, ...]:
        """Everybody of the committee: chair, vice-chairs, members."""
        return (self.chair, *self.vice_chairs, *self.members)


def _formed(state: Committee | None, e: CommitteeFormed, _: Recorded) -> Committee:
    return Committee(e.cycle or "", e.chair or "", tuple(e.vice_chairs or ()), tuple(e.members or ()))


def _replaced(state: Committee | None, e: MemberReplaced, _: Recorded) -> Committee | None:
    if state is None or not e.member:  # erased
        return state
    chair, *vice_chairs = (_seat(seat, e) for seat in (state.chair, *state.vice_chairs))
    members = tuple(_seat(seat, e) for seat in state.members)
    return replace(state, chair=chair, vice_chairs=tuple(vice_chairs), members=members)


def _seat(seat: str, e: MemberReplaced) -> str:
    return (e.replacement or "") if seat == e.member else seat


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {CommitteeFormed: _formed, MemberReplaced: _replaced}

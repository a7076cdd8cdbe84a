"""A tier-1 unit's roster (推荐名册) in a cycle: who holds a quota place, and in what order the letter ranks them.

Stream ``roster_<uuid5 of cycle and unit>``. Every endorsement of the unit moves this one stream, which is why two
clerks can never take the last place together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import Event, RosterPlaceFreed, RosterPlaceTaken, T1BatchSigned
from biaogan.domain.forms import RankedCase
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Roster:
    """``places`` are the endorsed cases in the order of endorsement; ``entries`` the signed ranking."""

    places: tuple[str, ...] = ()
    entries: tuple[RankedCase, ...] = ()
    status: str = Phase.OPEN


def _taken(state: Roster | None, e: RosterPlaceTaken, _: Recorded) -> Roster:
    state = state or Roster()
    return replace(state, places=(*(place for place in state.places if place != e.case), e.case))


def _freed(state: Roster | None, e: RosterPlaceFreed, _: Recorded) -> Roster:
    state = state or Roster()
    return replace(state, places=tuple(place for place in state.places if place != e.case))


def _signed(state: Roster | None, e: T1BatchSigned, _: Recorded) -> Roster:
    return replace(state or Roster(), entries=tuple(e.entries or ()), status=Phase.SIGNED)


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    RosterPlaceTaken: _taken,
    RosterPlaceFreed: _freed,
    T1BatchSigned: _signed,
}

"""Rosters (推荐名册): the quota places a tier-1 unit has taken in a cycle, and the ranking of its signed letter."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.act import Recorded
from biaogan.domain.events import RosterPlaceFreed, RosterPlaceTaken, T1BatchSigned
from biaogan.domain.forms import RankedCase
from biaogan.domain.status import Phase
from biaogan.projections.cases import CASES
from biaogan.projections.cipher import Sealed
from biaogan.projections.cycles import CYCLES, quota
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A unit's roster (推荐名册), R-15, R-17. It appears with the first place taken or with the letter.

    ``places``: cases that hold a quota place, in the order of endorsement. ``entries``: the letter's ranking, R-17.
    """

    id: str
    cycle: str | None
    unit: str | None
    quota: int | None
    places: tuple[str, ...]
    status: str
    """``OPEN``, or ``SIGNED`` once the letter is signed."""
    entries: Annotated[tuple[RankedCase, ...] | None, Sealed("id")]
    letter_digest: Annotated[str | None, Sealed("id")]
    sealed_on: str | None
    signed_at: str | None
    since: int

    @property
    def free(self) -> int | None:
        """Places left (剩余名额); ``None`` if the quota is not known."""
        return None if self.quota is None else self.quota - len(self.places)


ROSTERS = Versioned("view_roster", RosterRow, ["id"], ["cycle"])
VIEW = View("rosters", ROSTERS)


def _places(store: Store, r: Recorded) -> tuple[str, ...]:
    row = store[ROSTERS].current(r.stream)
    return tuple(row["places"]) if row else ()


def _change(store: Store, r: Recorded, cycle: str | None, unit: str | None, **changes: object) -> None:
    if store[ROSTERS].current(r.stream) is None:
        config = store[CYCLES].current(cycle)
        row = {
            "id": r.stream,
            "cycle": cycle,
            "unit": unit,
            "quota": quota(config["config"], unit) if config and unit else None,
            "places": (),
            "status": Phase.OPEN.value,
            "entries": (),
            "letter_digest": None,
            "sealed_on": None,
            "signed_at": None,
        }
        store[ROSTERS].supersede(r.position, row)
    store[ROSTERS].amend(r.position, r.stream, **changes)


@VIEW.on(RosterPlaceTaken)
def _taken(store: Store, r: Recorded, e: RosterPlaceTaken) -> None:
    case = store[CASES].current(e.case) or {}
    places = (*(place for place in _places(store, r) if place != e.case), e.case)
    _change(store, r, case.get("cycle"), case.get("unit"), places=places)


@VIEW.on(RosterPlaceFreed)
def _freed(store: Store, r: Recorded, e: RosterPlaceFreed) -> None:
    places = tuple(place for place in _places(store, r) if place != e.case)
    store[ROSTERS].amend(r.position, r.stream, places=places)


@VIEW.on(T1BatchSigned)
def _signed(store: Store, r: Recorded, e: T1BatchSigned) -> None:
    letter = {"letter_digest": e.letter_digest, "sealed_on": e.sealed_on, "signed_at": instant(r.at)}
    _change(store, r, e.cycle, e.unit, status=Phase.SIGNED.value, entries=tuple(e.entries or ()), **letter)


_BY_ID = ROSTERS.equals("id")
_OF_CYCLE = ROSTERS.equals("cycle")


def roster(reader: Reader, id_: str, at: int) -> RosterRow | None:
    """The roster at position ``at``; ``None`` before its unit endorsed or signed anything."""
    return reader.one(ROSTERS, _BY_ID, id=id_, at=at)


def rosters(reader: Reader, cycle: str, at: int) -> tuple[RosterRow, ...]:
    """Every roster of a cycle at position ``at``, by id."""
    return reader.all(ROSTERS, _OF_CYCLE, cycle=cycle, at=at)

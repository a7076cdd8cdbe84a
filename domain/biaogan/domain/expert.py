"""An expert of the pool (专家库), R-09: knowledge, employments, pledges, conflicts. Stream ``expert_<uuid5 of the person>``.

Days are compared in the zone of the cycle by the rules; here they are texts as signed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    CommitteeSeatGiven,
    ConflictDeclared,
    Event,
    ExpertProfileUpdated,
    ExpertRegistered,
    ExpertSuspended,
    IntegrityPledgeSigned,
)
from biaogan.domain.forms import Employment
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Conflict:
    """A declared conflict (利益冲突) with an organisation, from a day to its last day or open-ended ("")."""

    organisation: str
    kind: str
    since: str
    until: str
    declared_by: str
    cycle: str


@dataclass(frozen=True, slots=True)
class Expert:
    """``pledges`` and ``seats`` are cycles: where the pledge of the year is signed, where a committee seat is held."""

    person: str
    industries: tuple[str, ...]
    employments: tuple[Employment, ...]
    senior_quality_expert: bool
    pledges: frozenset[str] = frozenset()
    seats: frozenset[str] = frozenset()
    conflicts: tuple[Conflict, ...] = ()
    status: str = Phase.ACTIVE


def _registered(state: Expert | None, e: ExpertRegistered, _: Recorded) -> Expert:
    senior = bool(e.senior_quality_expert)
    return Expert(e.person or "", tuple(e.industries or ()), tuple(e.employments or ()), senior)


def _updated(state: Expert | None, e: ExpertProfileUpdated, _: Recorded) -> Expert | None:
    return state and replace(
        state,
        industries=tuple(e.industries or ()),
        employments=tuple(e.employments or ()),
        senior_quality_expert=bool(e.senior_quality_expert),
    )


def _suspended(state: Expert | None, e: ExpertSuspended, _: Recorded) -> Expert | None:
    return state and replace(state, status=Phase.SUSPENDED)


def _pledged(state: Expert | None, e: IntegrityPledgeSigned, _: Recorded) -> Expert | None:
    return state and replace(state, pledges=state.pledges | {e.cycle or ""})


def _declared(state: Expert | None, e: ConflictDeclared, r: Recorded) -> Expert | None:
    conflict = Conflict(e.organisation or "", e.kind or "", e.since or "", e.until or "", r.actor, e.cycle or "")
    return state and replace(state, conflicts=(*state.conflicts, conflict))


def _seated(state: Expert | None, e: CommitteeSeatGiven, _: Recorded) -> Expert | None:
    return state and replace(state, seats=state.seats | {e.cycle or ""})


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    ExpertRegistered: _registered,
    ExpertProfileUpdated: _updated,
    ExpertSuspended: _suspended,
    IntegrityPledgeSigned: _pledged,
    ConflictDeclared: _declared,
    CommitteeSeatGiven: _seated,
}

"""An organisation (申报组织): its registered name and code, and its cases by cycle.

Stream ``org_<uuid5 of the credit code>``: one organisation is one stream, so a double registration has nowhere to go.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    CaseOpenedForOrganisation,
    Event,
    ExpertExcludedByApplicant,
    OrganisationRegistered,
    ReapplicationBarLifted,
    ReapplicationBarSet,
)
from biaogan.domain.status import Phase


@dataclass(frozen=True, slots=True)
class Organisation:
    """``cases`` are (cycle, case) pairs, oldest first; whether a case is alive is the case's own state."""

    full_name: str
    credit_code: str
    cases: tuple[tuple[str, str], ...] = ()
    status: str = Phase.ACTIVE
    exclusions: tuple[tuple[str, str], ...] = ()
    """(cycle, expert stream) of each expert the organisation asked to be excluded (申请回避), D-23."""
    bars: Mapping[str, int] = field(default_factory=dict)
    """Revoked case -> the last year in which the organisation cannot apply (限制申报), D-22."""

    def cases_in(self, cycle: str) -> tuple[str, ...]:
        """The organisation's cases of one cycle, ended ones included."""
        return tuple(case for within, case in self.cases if within == cycle)


def _registered(state: Organisation | None, e: OrganisationRegistered, _: Recorded) -> Organisation:
    return Organisation(e.full_name or "", e.credit_code or "", state.cases if state else ())


def _case_opened(state: Organisation | None, e: CaseOpenedForOrganisation, _: Recorded) -> Organisation | None:
    return replace(state, cases=(*state.cases, (e.cycle, e.case))) if state else None


def _excluded(state: Organisation | None, e: ExpertExcludedByApplicant, _: Recorded) -> Organisation | None:
    return replace(state, exclusions=(*state.exclusions, (e.cycle or "", e.expert or ""))) if state else None


def _barred(state: Organisation | None, e: ReapplicationBarSet, _: Recorded) -> Organisation | None:
    return replace(state, bars={**state.bars, e.case or "": e.until_year or 0}) if state else None


def _freed(state: Organisation | None, e: ReapplicationBarLifted, _: Recorded) -> Organisation | None:
    return replace(state, bars={case: until for case, until in state.bars.items() if case != e.case}) if state else None


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    OrganisationRegistered: _registered,
    CaseOpenedForOrganisation: _case_opened,
    ExpertExcludedByApplicant: _excluded,
    ReapplicationBarSet: _barred,
    ReapplicationBarLifted: _freed,
}

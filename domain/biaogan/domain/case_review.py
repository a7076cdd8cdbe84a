"""A case in the national review (全国评审): its group, its defence, its site visit; steps of :mod:`biaogan.domain.case`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

if TYPE_CHECKING:
    from biaogan.domain.case import Case


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """A visit (现场考察) proposed (``proposal``, by ``proposer``), then ordered (``team``, ``lead``), then reported."""

    proposal: str
    proposer: str
    questions: tuple[str, ...]
    team: tuple[str, ...] = ()
    lead: str = ""
    reported: bool = False


def _grouped(case: Case, e: ev.CaseEnteredGroup, _: Recorded) -> Case:
    return replace(case, group=e.group or "")


def _scheduled(case: Case, e: ev.DefenceScheduled, _: Recorded) -> Case:
    return replace(case, defence_at=e.starts or "")


def _held(case: Case, e: ev.DefenceHeld, _: Recorded) -> Case:
    return replace(case, defended="held")


def _no_show(case: Case, e: ev.DefenceNoShow, _: Recorded) -> Case:
    return replace(case, defended="no_show")


def _visit_proposed(case: Case, e: ev.SiteVisitProposed, r: Recorded) -> Case:
    return replace(case, visit=SiteVisit(act_digest(e), r.actor, tuple(e.questions or ())))


def _visit_ordered(case: Case, e: ev.SiteVisitOrdered, _: Recorded) -> Case:
    visit = case.visit and replace(case.visit, team=tuple(e.team or ()), lead=e.lead or "")
    return replace(case, status=Status.SITE_VISIT, visit=visit)


def _visit_reported(case: Case, e: ev.SiteVisitReported, _: Recorded) -> Case:
    visit = case.visit and replace(case.visit, reported=True)
    return replace(case, status=Status.DEFENCE, visit=visit)


STEPS: dict[type[ev.Event], Callable[[Case, Any, Recorded], Case]] = {
    ev.CaseEnteredGroup: _grouped,
    ev.DefenceScheduled: _scheduled,
    ev.DefenceHeld: _held,
    ev.DefenceNoShow: _no_show,
    ev.SiteVisitProposed: _visit_proposed,
    ev.SiteVisitOrdered: _visit_ordered,
    ev.SiteVisitReported: _visit_reported,
}

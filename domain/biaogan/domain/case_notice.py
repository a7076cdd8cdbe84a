"""What notice and objections do to a case (公示与异议对项目的影响): folds joined into :mod:`biaogan.domain.case`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.status import TERMINAL, Status

if TYPE_CHECKING:
    from biaogan.domain.case import Case


@dataclass(frozen=True, slots=True)
class CaseNotice:
    """A case's own part of the notice. Objections are streams."""

    pending: tuple[str, ...] = ()
    """Filed, admissibility not yet decided."""
    held: tuple[str, ...] = ()
    """Admitted, not yet decided: the case is held for each of them."""
    facts: tuple[tuple[str, str], ...] = ()
    """(digest of the facts, objection) of everything that was ever received."""
    closes: str = ""
    """End of the case's own notice; "" while it runs with the list."""
    since: datetime | None = None
    """When the case was to be noticed anew."""
    notified_at: datetime | None = None
    """When the applicant was told a decision it may have re-examined."""

    @property
    def open(self) -> tuple[str, ...]:
        """The objections that stop an approval."""
        return (*self.pending, *self.held)


NO_NOTICE = CaseNotice()
"""Of a case nobody objected to, that runs with the list."""


def _received(case: "Case", e: ev.ObjectionReceived, _: Recorded) -> "Case":
    own = case.notice
    facts = (*own.facts, (e.facts or "", e.objection or ""))
    return replace(case, notice=replace(own, pending=(*own.pending, e.objection or ""), facts=facts))


def _held(case: "Case", e: ev.CaseHeldForObjection, _: Recorded) -> "Case":
    own = _without(case.notice, e.objection or "")
    status = Status.NOTICE_HELD if case.status == Status.NOTICE else case.status
    return replace(case, status=status, notice=replace(own, held=(*own.held, e.objection or "")))


def _settled(case: "Case", e: ev.ObjectionSettled, r: Recorded) -> "Case":
    own = _without(case.notice, e.objection or "")
    case = replace(case, notice=own, title=e.title or case.title)
    if e.to not in Status.__members__ or case.status in TERMINAL:
        return case
    if e.to == Status.RE_NOTICE:
        own = replace(own, since=r.at, closes="")
    return replace(case, status=Status(e.to), notice=own)


def _promoted(case: "Case", e: ev.CasePromoted, r: Recorded) -> "Case":
    return replace(case, status=Status.RE_NOTICE, notice=replace(case.notice, since=r.at))


def _renoticed(case: "Case", e: ev.CaseRenoticed, _: Recorded) -> "Case":
    return replace(case, status=Status.NOTICE, notice=replace(case.notice, closes=e.closes or ""))


def _expired(case: "Case", e: ev.CaseNoticeExpired, _: Recorded) -> "Case":
    return replace(case, status=Status.NOTICE_CLEARED)


def _notified(case: "Case", e: ev.DecisionNotified, r: Recorded) -> "Case":
    return replace(case, notice=replace(case.notice, notified_at=r.at))


def _without(own: CaseNotice, objection: str) -> CaseNotice:
    pending = tuple(found for found in own.pending if found != objection)
    return replace(own, pending=pending, held=tuple(found for found in own.held if found != objection))


STEPS: dict[type[ev.Event], Callable[[Any, Any, Recorded], Any]] = {
    ev.ObjectionReceived: _received,
    ev.CaseHeldForObjection: _held,
    ev.ObjectionSettled: _settled,
    ev.CasePromoted: _promoted,
    ev.CaseRenoticed: _renoticed,
    ev.CaseNoticeExpired: _expired,
    ev.DecisionNotified: _notified,
}

"""What filing does to a case (申报对项目的影响): folds of withdrawal and return, joined into :mod:`biaogan.domain.case`.

A case that withdrew keeps what it had: its rank, its rounds, and whether it held a place, so that its return needs no
second account. Whether the place itself is free is the roster's business.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.status import Status

if TYPE_CHECKING:
    from biaogan.domain.case import Case


def _withdrawn(case: "Case", e: ev.CaseWithdrawn, _: Recorded) -> "Case":
    return replace(case, status=Status.WITHDRAWN, left_from=case.status)


def _reinstated(case: "Case", e: ev.CaseReinstated, _: Recorded) -> "Case":
    to = Status(e.to) if e.to in Status.__members__ else case.left_from or case.status
    return replace(case, status=to, left_from=None)


def _disqualified(case: "Case", e: ev.CaseDisqualified, _: Recorded) -> "Case":
    return replace(case, status=Status.DISQUALIFIED)


def _renounced(case: "Case", e: ev.TitleRenounced, _: Recorded) -> "Case":
    return replace(case, status=Status.WITHDRAWN)


STEPS: dict[type[ev.Event], Callable[[Any, Any, Recorded], Any]] = {
    ev.CaseWithdrawn: _withdrawn,
    ev.CaseReinstated: _reinstated,
    ev.CaseDisqualified: _disqualified,
    ev.TitleRenounced: _renounced,
}

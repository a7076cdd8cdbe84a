"""What becomes due by time alone (到期事项): the acts that the service states when an instant has come (R-74, D-20).

Half-open like every period: due at its instant and from then on. Whether the act is admitted is decided like any other:
what an open objection or outage keeps from ending is tried again later.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from biaogan.domain.case import Case
from biaogan.domain.events import CaseNoticeExpired, Event, NoticePeriodExpired
from biaogan.domain.national_list import NationalList
from biaogan.domain.status import Status
from biaogan.domain.values import instant


@dataclass(frozen=True, slots=True)
class Due:
    """An act of the service and the instant from which it is due (到期系统行为)."""

    event: Event
    at: datetime


CASES_WITH_DEADLINES = frozenset({Status.NOTICE})
"""States in which a case may have something due by itself."""


def due(state: Any) -> Due | None:
    """What the service has to state on a stream in this state, and when; ``None`` if nothing."""
    if isinstance(state, NationalList) and state.status == Status.NOTICE and state.closes:
        return Due(NoticePeriodExpired(state.closes), instant(state.closes, "closes"))
    if isinstance(state, Case) and state.status == Status.NOTICE and state.notice.closes and not state.notice.open:
        return Due(CaseNoticeExpired(state.notice.closes), instant(state.notice.closes, "closes"))
    return None

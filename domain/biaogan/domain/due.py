"""What has fallen due (到期事项): the system's own acts on a list and its cases whose instant has come, and nothing else.

Promises: pure; what it answers is accepted if it is stated at the same instant, so a keeper of time never tries in vain.
"""

from datetime import datetime

from biaogan.domain.act import World
from biaogan.domain.case import Case
from biaogan.domain.decide import available
from biaogan.domain.events import CaseNoticeExpired, Event, NoticePeriodExpired
from biaogan.domain.national_list import NationalList
from biaogan.domain.person import SERVICE
from biaogan.domain.status import Status
from biaogan.domain.values import instant


def due(stream: str, world: World, at: datetime) -> list[tuple[str, Event]]:
    """(stream, event) of every notice (公示) that is over: the list's, and those of cases noticed anew (R-74, D-20)."""
    adopted = world[stream]
    if not isinstance(adopted, NationalList) or not adopted.closes:
        return []
    found: list[tuple[str, Event]] = []
    if adopted.status == Status.NOTICE and instant(adopted.closes, "closes") <= at:
        found.append((stream, NoticePeriodExpired(adopted.closes)))
    for name in adopted.cases:
        case = world[name]
        own = case.notice.closes if isinstance(case, Case) and case.status == Status.NOTICE else ""
        if own and instant(own, "closes") <= at:
            found.append((name, CaseNoticeExpired(own)))
    return [(name, event) for name, event in found if _may_be_stated(name, event, world, at)]


def _may_be_stated(stream: str, event: Event, world: World, at: datetime) -> bool:
    return any(row.event is type(event) and not no for row, no in available(world, SERVICE, stream, at))

"""What has fallen due (到期事项): the system's own acts whose instant has come, and nothing else.

Promises: pure; what it answers is accepted if it is stated at the same instant, so a keeper of time never tries in vain.
"""

from collections.abc import Iterator
from datetime import datetime

from biaogan.domain.access import Grant, GrantStatus
from biaogan.domain.act import World
from biaogan.domain.case import Case
from biaogan.domain.decide import available
from biaogan.domain.events import AccessExpired, CaseNoticeExpired, Event, NoticePeriodExpired
from biaogan.domain.national_list import NationalList
from biaogan.domain.person import SERVICE
from biaogan.domain.status import Status
from biaogan.domain.values import instant


def due(stream: str, world: World, at: datetime) -> list[tuple[str, Event]]:
    """(stream, event) of what is over on a list or a grant: a notice (公示) R-74, D-20, or an access (查阅授权) D-25.

    The list's own notice comes with those of its cases that were noticed anew.
    """
    found = [(name, event) for name, end, event in _running(stream, world) if instant(end, "end") <= at]
    return [(name, event) for name, event in found if _may_be_stated(name, event, world, at)]


def _running(stream: str, world: World) -> Iterator[tuple[str, str, Event]]:
    """What ends by time alone: on which stream, when, and what is then stated."""
    match world[stream]:
        case Grant(status=GrantStatus.LIVE, expires=str(end)) if end:
            yield stream, end, AccessExpired(end)
        case NationalList(closes=str(end)) as adopted if end:
            if adopted.status == Status.NOTICE:
                yield stream, end, NoticePeriodExpired(end)
            for name in adopted.cases:
                case = world[name]
                if isinstance(case, Case) and case.status == Status.NOTICE and (own := case.notice.closes):
                    yield name, own, CaseNoticeExpired(own)


def _may_be_stated(stream: str, event: Event, world: World, at: datetime) -> bool:
    return any(row.event is type(event) and not no for row, no in available(world, SERVICE, stream, at))

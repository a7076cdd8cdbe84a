"""Events of the notices at home (单位公示), before a case is filed or recommended."""

from dataclasses import dataclass

from biaogan.domain.event import K0, Event


@dataclass(frozen=True, slots=True)
class LocalNoticeHeld(Event):
    """A notice at the employer or the nominator has stood its days (单位公示期满), D-14. Days are ISO dates."""

    TOPIC = "local_notice_held/1"
    KLASS = K0
    kind: str
    posted_on: str
    ended_on: str
    place: str
    page_digest: str

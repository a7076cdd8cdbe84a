"""What becomes of a title (称号) after the award: the holder's duties, checks, revocation and its reversal.

A part of the case: these steps are merged into the fold of the case's stream, where every event of it is recorded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

INVITED, ATTENDED, EXCUSED = "invited", "attended", "excused"
"""Where the holder stands with an exchange activity (交流活动)."""
HEARD, DECLINED, LAPSED = "heard", "declined", "lapsed"
"""How the hearing (听取陈述) ended."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal of the first person (提议): its digest, who made it, and what the second one has to repeat."""

    digest: str
    by: str
    ground: str = ""
    hearing_closes: str = ""
    hearing: str = ""
    """"", or how the hearing ended."""


NOTHING = Proposed("", "")
"""No proposal is pending."""


@dataclass(frozen=True, slots=True)
class Award:
    """A title since it was granted. ``video`` is the digest of the one handed in last."""

    video: str = ""
    video_accepted: bool = False
    exchanges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Activity -> (``invited``, ``attended`` or ``excused``; the day it takes place)."""
    checks: tuple[tuple[int, str], ...] = ()
    """(year, result) of each status check, in the order recorded."""
    facts: int = 0
    """How many adverse facts were reported."""
    proposal: Proposed = NOTHING
    revoked_at: datetime | None = None
    ground: str = ""
    """The ground the title is revoked on; "" while it stands."""
    announced: bool = False
    reversal: Proposed = NOTHING

    @property
    def announcement_due(self) -> bool:
        """Whether the title is revoked and the announcement (撤销公告) still owed (R-83)."""
        return self.revoked_at is not None and not self.announced

    @property
    def last_check(self) -> tuple[int, str] | None:
        """The last status check: the title is shown as "valid at last check" (D-36)."""
        return self.checks[-1] if self.checks else None

    def overdue_exchanges(self, today: str) -> tuple[str, ...]:
        """Activities that took place and were neither attended nor excused (逾期), R-80. ``today`` is an ISO date."""
        return tuple(name for name, (state, day) in self.exchanges.items() if state == INVITED and day < today)


NEW = Award()
"""A title just granted, or none yet."""

Step = Callable[[Award, Any, Recorded], Award]


def _video(award: Award, e: ev.VideoSubmitted, _: Recorded) -> Award:
    return replace(award, video=e.video_digest or "")


def _video_accepted(award: Award, e: ev.VideoAccepted, _: Recorded) -> Award:
    return replace(award, video_accepted=True)


def _invited(award: Award, e: ev.ExchangeDutyInvited, _: Recorded) -> Award:
    return replace(award, exchanges={**award.exchanges, e.activity or "": (INVITED, e.takes_place_on or "")})


def _answered(state: str) -> Step:
    def step(award: Award, e: Any, _: Recorded) -> Award:
        day = award.exchanges.get(e.activity or "", ("", ""))[1]
        return replace(award, exchanges={**award.exchanges, e.activity or "": (state, day)})

    return step


def _checked(award: Award, e: ev.StatusCheckRecorded, _: Recorded) -> Award:
    return replace(award, checks=(*award.checks, (e.year or 0, e.result or "")))


def _reported(award: Award, e: ev.AdverseFactReported, _: Recorded) -> Award:
    return replace(award, facts=award.facts + 1)


def _proposed(award: Award, e: ev.RevocationProposed, r: Recorded) -> Award:
    return replace(award, proposal=Proposed(act_digest(e), r.actor, e.ground or "", e.hearing_closes or ""))


def _heard(award: Award, e: ev.HolderHeard, _: Recorded) -> Award:
    return _hearing(award, DECLINED if e.declines else HEARD)


def _lapsed(award: Award, e: ev.HearingLapsed, _: Recorded) -> Award:
    return _hearing(award, LAPSED)


def _hearing(award: Award, ended: str) -> Award:
    return replace(award, proposal=replace(award.proposal, hearing=ended))


def _rejected(award: Award, e: ev.RevocationRejected, _: Recorded) -> Award:
    return replace(award, proposal=NOTHING)


def _revoked(award: Award, e: ev.TitleRevoked, r: Recorded) -> Award:
    return replace(award, proposal=NOTHING, ground=e.ground or "", revoked_at=r.at, announced=False)


def _announced(award: Award, e: ev.RevocationAnnounced, _: Recorded) -> Award:
    return replace(award, announced=True)


def _reversal_proposed(award: Award, e: ev.RevocationReversalProposed, r: Recorded) -> Award:
    return replace(award, reversal=Proposed(act_digest(e), r.actor))


def _reversed(award: Award, e: ev.RevocationReversed, _: Recorded) -> Award:
    return replace(award, reversal=NOTHING, ground="", revoked_at=None, announced=False)


LEADS_TO: dict[type[ev.Event], Status] = {
    ev.RevocationProposed: Status.REVOCATION_REVIEW,
    ev.RevocationRejected: Status.TITLED,
    ev.TitleRevoked: Status.REVOKED,
    ev.RevocationReversed: Status.TITLED,
}
"""The state of the case after the event, where it changes; transitions 29 to 31."""

STEPS: dict[type[ev.Event], Step] = {
    ev.VideoSubmitted: _video,
    ev.VideoAccepted: _video_accepted,
    ev.ExchangeDutyInvited: _invited,
    ev.ExchangeDutyAttended: _answered(ATTENDED),
    ev.ExchangeDutyExcused: _answered(EXCUSED),
    ev.StatusCheckRecorded: _checked,
    ev.AdverseFactReported: _reported,
    ev.RevocationProposed: _proposed,
    ev.HolderHeard: _heard,
    ev.HearingLapsed: _lapsed,
    ev.RevocationRejected: _rejected,
    ev.TitleRevoked: _revoked,
    ev.RevocationAnnounced: _announced,
    ev.RevocationReversalProposed: _reversal_proposed,
    ev.RevocationReversed: _reversed,
}

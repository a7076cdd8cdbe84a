"""Access to what is sealed (查阅授权), rulebook 1.12: one grant of two persons. Stream ``grant_<uuid>``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import AccessExpired, AccessGranted, AccessGrantProposed, AccessRevoked, Event
from biaogan.domain.folding import if_there
from biaogan.domain.two_person import act_digest

CLASSES = frozenset(
    {
        "audit",
        "case.sealed",
        "case.suspected",
        "committee",
        "erasure.persons",
        "expert",
        "expert.conflicts",
        "expert.employments",
        "group.sealed",
        "objection.file",
        "objection.objector",
        "person",
        "round.panels",
        "round.signals",
        "round.strictness",
        "sheet.expert",
        "sight",
    }
)
"""What a grant can open (密级类别), by the names of the visibility table; every sealed class there is one of these."""
GRANTEES = ("investigator", "integrity_auditor", "office_director")
"""Who can be granted access to what is sealed (可授权角色), rulebook 1.12."""


class GrantStatus(StrEnum):
    """Where a grant stands (授权状态)."""

    PROPOSED = "PROPOSED"
    """Waits for the second person (待批准)."""
    LIVE = "LIVE"
    """Opens what it names, until its end (有效)."""
    ENDED = "ENDED"
    """Revoked or over (已终止)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What the rules know of a grant. Values of an erased disclosure are empty, and open nothing."""

    cycle: str
    grantee: str
    classes: tuple[str, ...]
    streams: tuple[str, ...]
    expires: str
    proposal: str
    """Digest of the proposal (提议摘要)."""
    proposer: str
    status: GrantStatus = GrantStatus.PROPOSED


def _proposed(state: Grant | None, e: AccessGrantProposed, r: Recorded) -> Grant:
    what = tuple(e.classes or ()), tuple(e.streams or ()), e.expires or ""
    return Grant(e.cycle or "", e.grantee or "", *what, act_digest(e), r.actor)


def _granted(state: Grant, e: AccessGranted, _: Recorded) -> Grant:
    return replace(state, status=GrantStatus.LIVE)


def _ended(state: Grant, e: AccessRevoked | AccessExpired, _: Recorded) -> Grant:
    return replace(state, status=GrantStatus.ENDED)


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    AccessGrantProposed: _proposed,
    AccessGranted: if_there(_granted),
    AccessRevoked: if_there(_ended),
    AccessExpired: if_there(_ended),
}

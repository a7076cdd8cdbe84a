"""The seal of a round (评审轮次的密封): its key, whose shares open it, and whether it is open. Part of the round's state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    EarlyOpeningApproved,
    EarlyOpeningProposed,
    Event,
    KeyShareReleased,
    RoundSealed,
    SealOpened,
)
from biaogan.domain.two_person import act_digest

OPERATOR, CUSTODIANS = "operator", "custodians"


@dataclass(frozen=True, slots=True)
class Seal:
    """``shares`` maps each custodian to the digest of their share, ``released`` to the share they handed over."""

    public_key: str
    custody: str
    threshold: int
    shares: Mapping[str, str]
    released: Mapping[str, str] = field(default_factory=dict)
    proposal: str = ""
    """Digest of the proposal to open early; "" if there is none."""
    proposer: str = ""
    early: bool = False
    """Whether the early opening was approved (提前启封)."""
    is_open: bool = False

    @property
    def can_be_opened(self) -> bool:
        """Whether the key is at hand: the service keeps it, or enough shares were handed over."""
        return self.custody == OPERATOR or len(self.released) >= self.threshold


def sealed(_: Seal | None, e: RoundSealed, r: Recorded) -> Seal:
    """The seal as it was made."""
    shares = {share.custodian: share.digest for share in e.shares or ()}
    return Seal(e.public_key or "", e.custody or "", e.threshold or 0, shares)


def _proposed(seal: Seal, e: EarlyOpeningProposed, r: Recorded) -> Seal:
    return replace(seal, proposal=act_digest(e), proposer=r.actor)


def _approved(seal: Seal, e: EarlyOpeningApproved, r: Recorded) -> Seal:
    return replace(seal, early=True)


def _released(seal: Seal, e: KeyShareReleased, r: Recorded) -> Seal:
    return replace(seal, released={**seal.released, r.actor: e.share or ""})


def _opened(seal: Seal, e: SealOpened, r: Recorded) -> Seal:
    return replace(seal, is_open=True)


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Seal]] = {
    RoundSealed: sealed,
    EarlyOpeningProposed: _proposed,
    EarlyOpeningApproved: _approved,
    KeyShareReleased: _released,
    SealOpened: _opened,
}

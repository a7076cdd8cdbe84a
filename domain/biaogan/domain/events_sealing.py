"""Sealed rounds (密封评审): the key that opens the scores, who keeps it, and when it opened them. R-13, design of the ledger 6."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K0, K1, K3, Event
from biaogan.domain.forms import Value


@dataclass(frozen=True, slots=True)
class KeyShare(Value):
    """One custodian's share of a round's key (密钥份额): ``sealed`` to the custodian's own key, base64; ``digest`` is
    the SHA-256 of the share itself, so that nobody can hand in another one.
    """

    custodian: str
    digest: str
    sealed: str


@dataclass(frozen=True, slots=True)
class CustodyKeyEnrolled(Event):
    """A key custodian (密钥保管人) names the X25519 key, base64, to which shares are sealed for them."""

    TOPIC = "custody_key_enrolled/1"
    KLASS = K0
    public_key: str


@dataclass(frozen=True, slots=True)
class RoundSealed(Event):
    """Consequence of the opening: what is scored from here on is sealed to this key (密封), HPKE with X25519.

    ``custody`` is ``operator`` where the service keeps the key, ``custodians`` where ``threshold`` of the shares open it.
    """

    TOPIC = "round_sealed/1"
    KLASS = K0
    public_key: str
    custody: str
    threshold: int
    shares: list[KeyShare]


@dataclass(frozen=True, slots=True)
class EarlyOpeningProposed(Event):
    """The director wants the scores opened before the round is closed (申请提前启封), with the reason."""

    TOPIC = "early_opening_proposed/1"
    reason: str


@dataclass(frozen=True, slots=True)
class EarlyOpeningApproved(Event):
    """The integrity auditor agrees (同意提前启封): two persons, one digest; everybody in the round is told."""

    TOPIC = "early_opening_approved/1"
    proposal: str


@dataclass(frozen=True, slots=True)
class KeyShareReleased(Event):
    """A custodian hands over the own share (交出密钥份额), base64, once the round is closed or its early opening approved."""

    TOPIC = "key_share_released/1"
    KLASS = K1
    share: Annotated[str, K3]


@dataclass(frozen=True, slots=True)
class SealOpened(Event):
    """The scores can be read from here on (启封); ``early``: before the round was closed. Recorded by the service."""

    TOPIC = "seal_opened/1"
    KLASS = K1
    early: bool
    sheets: Annotated[list[str], K3]
    """The streams of the sheets this makes readable."""

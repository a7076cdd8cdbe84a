"""A person (人员): roles held and keys in use. Stream ``person_<uuid>``.

Whether a key signed a statement is the ledger's question; here a key is only a thumbprint. The service is no person: it
acts as ``service`` in the role ``system``, and nobody else can.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from json import dumps
from typing import Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    ActAsApproved,
    ActAsGranted,
    ActAsRevoked,
    CustodyKeyEnrolled,
    Event,
    InterestDeclared,
    KeyEnrolled,
    KeyRevoked,
    KeyRotated,
    OidcIdentityLinked,
    OidcIdentityUnlinked,
    RoleGranted,
    RoleRevoked,
    SessionsEnded,
)
from biaogan.domain.status import Phase
from biaogan.domain.two_person import act_digest

SELF = "self"
"""The role everybody holds on the own stream, and nobody can be granted."""
ANYONE = "anyone"
"""The role of everybody who is enrolled (任何已登记人员), for acts that need no other."""
SERVICE, SYSTEM = "service", "system"
"""The service as an actor (系统), and the role that it alone holds; the door checks that its own key signed."""


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody asked to act for the person (代办), until the instant ``expires``; may do so once a director agreed."""

    expires: str
    digest: str
    """Of what was asked (委托摘要)."""
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules know of a person: ``roles`` as (role, scope), ``keys`` as RFC 7638 thumbprints in use.

    ``logins``: the OpenID providers at which a login stands for the person.
    """

    roles: frozenset[tuple[str, str]] = frozenset()
    keys: frozenset[str] = frozenset()
    past_keys: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    interests: frozenset[tuple[str, str]] = frozenset()
    """(organisation, last day or "") of each declared interest (利益关系), D-23."""
    status: str = Phase.ACTIVE
    custody_key: str = ""
    """X25519 key, base64, to which shares of rounds' keys are sealed (保管密钥); "" for who keeps none."""
    helpers: Mapping[str, Help] = field(default_factory=dict)
    """Who was asked to act for the person (代办人), and has not been sent away."""

    def holds(self, role: str, scope: str | None) -> bool:
        """Whether the person may act as ``role`` in ``scope``; ``None`` asks for any scope."""
        return any(held == role and (scope is None or within == scope) for held, within in self.roles)


def thumbprint(jwk: Any) -> str:
    """RFC 7638 thumbprint of an Ed25519 public key, the ``kid`` of a statement; "" for what is not one."""
    if not isinstance(jwk, Mapping):
        return ""
    required = {name: jwk.get(name) for name in ("crv", "kty", "x")}
    if (required["crv"], required["kty"]) != ("Ed25519", "OKP") or not isinstance(required["x"], str):
        return ""
    digest = sha256(dumps(required, sort_keys=True, separators=(",", ":")).encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _enrolled(state: Person | None, e: KeyEnrolled, _: Recorded) -> Person:
    state = state or Person()
    return replace(state, keys=state.keys | {thumbprint(e.jwk)} - {""})


def _rotated(state: Person | None, e: KeyRotated, _: Recorded) -> Person:
    state = state or Person()
    gone = state.keys & {e.old_kid}
    return replace(state, keys=state.keys - gone | {thumbprint(e.jwk)} - {""}, past_keys=state.past_keys | gone)


def _revoked(state: Person | None, e: KeyRevoked, _: Recorded) -> Person:
    state = state or Person()
    gone = state.keys & {e.kid}
    return replace(state, keys=state.keys - gone, past_keys=state.past_keys | gone)


def _granted(state: Person | None, e: RoleGranted, _: Recorded) -> Person:
    state = state or Person()
    return replace(state, roles=state.roles | {(e.role, e.scope)}) if e.role is not None else state


def _ended(state: Person | None, e: RoleRevoked, _: Recorded) -> Person:
    state = state or Person()
    return replace(state, roles=state.roles - {(e.role, e.scope)})


def _linked(state: Person | None, e: OidcIdentityLinked, _: Recorded) -> Person:
    state = state or Person()
    return replace(state, logins=state.logins | {e.provider}) if e.provider is not None else state


def _unlinked(state: Person | None, e: OidcIdentityUnlinked, _: Recorded) -> Person:
    state = state or Person()
    return replace(state, logins=state.logins - {e.provider})


def _signed_out(state: Person | None, _: SessionsEnded, __: Recorded) -> Person:
    return state or Person()


def _interested(state: Person | None, e: InterestDeclared, _: Recorded) -> Person:
    state = state or Person()
    return replace(state, interests=state.interests | {(e.organisation or "", e.until or "")})


def _keeps(state: Person | None, e: CustodyKeyEnrolled, _: Recorded) -> Person:
    return replace(state or Person(), custody_key=e.public_key or "")


def _asked(state: Person | None, e: ActAsGranted, _: Recorded) -> Person:
    state = state or Person()
    if e.supporter is None:
        return state
    return replace(state, helpers={**state.helpers, e.supporter: Help(e.expires or "", act_digest(e))})


def _agreed(state: Person | None, e: ActAsApproved, _: Recorded) -> Person:
    state = state or Person()
    asked = state.helpers.get(e.supporter)
    return replace(state, helpers={**state.helpers, e.supporter: replace(asked, approved=True)}) if asked else state


def _sent_away(state: Person | None, e: ActAsRevoked, _: Recorded) -> Person:
    state = state or Person()
    return replace(state, helpers={name: kept for name, kept in state.helpers.items() if name != e.supporter})


EVOLVE: dict[type[Event], Callable[[Any, Any, Recorded], Any]] = {
    ActAsApproved: _agreed,
    ActAsGranted: _asked,
    ActAsRevoked: _sent_away,
    CustodyKeyEnrolled: _keeps,
    InterestDeclared: _interested,
    KeyEnrolled: _enrolled,
    KeyRotated: _rotated,
    KeyRevoked: _revoked,
    RoleGranted: _granted,
    RoleRevoked: _ended,
    SessionsEnded: _signed_out,
    OidcIdentityLinked: _linked,
    OidcIdentityUnlinked: _unlinked,
}

"""Events that prepare a cycle: people, keys, roles (人员与密钥), working days, and the call itself (年度活动)."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain.event import K0, K3, PERSONAL, Event

# --- people and keys (人员与密钥) -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogCreated(Event):
    """Genesis (创世): the log exists; ``jwk`` is the service's own key. Always position 0."""

    TOPIC = "log_created/1"
    KLASS = K0
    jwk: dict[str, str]
    log_vkey: str
    spec: str


@dataclass(frozen=True, slots=True)
class KeyEnrolled(Event):
    """A registrar (登记员) enrols a person's signing key, possession proven by ``proof`` over ``nonce``."""

    TOPIC = "key_enrolled/1"
    actor: str
    jwk: dict[str, str]
    nonce: str
    proof: str
    custody: str = "person"


@dataclass(frozen=True, slots=True)
class KeyRotated(Event):
    """A person replaces the own key (密钥轮换): signed by the old key, countersigned by the new one."""

    TOPIC = "key_rotated/1"
    actor: str
    old_kid: str
    jwk: dict[str, str]
    nonce: str
    proof: str


@dataclass(frozen=True, slots=True)
class KeyRevoked(Event):
    """A key is revoked (密钥吊销); acts from ``compromised_since`` (a position) on are contested, not removed."""

    TOPIC = "key_revoked/1"
    kid: str
    reason: str
    compromised_since: int | None = None


@dataclass(frozen=True, slots=True)
class RoleGranted(Event):
    """A person may act as ``role`` within ``scope``: a unit code, an organisation id, or "" for the whole (授予角色)."""

    TOPIC = "role_granted/1"
    KLASS = K3
    role: str
    scope: str = ""
    name: Annotated[str, K3 + PERSONAL] = ""


@dataclass(frozen=True, slots=True)
class RoleRevoked(Event):
    """The role ends (撤销角色)."""

    TOPIC = "role_revoked/1"
    KLASS = K3
    role: str
    scope: str
    reason: str


@dataclass(frozen=True, slots=True)
class SessionsEnded(Event):
    """Every session of a person opened before this record is over (强制下线): the person signs in again, or cannot."""

    TOPIC = "sessions_ended/1"
    KLASS = K3
    reason: str


@dataclass(frozen=True, slots=True)
class OidcIdentityLinked(Event):
    """Who logs in as ``login`` at the OpenID ``provider`` reads as this person (关联统一身份), and signs nothing by that."""

    TOPIC = "oidc_identity_linked/1"
    KLASS = K3
    provider: str
    login: Annotated[str, K3 + PERSONAL]


@dataclass(frozen=True, slots=True)
class OidcIdentityUnlinked(Event):
    """The login at that provider no longer stands for the person (解除统一身份关联)."""

    TOPIC = "oidc_identity_unlinked/1"
    KLASS = K3
    provider: str
    reason: str


@dataclass(frozen=True, slots=True)
class InterestDeclared(Event):
    """A person has an interest in an organisation (利益关系申报), D-23: neither reads nor handles its cases, until a day."""

    TOPIC = "interest_declared/1"
    KLASS = K3
    organisation: str
    reason: str
    until: str = ""


# --- the cycle (年度活动) ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CalendarYearLoaded(Event):
    """The State Council's holidays (放假) and make-up workdays (调休上班) of one year, ISO dates, with its source."""

    TOPIC = "calendar_year_loaded/1"
    KLASS = K0
    year: int
    holidays: list[str]
    workdays: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class CyclePublished(Event):
    """The year's call (年度通知): the whole configuration, frozen. ``digest`` = SHA-256 of its canonical form (R-05)."""

    TOPIC = "cycle_published/1"
    KLASS = K0
    config: dict[str, Any]
    digest: str
